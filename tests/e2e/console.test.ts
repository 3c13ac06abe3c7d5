import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { freshStack } from './fixture.ts';
import { Person, publish } from './market.ts';
import type { Visitor } from './visitor.ts';

const stack = freshStack();

const merchant = (): Promise<Person> => Person.register(stack.url, 'merchant');

const atConsole = async (person: Person, path = '/console/'): Promise<Visitor> => {
  const visitor = await stack.desk();
  await visitor.signIn(person, '/console/');
  await visitor.goto(path);
  return visitor;
};

const PICTURE = join(import.meta.dirname, '../../ui/public/icon-512.png');

test('from an account to the first promo, within two minutes', async () => {
  const began = Date.now();
  const visitor = await stack.desk();
  const { page } = visitor;
  const name = `owner-${Date.now()}`;
  await visitor.goto('/console/');
  await page.getByRole('radio', { name: 'Create an account' }).click();
  await page.getByLabel('Username').fill(name);
  await page.getByLabel('E-mail').fill(`${name}@example.com`);
  await page.getByLabel('Password', { exact: true }).fill('a-good-one-42');
  await page.getByLabel('Password, once more').fill('a-good-one-42');
  await page.getByRole('button', { name: 'Create an account' }).click();

  await page.getByLabel('Name', { exact: true }).fill('Corner Bakery');
  await page.getByLabel('Address').fill('Calle 10');
  await page.getByLabel('Time zone').selectOption('America/Bogota');
  await visitor.presses('Open the store');
  await visitor.sees('Place the store on the map.');
  await page.getByRole('region', { name: 'Where it is' }).click({ position: { x: 250, y: 120 } });
  await visitor.presses('Open the store');
  await visitor.sees('Nothing is live');

  await visitor.goto('/console/products/');
  await visitor.presses('New product');
  await page.getByRole('dialog').getByLabel('Name').fill('Sourdough loaf');
  await page.getByLabel('Usual price').fill('ten');
  await page.getByLabel('Choose a picture').setInputFiles(PICTURE);
  await visitor.presses('Save');
  await visitor.sees('A valid number is required.');
  await page.getByLabel('Usual price').fill('10,00');
  await visitor.presses('Save');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await visitor.sees('$10.00');
  expect(await page.locator('tbody img').getAttribute('src')).toMatch(/^\/media\//);

  await visitor.goto('/console/promos/new/');
  await page.getByLabel('Promo price').fill('6');
  await visitor.sees('40% less than $10.00');
  await visitor.sees('Times of America/Bogota');
  await visitor.presses('Publish');
  await page.getByRole('heading', { level: 1, name: 'Sourdough loaf, $6.00' }).waitFor();
  expect(Date.now() - began).toBeLessThan(120_000);
});

test('more units, more time, and the kill switch', async () => {
  const owner = await merchant();
  const promo = await publish(owner, 0);
  const visitor = await atConsole(owner, `/console/promos/${promo}/`);
  await visitor.sees('5 left');
  await visitor.presses('More units');
  await visitor.page.getByLabel('Units to add').fill('7');
  await visitor.presses('Add');
  await visitor.sees('12 left');
  await visitor.presses('More time');
  await visitor.page.getByLabel('Minutes to add').fill('90');
  await visitor.presses('Add');
  await visitor.sees(/closes in 2 h (2|3)\d min/);
  await visitor.presses('Stop now');
  await visitor.presses('Stop it');
  await visitor.page.getByRole('button', { name: 'Stop now' }).waitFor({ state: 'detached' });
  expect(await owner.get(`/api/flash-promos/${promo}/`)).toMatchObject({ status: 'closed' });
});

test('products are imported only from a file without mistakes', async () => {
  const owner = await merchant();
  await publish(owner, 0);
  const visitor = await atConsole(owner, '/console/products/');
  const choose = (csv: string): Promise<void> =>
    visitor.page
      .getByLabel('Choose a file')
      .setInputFiles({ name: 'products.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await visitor.presses('Import CSV');
  await choose('name,original_price\nRye loaf,4.50\nBaguette,much\n');
  await visitor.sees('1 mistake. Nothing is imported while there are mistakes.');
  await visitor.sees('A valid number is required.');
  await choose('name,original_price\nRye loaf,4.50\nBaguette,2.00\n');
  await visitor.presses('Import 2 products');
  await visitor.sees('2 products were imported.');
  await visitor.presses('Close');
  await visitor.sees('Baguette');
});

/** Debian's Chromium reads no codes: this one sees in any picture another code first, then this one. */
const withBarcodeReader = async ({ page }: Visitor, code: string): Promise<void> => {
  await page.addInitScript((shown) => {
    let looks = 0;
    class BarcodeDetector {
      static readonly getSupportedFormats = (): Promise<string[]> => Promise.resolve(['qr_code']);
      readonly detect = (video: HTMLVideoElement): Promise<{ rawValue: string }[]> => {
        if (video.videoWidth === 0) return Promise.resolve([]);
        looks += 1;
        return Promise.resolve([{ rawValue: looks > 10 ? shown : 'https://example.com' }]);
      };
    }
    Object.assign(window, { BarcodeDetector });
  }, code);
};

const bought = async (owner: Person): Promise<string> => {
  const [promo, shopper] = [await publish(owner, 0), await Person.register(stack.url, 'shopper')];
  const { id } = await shopper.post<{ id: number }>(`/api/flash-promos/${promo}/reserve/`, {});
  return (await shopper.post<{ pickup_code: string }>(`/api/product-reservations/${id}/complete/`, {})).pickup_code;
};

test('a code is read by the camera, and other codes are not taken for one', async () => {
  const owner = await merchant();
  const visitor = await stack.desk({ permissions: ['camera'] });
  await withBarcodeReader(visitor, await bought(owner));
  await visitor.signIn(owner, '/console/');
  await visitor.goto('/console/redeem/');
  await visitor.presses('Scan with the camera');
  await visitor.sees('That is another code.');
  await visitor.sees('Hand it over');
  await visitor.page.getByRole('button', { name: 'Scan with the camera' }).waitFor();
});

test('without a camera, or a browser that reads codes, one is told to type', async () => {
  const owner = await merchant();
  await publish(owner, 0);
  const refused = await stack.desk({ permissions: [] });
  await withBarcodeReader(refused, 'K7M2PQ9X');
  await refused.signIn(owner, '/console/');
  await refused.goto('/console/redeem/');
  await refused.presses('Scan with the camera');
  await refused.sees('The camera could not be opened. Type the code instead.');
  const unable = await atConsole(owner, '/console/redeem/');
  await unable.sees('This browser reads no codes by camera');
});

test('a wrong code is refused, and sales are exported', async () => {
  const [owner, shopper] = [await merchant(), await Person.register(stack.url, 'shopper')];
  const promo = await publish(owner, 0);
  const { id } = await shopper.post<{ id: number }>(`/api/flash-promos/${promo}/reserve/`, {});
  await shopper.post(`/api/product-reservations/${id}/complete/`, {});
  const visitor = await atConsole(owner, '/console/redeem/');
  await visitor.page.getByLabel('Pickup code').fill('NOTACODE');
  await visitor.presses('Redeem');
  await visitor.sees('The pickup code does not match.');
  await visitor.goto('/console/');
  await visitor.page.getByRole('cell', { name: shopper.username }).waitFor();
  const download = visitor.page.waitForEvent('download');
  await visitor.presses('Export as CSV');
  const csv = await readFile(await (await download).path(), 'utf8');
  expect(csv).toContain('Sourdough loaf');
  expect(csv).toContain(shopper.username);
});

test('the figures of notices are drawn', async () => {
  const [owner, shopper] = [await merchant(), await Person.register(stack.url, 'shopper')];
  await publish(owner, 0);
  await expect.poll(async () => (await shopper.get<{ count: number }>('/api/notifications/')).count).toBeGreaterThan(0);
  const visitor = await atConsole(owner, '/console/notices/');
  await visitor.sees('Shoppers told');
  await visitor.page.getByRole('img', { name: 'Notices sent a day' }).locator('canvas').waitFor();
});
