-- No period is longer.
delete from login_attempts where counted_from < app_clock() - interval '1 day'
