#!/bin/bash
# Run by the postgis image once, after its own set-up of a new database. It makes the role of the serving connections (and
# its log-in, when one is set), so that a dump can be restored before any migration ran, and takes away the
# extensions that the image adds beside PostGIS: a dump holds what they made and would fail over it.
set -euo pipefail

password=${POSTGRES_APP_PASSWORD:-}
[ -z "${POSTGRES_APP_PASSWORD_FILE:-}" ] || password=$(<"$POSTGRES_APP_PASSWORD_FILE")

psql -v ON_ERROR_STOP=1 -v user="${POSTGRES_APP_USER:-}" -v password="$password" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
drop extension if exists postgis_tiger_geocoder, postgis_topology, fuzzystrmatch cascade;
drop schema if exists tiger, tiger_data, topology cascade;
select format('alter database %I reset search_path', current_database()) \gexec
create role marketplace_app nologin;
select format('create role %I login password %L in role marketplace_app', :'user', :'password')
where :'user' not in ('', 'marketplace_app') \gexec
select format('alter role marketplace_app login password %L', :'password') where :'user' = 'marketplace_app' \gexec
SQL
