"""How often suggest_steps is right, on simulated months: python benchmarks/steps.py [series].

Counts are gamma-Poisson with a variance of `dispersion` times the mean, one yearly wave of 15%
and the number of days in the month. Each line is a share of series.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from panelpack.spc import suggest_steps

MONTHS = pd.period_range("2011-04", periods=36, freq="M")
LEVELS = ((30, 1.7), (300, 2.3), (3000, 8.0))
SEASON = 0.15
LOOKS = 12
NEAR = 2
SEED = 14


def simulate(rng, mean, dispersion, effect=None, months=MONTHS):
    """Return one series; `effect` multiplies the expected counts."""
    season = 1 + SEASON * np.cos(2 * np.pi * (months.month.to_numpy() - 7) / 12)
    days = months.days_in_month.to_numpy() / 30.4375
    expected = mean * season * days * (1 if effect is None else effect)
    counts = rng.poisson(rng.gamma(expected / (dispersion - 1), dispersion - 1))
    return pd.Series(counts.astype(float), index=months)


def rates(mean, dispersion, series, seed=SEED):
    """Return the shares for one level, as a dict."""
    rng = np.random.default_rng(seed)
    fall = np.where(np.arange(36) >= 29, 0.8, 1.0)
    slope = 0.99 ** np.arange(36)
    quiet = [suggest_steps(simulate(rng, mean, dispersion)) for _ in range(series)]
    fallen = [suggest_steps(simulate(rng, mean, dispersion, fall)) for _ in range(series)]
    sloping = [suggest_steps(simulate(rng, mean, dispersion, slope)) for _ in range(series)]
    return {
        "false, .05": _share(quiet, ("step", "possible")),
        "false, .01": _share(quiet, ("step",)),
        "fall found": np.mean([_found(result, 29) for result in fallen]),
        "called step": _share(fallen, ("step",)),
        "trend as step": _share(sloping, ("step",)),
        "trend as any step": _share(sloping, ("step", "possible")),
        "trend as trend": _share(sloping, ("trend",)),
    }


def false_in_a_year(mean, dispersion, series, seed=SEED):
    """Return the share of quiet series called a step at any of twelve monthly looks back."""
    rng = np.random.default_rng(seed)
    months = pd.period_range("2011-04", periods=36 + LOOKS - 1, freq="M")
    alarms = 0
    for _ in range(series):
        whole = simulate(rng, mean, dispersion, months=months)
        looks = (whole.iloc[look : look + 36] for look in range(LOOKS))
        alarms += any(suggest_steps(look).verdict == "step" for look in looks)
    return alarms / series


def _share(results, verdicts):
    return np.mean([result.verdict in verdicts for result in results])


def _found(result, position):
    if result.verdict not in ("step", "possible"):
        return False
    return abs(MONTHS.get_loc(result.table["date"].iloc[0]) - position) <= NEAR


def main(series):
    """Print the table."""
    began = time.perf_counter()
    lines = {f"mean {m}": rates(m, d, series) for m, d in LEVELS}
    took = (time.perf_counter() - began) / (3 * len(LEVELS) * series)
    for (mean, dispersion), line in zip(LEVELS, lines.values(), strict=True):
        line["false in 12 looks"] = false_in_a_year(mean, dispersion, max(series // 4, 1))
    print(pd.DataFrame(lines).map(lambda share: f"{share:.1%}").to_string())
    print(f"{series} series each (a quarter of that for twelve looks); {took * 1000:.1f} ms each")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
