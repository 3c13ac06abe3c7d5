-- One store, product and promo for each number: odd ones open now, even ones within some minutes.
with numbered as (
    select n,
           (array['Coffee beans, 500 g', 'Sourdough loaf', 'Flowers of the day', 'Empanadas, box of 12', 'Fruit basket',
                  'Surprise book', 'Fresh juice, 1 l', 'Arepas, pack of 8'])[1 + n % 8] as goods,
           (array['Cafe Aurora', 'La Espiga', 'Jardin Azul', 'El Horno', 'La Huerta', 'El Faro', 'Mango Vivo', 'La Abuela']
           )[1 + n % 8] || case when n > 8 then ' ' || 1 + (n - 1) / 8 else '' end as store_name,
           date_trunc('minute', app_clock() at time zone 'America/Bogota')
               + case when n % 2 = 1 then interval '-5 minutes' else make_interval(mins => 2 + (n % 10)::integer) end
               as opens
    from generate_series(1, $1::bigint) as n
), made_stores as (
    insert into stores (owner_id, name, location, address, time_zone)
    select u.id, m.store_name,
           st_setsrid(st_makepoint($3::float8 + (random() - 0.5) * 0.03, $2::float8 + (random() - 0.5) * 0.03),
                      4326)::geography,
           'Calle ' || (10 + m.n % 60), 'America/Bogota'
    from numbered m
    cross join users u
    where u.username = 'merchant'
    order by m.n
    returning id
), matched as (
    select s.id as store_id, m.goods, m.opens, m.n
    from (select id, row_number() over (order by id) as n from made_stores) s
    join numbered m on m.n = s.n
), made_products as (
    insert into products (store_id, name, description, original_price)
    select store_id, goods, 'Made or picked today; as long as there is some.', 10 + n % 20 from matched
    order by store_id
    returning id, store_id
), made_promos as (
    insert into flash_promos (product_id, promo_price, start_time, end_time, starts_on, stock, hold_seconds, radius_m)
    select p.id, 5 + m.n % 5, m.opens::time, (m.opens + interval '8 hours')::time, m.opens::date,
           (10 + m.n % 40)::integer, 60, 3000
    from made_products p
    join matched m on m.store_id = p.store_id
    returning id
)
select array_agg(id order by id)::bigint[] from made_promos
