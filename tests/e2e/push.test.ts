import type { Browser, BrowserContext, CDPSession, Worker } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { openBrowser } from './browser.ts';
import { Person, publish } from './market.ts';
import { PushService } from './push_service.ts';
import { Stack } from './stack.ts';

let stack: Stack;
let service: PushService;
let browser: Browser;

beforeAll(async () => {
  service = await PushService.start();
  stack = await Stack.start({ WEB_PUSH_SERVICES: '127.0.0.1', WEB_PUSH_CONTACT: 'mailto:us@example.com' });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  service?.stop();
});

interface Shown {
  title: string;
  body: string;
  data: { url: string };
}

const shownBy = (worker: Worker): Promise<Shown[]> =>
  worker.evaluate<Shown[]>(`self.registration.getNotifications()
    .then((all) => all.map(({ title, body, data }) => ({ title, body, data })))`);

/** Opens a page once, so that the browser has our service worker, and closes it. */
const visitOnce = async (context: BrowserContext): Promise<Worker> => {
  const page = await context.newPage();
  const worker = context.waitForEvent('serviceworker');
  await page.goto(stack.url);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.close();
  return worker;
};

const registrationId = (devtools: CDPSession): Promise<string> =>
  new Promise((found) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) found(first.registrationId);
    });
    void devtools.send('ServiceWorker.enable');
  });

test('a notice reaches a shopper who has no page open', async () => {
  const merchant = await Person.register(stack.url, 'merchant');
  const shopper = await Person.register(stack.url, 'shopper');
  await shopper.post('/api/notifications/push/', service.subscription);
  const promo = await publish(merchant, 2);

  const { text, key } = await service.message;
  const pushed = JSON.parse(text) as { url: string };
  expect(pushed).toMatchObject({ type: 'flash_promo', title: 'Corner Bakery', url: `/promos/${promo}/` });
  const config = (await (await fetch(`${stack.url}/api/config/`)).json()) as { web_push_public_key: string };
  expect(config.web_push_public_key).toBe(key);

  const context = await browser.newContext({ permissions: ['notifications'] });
  const worker = await visitOnce(context);
  const elsewhere = await context.newPage();
  const devtools = await context.newCDPSession(elsewhere);
  await devtools.send('ServiceWorker.deliverPushMessage', {
    origin: stack.url,
    registrationId: await registrationId(devtools),
    data: text,
  });
  await expect.poll(() => shownBy(worker)).toHaveLength(1);
  const [shown] = await shownBy(worker);
  expect(shown).toMatchObject({ title: 'Corner Bakery', data: { url: `/promos/${promo}/` } });
  expect(shown?.body).toContain('Sourdough loaf');
  await context.close();
});
