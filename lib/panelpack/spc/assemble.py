"""Put one chart together: complete the calendar, cut phases, set limits, judge, sum up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from panelpack.spc.calendar import Calendar, on_calendar
from panelpack.spc.kinds import Kind, Phase, clipped
from panelpack.spc.limits import FEWEST_VALUES, NONE, without_lines
from panelpack.spc.profiles import Profile, find_profile
from panelpack.spc.result import LINES, ControlChart, Part, assurance_of, variation_of
from panelpack.spc.rules import COMMON, causes, check_better, types


@dataclass(frozen=True)
class Request:
    """What a caller asked of a chart, beside its data; see `xmr` for the meaning of each."""

    better: str
    target: object
    rebase: object
    baseline: object
    exclude: Mapping
    profile: str | Profile
    screen: bool | None
    sigma_z_floor: float = 0.0
    multiply: float = 1.0


def assemble(
    name: str, kind: Kind, counts: pd.Series, sizes: pd.Series | None, request: Request
) -> ControlChart:
    """Judge `counts` (over `sizes`, on the same dates) as one chart of that kind."""
    profile = find_profile(request.profile)
    better = check_better(request.better)
    counts, calendar = on_calendar(counts)
    starts = _phase_starts(calendar, request.rebase)
    reasons = _reasons(calendar, request.exclude)
    fixed = _baseline(calendar, starts, request.baseline)
    used = fixed & (reasons == "")
    screen = profile.screen if request.screen is None else request.screen
    sizes = None if sizes is None else _sizes(sizes, calendar)
    data = (counts.to_numpy(), sizes, used, reasons != "")
    parts = tuple(
        _judge(kind, Phase(*cut, screen, request.sigma_z_floor), profile, request.multiply)
        for cut in _cut(data, starts)
    )
    table = _table(calendar, parts, better, _targets(calendar, request.target), used, reasons)
    return ControlChart(
        kind=name,
        table=table,
        better=better,
        profile=profile,
        variation=variation_of(table),
        assurance=assurance_of(table, better),
        limit_status=parts[-1].limit_status if parts else NONE,
        calendar=calendar,
        parts=parts,
    )


def _judge(kind: Kind, phase: Phase, profile: Profile, multiply: float) -> Part:
    values = kind.values(phase) * multiply
    limits = clipped(kind, kind.limits(phase))
    used = int(np.sum(phase.used & ~np.isnan(values)))
    if used < profile.limits_n and profile.limits_n > FEWEST_VALUES:
        limits = without_lines(limits)
    rows = np.ones(len(values))
    lines = {line: getattr(limits, line) * rows * multiply for line in LINES}
    cause = np.full(len(values), COMMON)
    if np.sum(~np.isnan(values)) >= profile.smallest_n and limits.varies:
        outer, near = (lines["lower"], lines["upper"]), (lines["near_lower"], lines["near_upper"])
        # Where most values are equal they lie on one side of their mean, whatever happens.
        outside_only = kind.outside_only or limits.spread.fell_back
        cause = causes(values, lines["centre"], outer, near, profile, outside_only)
    return Part(values, lines, cause, limits, used, ~phase.excluded)


def _cut(arrays, starts: list[int]):
    for start, stop in pairwise([*starts, len(arrays[0])]):
        yield tuple(array if array is None else array[start:stop] for array in arrays)


def _phase_starts(calendar: Calendar, rebase) -> list[int]:
    if not len(calendar.index):
        return []
    return sorted({0, *calendar.rows_of(rebase, "rebase date")})


def _reasons(calendar: Calendar, exclude: Mapping | None) -> np.ndarray:
    reasons = np.full(len(calendar.index), "", dtype=object)
    for day, reason in (exclude or {}).items():
        if not isinstance(reason, str) or not reason.strip():
            raise ValueError(f"the excluded date {day} needs a reason")
        reasons[calendar.row_of(day, "excluded date")] = reason
    return reasons


def _baseline(calendar: Calendar, starts: list[int], baseline) -> np.ndarray:
    """Return True for rows that set limits: of each phase its first ones, or those to a date.

    A phase that begins after the date sets its own limits from all its rows.
    """
    fixed = np.ones(len(calendar.index), dtype=bool)
    if baseline is None or not starts:
        return fixed
    is_count = isinstance(baseline, int | np.integer) and not isinstance(baseline, bool)
    until = None if is_count else calendar.last_row_until(baseline)
    if (baseline if is_count else until) < 1:
        raise ValueError(f"baseline {baseline} holds no period of the series")
    for start, end in pairwise([*starts, len(fixed)]):
        stop = start + baseline if is_count else until
        if stop > start:
            fixed[stop:end] = False
    return fixed


def _targets(calendar: Calendar, target) -> np.ndarray:
    targets = np.full(len(calendar.index), np.nan)
    if isinstance(target, Mapping):
        for day in sorted(target, key=lambda day: calendar.start_of(day)):
            targets[calendar.rows_from(day)] = float(target[day])
    elif target is not None:
        targets[:] = float(target)
    if np.isinf(targets).any():
        raise ValueError("a target must be finite or missing")
    return targets


def _sizes(sizes: pd.Series, calendar: Calendar) -> np.ndarray:
    return on_calendar(sizes)[0].reindex(calendar.index).to_numpy()


def _table(calendar, parts, better, targets, used, reasons) -> pd.DataFrame:
    def joined(arrays, empty=float):
        return np.concatenate([*arrays]) if parts else np.array([], dtype=empty)

    columns = {"value": joined(part.values for part in parts)}
    columns |= {line: joined(part.lines[line] for part in parts) for line in LINES}
    columns["phase"] = np.repeat(np.arange(len(parts)) + 1, [len(part.values) for part in parts])
    columns["cause"] = joined((part.cause for part in parts), str)
    columns["type"] = types(columns["cause"], better)
    columns |= {"target": targets, "baseline": used, "excluded": reasons}
    columns["label"] = calendar.labels
    return pd.DataFrame(columns, index=calendar.index)
