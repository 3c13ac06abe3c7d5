import { expect, test } from 'vitest';

import { operation } from './document.fixture.ts';
import { curlOf, requestOf } from './request.ts';

test('parameters go to their places, empty ones nowhere', () => {
  const request = requestOf(
    operation('get_api_stores'),
    { parameters: { page: '2', search: '' }, body: undefined },
    'es',
  );
  expect(request).toEqual({
    method: 'GET',
    path: '/api/stores/?page=2',
    headers: { 'Accept-Language': 'es' },
    body: undefined,
  });
});

test('what is typed stays one segment of the path, and one value of the query', () => {
  const picture = operation('put_api_products_id_image');
  expect(requestOf(picture, { parameters: { id: '../7?' }, body: undefined }, 'en').path).toBe(
    '/api/products/..%2F7%3F/image/',
  );
  const list = operation('get_api_stores');
  expect(requestOf(list, { parameters: { search: 'a&page=9' }, body: undefined }, 'en').path).toBe(
    '/api/stores/?search=a%26page%3D9',
  );
});

test('a body has its type: JSON, or the file’s own', () => {
  const json = requestOf(operation('post_api_stores'), { parameters: { 'Idempotency-Key': 'k' }, body: '{' }, 'en');
  expect(json.headers).toEqual({
    'Accept-Language': 'en',
    'Idempotency-Key': 'k',
    'Content-Type': 'application/json',
  });
  const picture = new Blob(['x'], { type: 'image/png' });
  const file = requestOf(operation('put_api_products_id_image'), { parameters: { id: '7' }, body: picture }, 'en');
  expect(file.headers['Content-Type']).toBe('image/png');
});

test('an empty body is none', () => {
  const request = requestOf(operation('post_api_stores'), { parameters: {}, body: '' }, 'en');
  expect(request.body).toBeUndefined();
  expect(request.headers).not.toHaveProperty('Content-Type');
});

test('the line for a terminal quotes everything, and shows no token', () => {
  const request = requestOf(operation('post_api_stores'), { parameters: {}, body: `{"name": "Ana's"}` }, 'en');
  expect(curlOf(request, 'https://shop.example', true)).toBe(
    [
      `curl -X POST 'https://shop.example/api/stores/'`,
      `-H 'Accept-Language: en'`,
      `-H 'Content-Type: application/json'`,
      '-H "Authorization: Bearer $TOKEN"',
      String.raw`--data-raw '{"name": "Ana'\''s"}'`,
    ].join(' \\\n  '),
  );
});
