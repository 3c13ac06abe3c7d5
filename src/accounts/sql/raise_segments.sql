-- One slice of users by id; $1 is the last id of the slice before.
with slice as (
    select max(id) as last_id from (select id from users where id > $1::bigint order by id limit $2::bigint) as ids
), bought as (
    select user_id, count(*) as purchases
    from reservations
    where user_id > $1::bigint and user_id <= (select last_id from slice)
      and status = 'completed' and completed_at > app_clock() - interval '90 days'
    group by user_id
), raised as (
    update users as u
    set user_type = case when purchases >= 3 then 'frequent' else 'regular' end,
        segment_source = 'purchases', updated_at = app_clock()
    from bought
    where u.id = bought.user_id and u.segment_source not in ('staff', 'seed')
      and (u.user_type = 'new' or (u.user_type = 'regular' and purchases >= 3))
    returning u.id
)
select last_id, (select count(*) from raised) from slice
