/** What the API answers with. Money is text with two decimals, times are RFC 3339 in UTC. */

export type Segment = 'new_users' | 'frequent_buyers' | 'regular_users';
export type UserType = 'new' | 'frequent' | 'regular';

export interface Point {
  latitude: number;
  longitude: number;
}

export interface Page<T> {
  count: number;
  next: string | null;
  previous: string | null;
  results: T[];
}

export interface User {
  id: number;
  username: string;
  email: string;
  user_type: UserType;
  phone_number: string;
  latitude: number | null;
  longitude: number | null;
  preferences: { flash_promos?: boolean };
  first_name: string;
  last_name: string;
  time_zone: string;
  locale: 'en' | 'es';
  /** "HH:MM:SS", in `time_zone`; both or neither. */
  quiet_from: string | null;
  quiet_until: string | null;
  daily_cap: number;
}

export interface Store extends Point {
  id: number;
  name: string;
  address: string;
  is_active: boolean;
  created_at: string;
  owner: number;
  time_zone: string;
  reserve_radius_check: boolean;
}

export interface Product {
  id: number;
  store: number;
  name: string;
  description: string;
  original_price: string;
  currency: string;
  is_available: boolean;
  image: string | null;
  created_at: string;
}

export interface CurrentWindow {
  id: number;
  opens_at: string;
  closes_at: string;
  state: 'open' | 'scheduled';
  stock: number;
  left: number;
  version: number;
}

export interface PromoFields {
  product: number;
  promo_price: string;
  /** "HH:MM:SS", the store's wall time. */
  start_time: string;
  end_time: string;
  eligible_segments: Segment[];
  is_active: boolean;
  /** Without it: today, in the store's zone. */
  starts_on?: string | null;
  ends_on: string | null;
  /** 1 is Monday. */
  weekdays: number[];
  stock: number;
  max_per_user: number;
  hold_seconds: number;
  radius_m: number;
}

export interface Promo extends PromoFields {
  id: number;
  created_at: string;
  updated_at: string;
  status: string;
  current_window: CurrentWindow | null;
}

export interface PromoWindow {
  id: number;
  opens_on: string;
  opens_at: string;
  closes_at: string;
  state: string;
  skip_reason: string | null;
  promo_price: string;
  stock: number;
  held: number;
  sold: number;
  left: number;
  version: number;
  released_at: string | null;
}

/** A window on the live board, with what a card shows of it. */
export interface LivePromo extends Point {
  /** The promo's. */
  id: number;
  window: number;
  product: number;
  product_name: string;
  store: number;
  store_name: string;
  promo_price: string;
  original_price: string;
  currency: string;
  eligible_segments: Segment[];
  radius_m: number;
  max_per_user: number;
  hold_seconds: number;
  opens_at: string;
  closes_at: string;
  /** Metres from the point that was asked for. */
  distance: number | null;
  left: number;
  /** Of `left`: the higher, the newer. */
  revision: number;
  stock: number;
  image: string | null;
  address: string;
  /** The store's. */
  time_zone: string;
}

export type ReservationStatus = 'reserved' | 'completed' | 'cancelled' | 'expired';

export interface Reservation {
  id: number;
  product: number;
  user: number;
  promo: number;
  price: string;
  reserved_until: string;
  status: ReservationStatus;
  is_completed: boolean;
  created_at: string;
  pickup_code: string | null;
}

/** As lists show it, and as it is read alone. */
export interface ReservationDetails extends Reservation {
  window: number;
  product_name: string;
  store: number;
  store_name: string;
  user_username: string;
  currency: string;
  closes_at: string;
  completed_at: string | null;
  redeemed_at: string | null;
}

export interface Notice {
  id: number;
  user: number;
  user_username: string;
  store: number;
  store_name: string;
  flash_promo: number;
  flash_promo_product_name: string;
  notification_type: string;
  message: string;
  sent_at: string | null;
  delivery_status: string;
  read_at: string | null;
}

export interface StoreStats {
  store_id: number;
  store_name: string;
  period_days: number;
  start_date: string;
  end_date: string;
  total_notifications_sent: number;
  notifications_by_status: Record<string, number>;
  notifications_by_day: Record<string, number>;
  notifications_by_type: Record<string, number>;
  unique_users_notified: number;
}

/** What a page must know of this installation. */
export interface Config {
  /** "https://tiles.example/{z}/{x}/{y}.png"; empty: maps show an outline of the land. */
  map_tiles_url: string;
  map_attribution: string;
  web_push_public_key: string;
}

/** Where shoppers go on the way from being matched to picking up. */
export interface FunnelSteps {
  matched: number;
  notified: number;
  opened: number;
  held: number;
  bought: number;
  redeemed: number;
  cancelled: number;
  expired: number;
}

export interface WindowFunnel extends FunnelSteps {
  window: number;
  opens_at: string;
  closes_at: string;
  state: string;
  stock: number;
}

export interface PromoStats extends FunnelSteps {
  promo: number;
  /** The newest first. */
  windows: WindowFunnel[];
}

export interface PromoPreview {
  time_zone: string;
  openings: { opens_at: string; closes_at: string; state: 'scheduled' | 'skipped'; skip_reason: string | null }[];
  shoppers_in_reach: number;
  /** Beyond it nobody counts. */
  shoppers_in_reach_max: number;
}

export interface ImportReport {
  rows: number;
  created: number;
  errors: { row: number; field: string; message: string }[];
  products: Product[];
}
