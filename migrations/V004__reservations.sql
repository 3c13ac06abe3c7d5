-- The ledger: every hold and what became of it; and who waits for a unit to return.

create table reservations (
    id bigint generated always as identity primary key,
    window_id bigint not null,
    -- Copies of the window's. No foreign key to users either: the desk has just read the row, a user is never deleted,
    -- and the check would write a lock into one user's page for each reservation.
    promo_id bigint not null,
    product_id bigint not null,
    user_id bigint not null,
    price numeric(10, 2) not null,
    status text not null default 'reserved',
    -- Fixed when the hold is made.
    reserved_until timestamptz not null,
    created_at timestamptz not null default app_clock(),
    completed_at timestamptz,
    redeemed_at timestamptz,
    -- When it was cancelled or expired.
    ended_at timestamptz,
    -- What the shopper shows in the store; given at completion.
    pickup_code text,
    constraint reservations_window_id_fkey foreign key (window_id) references promo_windows (id),
    constraint reservations_status_known check (status in ('reserved', 'completed', 'cancelled', 'expired')),
    constraint reservations_completed_has_code
        check (status <> 'completed' or (completed_at is not null and pickup_code is not null)),
    -- A store may take back even what it handed over.
    constraint reservations_redeemed_was_completed check (redeemed_at is null or status in ('completed', 'cancelled'))
);
create unique index reservations_one_active_hold on reservations (window_id, user_id) where status = 'reserved';
-- `is not null` holds always; it keeps this index out of the plans that look for one shopper's hold, where it would read
-- every hold of the window and the planner, on an empty table, sees no difference.
create index reservations_deadline on reservations (window_id, reserved_until)
    where status = 'reserved' and reserved_until is not null;
create index reservations_completed on reservations (window_id, user_id) where status = 'completed';
create index reservations_user_id on reservations (user_id, id);
-- A ledger keeps its rows.
revoke delete on reservations from marketplace_app;

create table restock_watches (
    window_id bigint not null,
    user_id bigint not null,
    promo_id bigint not null,
    created_at timestamptz not null default app_clock(),
    notified_at timestamptz,
    constraint restock_watches_pkey primary key (window_id, user_id),
    constraint restock_watches_window_id_fkey foreign key (window_id) references promo_windows (id) on delete cascade
);
create index restock_watches_waiting on restock_watches (window_id) where notified_at is null;
