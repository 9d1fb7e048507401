#!/usr/bin/env bash
# Holds a million readings that iotsim writes against the laws that they were asked
# to follow, with scipy; see stats.py. The table must be that of internal/signal/LAWS.md, and a
# standard deviation that is off by one per cent must be found.
#
# Takes the python to use, which has what requirements.txt says. `make stats` runs it.
set -euo pipefail
cd "$(dirname "$0")/../.."

python=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

readings() { # NAME [FLAG...]
	bin/iotsim apply testdata/outside/stats.hcl --sink "file:$work/$1" --speed max -y "${@:2}" 2>"$work/log" || {
		cat "$work/log" >&2
		exit 1
	}
}

readings seed1.ndjson
readings seed2.ndjson --seed 2
"$python" testdata/outside/stats.py "$work/seed1.ndjson" "$work/seed2.ndjson" | tee "$work/table"

for file in internal/signal/LAWS.md; do
	grep '^|' "$work/table" | while IFS= read -r line; do
		grep -qxF -- "$line" "$file" || {
			printf '%s has another table: it lacks\n%s\n' "$file" "$line" >&2
			exit 1
		}
	done
done

readings wrong.ndjson --var sigma=1.01
if "$python" testdata/outside/stats.py "$work/wrong.ndjson" "$work/seed2.ndjson" >"$work/table"; then
	echo "a standard deviation of 1.01 passes for 1: these tests show nothing" >&2
	exit 1
fi
echo "with a standard deviation of 1.01 in the place of 1: $(tail -n 1 "$work/table")"
