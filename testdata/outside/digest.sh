#!/usr/bin/env bash
# Shows that what a scenario sends depends on nothing but its plan. The content
# digest that `iotsim plan` announces must be that of the records written, computed
# by a script that shares no code with iotsim:
#
#   - for any number of workers and any speed, into files and into a topic that
#     kcat reads back;
#   - for programs built for the oldest and a newer amd64 and for arm64, which round
#     x*y + z differently when they are let;
#   - and the golden digest beside each shipped scenario.
#
# Needs go, python3, kcat and qemu-aarch64-static. `make digest` runs it.
set -euo pipefail
cd "$(dirname "$0")/../.."

start=2026-03-02T06:00:00+08:00 # for scenarios that leave it to the moment of apply
work=$(mktemp -d)
broker=
trap 'stop_broker; rm -rf "$work"' EXIT

iotsim=bin/iotsim
checked=0
began=$SECONDS

announced() { # PROGRAM SCENARIO [FLAG...]
	"${@:1:1}" plan "${@:2}" --start $start --content-digest --json |
		python3 -c 'import json, sys; print(json.load(sys.stdin)["content"])'
}

topics() { # SCENARIO [FLAG...]
	$iotsim plan "$@" --start $start --json |
		python3 -c 'import json, sys; print(*sorted({s["topic"] for s in json.load(sys.stdin)["streams"]}))'
}

apply() { # PROGRAM SCENARIO [FLAG...]
	if ! "${@:1:1}" apply "${@:2}" --start $start -y >"$work/log" 2>&1; then
		cat "$work/log"
		exit 1
	fi
}

same() { # WANT GOT WHAT
	if [ "$1" != "$2" ]; then
		printf 'FAIL  %s\n  want %s\n  got  %s\n' "$3" "$1" "$2"
		exit 1
	fi
	checked=$((checked + 1))
	printf 'ok    %s  %s\n' "${2:0:12}" "$3"
}

# A broker for one run: its topics hold that run and nothing else.
start_broker() {
	coproc BROKER { exec $iotsim broker --listen 127.0.0.1:0 2>"$work/broker.log"; }
	broker=$BROKER_PID
	read -r address <&"${BROKER[0]}" || { cat "$work/broker.log"; exit 1; }
}

stop_broker() {
	[ -n "$broker" ] || return 0
	kill -INT "$broker"
	wait "$broker" || :
	broker=
}

of_files() { # PROGRAM SCENARIO [FLAG...]
	rm -rf "$work/records" && mkdir "$work/records"
	apply "$@" --sink "records:$work/records/{partition}.ndjson"
	cat "$work"/records/*.ndjson | python3 testdata/outside/content_digest.py
}

of_topic() { # PROGRAM SCENARIO [FLAG...]
	start_broker
	apply "$@" --brokers "$address"
	local topic
	for topic in $(topics "${@:2}"); do
		kcat -C -b "$address" -t "$topic" -o beginning -e -q -J
	done >"$work/topic.ndjson"
	stop_broker
	python3 testdata/outside/content_digest.py <"$work/topic.ndjson"
}

# Scenarios, each with the flags that make it small enough to be run many times.
hello=(scenarios/hello.hcl)
small=(scenarios/factory.hcl --var devices=1000)

for name in hello small; do
	declare -n scenario=$name
	want=$(announced $iotsim "${scenario[@]}")
	echo "--- ${scenario[*]}"
	for workers in 1 2 3 8 16; do
		for speed in 60x max; do
			run=(--workers $workers --speed $speed)
			same "$want" "$(of_files $iotsim "${scenario[@]}" "${run[@]}")" "files, ${run[*]}"
		done
		same "$want" "$(of_topic $iotsim "${scenario[@]}" "${run[@]}")" "topic, ${run[*]}"
	done
	same "$want" "$(of_topic $iotsim "${scenario[@]}" --workers 2 --speed 60x)" "topic, --workers 2 --speed 60x"
done

# The same program for other processors.
build() { # NAME VARIABLE=VALUE...
	env CGO_ENABLED=0 "${@:2}" go build -o "$work/iotsim-$1" ./cmd/iotsim
}

elsewhere() { # WHAT PROGRAM
	local name
	for name in hello small; do
		declare -n scenario=$name
		want=$(announced $iotsim "${scenario[@]}")
		same "$want" "$(announced "$2" "${scenario[@]}")" "$1, plan of ${scenario[*]}"
		same "$want" "$(of_files "$2" "${scenario[@]}" --speed max)" "$1, files of ${scenario[*]}"
	done
}

echo "--- other processors"
build v1 GOARCH=amd64 GOAMD64=v1
build v3 GOARCH=amd64 GOAMD64=v3
build arm64 GOARCH=arm64
qemu=$(command -v qemu-aarch64-static || command -v qemu-aarch64)
printf '#!/bin/sh\nexec %s %s "$@"\n' "$qemu" "$work/iotsim-arm64" >"$work/emulated"
chmod +x "$work/emulated"

elsewhere amd64-v1 "$work/iotsim-v1"
if "$work/iotsim-v3" version >/dev/null 2>&1; then
	elsewhere amd64-v3 "$work/iotsim-v3"
else
	echo "skip  amd64-v3: this processor has not what x86-64-v3 asks for (AVX2, BMI2, FMA)"
fi
elsewhere arm64 "$work/emulated"

echo "--- golden digests"
for file in scenarios/*.hcl; do
	same "$(cat "${file%.hcl}.digest")" "$(announced $iotsim "$file")" "$file"
done

echo "--- the whole factory"
same "$(cat scenarios/factory.digest)" "$(of_topic $iotsim scenarios/factory.hcl --speed max)" "topic, scenarios/factory.hcl"

echo "$checked digests are as announced, in $((SECONDS - began)) s"
