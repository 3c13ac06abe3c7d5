import type { MultiPolygon, Polygon } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import address from 'world-atlas/land-110m.json?url';

type Land = Topology<{ land: GeometryCollection }>;

let land: Promise<GeoJSON.FeatureCollection<Polygon | MultiPolygon>> | undefined;

const read = async (): Promise<GeoJSON.FeatureCollection<Polygon | MultiPolygon>> => {
  const topology = (await (await fetch(address)).json()) as Land;
  return feature(topology, topology.objects.land) as GeoJSON.FeatureCollection<Polygon | MultiPolygon>;
};

/** Natural Earth's outline of the land, for maps without tiles; read once, or again after it could not be. */
export const landOutline = (): ReturnType<typeof read> =>
  (land ??= read().catch((thrown: unknown) => {
    land = undefined;
    throw thrown;
  }));
