import { expect, test } from 'vitest';

import { en } from '../texts/en.ts';
import { operation } from './document.fixture.ts';
import { fieldsIn, kindOf } from './fields.ts';

test('fields of inner objects and lists follow their own', () => {
  const [page] = operation('get_api_stores').responses;
  expect(fieldsIn(page?.schema ?? {}).map(({ name, required }) => [name, required])).toEqual([
    ['count', true],
    ['results', true],
    ['results[].id', true],
    ['results[].name', true],
    ['results[].parent', false],
  ]);
});

test.each([
  [{ type: 'string', minLength: 1, maxLength: 255 }, 'string, 1 to 255 characters'],
  [{ type: 'integer', minimum: 1 }, 'integer, at least 1'],
  [{ type: 'array', items: { type: 'string', format: 'date' } }, 'list of date'],
  [{ type: 'string', enum: ['a', 'b'] }, 'one of a, b'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ anyOf: [{ title: 'Detail' }, { title: 'Outcome' }] }, 'Detail | Outcome'],
  [{}, 'anything'],
])('%j: %s', (schema, kind) => expect(kindOf(schema, en.kinds)).toBe(kind));
