import type { Listener } from './stream.ts';

/** How many promos and stores a stream may name. */
const NAMED_MAX = 50;

const newest = (ids: number[]): number[] => [...new Set(ids)].slice(-NAMED_MAX);

/** One listener that hears what all of these do: as the newest of them, at its place. Nothing for none. */
export const combined = (all: Listener[]): Listener | undefined => {
  const last = all.at(-1);
  if (!last) return undefined;
  const near = all.findLast(({ interest }) => interest.near)?.interest.near;
  return {
    token: last.token,
    interest: {
      ...(near && { near }),
      promos: newest(all.flatMap(({ interest }) => interest.promos)),
      stores: newest(all.flatMap(({ interest }) => interest.stores)),
    },
  };
};
