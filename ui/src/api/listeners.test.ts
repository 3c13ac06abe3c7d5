import { expect, test } from 'vitest';

import { combined } from './listeners.ts';

const near = { latitude: 1, longitude: 2, radiusM: 500 };

test('nobody listens when there is no tab', () => {
  expect(combined([])).toBeUndefined();
});

test('all tabs are heard, as the newest of them', () => {
  const listener = combined([
    { token: 'old', interest: { near, promos: [1, 2], stores: [] } },
    { token: 'new', interest: { promos: [2, 3], stores: [9] } },
  ]);
  expect(listener).toEqual({ token: 'new', interest: { near, promos: [1, 2, 3], stores: [9] } });
});

test('no stream names more promos than it may; the oldest are left out', () => {
  const promos = Array.from({ length: 60 }, (_, index) => index);
  const listener = combined([{ token: undefined, interest: { promos, stores: [] } }]);
  expect(listener?.interest.promos).toHaveLength(50);
  expect(listener?.interest.promos.at(-1)).toBe(59);
});
