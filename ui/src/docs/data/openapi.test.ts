import { expect, test } from 'vitest';

import { document, operation } from './document.fixture.ts';
import { found, grouped, operationsOf } from './openapi.ts';

const ids = (search: string): string[] => found(operationsOf(document), search).map(({ id }) => id);

test('operations have what they refer to in its place', () => {
  const [page] = operation('get_api_stores').responses;
  expect(page).toMatchObject({ status: 200, mediaType: 'application/json' });
  expect(page?.schema?.required).toEqual(['count', 'results']);
  expect(page?.schema?.properties?.['results']?.items).toMatchObject({ title: 'Store', type: 'object' });
});

test('what contains itself ends', () => {
  const [made] = operation('post_api_stores').responses;
  expect(made?.schema?.properties?.['parent']).toEqual({});
});

test('who may call, and what is asked for', () => {
  expect(operation('get_api_stores')).toMatchObject({ needsSession: false, body: undefined, method: 'GET' });
  expect(operation('post_api_stores')).toMatchObject({ needsSession: true, body: { required: true } });
  expect(operation('put_api_products_id_image').body?.mediaType).toBe('image/*');
});

test('a search finds what has all of its words, in any case and anywhere', () => {
  expect(ids('')).toHaveLength(3);
  expect(ids('STORES post')).toEqual(['post_api_stores']);
  expect(ids('owner')).toEqual(['post_api_stores']);
  expect(ids('picture stores')).toEqual([]);
});

test('operations stand under their tag', () => {
  expect(grouped(operationsOf(document)).map(([tag, all]) => [tag, all.length])).toEqual([
    ['stores', 2],
    ['products', 1],
  ]);
});
