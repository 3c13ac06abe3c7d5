import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

import { freshStack } from './fixture.ts';
import { Person, publish } from './market.ts';
import type { Visitor } from './visitor.ts';

const stack = freshStack();

const installed = createRequire(join(import.meta.dirname, '../../ui/package.json'));
const axe = readFileSync(installed.resolve('axe-core/axe.min.js'), 'utf8');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Violation {
  id: string;
  help: string;
  nodes: { html: string }[];
}

/** What axe-core finds wrong with the page as it is shown now, a line for each. */
const violations = async ({ page }: Visitor): Promise<string[]> => {
  await page.evaluate(axe);
  const found = await page.evaluate<Violation[]>(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) => violations)`,
  );
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 160)}`));
};

/** Everything that a page asked for is there. */
const settled = async ({ page }: Visitor): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await expect.poll(() => page.getByText('Loading').count()).toBe(0);
};

let merchant: Person;
let shopper: Person;
let promo: number;
let reservation: number;

beforeAll(async () => {
  merchant = await Person.register(stack.url, 'merchant');
  shopper = await Person.register(stack.url, 'shopper');
  promo = await publish(merchant, 0, { max_per_user: 3 });
  await publish(merchant, 3000);
  const held = await shopper.post<{ id: number }>(`/api/flash-promos/${promo}/reserve/`, {});
  reservation = held.id;
  await shopper.post(`/api/product-reservations/${reservation}/complete/`, {});
  await shopper.post(`/api/flash-promos/${promo}/reserve/`, {});
});

describe.each(['light', 'dark'] as const)('in %s, axe-core finds nothing wrong with', (colorScheme) => {
  test('the storefront of a visitor', async () => {
    const visitor = await stack.phone({ colorScheme });
    for (const path of ['/', `/promos/${promo}/`, '/sign-in/', '/sign-up/', '/inbox/']) {
      await visitor.goto(path);
      await settled(visitor);
      expect(await violations(visitor), path).toEqual([]);
    }
  });

  test('the storefront of a shopper', async () => {
    const visitor = await stack.phone({ colorScheme });
    await visitor.signIn(shopper);
    const paths = ['/', `/promos/${promo}/`, '/reservations/', `/reservations/${reservation}/`, '/inbox/', '/me/'];
    for (const path of paths) {
      await visitor.goto(path);
      await settled(visitor);
      expect(await violations(visitor), path).toEqual([]);
    }
    await visitor.goto('/');
    await visitor.page.getByRole('button', { name: /Around home/ }).click();
    await visitor.sees('Use my position');
    expect(await violations(visitor), 'the sheet of places').toEqual([]);
  });

  test('the merchant console', async () => {
    const visitor = await stack.desk({ colorScheme });
    await visitor.goto('/console/');
    await settled(visitor);
    expect(await violations(visitor), 'its first page').toEqual([]);
    await visitor.signIn(merchant, '/console/');
    const paths = ['', 'promos/', 'promos/new/', `promos/${promo}/`, 'products/', 'redeem/', 'notices/', 'store/'];
    for (const path of paths) {
      await visitor.goto(`/console/${path}`);
      await settled(visitor);
      expect(await violations(visitor), path).toEqual([]);
    }
    await visitor.goto('/console/products/');
    await visitor.presses('New product');
    expect(await violations(visitor), 'the sheet of a product').toEqual([]);
  });

  test('the API docs', async () => {
    const visitor = await stack.phone({ colorScheme });
    for (const path of ['', 'get_api_flash_promos_live/', 'post_api_stores/', 'get_api_unicorns/']) {
      await visitor.goto(`/api/docs/${path}`);
      await settled(visitor);
      expect(await violations(visitor), path).toEqual([]);
    }
    const wide = await stack.desk({ colorScheme });
    await wide.goto('/api/docs/post_api_stores/');
    await settled(wide);
    await wide.presses('Send');
    await wide.page.getByRole('region', { name: 'Answer' }).waitFor();
    await wide.page.getByText('For a terminal').click();
    expect(await violations(wide), 'an answer').toEqual([]);
  });
});

test('nothing is wider than a phone', async () => {
  const visitor = await stack.phone();
  const overflow = (): Promise<number> =>
    visitor.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const storefront = ['/', `/promos/${promo}/`, '/reservations/', `/reservations/${reservation}/`, '/inbox/', '/me/'];
  const console = ['', 'promos/', 'promos/new/', `promos/${promo}/`, 'products/', 'redeem/', 'notices/', 'store/'];
  const visit = async (path: string): Promise<void> => {
    await visitor.goto(path);
    await settled(visitor);
    expect(await overflow(), path).toBe(0);
  };
  for (const path of ['', 'post_api_stores/']) await visit(`/api/docs/${path}`);
  await visitor.signIn(shopper);
  for (const path of storefront) await visit(path);
  await visitor.context.clearCookies();
  await visitor.signIn(merchant, '/console/');
  for (const path of console) await visit(`/console/${path}`);
});

test('axe-core finds what is wrong', async () => {
  const visitor = await stack.phone();
  await visitor.goto('/');
  await settled(visitor);
  await visitor.page.evaluate(() => document.querySelector('h1')?.append(document.createElement('button')));
  expect((await violations(visitor)).join()).toContain('button-name');
});
