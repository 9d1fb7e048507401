#!/usr/bin/env python3
"""Content digest of records, computed without any code of iotsim.

Reads one JSON object a line from standard input, either what
`iotsim apply --sink records:FILE` writes or what `kcat -C -J` prints, and
prints the digest that `iotsim plan --content-digest` announces:

    sum modulo 2^256, over every (topic, partition) that holds a record, of
    SHA-256(topic, partition, then of each record in order:
            key, count of headers, each header's name and value, timestamp, value)

Texts are preceded by their length. Lengths, counts and partitions are 32 bits,
timestamps 64 bits, big-endian. The header iotsim-run is left out.

With --counts it prints "topic partition records" a line as well.
"""

import base64
import hashlib
import json
import struct
import sys


def text(data):
    return struct.pack(">I", len(data)) + data


def member(record, name):
    """A text member, or its base64 form where it is no UTF-8."""
    if record.get(name + "_base64") is not None:
        return base64.b64decode(record[name + "_base64"])
    return record[name].encode()


def headers(record):
    pairs = record.get("headers") or []
    if pairs and isinstance(pairs[0], str):  # kcat: name, value, name, value
        pairs = list(zip(pairs[0::2], pairs[1::2]))
    return [(name, value) for name, value in pairs if name != "iotsim-run"]


def record_bytes(record):
    kept = headers(record)
    out = [text(member(record, "key")), struct.pack(">I", len(kept))]
    for name, value in kept:
        out += [text(name.encode()), text(value.encode())]
    out.append(struct.pack(">q", record["ts"] if "ts" in record else record["timestamp"]))
    out.append(text(member(record, "payload" if "payload" in record else "value")))
    return b"".join(out)


def main():
    streams, counts = {}, {}
    for line in sys.stdin.buffer:
        record = json.loads(line)
        stream = (record["topic"], record["partition"])
        if stream not in streams:
            topic, partition = stream
            streams[stream] = hashlib.sha256(text(topic.encode()) + struct.pack(">I", partition))
        streams[stream].update(record_bytes(record))
        counts[stream] = counts.get(stream, 0) + 1
    total = sum(int.from_bytes(s.digest(), "big") for s in streams.values()) % 2**256
    print(f"{total:064x}")
    if "--counts" in sys.argv[1:]:
        for (topic, partition), n in sorted(counts.items()):
            print(topic, partition, n)


if __name__ == "__main__":
    main()
