import { expect, test } from 'vitest';

import { freshStack } from './fixture.ts';
import { Person, PLACE, publish } from './market.ts';
import type { Visitor } from './visitor.ts';

const stack = freshStack();

const FAR = { latitude: PLACE.latitude + 0.2, longitude: PLACE.longitude };

const merchant = (): Promise<Person> => Person.register(stack.url, 'merchant');
const shopper = (): Promise<Person> => Person.register(stack.url, 'shopper');

const openPromo = async (visitor: Visitor, promo: number, person: Person): Promise<void> => {
  await visitor.signIn(person, `/sign-in/?to=/promos/${promo}/`);
  await visitor.page.getByRole('heading', { level: 1, name: 'Sourdough loaf' }).waitFor();
};

/** On the page of a promo, signed in. */
const lookingAt = async (promo: number, person: Person): Promise<Visitor> => {
  const visitor = await stack.phone();
  await openPromo(visitor, promo, person);
  return visitor;
};

const reserve = (person: Person, promo: number): Promise<{ id: number }> =>
  person.post(`/api/flash-promos/${promo}/reserve/`, {});

test('sold out, told when a unit returns, and open again', async () => {
  const promo = await publish(await merchant(), 0, { stock: 1, hold_seconds: 600 });
  const [first, second] = [await shopper(), await shopper()];
  const visitor = await lookingAt(promo, second);
  const { id } = await reserve(first, promo);
  await visitor.sees('Sold out');
  await visitor.presses('Tell me when one returns');
  await visitor.sees('We tell you as soon as one returns');
  await first.post(`/api/product-reservations/${id}/cancel/`, {});
  // Over the open page, without a reload.
  await visitor.sees('New for you');
  await visitor.sees(/is available again/);
  await visitor.page.getByRole('button', { name: /Reserve for/ }).waitFor();
  await visitor.goto('/inbox/');
  await visitor.sees(/is available again/);
});

test('too far away, and how to say where one is', async () => {
  const promo = await publish(await merchant(), 0);
  const person = await shopper();
  await person.patch('/api/users/profile/', FAR);
  const visitor = await lookingAt(promo, person);
  await visitor.presses(/Reserve for/);
  await visitor.sees('Too far away');
  await visitor.presses('Change where I am');
  await visitor.presses('Use my position');
  await visitor.presses(/Reserve for/);
  await visitor.sees('Held for you');
});

test('where one is unknown', async () => {
  const promo = await publish(await merchant(), 0);
  const person = await shopper();
  await person.patch('/api/users/profile/', { latitude: null, longitude: null });
  const visitor = await lookingAt(promo, person);
  await visitor.presses(/Reserve for/);
  await visitor.sees('Where are you?');
});

test('not eligible', async () => {
  const promo = await publish(await merchant(), 0, { eligible_segments: ['frequent_buyers'] });
  const visitor = await lookingAt(promo, await shopper());
  await visitor.sees('Not for you this time');
  await visitor.sees('This promo is for frequent shoppers.');
});

test('the limit is reached', async () => {
  const promo = await publish(await merchant(), 0);
  const person = await shopper();
  const visitor = await stack.phone();
  // What was bought on another device is not known here yet. From the start: the page may still be asking when the
  // purchase is made.
  await visitor.page.route(/\/api\/product-reservations\/\?promo=/, (route) =>
    route.fulfill({ json: { count: 0, next: null, previous: null, results: [] } }),
  );
  await openPromo(visitor, promo, person);
  const { id } = await reserve(person, promo);
  await person.post(`/api/product-reservations/${id}/complete/`, {});
  await visitor.presses(/Reserve for/);
  await visitor.sees('That was your share');
  await visitor.sees('One a person, and you have yours.');
  await visitor.page.getByRole('link', { name: 'Show the pickup code' }).click();
  await visitor.sees('To pick up');
});

test('a hold runs out', async () => {
  const promo = await publish(await merchant(), 0, { hold_seconds: 2 });
  const visitor = await lookingAt(promo, await shopper());
  await visitor.presses(/Reserve for/);
  // Not that it was held before: on a slow machine two seconds are over before the page says so.
  await visitor.sees('Your time ran out');
  await visitor.page.getByRole('button', { name: /Reserve for/ }).waitFor();
});

test('a hold is given back', async () => {
  const promo = await publish(await merchant(), 0);
  const visitor = await lookingAt(promo, await shopper());
  await visitor.presses(/Reserve for/);
  await visitor.presses('Give it back');
  await visitor.page.getByRole('button', { name: /Reserve for/ }).waitFor();
});

test('not yet open, then open at its instant', async () => {
  const visitor = await stack.phone();
  await visitor.signIn(await shopper());
  // In time to be looked at before, on a slow machine, too.
  const promo = await publish(await merchant(), 10);
  await visitor.goto(`/promos/${promo}/`);
  await visitor.sees('Opens in');
  expect(await visitor.page.getByRole('button', { name: /Reserve for/ }).count()).toBe(0);
  await visitor.page.getByRole('button', { name: /Reserve for/ }).waitFor();
});

test('stopped by the merchant', async () => {
  const owner = await merchant();
  const promo = await publish(owner, 0);
  const visitor = await lookingAt(promo, await shopper());
  await visitor.page.getByRole('button', { name: /Reserve for/ }).waitFor();
  await owner.post(`/api/flash-promos/${promo}/close/`, {});
  await visitor.sees('This promo is over');
});

test('the server is busy, and then is not', async () => {
  const promo = await publish(await merchant(), 0);
  const visitor = await lookingAt(promo, await shopper());
  let busy = true;
  await visitor.page.route('**/reserve/', (route) =>
    busy ? route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, json: {} }) : route.continue(),
  );
  await visitor.presses(/Reserve for/);
  await visitor.sees('Very busy right now');
  busy = false;
  await visitor.sees('Held for you');
});

test('offline: what was seen stays, a reload still opens, and all goes on with the connection', async () => {
  await publish(await merchant(), 0);
  const visitor = await stack.phone({ serviceWorkers: 'allow' });
  const list = visitor.page.getByRole('link', { name: /Sourdough loaf/ }).first();
  await visitor.goto('/');
  await visitor.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await list.waitFor();
  await visitor.context.setOffline(true);
  await visitor.sees('You are offline. This is what we last saw.');
  await list.waitFor();
  await visitor.page.reload();
  await visitor.sees('You are offline');
  await visitor.context.setOffline(false);
  await list.waitFor();
});

test('visitors see what is live, and are asked to sign in to reserve', async () => {
  const promo = await publish(await merchant(), 0);
  const person = await shopper();
  const visitor = await stack.phone();
  await visitor.goto(`/promos/${promo}/`);
  await visitor.page.getByRole('link', { name: 'Sign in to reserve' }).click();
  await visitor.page.getByLabel('Username').fill(person.username);
  await visitor.page.getByLabel('Password').fill(person.password);
  await visitor.presses('Sign in');
  await visitor.page.getByRole('button', { name: /Reserve for/ }).waitFor();
  await visitor.page.reload();
  await visitor.page.getByRole('button', { name: /Reserve for/ }).waitFor();
});

test('an address of nothing', async () => {
  const visitor = await stack.phone();
  const answer = await visitor.page.goto(`${stack.url}/no-such-page/`);
  expect(answer?.status()).toBe(404);
  await visitor.page.getByRole('heading', { level: 1, name: 'Nothing here' }).waitFor();
});

test('Spanish by the browser’s language, and by choice', async () => {
  const promo = await publish(await merchant(), 0);
  const visitor = await stack.phone({ locale: 'es-CO' });
  await visitor.goto(`/promos/${promo}/`);
  await visitor.sees('Entrar para reservar');
  await visitor.goto('/me/');
  await visitor.page.getByRole('radio', { name: 'English' }).click();
  await visitor.sees('Language');
  expect(await visitor.page.evaluate(() => document.documentElement.lang)).toBe('en');
});

test('somebody registers, and sets when they are not to be told', async () => {
  const visitor = await stack.phone();
  const name = `ana-${Date.now()}`;
  await visitor.goto('/sign-up/');
  await visitor.page.getByLabel('Username').fill(name);
  await visitor.page.getByLabel('E-mail').fill('not an address@');
  await visitor.page.getByLabel('Password', { exact: true }).fill('short');
  await visitor.page.getByLabel('Password, once more').fill('other');
  await visitor.page.locator('form').evaluate((form: HTMLFormElement) => (form.noValidate = true));
  await visitor.presses('Create an account');
  await visitor.sees(/Enter a valid email address/);
  await visitor.sees(/too short/);
  await visitor.page.getByLabel('E-mail').fill(`${name}@example.com`);
  await visitor.page.getByLabel('Password', { exact: true }).fill('a-good-one-42');
  await visitor.page.getByLabel('Password, once more').fill('a-good-one-42');
  await visitor.presses('Create an account');
  await visitor.sees('Live near you');
  await visitor.page.getByRole('link', { name: 'Me', exact: true }).click();
  await visitor.page.getByRole('switch', { name: 'Quiet hours' }).click();
  await visitor.page.getByLabel('From').waitFor();
  await visitor.page.reload();
  expect(await visitor.page.getByLabel('From').inputValue()).toBe('22:00');
});
