select count(*) from users where erased_at is null
  and ($1::text is null or not exists (
        select from string_to_table($1::text, ' ') as w (word) where strpos(lower(username || ' ' || email), lower(w.word)) = 0))
