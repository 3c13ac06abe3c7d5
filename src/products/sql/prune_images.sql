delete from product_images i
where i.uploaded_at < app_clock() - interval '1 day'
  and not exists (select from products p
                  where p.image <> '' and p.image in ('/media/' || i.digest || '.png', '/media/' || i.digest || '.jpg',
                                                      '/media/' || i.digest || '.webp'))
returning i.digest
