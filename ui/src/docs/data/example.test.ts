import { expect, test } from 'vitest';

import { operation } from './document.fixture.ts';
import { exampleBody, exampleOf } from './example.ts';

test('a body has what is required, and what a good answer shows a value of', () => {
  expect(JSON.parse(exampleBody(operation('post_api_stores')))).toEqual({
    name: 'Cafe Ana',
    latitude: 6.2518,
    address: 'Calle 10',
  });
});

test('without a body there is none', () => expect(exampleBody(operation('get_api_stores'))).toBe(''));

test('a file is chosen, not made up', () => expect(exampleBody(operation('put_api_products_id_image'))).toBe(''));

test.each([
  [{ type: 'string', examples: ['12.50'] }, '12.50'],
  [{ type: 'string', enum: ['new_users', 'regular_users'] }, 'new_users'],
  [{ type: 'integer', minimum: 50 }, 50],
  [{ type: 'number', minimum: -90 }, 0],
  [{ type: ['string', 'null'], format: 'date' }, '2026-01-31'],
  [{ type: 'array', items: { type: 'boolean' } }, [true]],
  [{}, null],
])('%j: %j', (schema, value) => expect(exampleOf(schema)).toEqual(value));
