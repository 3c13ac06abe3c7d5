-- Pictures of products, named by their content: the same on every replica, and in every backup. An address never changes
-- what it shows, so that it may be cached for ever.
create table product_images (
    digest text primary key,
    content_type text not null,
    width integer not null,
    height integer not null,
    content bytea not null,
    -- Of the last upload: what no product shows any more goes a day later.
    uploaded_at timestamptz not null default app_clock(),
    constraint product_images_type_known check (content_type in ('image/png', 'image/jpeg', 'image/webp'))
);
-- It is compressed already.
alter table product_images alter column content set storage external;
create index products_image on products (image) where image <> '';
