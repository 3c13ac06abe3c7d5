create index if not exists users_location on users using gist (location)
