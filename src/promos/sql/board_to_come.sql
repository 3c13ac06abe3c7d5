-- At most 200, so that a busy town costs no more than a quiet one.
select b.id, b.promo_id, b.product_id, b.store_id, b.product_name, b.store_name, b.price, b.original_price, b.currency,
       b.latitude, b.longitude, b.radius_m, b.eligible_segments, b.opens_at, b.closes_at, b.hold_seconds, b.max_per_user,
       b.reserve_radius_check, b.state, b.version, b.revision, b.updated_at, b.units_left, b.image, b.address, b.time_zone,
       b.stock
from board_windows b
where b.own_state = 'scheduled' and b.state = 'scheduled'
  and b.opens_at > app_clock() and b.opens_at <= app_clock() + interval '24 hours'
  and ($1::double precision is null
       or st_dwithin(b.location, st_setsrid(st_makepoint($2::double precision, $1::double precision), 4326)::geography,
                     coalesce($3::double precision, b.radius_m)))
  and ($4::text is null or cardinality(b.eligible_segments) = 0 or $4::text = any (b.eligible_segments))
order by b.opens_at, b.id
limit 200
