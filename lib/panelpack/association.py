"""Whether two series go together, said no more boldly than they allow.

Two series that both have a trend or a season go together whatever they count. So each is looked at
as counted, after its season is taken out, and as the change on a year before, which takes out the
season and whatever moves slowly. Neighbouring values resemble each other, so there are fewer
independent ones than values; the range that chance alone gives is as wide as that asks for.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd

PER_YEAR = {"M": 12, "Q": 4, "Y": 1}
FEWEST_YEARS = 3
"""Years of values without which a season can't be told from chance."""
FEWEST_PAIRS = 8
"""Pairs of values below which no correlation is given."""
CHANCE = 0.05
"""How often, over all lags together, chance alone should leave its range."""
_FEWEST_EFFECTIVE = 4.0


def per_year(series: pd.Series) -> int:
    """Return the periods in a year of a series on a PeriodIndex: 12, 4 or 1."""
    return PER_YEAR[series.index.freqstr[0]]


def seasonally_adjusted(series: pd.Series) -> pd.Series:
    """Return a series without what its months or quarters have of their own every year.

    `series`: on a PeriodIndex of months or quarters, NaN for a gap. Effects that add up to zero
    over a year are fitted beside a straight trend by least squares and subtracted. NaN throughout
    where there are fewer than three years of values; a series of years is given back as it is.

    >>> quarters = pd.period_range("2010Q1", periods=12, freq="Q-MAR")
    >>> seasonally_adjusted(pd.Series([9.0, 5, 5, 5] * 3, index=quarters)).round(6).tolist()[:4]
    [6.0, 6.0, 6.0, 6.0]
    """
    year, values = per_year(series), series.to_numpy(dtype=float)
    if year == 1:
        return series
    rows = np.flatnonzero(~np.isnan(values))
    parts = np.arange(len(values)) % year
    if len(rows) < FEWEST_YEARS * year or len(set(parts[rows])) < year:
        return series * np.nan
    effects = (parts[:, None] == np.arange(year)).astype(float)
    columns = np.column_stack([effects, np.arange(len(values)) / len(values)])
    fitted = np.linalg.lstsq(columns[rows], values[rows], rcond=None)[0][:year]
    return series - (fitted - fitted.mean())[parts]


def change_on_year(series: pd.Series) -> pd.Series:
    """Return each value less that of a year before, NaN where there is none."""
    return series - series.shift(per_year(series))


def lagged_correlation(first: pd.Series, second: pd.Series, most: int) -> pd.DataFrame:
    """Return how two series on one calendar go together, `most` periods apart at most.

    One row a lag from -most to most: `r` (Pearson) of the first with the second so many periods
    later, `pairs` of values it rests on, `effective` independent ones among them, and `band`:
    between -band and band lies what two unrelated series of such a kind give, 95 times in 100
    over all lags together. NaN where there are fewer than eight pairs or one series is constant.

    Method: effective number after Bartlett (Journal of the Royal Statistical Society 98, 1935),
    Fisher's transformation, Šidák's correction for looking at several lags.

    >>> months = pd.period_range("2014-01", periods=12, freq="M")
    >>> wave = pd.Series([0.0, 1, 3, 1, 0, 2, 5, 2, 1, 4, 2, 0], index=months)
    >>> lagged_correlation(wave, wave.shift(1), 1)["r"].round(2).tolist()[2]
    1.0
    """
    lags = range(-most, most + 1)
    level = 1 - (1 - CHANCE) ** (1 / len(lags))
    x, y = first.to_numpy(dtype=float), second.reindex(first.index).to_numpy(dtype=float)
    rows = [_paired(*_apart(x, y, lag), level) for lag in lags]
    index = pd.Index(lags, name="lag")
    return pd.DataFrame(rows, index=index, columns=["r", "pairs", "effective", "band"])


def _apart(x: np.ndarray, y: np.ndarray, lag: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the values of x with those of y so many places later, pairs with a gap left out."""
    count = max(len(x) - abs(lag), 0)
    x, y = (x[:count], y[lag:][:count]) if lag >= 0 else (x[-lag:], y[:count])
    known = ~(np.isnan(x) | np.isnan(y))
    return x[known], y[known]


def _paired(x: np.ndarray, y: np.ndarray, level: float) -> tuple[float, int, float, float]:
    count = len(x)
    if count < FEWEST_PAIRS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return np.nan, count, np.nan, np.nan
    effective = effective_number(x, y)
    z = NormalDist().inv_cdf(1 - level / 2)
    band = float(np.tanh(z / np.sqrt(effective - 3))) if effective > _FEWEST_EFFECTIVE else 1.0
    return float(np.corrcoef(x, y)[0, 1]), count, effective, band


def effective_number(x: np.ndarray, y: np.ndarray) -> float:
    """Return how many independent pairs say as much as these, which resemble their neighbours."""
    count = len(x)
    lags = np.arange(1, max(count // 4, 1) + 1)
    alike = np.array([_autocorrelation(x, lag) * _autocorrelation(y, lag) for lag in lags])
    spread = 1 + 2 * float(np.sum((1 - lags / count) * alike))
    return min(float(count), count / spread) if spread > 0 else float(count)


def _autocorrelation(values: np.ndarray, lag: int) -> float:
    centred = values - values.mean()
    return float(centred[lag:] @ centred[:-lag] / (centred @ centred))
