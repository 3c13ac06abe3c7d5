import type { Point } from '../../api/types.ts';

/** Where a map begins when nothing is known: Medellin, where the first stores are. */
export const SOMEWHERE: Point = { latitude: 6.2442, longitude: -75.5812 };
