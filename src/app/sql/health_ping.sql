select 1::int4
