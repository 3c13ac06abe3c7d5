-- Flash promos, their concrete windows, and the counters of each window.

create table flash_promos (
    id bigint generated always as identity primary key,
    product_id bigint not null,
    promo_price numeric(10, 2) not null,
    -- Wall times in the store's zone; an end before the start is on the next day.
    start_time time not null,
    end_time time not null,
    -- The first and last local date of an opening; no last date: for ever.
    starts_on date not null,
    ends_on date,
    -- ISO: 1 is Monday, 7 is Sunday.
    weekdays integer[] not null default '{1,2,3,4,5,6,7}',
    -- Empty: everybody.
    eligible_segments text[] not null default '{}',
    stock integer not null default 1,
    max_per_user integer not null default 1,
    hold_seconds integer not null default 60,
    radius_m integer not null default 2000,
    is_active boolean not null default true,
    -- Counts the merchant's edits: a task that carries an older one is stale.
    version integer not null default 1,
    created_at timestamptz not null default app_clock(),
    updated_at timestamptz not null default app_clock(),
    -- The kill switch: no window opens any more.
    closed_at timestamptz,
    -- DELETE of a promo that has reservations hides it.
    deleted_at timestamptz,
    constraint flash_promos_product_id_fkey foreign key (product_id) references products (id),
    constraint flash_promos_promo_price_range check (promo_price >= 0),
    constraint flash_promos_times_differ check (start_time <> end_time),
    constraint flash_promos_dates_ordered check (ends_on >= starts_on),
    constraint flash_promos_weekdays_known check (weekdays <@ '{1,2,3,4,5,6,7}'::integer[] and cardinality(weekdays) >= 1),
    constraint flash_promos_segments_known
        check (eligible_segments <@ '{new_users,frequent_buyers,regular_users}'::text[]),
    constraint flash_promos_stock_range check (stock between 1 and 1000000),
    constraint flash_promos_max_per_user_range check (max_per_user between 1 and 1000),
    constraint flash_promos_hold_seconds_range check (hold_seconds between 1 and 86400),
    constraint flash_promos_radius_m_range check (radius_m between 50 and 50000)
);
create index flash_promos_product_id on flash_promos (product_id);

create table promo_windows (
    id bigint generated always as identity primary key,
    promo_id bigint not null,
    -- Copies, so that the board, the matching and the desk need no join to know where a window belongs.
    product_id bigint not null,
    store_id bigint not null,
    -- The local date of the opening: one window a promo and date, so that expanding again changes nothing.
    opens_on date not null,
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    price numeric(10, 2) not null,
    currency text not null default 'USD',
    hold_seconds integer not null,
    max_per_user integer not null,
    radius_m integer not null,
    eligible_segments text[] not null default '{}',
    version integer not null default 1,
    -- 'scheduled' until its time is over or it is closed: whether it is open says the clock.
    state text not null default 'scheduled',
    skip_reason text,
    -- Fan-out: the last user staged in this pass, when a pass was complete, and when the notices became visible.
    staged_through_user_id bigint not null default 0,
    staged_at timestamptz,
    released_at timestamptz,
    created_on date not null default (app_clock() at time zone 'UTC')::date,
    created_at timestamptz not null default app_clock(),
    updated_at timestamptz not null default app_clock(),
    closed_at timestamptz,
    constraint promo_windows_promo_id_fkey foreign key (promo_id) references flash_promos (id),
    constraint promo_windows_product_id_fkey foreign key (product_id) references products (id),
    constraint promo_windows_store_id_fkey foreign key (store_id) references stores (id),
    constraint promo_windows_one_a_date unique (promo_id, opens_on),
    constraint promo_windows_state_known check (state in ('scheduled', 'closed', 'skipped')),
    constraint promo_windows_skip_has_reason check ((state = 'skipped') = (skip_reason is not null)),
    constraint promo_windows_times_ordered check (closes_at > opens_at or state = 'skipped'),
    constraint promo_windows_hold_seconds_range check (hold_seconds between 1 and 86400),
    constraint promo_windows_max_per_user_range check (max_per_user between 1 and 1000)
);
create index promo_windows_opens_at on promo_windows (opens_at) where state = 'scheduled';
create index promo_windows_closes_at on promo_windows (closes_at) where state = 'scheduled';
create index promo_windows_updated_at on promo_windows (updated_at);
create index promo_windows_store_id on promo_windows (store_id);
create index promo_windows_product_id on promo_windows (product_id);

-- The hot row, on its own: the desk's lock. Whoever changes the stock, the end or the state of a window takes it first.
-- No index but the key and much free space a page, so that every update stays in its page (HOT).
create table window_counters (
    window_id bigint not null,
    stock integer not null,
    held integer not null default 0,
    sold integer not null default 0,
    -- Moves with every change of the numbers: a reader keeps the highest.
    revision bigint not null default 0,
    constraint window_counters_pkey primary key (window_id),
    constraint window_counters_window_id_fkey foreign key (window_id) references promo_windows (id) on delete cascade,
    constraint window_counters_held_range check (held >= 0),
    constraint window_counters_sold_range check (sold >= 0),
    constraint window_counters_not_oversold check (held + sold <= stock)
) with (fillfactor = 10);
