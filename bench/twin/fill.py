"""The same market in the twin as in the product: copied within PostgreSQL, so that both are asked for the same."""


def copy_market(twin):
    """Users with a place, stores, products, promos and their windows, under the product's own ids."""
    own = twin.stack.environment
    source = (f"host={own['POSTGRES_HOST']} port={own['POSTGRES_PORT']} dbname={own['POSTGRES_DB']} "
              f"user={own['POSTGRES_USER']} password={own['POSTGRES_PASSWORD']}")
    twin.sql(f"""
        create extension dblink;
        select dblink_connect('{source}');
        insert into accounts_user (id, username, email, password, is_superuser, first_name, last_name, is_staff, is_active,
                                   date_joined, user_type, phone_number, location, preferences, time_zone, locale, daily_cap)
        select id, username, username || '@example.com', '!', false, '', '', false, true, now(), user_type, '', location, '{{}}',
               'UTC', 'en', 1000
        from dblink('select id, username, user_type, location from users')
             as u (id bigint, username text, user_type text, location geography);
        insert into catalog_store (id, owner_id, name, location, address, time_zone, is_active, reserve_radius_check, created_at)
        select s.* from dblink('select id, owner_id, name, location, address, time_zone, is_active, reserve_radius_check, created_at
                                from stores')
             as s (id bigint, owner bigint, name text, location geography, address text, zone text, active boolean,
                   check_radius boolean, created_at timestamptz);
        insert into catalog_product (id, store_id, name, description, original_price, currency, is_available, created_at)
        select p.* from dblink('select id, store_id, name, description, original_price, currency, is_available, created_at
                                from products')
             as p (id bigint, store bigint, name text, description text, price numeric, currency text, available boolean,
                   created_at timestamptz);
        insert into promos_flashpromo (id, product_id, promo_price, start_time, end_time, eligible_segments, is_active, starts_on,
                                       weekdays, stock, max_per_user, hold_seconds, radius_m, created_at, updated_at)
        select f.* from dblink('select id, product_id, promo_price, start_time, end_time, eligible_segments, is_active, starts_on,
                                       weekdays, stock, max_per_user, hold_seconds, radius_m, created_at, updated_at
                                from flash_promos')
             as f (id bigint, product bigint, price numeric, start_time time, end_time time, segments text[], active boolean,
                   starts_on date, weekdays integer[], stock integer, per_user integer, hold integer, radius integer,
                   created_at timestamptz, updated_at timestamptz);
        insert into promos_promowindow (id, promo_id, opens_on, opens_at, closes_at, promo_price, eligible_segments, max_per_user,
                                        hold_seconds, radius_m, stock, held, sold, version, revision, state)
        select w.* from dblink('select w.id, w.promo_id, w.opens_on, w.opens_at, w.closes_at, w.price, w.eligible_segments,
                                       w.max_per_user, w.hold_seconds, w.radius_m, c.stock, 0, 0, 1, 0, w.state
                                from promo_windows w join window_counters c on c.window_id = w.id')
             as w (id bigint, promo bigint, opens_on date, opens_at timestamptz, closes_at timestamptz, price numeric,
                   segments text[], per_user integer, hold integer, radius integer, stock integer, held integer, sold integer,
                   version integer, revision bigint, state text);
        select setval(pg_get_serial_sequence(name, 'id'), 1000000000)
        from unnest(array['accounts_user', 'catalog_store', 'catalog_product', 'promos_flashpromo', 'promos_promowindow']) name""")
    twin.sql("vacuum analyze")
