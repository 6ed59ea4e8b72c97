"""How often suggest_steps is right, on simulated months: python benchmarks/steps.py [SERIES].

Counts are gamma-Poisson with a variance of `dispersion` times the mean, one yearly wave of 15%
and the number of days in the month. Every figure is a share of SERIES series (default 1,000).
Prints a table and writes benchmarks/results/steps.json.
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

from panelpack.spc import StepSuggestion, suggest_steps

RESULTS = Path(__file__).parent / "results" / "steps.json"
PROCESSES = 2
SERIES = 1000
SEED = 14

POINTS = 36
LOOKS = 12
FIRST_MONTH = "2011-04"
SEASON = 0.15
PEAK_MONTH = 7
DAYS_A_MONTH = 30.4375

FALL_TO, FALL_AT = 0.8, POINTS - 7
NEAR = 2
MONTHLY_TREND = 0.99


@dataclass(frozen=True)
class Level:
    """Mean cases a month, and the variance over the mean that real series of its size have."""

    mean: float
    dispersion: float


LEVELS = (Level(30, 1.7), Level(300, 2.3), Level(3000, 8.0))

PROMISES = {
    "false at .05": ("at most", 0.06, LEVELS),
    "false in 12 looks at .01": ("at most", 0.08, LEVELS),
    "20% fall found": ("at least", 0.80, LEVELS[1:]),
    "1% a month called a step": ("at most", 0.20, LEVELS),
}
"""What is promised of each figure, and for which levels."""


def simulate(
    rng: np.random.Generator, level: Level, effect: np.ndarray | float = 1.0, points: int = POINTS
) -> pd.Series:
    """Return one series of counts; `effect` multiplies the expected ones."""
    months = pd.period_range(FIRST_MONTH, periods=points, freq="M")
    season = 1 + SEASON * np.cos(2 * np.pi * (months.month.to_numpy() - PEAK_MONTH) / 12)
    expected = level.mean * season * months.days_in_month.to_numpy() / DAYS_A_MONTH * effect
    extra = level.dispersion - 1
    counts = rng.poisson(rng.gamma(expected / extra, extra))
    return pd.Series(counts.astype(float), index=months)


def without_effect(level: Level, series: int) -> dict[str, float]:
    """Return how often a change is claimed where there is none."""
    rng = np.random.default_rng(SEED)
    found = [suggest_steps(simulate(rng, level)) for _ in range(series)]
    return {
        "false at .05": _share(is_suggested(f) for f in found),
        "false at .01": _share(is_step(f) for f in found),
    }


def twelve_looks(level: Level, series: int) -> dict[str, float]:
    """Return how often any of twelve monthly looks back over 36 months calls a false step."""
    rng = np.random.default_rng(SEED)
    alarms = []
    for _ in range(series):
        whole = simulate(rng, level, points=POINTS + LOOKS - 1)
        looks = (whole.iloc[first : first + POINTS] for first in range(LOOKS))
        alarms.append(any(is_step(suggest_steps(look)) for look in looks))
    return {"false in 12 looks at .01": _share(alarms)}


def recent_fall(level: Level, series: int) -> dict[str, float]:
    """Return how often a fall of 20%, seven months old, is found within two months."""
    rng = np.random.default_rng(SEED)
    effect = np.where(np.arange(POINTS) < FALL_AT, 1, FALL_TO)
    found = [suggest_steps(simulate(rng, level, effect)) for _ in range(series)]
    return {
        "20% fall found": _share(is_suggested(f) and _is_near(f) for f in found),
        "20% fall called a step": _share(is_step(f) for f in found),
    }


def steady_trend(level: Level, series: int) -> dict[str, float]:
    """Return what a steady fall of 1% a month is called."""
    rng = np.random.default_rng(SEED)
    effect = MONTHLY_TREND ** np.arange(POINTS)
    found = [suggest_steps(simulate(rng, level, effect)) for _ in range(series)]
    return {
        "1% a month called a step": _share(is_suggested(f) for f in found),
        "1% a month called a trend": _share(f.verdict == "trend" for f in found),
    }


SCENARIOS = (without_effect, twelve_looks, recent_fall, steady_trend)


def is_suggested(found: StepSuggestion) -> bool:
    """Say whether a change is called a step or possible (p < .05)."""
    return found.verdict in ("step", "possible")


def is_step(found: StepSuggestion) -> bool:
    """Say whether a change is called a step (p < .01)."""
    return found.verdict == "step"


def _is_near(found: StepSuggestion) -> bool:
    month = pd.Period(FIRST_MONTH, "M") + FALL_AT
    return abs((found.table["date"].iloc[0] - month).n) <= NEAR


def _share(flags) -> float:
    return float(np.mean(list(flags)))


def measure(series: int) -> pd.DataFrame:
    """Return all shares: a row a figure, a column a level."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        jobs = {
            level: [pool.submit(scenario, level, series) for scenario in SCENARIOS]
            for level in LEVELS
        }
        shares = {
            level.mean: {name: share for job in of for name, share in job.result().items()}
            for level, of in jobs.items()
        }
    return pd.DataFrame(shares)


def broken(shares: pd.DataFrame) -> list[str]:
    """Name the promises that these shares don't keep."""
    missed = []
    for name, (bound, limit, levels) in PROMISES.items():
        for level in levels:
            share = shares.loc[name, level.mean]
            if share > limit if bound == "at most" else share < limit:
                missed.append(f"{name}, mean {level.mean}: {share:.1%}, not {bound} {limit:.0%}")
    return missed


def milliseconds(rounds: int = 200) -> float:
    """Return the time that one series takes."""
    rng = np.random.default_rng(SEED)
    waiting = [simulate(rng, LEVELS[1]) for _ in range(rounds)]
    began = time.perf_counter()
    for series in waiting:
        suggest_steps(series)
    return 1000 * (time.perf_counter() - began) / rounds


def main(series: int) -> int:
    """Print and record the shares; return 1 if a promise is broken."""
    took = milliseconds()
    shares = measure(series)
    print(shares.rename(columns="mean {}".format).map("{:.1%}".format).to_string())
    print(f"{series:,} series a figure; {took:.1f} ms a series")
    missed = broken(shares)
    print("\n".join(missed) or "All promises kept.")
    record = {"series": series, "milliseconds a series": round(took, 1), "shares": shares.to_dict()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(record, indent=2) + "\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SERIES))
