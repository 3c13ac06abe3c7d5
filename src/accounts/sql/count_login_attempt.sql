-- $1 the subjects in order, so that two attempts lock them alike, $2 what each allows, $3 the period in seconds.
-- Seconds until all subjects allow an attempt again; null when this one is allowed.
with counted as (
    insert into login_attempts as known (subject, attempts)
    select subject, 1 from unnest($1::text[]) as wanted (subject)
    on conflict (subject) do update
    set attempts = case when known.counted_from > app_clock() - make_interval(secs => $3::bigint)
                        then known.attempts + 1 else 1 end,
        counted_from = case when known.counted_from > app_clock() - make_interval(secs => $3::bigint)
                            then known.counted_from else excluded.counted_from end
    returning subject, attempts, counted_from + make_interval(secs => $3::bigint) as ends_at
)
select ceil(extract(epoch from max(counted.ends_at) - app_clock()))::bigint
from counted
join unnest($1::text[], $2::bigint[]) as allowed (subject, attempts) on allowed.subject = counted.subject
where counted.attempts > allowed.attempts
