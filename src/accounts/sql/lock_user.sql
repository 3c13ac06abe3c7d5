-- Whoever changes a user or their tokens takes this first: so a rotation never outruns a revocation.
select is_active from users where id = $1::bigint and erased_at is null for no key update
