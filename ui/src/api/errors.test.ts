import { describe, expect, test } from 'vitest';

import { readFailure } from './errors.ts';

describe('the failure that an answer means', () => {
  test.each([
    [
      409,
      { error: 'This promo is sold out.', code: 'sold_out' },
      { kind: 'refused', code: 'sold_out', message: 'This promo is sold out.' },
    ],
    [
      400,
      { username: ['This field is required.'], email: ['Bad.', 'Worse.'] },
      { kind: 'fields', fields: { username: ['This field is required.'], email: ['Bad.', 'Worse.'] } },
    ],
    [
      401,
      { error: 'Invalid username or password.' },
      { kind: 'unauthenticated', message: 'Invalid username or password.' },
    ],
    [401, { detail: 'No.', code: 'token_not_valid', messages: [] }, { kind: 'unauthenticated', message: 'No.' }],
    [403, { detail: 'No.' }, { kind: 'forbidden', message: 'No.' }],
    [404, { detail: 'Not found.' }, { kind: 'not_found' }],
    [500, '<html>', { kind: 'broken', status: 500 }],
    [400, {}, { kind: 'broken', status: 400 }],
  ])('%i %o', (status, body, failure) => {
    expect(readFailure(status, body, null)).toEqual(failure);
  });

  test('busy says for how long, and never for no time at all', () => {
    expect(readFailure(503, {}, '7')).toEqual({ kind: 'busy', retryAfterSeconds: 7 });
    expect(readFailure(503, {}, null)).toEqual({ kind: 'busy', retryAfterSeconds: 1 });
    expect(readFailure(429, {}, 'soon')).toEqual({ kind: 'busy', retryAfterSeconds: 1 });
  });
});
