-- Everything that is kept about a person, as they may ask for it; of the longest lists the newest 10,000.
select jsonb_build_object(
    'profile', (
        select to_jsonb(x) from (
            select u.id, u.username, u.email, u.first_name, u.last_name, u.phone_number, u.user_type, u.time_zone, u.locale,
                   st_y(u.location::geometry) as latitude, st_x(u.location::geometry) as longitude, u.preferences,
                   u.quiet_from, u.quiet_until, u.daily_cap, u.date_joined, u.last_login
            from users u where u.id = $1::bigint) x),
    'stores', (
        select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
            select s.id, s.name, s.address, s.created_at from stores s where s.owner_id = $1::bigint order by s.id) x),
    'reservations', (
        select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
            select r.id, r.promo_id as promo, p.name as product_name, r.price, r.status, r.created_at, r.completed_at,
                   r.redeemed_at, r.ended_at
            from reservations r join products p on p.id = r.product_id
            where r.user_id = $1::bigint order by r.id desc limit 10000) x),
    'notifications', (
        select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
            select n.id, n.promo_id as promo, n.notification_type, n.message, n.sent_at, n.read_at
            from notifications n
            where n.user_id = $1::bigint and n.id is not null and n.delivery_status = 'delivered'
            order by n.id desc limit 10000) x),
    'browsers', (
        select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
            select b.id, b.endpoint, b.created_at from push_subscriptions b
            where b.user_id = $1::bigint order by b.id) x),
    'sessions', (
        select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
            select t.issued_at, t.expires_at, t.revoked_at from refresh_tokens t
            where t.user_id = $1::bigint order by t.issued_at desc limit 1000) x)
)
