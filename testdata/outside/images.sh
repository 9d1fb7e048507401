#!/usr/bin/env bash
# The image and the Compose file, run: built as they are, on stand-ins for the images that
# they are built from and run beside (standin), with containers, networks and names by
# podman in a folder of this run.
#
#   images.sh image     builds for amd64 and arm64; sizes; one run with nothing but a volume
#                       to a Kafka outside it: healthy, then not, when the broker is stopped
#   images.sh compose   the services together: scraped, a second instance appears, an alert
#   images.sh           both
#
# Needs root, buildah, podman, runc, netavark, aardvark-dns, podman-compose, busybox,
# Debian's prometheus and prometheus-alertmanager, a JDK, and the jars of make test-kafka.
set -euo pipefail
cd "$(dirname "$0")/../.."
repository=$PWD
standin=$repository/testdata/outside/standin
jars=${XDG_CACHE_HOME:-$HOME/.cache}/iotsim/kafka-4.1.1
most_bytes=25000000 # that an image may take to pull

work=$(mktemp -d "${TMPDIR:-/tmp}/iotsim-images.XXXXXX")
export CONTAINERS_CONF=$work/containers.conf CONTAINERS_STORAGE_CONF=$work/storage.conf

cleanup() {
	local code=$?
	[ $code = 0 ] || podman ps --all 2>/dev/null || true
	podman rm --all --force --time 0 >/dev/null 2>&1 || true
	podman network rm iotsim_default >/dev/null 2>&1 || true
	podman volume rm --all --force >/dev/null 2>&1 || true
	rm -rf "$work"
	exit $code
}
[ -n "${KEEP:-}" ] || trap cleanup EXIT

settings() {
	cat >"$CONTAINERS_CONF" <<-END
		[containers]
		default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
		[engine]
		cgroup_manager = "cgroupfs"
		runtime = "runc"
		events_logger = "file"
		[network]
		network_backend = "netavark"
		network_config_dir = "$work/networks"
	END
	cat >"$CONTAINERS_STORAGE_CONF" <<-END
		[storage]
		driver = "vfs"
		graphroot = "$work/storage"
		runroot = "$work/run"
	END
}

say() { printf '\n--- %s\n' "$*"; }
fail() {
	printf 'images.sh: %s\n' "$*" >&2
	exit 1
}

# until_true SECONDS WHAT COMMAND… waits for a condition.
until_true() {
	local deadline=$((SECONDS + $1)) what=$2
	shift 2
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $deadline ] || fail "$what does not come to be: $*"
		sleep 0.5
	done
	echo "$what"
}

# ------------------------------------------------------------- stand-ins

# libraries FILE… copies what programs are linked with below root.
libraries() {
	ldd "$@" | awk '$2 == "=>" { print $3 } $1 ~ /ld-linux/ { print $1 }' | grep '^/lib' | sort -u | while read -r file; do
		mkdir -p "root$(dirname "$file")"
		cp -L "$file" "root$file"
	done
}

# stand NAME IMAGE makes a local image under the name of one that is pulled; fill_NAME
# fills the folder that it is built from.
stand() {
	local name=$1 image=$2 folder=$work/$1
	mkdir -p "$folder"/root/{bin,tmp,etc/ssl/certs} "$folder/empty"
	chmod 1777 "$folder/root/tmp"
	cp "$(command -v busybox)" "$folder/root/bin/busybox"
	local applet
	for applet in $(busybox --list); do
		[ "$applet" = busybox ] || ln -s busybox "$folder/root/bin/$applet"
	done
	cp -L /etc/ssl/certs/ca-certificates.crt "$folder/root/etc/ssl/certs/"
	(cd "$folder" && "fill_$name")
	build --layers=false -t "$image" -f "$standin/$name.Dockerfile" "$folder"
	rm -rf "$folder"
	echo "$image"
}

build() { buildah bud --quiet --isolation chroot --format docker --pull=never "$@" >/dev/null; }

fill_golang() {
	cp -r "$(go env GOROOT)" go
	rm -rf go/{api,doc,test}
}

fill_kafka() {
	jlink --strip-debug --no-header-files --no-man-pages --output jre --add-modules \
		java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.crypto.ec,jdk.management,jdk.unsupported
	libraries jre/bin/java jre/lib/server/libjvm.so jre/lib/lib{net,nio,zip}.so
	cp -r "$jars" libs
	cp "$standin"/kafka-run "$standin"/kafka-broker-api-versions.sh .
}

fill_prometheus() {
	cp "$(command -v prometheus)" prometheus
	libraries prometheus
}

fill_alertmanager() {
	cp "$(command -v prometheus-alertmanager)" alertmanager
	mkdir -p root/usr/share/prometheus # Debian's reads its templates there
	cp -rL /usr/share/prometheus/alertmanager root/usr/share/prometheus/
	libraries alertmanager
}

# from_compose SERVICE is the image that the Compose file names.
from_compose() { sed -n "/^  $1:\$/,/image:/s/^ *image: *//p" deployments/compose.yaml; }

# --------------------------------------------------------------- the image

# image ARCHITECTURE builds it as docker build does, with this machine's modules.
image() {
	build --network host --platform "linux/$1" --build-arg BUILDPLATFORM="linux/$(go env GOARCH)" --build-arg TARGETARCH="$1" \
		--volume "$(go env GOMODCACHE):/go/pkg/mod" --volume "$(go env GOCACHE):/root/.cache/go-build" \
		--build-arg VERSION=v0.0.0-images -t "$2" -f deployments/Dockerfile .
}

# weigh IMAGE says what it takes to pull and to keep.
weigh() {
	podman save --quiet --format oci-dir -o "$work/saved" "$1"
	local pulled kept
	pulled=$(du -sb "$work/saved/blobs" | cut -f1)
	kept=$(podman image inspect --format '{{.Size}}' "$1")
	rm -rf "$work/saved"
	printf '| %s | %d.%d MB | %d.%d MB |\n' "${1##*:}" $((pulled / 1000000)) $((pulled / 100000 % 10)) $((kept / 1000000)) $((kept / 100000 % 10)) | tee -a "$work/images.md"
	[ "$pulled" -lt $most_bytes ] || fail "$1 is to take less than $most_bytes bytes to pull"
}

healthy() { podman healthcheck run "$1"; }
unhealthy() { ! healthy "$1"; }
says() { podman logs "$1" 2>&1 | grep -q "$2"; }

# sender runs the image with nothing but the volume that it brings.
sender() {
	podman run --detach --name sender --network iotsim_default --read-only --cap-drop all --security-opt no-new-privileges \
		localhost/iotsim apply /scenarios/factory.hcl --var devices=1000 --brokers kafka:19092 --yes "$@" >/dev/null
	until_true 120 "it is healthy" healthy sender
	until_true 120 "it sends" says sender 'acked [1-9]'
}

ended_with() {
	local code
	code=$(podman wait sender)
	podman logs sender 2>&1 | tail -n 4
	podman rm sender >/dev/null
	[ "$code" = "$1" ] || fail "exit code $code, want $1"
}

run_image() {
	say "the image, with a read-only root, no capability and a number for a user"
	broker
	sender
	podman exec sender /iotsim version
	podman inspect --format 'user {{.Config.User}}, read-only {{.HostConfig.ReadonlyRootfs}}, capabilities {{.EffectiveCaps}}' sender
	say "it is asked to go, and goes"
	podman stop --time 45 sender >/dev/null
	ended_with 4
	say "another goes on, with nothing of the first on its disk"
	sender --resume
	podman stop --time 20 iotsim_kafka_1 >/dev/null
	until_true 120 "the broker is stopped, and it is unhealthy" unhealthy sender
	podman exec sender /iotsim healthcheck || true
	podman stop --time 45 sender >/dev/null
	ended_with 4
	podman rm --force --time 0 iotsim_kafka_1 >/dev/null
	podman volume rm --all --force >/dev/null
}

# broker runs Compose's Kafka alone.
broker() {
	compose up --detach kafka
	until_true 120 "Kafka is healthy" healthy iotsim_kafka_1
}

# ------------------------------------------------------------ the services

# compose is podman-compose on the file as it is, in a project of its name.
compose() { podman-compose --podman-run-args=--pull=never -p iotsim -f deployments/compose.yaml "$@" >"$work/compose.log" 2>&1 || fail "$(cat "$work/compose.log")"; }

# ask URL fetches from inside the network.
ask() { podman exec iotsim_prometheus_1 /bin/busybox wget -q -O - "$1"; }

# up N says whether Prometheus finds so many instances of iotsim, all up.
up() { [ "$(ask 'http://localhost:9090/api/v1/query?query=sum(up%7Bjob%3D%22iotsim%22%7D)' | grep -o '"[0-9]*"\]')" = "\"$1\"]" ]; }

# acked says whether Prometheus knows of records that were acked.
acked() { ask 'http://localhost:9090/api/v1/query?query=sum(iotsim_records_acked_total)>0' | grep '"value"'; }

alerted() { ask http://alertmanager:9093/api/v2/alerts | grep "\"alertname\":\"$1\""; }

run_compose() {
	say "the services of compose.yaml, but for Grafana, of which there is no stand-in"
	broker
	compose up --detach iotsim prometheus alertmanager
	until_true 120 "iotsim is healthy" healthy iotsim_iotsim_1
	until_true 120 "Prometheus is ready" healthy iotsim_prometheus_1
	until_true 120 "Prometheus scrapes it" up 1
	until_true 120 "its records are counted" acked
	say "IOTSIM_SHARDS=2"
	podman stop --time 45 iotsim_iotsim_1 >/dev/null
	podman rm iotsim_iotsim_1 >/dev/null
	export IOTSIM_SHARDS=2
	compose up --detach iotsim
	until_true 120 "the first is healthy" healthy iotsim_iotsim_1
	until_true 120 "the second is healthy" healthy iotsim_iotsim_2
	until_true 120 "Prometheus scrapes both, with no edit" up 2
	podman logs iotsim_iotsim_1 2>&1 | grep 'shard'
	podman logs iotsim_iotsim_2 2>&1 | grep 'shard'
	say "the broker is stopped"
	podman stop --time 20 iotsim_kafka_1 >/dev/null
	until_true 180 "an alert is at Alertmanager" alerted IotsimNoAcks
}

settings
say "stand-ins"
for service in kafka prometheus alertmanager; do
	stand "$service" "docker.io/$(from_compose "$service")"
done
stand golang "docker.io/library/$(sed -n 's/^FROM .*\(golang:[^ ]*\) AS build/\1/p' deployments/Dockerfile)"
say "the image"
printf '# What the image takes\n\nAs make images builds it; UPDATE=1 make images writes this page anew.\n\n| image | to pull | unpacked |\n|---|---:|---:|\n' >"$work/images.md"
for architecture in amd64 arm64; do
	image "$architecture" "localhost/iotsim:$architecture"
	weigh "localhost/iotsim:$architecture"
done
[ -z "${UPDATE:-}" ] || cp "$work/images.md" testdata/outside/images.md
podman tag "localhost/iotsim:$(go env GOARCH)" localhost/iotsim:latest
case ${1:-all} in
image) run_image ;;
compose) run_compose ;;
all)
	run_image
	run_compose
	;;
*) fail "image, compose, or nothing for both" ;;
esac
say "all of it, in $SECONDS s"
