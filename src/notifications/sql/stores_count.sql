select count(*) from stores
