#!/usr/bin/env bash
# Sends the factory's readings: so many devices, each every so many seconds, into Kafka
# or a file. What it runs is one iotsim apply, printed first; --dry-run prints no more.
set -euo pipefail

usage() {
	cat <<-'END'
		Usage: generate-data.sh [OPTION]... [-- APPLY-FLAG...]

		  --devices N       size of the fleet: 100, 300, 500, 1000, 2000, 5000, 10000,
		                    or another multiple of 100 (default 1000)
		  --interval T      time between two readings of a device: 3s, 5s or 10s (default 3s)
		  --rate X          how many times as fast as life, such as 1x or 60x, or max (default 1x)
		  --brokers LIST    HOST:PORT of Kafka brokers, with commas between; without them,
		                    and without --file, a broker inside iotsim that ends with it
		  --file FILE       write lines of JSON into a file instead
		  --duration T      end after so much of the scenario, such as 90s (default: all, 3m)
		  --dry-run         print the command and do nothing
		  --help            this text

		What stands behind -- is handed to iotsim apply as it is, such as --verify or
		--seed 7. IOTSIM is the program, if it is not on the path.

		  generate-data.sh --devices 10000 --interval 3s --brokers localhost:9092
		  generate-data.sh --devices 300 --interval 10s --rate max --file readings.ndjson
	END
}

refuse() {
	printf 'generate-data.sh: %s (--help)\n' "$1" >&2
	exit 2
}

devices=1000 interval=3s rate=1x brokers='' file='' duration='' dry=''
while [ $# -gt 0 ]; do
	case $1 in
	--help | -h)
		usage
		exit
		;;
	--dry-run)
		dry=yes
		shift
		continue
		;;
	--)
		shift
		break
		;;
	--*=*)
		set -- "${1%%=*}" "${1#*=}" "${@:2}"
		continue
		;;
	--devices | --interval | --rate | --brokers | --file | --duration)
		[ $# -ge 2 ] || refuse "$1 needs a value"
		;;
	*) refuse "$1 is not known" ;;
	esac
	printf -v "${1#--}" %s "$2"
	shift 2
done

# The scenario would refuse another number as well, in its own words; the interval
# it takes as it is.
[[ $devices =~ ^[1-9][0-9]*00$ ]] || refuse "--devices $devices: write a multiple of 100, such as 500"
case $interval in
3 | 5 | 10) interval+=s ;;
3s | 5s | 10s) ;;
*) refuse "--interval $interval: write 3s, 5s or 10s" ;;
esac
[ -z "$brokers" ] || [ -z "$file" ] || refuse "--brokers and --file exclude each other"

command=(
	"${IOTSIM:-iotsim}" apply "$(dirname "$0")/../scenarios/factory.hcl"
	--var "devices=$devices" --var "interval=$interval" --speed "$rate" --yes
)
[ -z "$duration" ] || command+=(--duration "$duration")
[ -z "$brokers" ] || command+=(--sink kafka --brokers "$brokers")
[ -z "$file" ] || command+=(--sink "file:$file")
command+=("$@")

printf '%q ' "${command[@]}" >&2
printf '\n' >&2
[ -n "$dry" ] || exec "${command[@]}"
