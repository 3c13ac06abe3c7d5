#!/bin/bash
# http_floor.sh [BUILD_DIR]: requests/s of our server and of nginx' `return 200`, the same bytes, in turn, three times
# each; prints the medians and their ratio. wrk -t2 -c32 -d5 on this machine: run it while nothing else runs.
set -euo pipefail
build=${1:-build/release}
body_bytes=4096
folder=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$folder"' EXIT

"$build/bench/http_floor" 2 $body_bytes >"$folder/port" &
pids+=($!)
# nginx takes no parameter of 4 KB: the body is put together from two halves.
half=$(head -c $((body_bytes / 2)) /dev/zero | tr '\0' x)
# nginx cannot report a port that it was given: take one that is free now.
nginx_port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$folder/nginx.conf" <<CONF
daemon off; worker_processes 2; pid $folder/nginx.pid; error_log $folder/error.log;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 1000000000; default_type application/json;
  client_body_temp_path $folder/b; proxy_temp_path $folder/p; fastcgi_temp_path $folder/f;
  uwsgi_temp_path $folder/u; scgi_temp_path $folder/s;
  server { listen 127.0.0.1:$nginx_port reuseport; set \$half "$half"; location / { return 200 "\$half\$half"; } }
}
CONF
nginx -c "$folder/nginx.conf" &
pids+=($!)
until [ -s "$folder/port" ] && curl -fso /dev/null "http://127.0.0.1:$nginx_port/"; do
  for pid in "${pids[@]}"; do kill -0 "$pid" || { echo "a server did not start" >&2; exit 1; }; done
  sleep 0.1
done
our_port=$(cat "$folder/port")

rate() { wrk -t2 -c32 -d5 "http://127.0.0.1:$1/" | awk '/Requests\/sec/ {print $2}'; }
for _ in 1 2 3; do
  rate "$our_port" >>"$folder/ours"
  rate "$nginx_port" >>"$folder/nginx"
done
median() { sort -n "$1" | sed -n 2p; }
ours=$(median "$folder/ours")
nginx=$(median "$folder/nginx")
echo "ours $ours/s, nginx $nginx/s, ratio $(awk "BEGIN {printf \"%.2f\", $ours / $nginx}")"
