-- In the order in which attempts are counted.
update login_attempts set attempts = attempts - 1
where attempts > 0
  and subject in (select subject from login_attempts where subject = any($1::text[]) order by subject for update)
