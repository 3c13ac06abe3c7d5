import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';

import { freshStack } from './fixture.ts';
import { Person } from './market.ts';
import type { Visitor } from './visitor.ts';

const stack = freshStack();

const answer = ({ page }: Visitor): Locator => page.getByRole('region', { name: 'Answer' });

/** Sends what is filled in; the answer that came. */
const sent = async (visitor: Visitor): Promise<string> => {
  const answered = visitor.page.waitForEvent('response');
  await visitor.presses('Send');
  await answered;
  await visitor.page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
  return (await answer(visitor).textContent()) ?? '';
};

const status = async ({ page }: Visitor): Promise<string | null> =>
  page.getByRole('term').filter({ hasText: 'Status' }).locator('+ dd').textContent();

const signIn = async (visitor: Visitor, person: Person): Promise<void> => {
  await visitor.presses('Sign in');
  const sheet = visitor.page.getByRole('dialog');
  await sheet.getByLabel('Username').fill(person.username);
  await sheet.getByLabel('Password').fill(person.password);
  await sheet.getByRole('button', { name: 'Sign in' }).click();
  await visitor.sees(`Signed in as ${person.username}`);
};

test('an operation is found by a word and sent by a visitor', async () => {
  const visitor = await stack.desk();
  await visitor.goto('/api/docs/');
  const list = visitor.page.getByRole('navigation', { name: 'Operations' });
  await list.getByLabel('Search').fill('PREVIEW promo');
  await list.getByText('1 operation').waitFor();
  await list.getByLabel('Search').fill('list stores');
  await list.getByRole('link', { name: /List stores/ }).click();
  await visitor.page.getByRole('heading', { level: 1, name: 'List stores' }).waitFor();
  expect(JSON.parse(await sent(visitor))).toMatchObject({ count: 0, results: [] });
  expect(await status(visitor)).toBe('200');
  await visitor.page.getByLabel('near').fill('here');
  expect(JSON.parse(await sent(visitor))).toHaveProperty('near');
  expect(await status(visitor)).toBe('400');
  await visitor.page.getByText('For a terminal').click();
  await visitor.sees(`curl '${stack.url}/api/stores/?near=here'`);
});

test('signed in, every bad field of a body is named, and a good one has its effect', async () => {
  const person = await Person.register(stack.url, 'merchant');
  const visitor = await stack.desk();
  await visitor.goto('/api/docs/post_api_stores/');
  await visitor.page.getByRole('heading', { level: 1 }).waitFor();
  await sent(visitor);
  expect(await status(visitor)).toBe('401');
  await signIn(visitor, person);
  const body = visitor.page.getByLabel('Body', { exact: true });
  const good = await body.inputValue();
  await body.fill('{"name": "", "latitude": 91, "time_zone": "Mars/Olympus"}');
  expect(Object.keys(JSON.parse(await sent(visitor)) as object).toSorted()).toEqual([
    'latitude',
    'longitude',
    'name',
    'time_zone',
  ]);
  expect(await status(visitor)).toBe('400');
  await body.fill(good);
  const made = JSON.parse(await sent(visitor)) as { id: number };
  expect(await status(visitor)).toBe('201');
  expect(await person.get(`/api/stores/${made.id}/`)).toMatchObject(JSON.parse(good) as object);
});

test('a stream is shown as it comes, until it is stopped', async () => {
  const visitor = await stack.desk();
  await visitor.goto('/api/docs/get_api_live/');
  await visitor.presses('Send');
  await answer(visitor)
    .filter({ hasText: /event: ?hello/ })
    .waitFor();
  await visitor.presses('Stop');
  await visitor.page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
});

test('on a phone, in Spanish, and at an address of nothing', async () => {
  const visitor = await stack.phone({ locale: 'es-CO' });
  await visitor.goto('/api/docs/');
  await visitor.sees('Llámala desde aquí');
  await visitor.page.getByRole('link', { name: /Read one's own profile/ }).click();
  await visitor.sees('Pruébala');
  await visitor.page.getByRole('link', { name: 'Todas las operaciones' }).click();
  await visitor.presses('English');
  await visitor.sees('Call it from here');
  await visitor.goto('/api/docs/get_api_unicorns/');
  await visitor.sees('There is no such operation.');
});
