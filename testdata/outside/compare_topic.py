#!/usr/bin/env python3
"""Compares what a topic holds with what a plan publishes, without iotsim's code.

    compare_topic.py [--prefix] RECORDS TOPIC...

RECORDS is what `iotsim apply --sink records:FILE` writes: the expected stream.
Each TOPIC file is what `kcat -C -J` prints of one topic. Every partition must
hold the same keys, values, timestamps and headers (but iotsim-run) in the same
order at offsets that follow each other, all of them, or with --prefix the first
so many. Prints what it compared; exits 1 at the first difference, and when there
was nothing to compare.
"""

import json
import sys

from content_digest import headers, member


def fields(record):
    """What must be equal, as texts and numbers alone: those cost the least memory."""
    timestamp = record["ts"] if "ts" in record else record["timestamp"]
    value = member(record, "payload" if "payload" in record else "value")
    return (member(record, "key"), value, timestamp) + tuple(x for pair in headers(record) for x in pair)


def read(paths):
    for path in paths:
        with open(path, "rb") as lines:
            for line in lines:
                record = json.loads(line)
                yield (record["topic"], record["partition"]), record


def main():
    arguments = sys.argv[1:]
    prefix = arguments[:1] == ["--prefix"]
    records, *topics = arguments[1:] if prefix else arguments
    wanted = {}
    for stream, record in read([records]):
        wanted.setdefault(stream, []).append(fields(record))
    held, base = dict.fromkeys(wanted, 0), {}
    for stream, record in read(topics):
        k = held.get(stream, 0)
        if k == len(wanted.get(stream, ())):
            sys.exit(f"{stream}: record {k} is one more than the plan publishes")
        offset = record["offset"]
        if offset != base.setdefault(stream, offset) + k:
            sys.exit(f"{stream}: record {k} is at offset {offset}, the first one at {base[stream]}")
        if fields(record) != wanted[stream][k]:
            sys.exit(f"{stream}, record {k}:\n  want {wanted[stream][k]}\n  have {fields(record)}")
        held[stream] = k + 1
    compared = sum(held.values())
    for stream, want in sorted(wanted.items()):
        if held[stream] < len(want) and not prefix:
            sys.exit(f"{stream}: the plan publishes {len(want)} records, the topic holds {held[stream]}")
    if compared == 0:
        sys.exit("nothing was compared")
    print(f"{compared} records in {len(base)} partitions are equal")


main()
