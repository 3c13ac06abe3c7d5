import 'leaflet/dist/leaflet.css';

import {
  circle,
  divIcon,
  geoJSON,
  map,
  marker,
  tileLayer,
  type GeoJSON,
  type LatLngExpression,
  type Map,
  type TileLayer,
} from 'leaflet';

import { readConfig } from '../../api/endpoints.ts';
import type { Config, Point } from '../../api/types.ts';
import { landOutline } from './land.ts';
import styles from './Map.module.css';

const ZOOM = 14;
const RINGS_M = [500, 1000, 2000, 5000];

type Tiles = Pick<Config, 'map_tiles_url' | 'map_attribution'>;

let tiles: Promise<Tiles> | undefined;

/** An installation without the setting has no tiles either. */
const knownTiles = (): Promise<Tiles> =>
  (tiles ??= readConfig().catch(() => ({ map_tiles_url: '', map_attribution: '' })));

export const at = ({ latitude, longitude }: Point): LatLngExpression => [latitude, longitude];

const readGround = async (): Promise<TileLayer | GeoJSON> => {
  const { map_tiles_url: url, map_attribution: attribution } = await knownTiles();
  if (url) return tileLayer(url, { attribution, maxZoom: 19 });
  const style = { className: styles.land ?? '', weight: 1, fillOpacity: 1 };
  return geoJSON(await landOutline(), { style, interactive: false, attribution: 'Natural Earth' });
};

const addGround = async (to: Map): Promise<void> => {
  let gone = false;
  to.once('unload', () => (gone = true));
  const ground = await readGround();
  // Whatever was added meanwhile lies on top.
  if (!gone) ground.addTo(to).bringToBack();
};

/**
 * A map in this element, on tiles by the installation's setting or on an outline of the land. Zooming is not animated:
 * that would go on after a page has taken its map away.
 */
export const makeMap = (element: HTMLElement, center: Point): Map => {
  const made = map(element, { center: at(center), zoom: ZOOM, zoomAnimation: false });
  made.attributionControl.setPrefix('');
  // Without a connection a map has its pins, on no ground.
  void addGround(made).catch(() => undefined);
  return made;
};

/** Circles of round distances: they tell how far away things are, on an empty ground above all. */
export const addRings = (to: Map, center: Point, nameOf: (metres: number) => string): void => {
  for (const radius of RINGS_M) {
    circle(at(center), {
      radius,
      className: styles.ring ?? '',
      fill: false,
      weight: 1,
      opacity: 0.35,
      dashArray: '3 5',
      interactive: false,
    }).addTo(to);
    const name = document.createElement('span');
    name.textContent = nameOf(radius);
    marker([center.latitude + radius / 111_195, center.longitude], {
      icon: divIcon({ className: styles.ringname ?? '', html: name, iconSize: [60, 16] }),
      interactive: false,
      keyboard: false,
    }).addTo(to);
  }
};

export const addMe = (to: Map, place: Point): void => {
  marker(at(place), {
    icon: divIcon({ className: styles.me ?? '', iconSize: [18, 18] }),
    interactive: false,
    keyboard: false,
    // Under what can be pressed.
    zIndexOffset: -1000,
  }).addTo(to);
};
