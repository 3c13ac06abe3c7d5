select notice, shopper
from deliver_notifications($1::bigint[], $2::bigint[], $3::text[], $4::date[], $5::integer[], $6::text[], $7::text[],
                           $8::integer[])
