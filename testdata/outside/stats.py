"""Holds what iotsim sends against textbooks: scipy says what each law should give.

    stats.py READINGS.ndjson OTHER.ndjson

Both are stats.hcl as iotsim writes it, a thousand devices with a thousand readings
each, under adjacent seeds. Prints a Markdown table and exits with 1 when a figure is
further from its law than chance makes it.

A figure's own expectation stands behind it, with how many standard errors it is off.
A tolerance is four standard errors, which a sound generator keeps to in 99.994% of
all seeds; p values are held to the same chance, 0.006%. Seeds are fixed, so what is
printed never changes.
"""

import itertools
import json
import math
import sys

import numpy as np
from scipy import stats

DEVICES, READINGS = 1000, 1000
SECONDS = 10  # between readings
SENSORS = "normal lognormal uniform exponential weibull poisson choice memory switch spread daily".split()
ERRORS = 4  # standard errors that are chance
CHANCE = 2 * stats.norm.sf(ERRORS)

# The moments of lognormal(2, 0.5), which scipy integrates and does not quite reach.
LOGNORMAL_MOMENTS = [2**k * math.exp(k**2 * 0.5**2 / 2) for k in range(9)]

LAWS = {
    "normal": ("normal(0, 1)", stats.norm()),
    "lognormal": ("lognormal(2, 0.5)", stats.lognorm(0.5, scale=2)),
    "uniform": ("uniform(-1, 3)", stats.uniform(-1, 4)),
    "exponential": ("exponential(2)", stats.expon(scale=2)),
    "weibull": ("weibull(3, 1.5)", stats.weibull_min(1.5, scale=3)),
    "poisson": ("poisson(4.5)", stats.poisson(4.5)),
}
CHOICE = {"a": 0.5, "b": 0.3, "c": 0.15, "d": 0.05}
MEMORY = 10  # readings
STAY_ON, STAY_OFF = 200, 100  # mean seconds
AMPLITUDE, PEAK = 0.5, 6 * 3600  # of the day

failures = 0


def read(name):
    """Readings by sensor, an array of devices by ticks."""
    values = {s: [[] for _ in range(DEVICES)] for s in SENSORS}
    times = [[] for _ in range(DEVICES)]
    with open(name, encoding="utf-8") as lines:
        for line in lines:
            reading = json.loads(line)
            device = int(reading["device"]) - 1
            times[device].append(reading["at"])
            for sensor, value in zip(SENSORS, reading["values"], strict=True):
                values[sensor][device].append(value)
    return np.array(times), {s: np.array(v) for s, v in values.items()}


def verdict(good):
    global failures
    failures += not good
    return "" if good else " **wrong**"


def row(what, *cells):
    print("| " + " | ".join([what, *cells]) + " |")


def heading(*cells):
    print()
    row(*cells)
    row("---", *["---:"] * (len(cells) - 1))


def off(got, want, error):
    """A figure, and how many standard errors it is off."""
    z = (got - want) / error
    return f"{got:.4f} ({want:.4f}, {z:+.1f})" + verdict(abs(z) <= ERRORS)


def moments(law, sample):
    """Mean, variance, skewness and kurtosis of a sample, standardised by the law."""
    mean, deviation = law.mean(), law.std()

    def raw(k):
        return LOGNORMAL_MOMENTS[k] if law.dist.name == "lognorm" else law.moment(k)

    def standard(k):  # E[((X - mean) / deviation)^k]
        return sum(math.comb(k, i) * raw(k - i) * (-mean) ** i for i in range(k + 1)) / deviation**k

    z = (sample - mean) / deviation
    for k in range(1, 5):
        error = math.sqrt((standard(2 * k) - standard(k) ** 2) / len(z))
        yield off(float(np.mean(z**k)), standard(k), error)


def fit(law, sample):
    """The p value of the sample under its law."""
    if hasattr(law.dist, "pdf"):
        distance, p = stats.kstest(sample, law.cdf)
        return f"D {distance:.5f}, p {p:.2f}" + verdict(p > CHANCE)
    most = int(law.ppf(1 - 5 / len(sample)))  # what is rarer is one class
    counts = np.bincount(np.minimum(sample, most).astype(int), minlength=most + 1)
    shares = np.append(law.pmf(np.arange(most)), law.sf(most - 1))
    return chi_square(counts, shares)


def chi_square(counts, shares):
    chi, p = stats.chisquare(counts, shares / shares.sum() * counts.sum())
    return f"χ² {chi:.1f} of {len(counts) - 1}, p {p:.2f}" + verdict(p > CHANCE)


def laws(values):
    heading("a million draws of", "mean", "variance", "skewness", "kurtosis", "fit")
    for sensor, (written, law) in LAWS.items():
        sample = values[sensor].ravel()
        row(f"`{written}`", *moments(law, sample), fit(law, sample))
    drawn = values["choice"].ravel()
    counts = np.array([np.count_nonzero(drawn == word) for word in CHOICE])
    row("`choice({a = 0.5, …})`", "", "", "", "", chi_square(counts, np.array(list(CHOICE.values()))))


def correlation(a, b):
    return float(np.corrcoef(np.ravel(a), np.ravel(b))[0, 1])


def farthest(named):
    """The pair with the largest correlation, held to four standard errors."""
    name, r, n = max(((name, correlation(a, b), a.size) for name, a, b in named), key=lambda x: abs(x[1]))
    return f"{r:+.5f} ({name})", f"{ERRORS / math.sqrt(n):.5f}" + verdict(abs(r) < ERRORS / math.sqrt(n))


def independence(values, other):
    heading("what must share nothing", "largest correlation", "chance, 4/√n")
    sensors = list(LAWS)
    row("sensors of a device", *farthest((f"{a}, {b}", values[a], values[b]) for a, b in itertools.combinations(sensors, 2)))
    row("a reading and those behind it", *farthest((f"{s}, {d} behind", values[s][:, :-d], values[s][:, d:]) for s in sensors for d in (1, 2, 3, 10, 100)))
    row("neighbouring devices", *farthest((f"{s}, {d} apart", values[s][:-d], values[s][d:]) for s in sensors for d in (1, 2, 10)))
    row("adjacent seeds", *farthest((s, values[s], other[s]) for s in sensors))
    row("a seed's readings under the next", *farthest((s, values[s][:, 1:], other[s][:, :-1]) for s in sensors))


def spectrum(series):
    """Mean power by frequency, of series that are standardised."""
    return np.mean(np.abs(np.fft.rfft(series, axis=1)) ** 2, axis=0)[1:-1] / series.shape[1]


def tallest(power):
    """The tallest of a flat spectrum's lines: each is exponential, so a mean of
    DEVICES of them is a gamma variable."""
    p = stats.gamma(DEVICES, scale=1 / DEVICES).sf(power.max()) * len(power)
    return f"{power.max():.3f} of 1, p {min(p, 1):.2f}" + verdict(p > CHANCE)


def in_time(times, values):
    heading("in time", "figure", "should be")
    row("tallest line of `normal(0, 1)`'s spectrum", tallest(spectrum(values["normal"])), "one of 499 chances")

    z = stats.norm.ppf(LAWS["exponential"][1].cdf(values["memory"]))
    for lag in (MEMORY, 3 * MEMORY, 6 * MEMORY):
        r = correlation(z[:, :-lag], z[:, lag:])
        want, room = (math.exp(-1), 0.05) if lag == MEMORY else (0, 0.05)
        row(f"`memory`: correlation after {lag // MEMORY} of it", f"{r:.4f}" + verdict(abs(r - want) < room), f"{want:.4f} ± {room}")
    apart = values["memory"][:, :: 5 * MEMORY].ravel()
    row("`memory`: readings far apart keep their law", fit(LAWS["exponential"][1], apart), "`exponential(2)`")
    power = spectrum(z)
    around = np.array([np.median(power[i - 6 : i + 7]) for i in range(40, len(power) - 6)])
    ratio = float((power[40:-6] / around).max())
    # Chance is a factor of 1 + 4/√1000 and the slope of the spectrum as much again.
    row("`memory`: tallest line over its neighbours", f"{ratio:.3f}" + verdict(ratio < 1 + 2 * ERRORS / math.sqrt(DEVICES)), f"below {1 + 2 * ERRORS / math.sqrt(DEVICES):.3f}")

    switch(values["switch"])
    spread = values["spread"]
    same = bool(np.all(spread == spread[:, :1]))
    row("`spread`: one draw a device", fit(stats.norm(), spread[:, 0]) + verdict(same), "`normal(0, 1)`")
    wave = np.cos(2 * np.pi * (times / 1000 - PEAK) / 86400)
    amplitude = float(np.sum(wave * values["daily"]) / np.sum(wave**2))
    row("`daily`: amplitude by regression", off(amplitude, AMPLITUDE, 1 / math.sqrt(np.sum(wave**2))), "0.5")


def switch(states):
    """Seen every ten seconds, the process is a Markov chain with known chances."""
    rate = 1 / STAY_ON + 1 / STAY_OFF
    for name, before, stay in (("on", True, STAY_ON), ("off", False, STAY_OFF)):
        here = states[:, :-1] == before
        n = int(np.count_nonzero(here))
        left = int(np.count_nonzero(here & (states[:, 1:] != before)))
        chance = (1 - math.exp(-rate * SECONDS)) / stay / rate
        z = (left - n * chance) / math.sqrt(n * chance * (1 - chance))
        # The mean stay that the chance to leave tells of, to first order.
        row(f"`switch(\"200s\", \"100s\")`: mean time {name}", f"{stay * chance * n / left:.1f} s ({z:+.1f})" + verdict(abs(z) <= ERRORS), f"{stay} s")


def main():
    times, values = read(sys.argv[1])
    _, other = read(sys.argv[2])
    laws(values)
    independence(values, other)
    in_time(times, values)
    print(f"\n{failures or 'nothing'} wrong")
    sys.exit(failures > 0)


main()
