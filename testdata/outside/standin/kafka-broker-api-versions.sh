#!/bin/sh
# Asks what the script of the same name asks, --bootstrap-server HOST:PORT: ApiVersions, in
# its first version. An answer is a length and more.
set -eu
host=${2%:*} port=${2#*:}
got=$({ printf '\0\0\0\012\0\022\0\0\0\0\0\1\377\377'; sleep 1; } | nc -w 3 "$host" "$port" | head -c 8 | wc -c)
[ "$got" = 8 ]
