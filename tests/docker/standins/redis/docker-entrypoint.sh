#!/bin/sh
# As in the official image the server runs as `redis` and takes connections without a password, since it is built so.
set -e
if [ "$1" = redis-server ]; then
    if [ "$(id -u)" = 0 ]; then
        chown redis /data
        exec setpriv --reuid redis --regid redis --clear-groups "$0" "$@"
    fi
    set -- "$@" --protected-mode no
fi
exec "$@"
