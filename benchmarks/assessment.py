"""How often an assessment is right, on simulated months: python benchmarks/assessment.py [SERIES].

Counts are gamma-Poisson with a variance of `dispersion` times the mean, one yearly wave of 15%,
the number of days in the period, and another level each financial year. Every share is one of
SERIES series (default 2,000), and of half as many packs. Prints tables and writes
benchmarks/results/assessment.json.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from panelpack.assessment import CLASSES, Result, assess_counts, control_false_alarms

RESULTS = Path(__file__).parent / "results" / "assessment.json"
PROCESSES = 3
SERIES = 2000
SEED = 14

QUARTER = "2014-15-q1"
LAST_YEAR = 2014
SEASON = 0.15
PEAK_MONTH = 7
DAYS_A_MONTH = 30.4375
YEARLY_CHANGE = 0.95
FALL_TO = 0.8
MEASURES = 40


@dataclass(frozen=True)
class Level:
    """Mean cases a month, and the variance over the mean that real series of its size have."""

    mean: float
    dispersion: float


LEVELS = (
    Level(3, 1.5),
    Level(10, 1.5),
    Level(30, 1.7),
    Level(100, 2.0),
    Level(300, 2.3),
    Level(1000, 5.0),
    Level(3000, 8.0),
    Level(5000, 17.0),
)


@dataclass(frozen=True)
class History:
    """A baseline: so many periods, months (`M`) or quarters (`Q-MAR`)."""

    name: str
    periods: int
    frequency: str = "M"


HISTORIES = (
    History("36 months", 36),
    History("24 months", 24),
    History("12 months", 12),
    History("12 quarters", 12, "Q-MAR"),
    History("20 quarters", 20, "Q-MAR"),
)

PROMISES = (
    ("36 months", "false alarms", "at most", 0.06, [level.mean for level in LEVELS]),
    ("36 months", "20% fall seen", "at least", 0.50, [100]),
    ("36 months", "20% fall seen", "at least", 0.78, [300]),
)
"""What is promised of each figure, and for which means."""
PACK_PROMISE = 0.06


def simulate(
    rng: np.random.Generator, level: Level, history: History, effect: float = 1.0
) -> pd.Series:
    """Return a baseline and the reported quarter, whose expected counts `effect` multiplies."""
    months = _months(history)
    season = 1 + SEASON * np.cos(2 * np.pi * (months.month.to_numpy() - PEAK_MONTH) / 12)
    before = LAST_YEAR - (months.year.to_numpy() - (months.month.to_numpy() < 4))
    trend = YEARLY_CHANGE ** -np.maximum(before - 1, 0)
    expected = level.mean * season * trend * months.days_in_month.to_numpy() / DAYS_A_MONTH
    expected[-3:] *= effect
    extra = level.dispersion - 1
    counts = rng.poisson(rng.gamma(expected / extra, extra)).astype(float)
    series = pd.Series(counts, index=months)
    return series if history.frequency == "M" else series.groupby(months.asfreq("Q-MAR")).sum()


def _months(history: History) -> pd.PeriodIndex:
    count = 3 + history.periods * (1 if history.frequency == "M" else 3)
    return pd.period_range(end="2014-06", periods=count, freq="M")


def assess(rng: np.random.Generator, level: Level, history: History, effect: float = 1.0) -> Result:
    """Return the result of one simulated series."""
    return assess_counts(simulate(rng, level, history, effect), QUARTER, "fewer")


def one_level(history: History, level: Level, series: int) -> dict[str, float]:
    """Return the shares for one baseline and mean."""
    rng = np.random.default_rng([SEED, history.periods, int(level.mean)])
    still = [assess(rng, level, history) for _ in range(series)]
    fallen = [assess(rng, level, history, FALL_TO) for _ in range(series)]
    promised = [_promised(result) for result in still]
    return {
        "given a class": _share(r.state in CLASSES for r in still),
        "false alarms": _share(map(is_alarm, still)),
        "20% fall seen": _share(r.state == "improved" for r in fallen),
        "fall promised": float(np.median(promised)) if any(promised) else 0.0,
    }


def _promised(result: Result) -> float:
    seen = result.detectable
    return seen.fall or 1.0 if seen else 0.0


def promise_kept(level: Level, series: int) -> float:
    """Return how often the fall said to be seen in 80% is seen: it should be near 80%."""
    rng = np.random.default_rng([SEED, int(level.mean)])
    history = HISTORIES[0]
    promised = np.median([_promised(assess(rng, level, history)) for _ in range(200)])
    if promised in (0, 1):
        return float("nan")
    return _share(is_alarm(assess(rng, level, history, 1 - promised)) for _ in range(series))


def one_pack(seed: int) -> tuple[bool, bool]:
    """Return whether a pack of unchanged measures has any alarm, raw and controlled."""
    rng = np.random.default_rng([SEED, 99, seed])
    levels = [LEVELS[i % len(LEVELS)] for i in range(MEASURES)]
    raw = {str(i): assess(rng, level, HISTORIES[0]) for i, level in enumerate(levels)}
    controlled = control_false_alarms(raw)
    return any(map(is_alarm, raw.values())), any(map(is_alarm, controlled.values()))


def is_alarm(result: Result) -> bool:
    """Say whether a change is claimed."""
    return result.state in ("improved", "deteriorated")


def _share(flags) -> float:
    return float(np.mean(list(flags)))


def measure(series: int) -> dict:
    """Return all shares: by baseline and mean, promises of power, and packs."""
    packs = series // 2
    with ProcessPoolExecutor(PROCESSES) as pool:
        jobs = {(h, v): pool.submit(one_level, h, v, series) for h in HISTORIES for v in LEVELS}
        kept = {v: pool.submit(promise_kept, v, series) for v in LEVELS[1:]}
        alarms = np.array(list(pool.map(one_pack, range(packs), chunksize=25)))
    shares: dict = {}
    for (history, level), job in jobs.items():
        shares.setdefault(history.name, {})[f"{level.mean:g}"] = job.result()
    raw, controlled = alarms.mean(axis=0).tolist()
    return {
        "shares": shares,
        "promised fall seen": {f"{v.mean:g}": _or_none(job.result()) for v, job in kept.items()},
        "packs": {"packs": packs, "any alarm, raw": raw, "any alarm, controlled": controlled},
    }


def _or_none(share: float) -> float | None:
    return None if np.isnan(share) else share


def broken(found: dict) -> list[str]:
    """Name the promises that these shares don't keep."""
    missed = []
    for history, name, bound, limit, means in PROMISES:
        for mean in means:
            share = found["shares"][history][f"{mean:g}"][name]
            if share > limit if bound == "at most" else share < limit:
                missed.append(f"{history}, {name}, mean {mean}: {share:.1%}, not {bound} {limit}")
    flagged = found["packs"]["any alarm, controlled"]
    if flagged > PACK_PROMISE:
        missed.append(f"packs with an alarm: {flagged:.1%}, not at most {PACK_PROMISE}")
    return missed


def milliseconds(rounds: int = 100) -> float:
    """Return the median time that one assessment takes."""
    rng = np.random.default_rng(SEED)
    waiting = [simulate(rng, LEVELS[4], HISTORIES[0]) for _ in range(rounds)]
    took = []
    for series in waiting:
        began = time.perf_counter()
        assess_counts(series, QUARTER, "fewer")
        took.append(1000 * (time.perf_counter() - began))
    return float(np.median(took))


def show(found: dict) -> None:
    """Print the shares, a table for each baseline."""
    for history, shares in found["shares"].items():
        table = pd.DataFrame(shares).rename(columns="mean {}".format)
        print(f"\n{history}\n{table.map('{:.1%}'.format).to_string()}")
    print("\nPromised fall seen:", found["promised fall seen"])
    print("Packs:", found["packs"])


def main(series: int) -> int:
    """Print and record the shares; return 1 if a promise is broken."""
    took = milliseconds()
    found = measure(series)
    show(found)
    print(f"{series:,} series a figure; {took:.1f} ms an assessment")
    missed = broken(found)
    print("\n".join(missed) or "All promises kept.")
    record = {"seed": SEED, "series": series, "milliseconds": round(took, 1)} | found
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(record, indent=2) + "\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SERIES))
