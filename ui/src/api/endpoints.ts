import { uniqueKey } from './http.ts';
import { call, callForFile } from './session.ts';
import type {
  Config,
  LivePromo,
  Notice,
  Page,
  Point,
  Product,
  ImportReport,
  Promo,
  PromoFields,
  PromoPreview,
  PromoStats,
  PromoWindow,
  Reservation,
  ReservationDetails,
  Store,
  StoreStats,
} from './types.ts';

const path = (base: string, query: Record<string, string | number | boolean | undefined>): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length > 0 ? `${base}?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}` : base;
};

const near = (point: Point | undefined): string | undefined => point && `${point.latitude},${point.longitude}`;

const post = <T>(to: string, body: unknown = {}, idempotencyKey?: string): Promise<T> =>
  call<T>(to, { method: 'POST', body, ...(idempotencyKey && { idempotencyKey }) });

export const readConfig = (): Promise<Config> => call('/api/config/');

export const account = {
  /** Has a link sent to this address, if an account has it. */
  askReset: (email: string): Promise<void> => post('/api/users/password/reset/', { email }),
  /** Sets a new password by the token of such a link. */
  reset: (token: string, newPassword: string): Promise<void> =>
    post('/api/users/password/reset/confirm/', { token, new_password: newPassword }),
  /** Everything that is kept about who is signed in. */
  export: (): Promise<Blob> => callForFile('/api/users/profile/export/'),
};

export const live = {
  near: (point: Point | undefined, radiusM: number): Promise<Page<LivePromo>> =>
    call(path('/api/flash-promos/live/', { near: near(point), radius_m: point && radiusM, page_size: 100 })),
  upcoming: (point: Point | undefined, radiusM: number): Promise<Page<LivePromo>> =>
    call(
      path('/api/flash-promos/live/', { near: near(point), radius_m: point && radiusM, upcoming: true, page_size: 50 }),
    ),
  ofPromo: (promo: number): Promise<Page<LivePromo>> => call(path('/api/flash-promos/live/', { promo })),
};

export const promos = {
  find: (id: number): Promise<Promo> => call(`/api/flash-promos/${id}/`),
  ofStore: (store: number): Promise<Page<Promo>> => call(path('/api/flash-promos/', { store, page_size: 100 })),
  create: (fields: PromoFields): Promise<Promo> => post('/api/flash-promos/', fields, uniqueKey()),
  /** What would come of creating it. Changes nothing. */
  preview: (fields: PromoFields): Promise<PromoPreview> => post('/api/flash-promos/preview/', fields),
  stats: (id: number): Promise<PromoStats> => call(`/api/flash-promos/${id}/stats/`),
  change: (id: number, fields: Partial<PromoFields>): Promise<Promo> =>
    call(`/api/flash-promos/${id}/`, { method: 'PATCH', body: fields }),
  extend: (id: number, more: { add_stock?: number; add_seconds?: number }): Promise<Promo> =>
    post(`/api/flash-promos/${id}/extend/`, more, uniqueKey()),
  close: (id: number): Promise<Promo> => post(`/api/flash-promos/${id}/close/`),
  windows: (id: number): Promise<Page<PromoWindow>> =>
    call(path(`/api/flash-promos/${id}/windows/`, { page_size: 20 })),
  isWatched: (id: number): Promise<{ watching: boolean }> => call(`/api/flash-promos/${id}/watch/`),
  watch: (id: number): Promise<void> => post(`/api/flash-promos/${id}/watch/`),
  unwatch: (id: number): Promise<void> => call(`/api/flash-promos/${id}/watch/`, { method: 'DELETE' }),
  reserve: (id: number, from: Point | undefined, key: string): Promise<Reservation> =>
    post(`/api/flash-promos/${id}/reserve/`, from ?? {}, key),
};

export const reservations = {
  list: (): Promise<Page<ReservationDetails>> => call(path('/api/product-reservations/', { page_size: 50 })),
  ofPromo: (promo: number): Promise<Page<ReservationDetails>> => call(path('/api/product-reservations/', { promo })),
  find: (id: number): Promise<ReservationDetails> => call(`/api/product-reservations/${id}/`),
  complete: (id: number): Promise<Reservation> => post(`/api/product-reservations/${id}/complete/`),
  cancel: (id: number): Promise<Reservation> => post(`/api/product-reservations/${id}/cancel/`),
};

export const notices = {
  unread: (): Promise<Page<Notice>> => call(path('/api/notifications/', { unread: true, page_size: 1 })),
  readAll: (): Promise<{ read: number }> => post('/api/notifications/read_all/'),
  page: (page: number): Promise<Page<Notice>> => call(path('/api/notifications/', { page, page_size: 30 })),
  read: (id: number): Promise<Notice> => post(`/api/notifications/${id}/read/`),
  addBrowser: (subscription: PushSubscriptionJSON): Promise<{ id: number }> =>
    post('/api/notifications/push/', subscription),
  removeBrowser: (id: number): Promise<void> => call(`/api/notifications/push/${id}/`, { method: 'DELETE' }),
  storeStats: (store: number, days: number): Promise<StoreStats> =>
    call(path('/api/notifications/store_stats/', { store, days })),
};

export const stores = {
  find: (id: number): Promise<Store> => call(`/api/stores/${id}/`),
  ofOwner: (owner: number): Promise<Page<Store>> => call(path('/api/stores/', { owner, page_size: 100 })),
  redeem: (id: number, pickupCode: string): Promise<ReservationDetails> =>
    post(`/api/stores/${id}/redeem/`, { pickup_code: pickupCode }),
  sales: (id: number, days: number): Promise<Page<ReservationDetails>> =>
    call(path(`/api/stores/${id}/sales/`, { days, page_size: 50 })),
  salesCsv: (id: number, days: number): Promise<Blob> => callForFile(path(`/api/stores/${id}/sales/export/`, { days })),
  importProducts: (id: number, csv: Blob, dryRun: boolean): Promise<ImportReport> =>
    call(path(`/api/stores/${id}/products/import/`, { dry_run: dryRun }), { method: 'POST', body: csv }),
  create: (fields: Partial<Store>): Promise<Store> => post('/api/stores/', fields, uniqueKey()),
  change: (id: number, fields: Partial<Store>): Promise<Store> =>
    call(`/api/stores/${id}/`, { method: 'PATCH', body: fields }),
};

export const products = {
  find: (id: number): Promise<Product> => call(`/api/products/${id}/`),
  ofStore: (store: number, search: string, page: number): Promise<Page<Product>> =>
    call(path('/api/products/', { store, search: search || undefined, page, page_size: 50 })),
  create: (fields: Partial<Product>): Promise<Product> => post('/api/products/', fields, uniqueKey()),
  change: (id: number, fields: Partial<Product>): Promise<Product> =>
    call(`/api/products/${id}/`, { method: 'PATCH', body: fields }),
  /** PNG, JPEG or WebP, up to 5 MB. */
  setImage: (id: number, image: Blob): Promise<Product> =>
    call(`/api/products/${id}/image/`, { method: 'PUT', body: image }),
  removeImage: (id: number): Promise<void> => call(`/api/products/${id}/image/`, { method: 'DELETE' }),
};
