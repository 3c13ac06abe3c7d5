#!/bin/bash
# The extensions that the real image makes in a new database.
set -e
export PGUSER="$POSTGRES_USER"
psql -q -c 'create database template_postgis is_template true'
for database in template_postgis "$POSTGRES_DB"; do
    psql -q --dbname "$database" -c 'create extension postgis' -c 'create extension postgis_topology' \
        -c 'create extension fuzzystrmatch' -c 'create extension postgis_tiger_geocoder'
done
