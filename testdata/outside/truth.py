#!/usr/bin/env python3
"""Holds the labels of every effect against what it did.

    truth.py SCENARIO.hcl... [--only EFFECT,...]

Lays each effect over a part of each scenario as its only fault, writes what is sent
and the labels, and the same without the fault, and joins the three by (device_id,
sequence). Each reading that differs, is missing, doubled or late must have its label,
and each label such a reading. Of value effects, what was true put back must give the
bytes of the clean run. Whatever does not fit is printed, and the exit code is 1.

Shares no code with iotsim: only files and `iotsim plan --json` are read.
"""

import collections
import json
import os
import subprocess
import sys
import tempfile

IOTSIM = os.path.abspath("bin/iotsim")
READINGS = 10_000  # about so many of each scenario
START = "2026-03-02T06:00:00+08:00"

# The arguments of each effect. {a} and {b} are sensors that say numbers, {value}
# and {size} what is large for the first, {second} a part of the fault's time.
EFFECTS = {
    "bias": 'sensor = "{a}"\n add = {size}\n grow = "{second}s"',
    "drift": 'sensor = "{a}"\n rate = "+{size}/m"\n max = {size}',
    "gain": 'sensor = "{a}"\n factor = 1.5\n grow = "{second}s"\n shape = "exponential"',
    "noise": 'sensor = "{a}"\n value = normal(0, {size})',
    "spike": 'sensor = "{a}"\n value = normal({size}, 1)\n share = "20%"',
    "stuck": 'sensor = "{a}"',
    "clip": 'sensor = "{a}"\n limits = [{middle}, {above}]',
    "quantize": 'sensor = "{a}"\n step = {size}',
    "swap": 'sensors = ["{a}", "{b}"]',
    "sentinel": 'sensor = "{a}"\n value = -127\n share = "30%"',
    "offline": 'reconnect = uniform("0s", "{second}s")\n backfill = "20/s"\n buffer = 5',
    "silence": "",
    "reboot": 'gap = "{second}s"',
    "interval": "factor = 3",
    "battery": "level = 7",
    "firmware": 'version = "9.9.9"',
    "clone": 'copies = 1\n shift = "50ms"',
    "drop": 'share = "30%"',
    "burst_loss": 'enter = "20%"\n leave = "30%"\n share = "90%"',
    "delay": 'by = exponential("{second}s")\n max = "{second}s"\n share = "50%"',
    "duplicate": 'share = "30%"\n copies = 2\n after = "20ms"',
    "reorder": 'share = "20%"\n by = 2',
    "corrupt": 'share = "30%"\n bytes = 3',
    "truncate": 'share = "30%"\n keep = 40',
    "oversize": 'share = "10%"\n size = 5000',
    "missing_field": 'share = "30%"\n field = "sensors.{a}.value"',
    "type_change": 'share = "30%"\n field = "sensors.{a}.value"\n to = "string"',
    "clock_skew": 'rate = "+2s/m"',
    "clock_step": 'by = "+1h"',
}
# Flags that keep large fleets small, and fast ones slow.
SIZES = {"factory": ("--var", "devices=1000"), "throughput": ("--var", "rate=5000/s")}
NEEDS_TWO = {"swap"}


class Number(str):
    """A number as it is written."""


def parse(text):
    return json.loads(text, parse_float=Number, parse_int=Number)


def written(v):
    """JSON as iotsim writes it: no spaces, numbers as they were."""
    if isinstance(v, Number):
        return str(v)
    if isinstance(v, dict):
        return "{" + ",".join(json.dumps(k, ensure_ascii=False) + ":" + written(x) for k, x in v.items()) + "}"
    if isinstance(v, list):
        return "[" + ",".join(map(written, v)) + "]"
    return json.dumps(v, ensure_ascii=False)


def iotsim(*args, failing=()):
    done = subprocess.run([IOTSIM, *args], capture_output=True, text=True, check=False)
    if done.returncode not in (0, *failing):
        raise SystemExit(f"iotsim {' '.join(args)}\n{done.stderr}{done.stdout}")
    return done.stdout


Record = collections.namedtuple("Record", "key copy timestamp headers value")


class Sent:
    """What a run sent: records in order, the labels of readings by the record's
    key, (device_id, sequence), and those of activations."""

    def __init__(self, path):
        self.records, self.labels, self.events = [], collections.defaultdict(list), []
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                self.take(json.loads(line))

    def take(self, r):
        headers = dict(r["headers"])
        if "iotsim-label" not in headers:
            copy = int(headers.pop("iotsim-copy", 0))
            key = headers.get("iotsim-device", r.get("key")), int(headers["iotsim-seq"])
            value = r["value"] if r["value"] is not None else "base64:" + r["value_base64"]
            self.records.append(Record(key, copy, r["timestamp"], (r["topic"], r["partition"], headers), value))
            return
        label = parse(r["value"])
        if "sequence" in label:
            self.labels[label["device_id"], int(label["sequence"])].append(label)
        else:
            self.events.append(label)


class Scenario:
    """A shipped scenario, and what its clean run is like."""

    def __init__(self, path, work):
        self.path, self.work, self.name = path, work, os.path.basename(path).removesuffix(".hcl")
        self.flags = ["--start", START, "--run", "truth", *SIZES.get(self.name, ())]
        whole = json.loads(iotsim("plan", path, "--json", *self.flags))
        self.seconds, self.cycles = whole["duration"] // 10**9, {p["name"]: p.get("cycle") for p in whole["phases"]}
        self.shorten()
        self.clean = {}
        for r in self.send("clean", "").records:
            assert r.key not in self.clean, f"{self.name}: {r.key} twice without a fault"
            self.clean[r.key] = r
        self.most = max(sequence for _, sequence in self.clean)

    def shorten(self):
        """Cuts the time line where enough has been sent."""
        flags, longest, self.seconds = self.flags, self.seconds, 2
        while True:
            self.flags = [*flags, "--duration", f"{self.seconds}s"]
            self.plan = json.loads(iotsim("plan", self.path, "--json", *self.flags))
            if self.plan["totals"]["planned"] >= READINGS or self.seconds >= longest:
                return
            self.seconds = min(2 * self.seconds, longest)

    def send(self, name, fault):
        """What a run sends that has this fault and no other."""
        overlay = os.path.join(self.work, "overlay.hcl")
        listed = "[fault.probe]" if fault else "[]"
        with open(overlay, "w", encoding="utf-8") as out:
            out.write(fault + self.phases(listed))
            if not self.plan.get("labels"):
                out.write('labels { topic = "truth" }\n')
        path = os.path.join(self.work, name + ".ndjson")
        iotsim("apply", self.path, "--overlay", overlay, *self.flags, "--sink", "records:" + path, "--speed", "max", "-y", failing=(1,))
        sent = Sent(path)
        os.remove(path)
        return sent

    def phases(self, listed):
        text, cycles = "", collections.defaultdict(str)
        for name, cycle in self.cycles.items():
            block = f'phase "{name}" {{ faults = {listed} }}\n'
            if cycle:
                cycles[cycle] += block
            else:
                text += block
        return text + "".join(f'cycle "{name}" {{\n{blocks}}}\n' for name, blocks in cycles.items())

    def model(self, effect):
        """The model with the most devices that has what the effect is about, and two
        sensors of it."""
        count = collections.Counter()
        for g in self.plan["groups"]:
            count[g["model"]] += g["count"]
        for i, _ in count.most_common():
            m = self.plan["models"][i]
            if m.get("payload") and effect in ("missing_field", "type_change"):
                continue
            if effect in ("battery", "firmware") and effect not in [i["name"] for i in m.get("info") or []]:
                continue
            said = json.dumps(m["payload"]) if m.get("payload") else None
            sensors = [
                s["name"] for s in m["sensors"]
                if s.get("value", {}).get("kind") not in ("switch", "choice", "constant", "poisson")
                and (said is None or f'"sensor", "{s["name"]}", "value"' in said)
            ]
            if len(sensors) > (effect in NEEDS_TWO):
                return m, (sensors * 2)[:2]
        return None, None

    def fault(self, effect):
        m, sensors = self.model(effect)
        if m is None:
            return None
        values = sorted(self.values(m, sensors[0])) or [0, 1]
        low, high = values[len(values) // 4], values[len(values) * 3 // 4]
        middle = (values[0] + values[-1]) / 2
        arguments = EFFECTS[effect]
        for name, value in {
            "a": sensors[0], "b": sensors[1], "middle": f"{middle:.3f}", "above": f"{middle + 0.001:.3f}",
            "size": f"{max(1, 3 * (high - low)):.1f}", "second": str(max(1, self.seconds // 20)),
        }.items():
            arguments = arguments.replace("{" + name + "}", value)
        return f"""fault "probe" {{
  where       = "device.model == '{m["name"]}'"
  probability = "20%"
  after       = uniform("0s", "{max(1, self.seconds // 4)}s")
  lasts       = "{max(2, self.seconds // 2)}s"
  effect "{effect}" {{
{arguments}
  }}
}}
"""

    def values(self, m, sensor):
        for r in self.clean.values():
            if f'"model":"{m["name"]}"' in r.value:
                value = json.loads(r.value).get("sensors", {}).get(sensor, {}).get("value")
                if isinstance(value, (int, float)):
                    yield value

    def check(self, effect):
        """The number of labels of an effect that fit, and what does not."""
        fault = self.fault(effect)
        if fault is None:
            return None, []
        run, sent = self.send("faulty", fault), collections.defaultdict(list)
        for r in run.records:
            sent[r.key].append(r)
        told, events = run.labels, run.events
        wrong = [f"{key} is sent and not planned" for key in sent if key not in self.clean]
        wrong += [f"{key} has labels and is not planned" for key in told if key not in self.clean]
        for key, clean in self.clean.items():
            wrong += [f"{key}: {what}" for what in self.differs(effect, clean, sent[key], told[key])]
        wrong += disorder(run.records, told)
        begins = [(e["device_id"], e["fault"], e["effect"]) for e in events if e["kind"] == "begin"]
        ends = [(e["device_id"], e["fault"], e["effect"]) for e in events if e["kind"] == "end"]
        if sorted(begins) != sorted(ends):
            wrong.append("activations begin that do not end")
        return sum(map(len, told.values())), wrong

    def differs(self, effect, clean, sent, told):
        """What the labels of a reading do not tell, and what they tell that is not so."""
        copies = next((int(t["copies"]) for t in told if "copies" in t), 1)
        if len(sent) != copies:
            yield f"is sent {len(sent)} times, labels say {copies}: {told}"
        if any("copies" in t for t in told) and copies == 1:
            yield "a label says that it is sent once"
        if sorted(r.copy for r in sent) != list(range(len(sent))):
            yield f"copies are numbered {[r.copy for r in sent]}"
        changes = [t for t in told if t["kind"] != "delivery"]
        if sent and changes and all(r.value == clean.value for r in sent):
            yield f"is what it would be without a fault, and has {changes}"
        for r in sent:
            if r.headers != clean.headers:
                yield f"has other headers: {r.headers}, not {clean.headers}"
            if r.timestamp != clean.timestamp and effect != "clone" and r.copy == 0:
                yield "has another event time"
            if r.value != clean.value and not told:
                yield f"differs without a label\n  {r.value}\n  {clean.value}"
            if r.value != clean.value and changes and all(t["kind"] == "reading" and "sensor" in t for t in changes):
                yield from restored(r.value, clean.value, changes)
        for t in told:
            if t["fault"] != "probe" or t["effect"] != effect:
                yield f"has a label of something else: {t}"
            if int(t["timestamp"]) != clean.timestamp:
                yield f"was at {clean.timestamp}, its label says {t}"


def restored(value, clean, told):
    """Puts back what was true."""
    was, is_ = parse(clean), parse(value)
    if "sensors" not in is_:
        return  # a payload of the author's own, in which the sensor may stand anywhere
    for t in told:
        sensor = is_["sensors"][t["sensor"]]
        if written(sensor["value"]) != written(t["sent"]):
            yield f"says {written(sensor['value'])}, its label {t}"
        sensor["value"] = t["true"]
        sensor["status"] = was["sensors"][t["sensor"]]["status"]
    if written(is_) != clean:
        yield f"is not restored by {told}\n  {value}\n  {clean}"


def disorder(order, told):
    """Records are sent in the order of event time and delay, cut to milliseconds."""
    last = collections.defaultdict(int)
    for r in order:
        if r.copy:
            continue  # sent after the first, by an argument of the effect
        at = r.timestamp + sum(int(t.get("delay_ms", 0)) for t in told[r.key])
        if at < last[r.headers[:2]] - 2:
            yield f"{r.key} is sent too late or too early for its labels {told[r.key]}"
        last[r.headers[:2]] = max(last[r.headers[:2]], at)


def main():
    paths = [a for a in sys.argv[1:] if a.endswith(".hcl")]
    only = next((a.removeprefix("--only=").split(",") for a in sys.argv[1:] if a.startswith("--only=")), EFFECTS)
    failures = total = 0
    for path in paths:
        with tempfile.TemporaryDirectory() as work:
            s = Scenario(path, work)
            for effect in only:
                fits, wrong = s.check(effect)
                if fits == 0 and not (effect in ("reorder", "stuck") and s.most < 4):
                    wrong.append("changes nothing, so this shows nothing")
                failures += len(wrong)
                total += fits or 0
                print(f"{s.name:16} {effect:14} {len(s.clean):7,} readings  " + ("no model has what it is about" if fits is None else f"{fits:7,} labels") + (f"  {len(wrong)} WRONG" if wrong else ""), flush=True)
                for line in wrong[:5]:
                    print("   ", line)
    print(f"{total:,} labels, {failures or 'no'} exceptions")
    sys.exit(failures > 0)


main()
