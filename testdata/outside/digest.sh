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

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

iotsim=bin/iotsim
checked=0
began=$SECONDS

# A scenario with its flags, that which is checked at the moment.
scenario=()

announced() { # PROGRAM
	"$1" plan "${scenario[@]}" --content-digest --json |
		python3 -c 'import json, sys; print(json.load(sys.stdin)["content"])'
}

topics() {
	$iotsim plan "${scenario[@]}" --json |
		python3 -c 'import json, sys; print(*sorted({s["topic"] for s in json.load(sys.stdin)["streams"]}))'
}

# Latencies that a scenario expects are not met on any machine at any speed, which
# exits with 1 and changes no byte.
apply() { # PROGRAM [FLAG...]
	local code=0
	"$1" apply "${scenario[@]}" -y "${@:2}" >"$work/log" 2>&1 || code=$?
	if [ $code -gt 1 ]; then
		cat "$work/log" >&2
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
	read -r address <&"${BROKER[0]}" || { cat "$work/broker.log" >&2; exit 1; }
}

stop_broker() {
	kill -INT "$broker"
	wait "$broker" || :
}

of_files() { # PROGRAM [FLAG...]
	rm -rf "$work/records"
	mkdir "$work/records"
	apply "$@" --sink "records:$work/records/{partition}.ndjson"
	cat "$work"/records/*.ndjson | python3 testdata/outside/content_digest.py
}

of_topic() ( # PROGRAM [FLAG...]
	start_broker
	trap stop_broker EXIT
	apply "$@" --brokers "$address"
	for topic in $(topics); do
		kcat -C -b "$address" -t "$topic" -o beginning -e -q -J
	done | python3 testdata/outside/content_digest.py
)

# Two scenarios, small enough to be run many times.
start=2026-03-02T06:00:00+08:00 # hello leaves it to the moment of apply
hello=(scenarios/hello.hcl --start $start)
factory=(scenarios/factory.hcl --var devices=1000)

any_run() {
	local want workers speed
	want=$(announced $iotsim)
	echo "--- ${scenario[*]}"
	for workers in 1 2 3 8 16; do
		for speed in 60x max; do
			same "$want" "$(of_files $iotsim --workers $workers --speed $speed)" "files, $workers workers, $speed"
			same "$want" "$(of_topic $iotsim --workers $workers --speed $speed)" "topic, $workers workers, $speed"
		done
	done
}

scenario=("${hello[@]}") && any_run
scenario=("${factory[@]}") && any_run

# The same program for other processors.
build() { # NAME VARIABLE=VALUE...
	env CGO_ENABLED=0 "${@:2}" go build -o "$work/iotsim-$1" ./cmd/iotsim
}

other_processor() { # NAME PROGRAM
	local want
	want=$(announced $iotsim)
	same "$want" "$(announced "$2")" "$1, plan of ${scenario[*]}"
	same "$want" "$(of_files "$2" --speed max)" "$1, files of ${scenario[*]}"
}

other_processors() {
	other_processor amd64-v1 "$work/iotsim-v1"
	if "$work/iotsim-v3" version >/dev/null 2>&1; then
		other_processor amd64-v3 "$work/iotsim-v3"
	else
		echo "skip  amd64-v3: this processor lacks what x86-64-v3 asks for (AVX2, BMI2, FMA)"
	fi
	other_processor arm64 "$work/emulated"
}

echo "--- other processors"
build v1 GOARCH=amd64 GOAMD64=v1
build v3 GOARCH=amd64 GOAMD64=v3
build arm64 GOARCH=arm64
qemu=$(command -v qemu-aarch64-static || command -v qemu-aarch64)
printf '#!/bin/sh\nexec %s %s "$@"\n' "$qemu" "$work/iotsim-arm64" >"$work/emulated"
chmod +x "$work/emulated"

scenario=("${hello[@]}") && other_processors
scenario=("${factory[@]}") && other_processors

echo "--- golden digests"
for file in scenarios/*.hcl; do
	scenario=("$file")
	if $iotsim plan "$file" --json | grep -q '"start": *null'; then
		scenario+=(--start $start)
	fi
	read -r want duration <"${file%.hcl}.digest" # a duration: it is of the beginning
	if [ -n "$duration" ]; then
		scenario+=(--duration "$duration")
	fi
	same "$want" "$(announced $iotsim)" "$file"
	if grep -q '^library' "$file"; then # its formulas are floats: where processors may differ
		[ -n "$duration" ] || scenario+=(--duration 2h)
		same "$(announced $iotsim)" "$(announced "$work/emulated")" "arm64, the first ${duration:-2h} of $file"
	fi
done

echo "--- the whole factory"
scenario=(scenarios/factory.hcl)
same "$(cat scenarios/factory.digest)" "$(of_topic $iotsim --speed max)" "topic, ${scenario[*]}"

echo "$checked digests are as announced, in $((SECONDS - began)) s"
