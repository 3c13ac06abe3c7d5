/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope;

/** The pages and what they load, so that the storefront opens without a network, and says so. */
const CACHE = 'storefront-1';
const PAGE = '/';

/** The page and what it names; the rest is kept when it is first used. */
const keepPage = async (): Promise<void> => {
  const page = await fetch(PAGE);
  const named = (await page.clone().text()).match(/\/assets\/[\w.-]+/g) ?? [];
  const cache = await caches.open(CACHE);
  await Promise.all([cache.put(PAGE, page), cache.addAll([...new Set(named)])]);
};

self.addEventListener('install', (event) => {
  event.waitUntil(keepPage().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

/** Named by their content: what is there is right for ever. */
const fromCache = async (request: Request): Promise<Response> => {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(CACHE)).put(request, response.clone());
  return response;
};

const page = async (request: Request): Promise<Response> => {
  try {
    const response = await fetch(request);
    // Somebody may look at a picture, which has an address, too.
    const isPage = response.ok && response.headers.get('Content-Type')?.startsWith('text/html');
    if (isPage) await (await caches.open(CACHE)).put(PAGE, response.clone());
    return response;
  } catch (thrown) {
    const kept = await caches.match(PAGE);
    if (kept) return kept;
    throw thrown;
  }
};

self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== self.location.origin || event.request.method !== 'GET') return;
  if (pathname.startsWith('/assets/')) event.respondWith(fromCache(event.request));
  else if (event.request.mode === 'navigate' && !/^\/(console|admin|api)\//.test(pathname)) {
    event.respondWith(page(event.request));
  }
});

interface Pushed {
  id: number;
  title: string;
  body: string;
  url: string;
  tag: string;
}

self.addEventListener('push', (event) => {
  if (!event.data) return;
  const { title, body, tag, ...data } = event.data.json() as Pushed;
  event.waitUntil(self.registration.showNotification(title, { body, tag, data, icon: '/icon-192.png' }));
});

/** A page that is open is used again. */
const show = async (url: string): Promise<void> => {
  const [open] = await self.clients.matchAll({ type: 'window' });
  if (!open) await self.clients.openWindow(url);
  else await (await open.navigate(url))?.focus();
};

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { id, url } = event.notification.data as Pick<Pushed, 'id' | 'url'>;
  event.waitUntil(show(`${url}?notice=${id}`));
});

export {};
