-- An image that comes again is new again, so that it is not cleaned up meanwhile.
insert into product_images (digest, content_type, width, height, content)
values ($1::text, $2::text, $3::integer, $4::integer, $5::bytea)
on conflict (digest) do update set uploaded_at = app_clock()
