"""Quasi-Poisson regression with a log link, for a handful of columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_ROUNDS = 30
_CLOSE = 1e-10
_LOWEST_MEAN = 1e-8


@dataclass(frozen=True)
class Fit:
    """A fitted regression: coefficients, fitted means (one a value) and deviance."""

    coefficients: np.ndarray
    means: np.ndarray
    deviance: float


def fit(columns: np.ndarray, counts: np.ndarray, exposure: np.ndarray) -> Fit:
    """Fit log(mean / exposure) = columns @ coefficients by iterated weighted least squares.

    `columns`: values × terms; `counts`: not negative, not all zero; `exposure`: above zero.
    McCullagh and Nelder (Generalized Linear Models, 1989). A term that all zeros would drive to
    minus infinity stops at a mean of nearly zero.
    """
    means = (counts + counts.mean()) / 2
    before = np.inf
    for _ in range(_ROUNDS):
        working = np.log(means / exposure) + (counts - means) / means
        root = np.sqrt(means)
        solved = np.linalg.lstsq(columns * root[:, None], working * root, rcond=None)[0]
        means = np.maximum(exposure * np.exp(np.clip(columns @ solved, -700, 700)), _LOWEST_MEAN)
        deviance = _deviance(counts, means)
        if abs(before - deviance) <= _CLOSE * (abs(deviance) + 1):
            break
        before = deviance
    return Fit(solved, means, deviance)


def _deviance(counts: np.ndarray, means: np.ndarray) -> float:
    ratio = np.where(counts > 0, counts, means) / means
    return float(2 * np.sum(counts * np.log(ratio) - (counts - means)))


def dispersion(model: Fit, counts: np.ndarray, terms: int) -> float:
    """Return Pearson's chi-squared per degree of freedom, not below 1."""
    freedom = max(len(counts) - terms, 1)
    return max(float(np.sum((counts - model.means) ** 2 / model.means)) / freedom, 1.0)
