import { expect, test } from 'vitest';

import { freshStack } from './fixture.ts';
import { Person, PLACE, publish } from './market.ts';

const stack = freshStack();

const minute = (at: number): string => new Date(at).toISOString().slice(11, 16);

test('a promo is published, told, reserved, bought and picked up, in two browsers at once', async () => {
  const owner = await Person.register(stack.url, 'merchant');
  const person = await Person.register(stack.url, 'shopper');
  const store = await owner.post<{ id: number }>('/api/stores/', { name: 'Corner Bakery', time_zone: 'UTC', ...PLACE });
  await owner.post('/api/products/', { store: store.id, name: 'Sourdough loaf', original_price: '10.00' });
  const [merchant, shopper] = [await stack.desk(), await stack.phone()];
  await merchant.signIn(owner, '/console/');
  await shopper.signIn(person);
  await shopper.sees('Quiet around here');

  await merchant.goto('/console/promos/new/');
  await merchant.page.getByLabel('Promo price').fill('6,5');
  await merchant.page.getByLabel('Units each time').fill('3');
  await merchant.page.getByLabel('Opens at').fill(minute(Date.now()));
  await merchant.page.getByLabel('Closes at').fill(minute(Date.now() + 3_600_000));
  await merchant.sees('2 shoppers in reach');
  await merchant.presses('Publish');

  // Without a reload: the notice over the page, the mark at the inbox, the offer in the list.
  await Promise.all([
    shopper.sees(/New for you/),
    shopper.page.getByRole('link', { name: /Inbox.*1 unread/ }).waitFor(),
    shopper.page.getByRole('link', { name: /Sourdough loaf/ }).waitFor(),
  ]);
  await shopper.presses('Look');

  await shopper.presses('Reserve for $6.50');
  await shopper.sees('Held for you');
  await merchant.sees('1 held');
  await shopper.presses('Complete');
  const [bought, moved] = await Promise.all([
    shopper.sees('Show this code at Corner Bakery.').then(Date.now),
    merchant.sees('1 sold').then(Date.now),
  ]);
  expect(moved - bought).toBeLessThan(1000);

  const spoken = await shopper.page.getByText(/^Pickup code( \w)+$/).textContent();
  const code = (spoken ?? '').replace('Pickup code', '').replaceAll(' ', '');
  await merchant.goto('/console/redeem/');
  await merchant.page.getByLabel('Pickup code').fill(code.toLowerCase());
  await merchant.presses('Redeem');
  await merchant.sees('Hand it over');
  await merchant.sees(`Sourdough loaf for ${person.username}`);

  await shopper.goto('/reservations/');
  await shopper.sees('Picked up');
});

test('the countdown of a hold is the server’s, however wrong the device’s clock is', async () => {
  const owner = await Person.register(stack.url, 'merchant');
  const person = await Person.register(stack.url, 'shopper');
  const promo = await publish(owner, 0, { hold_seconds: 100 });
  const shopper = await stack.phone();
  await shopper.context.clock.install({ time: Date.now() + 7 * 60_000 });
  await shopper.signIn(person);
  await shopper.goto(`/promos/${promo}/`);
  await shopper.presses(/Reserve for/);
  await shopper.sees(/^1:(3\d|40)$/);
});
