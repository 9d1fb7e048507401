#!/usr/bin/env python3
"""Compares what a topic holds with what a plan publishes, without iotsim's code.

    compare_topic.py RECORDS TOPIC...

RECORDS is what `iotsim apply --sink records:FILE` writes: the expected stream.
Each TOPIC file is what `kcat -C -J` prints of one topic. Every partition must
hold the same keys, values, timestamps and headers (but iotsim-run) in the same
order at offsets that follow each other. Prints what it compared; exits 1 at the
first difference, and when there was nothing to compare.
"""

import json
import sys

from content_digest import headers, member


def fields(record):
    timestamp = record["ts"] if "ts" in record else record["timestamp"]
    value = member(record, "payload" if "payload" in record else "value")
    return member(record, "key"), value, timestamp, [tuple(h) for h in headers(record)]


def streams(paths):
    """Records by (topic, partition), in the order of the files."""
    found = {}
    for path in paths:
        with open(path, "rb") as lines:
            for line in lines:
                record = json.loads(line)
                found.setdefault((record["topic"], record["partition"]), []).append(record)
    return found


def main():
    wanted, held = streams(sys.argv[1:2]), streams(sys.argv[2:])
    compared = 0
    for stream in sorted(set(wanted) | set(held)):
        want, have = wanted.get(stream, []), held.get(stream, [])
        if len(want) != len(have):
            sys.exit(f"{stream}: the plan publishes {len(want)} records, the topic holds {len(have)}")
        for k, (w, h) in enumerate(zip(want, have)):
            if h["offset"] != have[0]["offset"] + k:
                sys.exit(f"{stream}: record {k} is at offset {h['offset']}")
            if fields(w) != fields(h):
                sys.exit(f"{stream}, record {k}:\n  want {fields(w)}\n  have {fields(h)}")
        compared += len(want)
    if compared == 0:
        sys.exit("nothing was compared")
    print(f"{compared} records in {len(wanted)} partitions are equal")


main()
