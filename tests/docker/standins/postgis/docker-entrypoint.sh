#!/bin/bash
# postgres with the official image's habits: set up once from POSTGRES_*, then the scripts of
# /docker-entrypoint-initdb.d on a server that listens on its socket only.
set -Eeo pipefail

value_of() { # NAME: its value, or the content of the file that NAME_FILE names
    local file="${1}_FILE"
    if [ -n "${!1:-}" ] && [ -n "${!file:-}" ]; then echo "$1 and $file are both set" >&2; exit 1; fi
    if [ -n "${!file:-}" ]; then cat "${!file}"; else echo "${!1:-}"; fi
}

if [ "$1" != postgres ]; then exec "$@"; fi
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" && chown postgres "$PGDATA" /var/run/postgresql && chmod 700 "$PGDATA"
    exec setpriv --reuid postgres --regid postgres --init-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    POSTGRES_USER=$(value_of POSTGRES_USER); POSTGRES_PASSWORD=$(value_of POSTGRES_PASSWORD)
    POSTGRES_DB=$(value_of POSTGRES_DB)
    export POSTGRES_USER=${POSTGRES_USER:-postgres}
    export POSTGRES_DB=${POSTGRES_DB:-$POSTGRES_USER} POSTGRES_PASSWORD
    [ -n "$POSTGRES_PASSWORD" ] || { echo "POSTGRES_PASSWORD must be set" >&2; exit 1; }
    chmod 700 "$PGDATA" 2>/dev/null || true
    eval "initdb --username=\"\$POSTGRES_USER\" --pwfile=<(printf '%s\n' \"\$POSTGRES_PASSWORD\") $POSTGRES_INITDB_ARGS"
    printf '\nhost all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
    sed -i "s/^#listen_addresses.*/listen_addresses = '*'/" "$PGDATA/postgresql.conf"
    pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
    [ "$POSTGRES_DB" = postgres ] ||
        psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -c "create database \"$POSTGRES_DB\""
    for script in /docker-entrypoint-initdb.d/*; do
        echo "running $script"
        if [ -x "$script" ]; then "$script"; else . "$script"; fi
    done
    pg_ctl -D "$PGDATA" -m fast -w stop
    echo 'PostgreSQL init process complete; ready for start up.'
fi
exec "$@"
