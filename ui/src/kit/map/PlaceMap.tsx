import { circle, divIcon, marker, type Circle, type Map, type Marker } from 'leaflet';
import { useEffect, useRef, type ReactNode } from 'react';

import type { Point } from '../../api/types.ts';
import { at, makeMap } from './base.ts';
import styles from './Map.module.css';

interface PlaceMapProps {
  label: string;
  /** Where the map begins, when nothing is placed yet. */
  center: Point;
  place: Point | undefined;
  /** A circle around the place, in metres. */
  radiusM?: number;
  /** Without it the place cannot be moved. */
  onPlace?: (place: Point) => void;
}

const PIN =
  '<svg width="36" height="36" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 22s7.5-6.5 7.5-12a7.5 7.5 0 0 0-15 0c0 5.5 7.5 12 7.5 12Z"/><circle cx="12" cy="10" r="2.5" fill="#fff"/></svg>';

/** Six decimals: a tenth of a metre. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

class PlacedMap {
  readonly map: Map;
  readonly #pin: Marker;
  readonly #reach: Circle;

  constructor(element: HTMLElement, center: Point, label: string, onPlace: ((place: Point) => void) | undefined) {
    this.map = makeMap(element, center);
    this.#pin = marker(at(center), {
      icon: divIcon({ className: styles.place ?? '', html: PIN, iconSize: [36, 36], iconAnchor: [18, 34] }),
      draggable: onPlace !== undefined,
      keyboard: onPlace !== undefined,
      alt: label,
      title: label,
    });
    this.#reach = circle(at(center), { radius: 1, className: styles.reach ?? '', weight: 1.5, fillOpacity: 0.08 });
    if (!onPlace) return;
    const tell = ({ lat, lng }: { lat: number; lng: number }): void =>
      onPlace({ latitude: rounded(lat), longitude: rounded(lng) });
    this.map.on('click', ({ latlng }) => tell(latlng.wrap()));
    this.#pin.on('dragend', () => tell(this.#pin.getLatLng().wrap()));
  }

  show(place: Point, radiusM: number): void {
    this.#pin.setLatLng(at(place)).addTo(this.map);
    if (radiusM > 0) this.#reach.setLatLng(at(place)).setRadius(radiusM).addTo(this.map);
    else this.#reach.remove();
    if (radiusM > 0) this.map.fitBounds(this.#reach.getBounds(), { padding: [12, 12], animate: false });
    else if (!this.map.getBounds().contains(at(place))) this.map.setView(at(place), undefined, { animate: false });
  }
}

/** One place on a map: shown, or chosen by a tap or by dragging the pin. */
const PlaceMap = ({ label, center, place, radiusM = 0, onPlace }: PlaceMapProps): ReactNode => {
  const element = useRef<HTMLDivElement>(null);
  const shown = useRef<PlacedMap>(null);
  const initial = useRef({ center, label });
  const placed = useRef(onPlace);
  useEffect(() => {
    placed.current = onPlace;
  }, [onPlace]);
  const movable = onPlace !== undefined;

  useEffect(() => {
    if (!element.current) return undefined;
    const { center: from, label: name } = initial.current;
    const made = new PlacedMap(element.current, from, name, movable ? (to) => placed.current?.(to) : undefined);
    shown.current = made;
    return () => void made.map.remove();
  }, [movable]);

  useEffect(() => {
    if (place) shown.current?.show(place, radiusM);
  }, [place, radiusM]);

  return (
    <section className={styles.map} aria-label={label}>
      <div ref={element} className={styles.canvas} />
    </section>
  );
};

export default PlaceMap;
