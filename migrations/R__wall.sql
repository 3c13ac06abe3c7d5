-- The instant of a wall time in a zone: the first of a fold, forward in a gap. PostgreSQL's own AT TIME ZONE takes the
-- second of a fold.
create or replace function wall(t timestamp, z text) returns timestamptz language sql stable as $$
  select case when (f at time zone z) = t then least(f, u) else u end
  from (select t at time zone z as u,
               (t - (((t at time zone z) - interval '1 day') at time zone z
                     - ((t at time zone z) - interval '1 day') at time zone 'UTC')) at time zone 'UTC' as f) x $$;
