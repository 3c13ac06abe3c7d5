drop index if exists users_location
