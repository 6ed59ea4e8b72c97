"""Whether a row's numbers can be true together: counts, shares, and parts of a whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from panelpack.plan import Measure
from panelpack.returns.problems import Refused

_NOT_COUNT = Refused("V01", "not a count", "A count is a whole number from 0.")
_NOT_SHARE = Refused("V02", "not a percentage", "A rate lies between 0 and 100.")
_OUTSIDE_BASE = Refused("V03", "outside its base", "The numerator lies between 0 and the base.")
_NO_BASE = Refused("V04", "a base that is not above 0", "Give the base, or leave the rate out.")
_BASELESS = Refused("V05", "a numerator without its base", "Give both or neither.")
_OF_AVERAGE = Refused(
    "V07", "a numerator of an average", "It has none: give how many it is of as its base."
)

Fault = tuple[str, Refused]
Number = Decimal | None


def out_of_range(
    measure: Measure, value: Number, numerator: Number, base: Number, *, is_change: bool = False
) -> Iterator[Fault]:
    """Yield the column and the fault of each number that can't be.

    Counts are whole and from 0, rates between 0 and 100, a numerator lies within its base, and a
    value agrees with its numerator and base as far as it is rounded. A percentage that is a
    change of another measure may lie below 0 and above 100.
    """
    if value is not None:
        if measure.kind in ("count", "cohort"):
            if value < 0 or value != value.to_integral_value():
                yield "value", _NOT_COUNT
        elif measure.is_rate and not is_change and not 0 <= value <= 100:
            yield "value", _NOT_SHARE
    if numerator is not None or base is not None:
        yield from _parts(measure, value, numerator, base)


def _parts(measure: Measure, value: Number, numerator: Number, base: Number) -> Iterator[Fault]:
    if base is not None and base <= 0 and (base < 0 or measure.is_level):
        yield "base", _NO_BASE
    elif numerator is not None and measure.kind == "average":
        yield "numerator", _OF_AVERAGE
    elif numerator is not None and base is None and (measure.is_rate or measure.kind == "cohort"):
        yield "numerator", _BASELESS
    elif numerator is not None and (numerator < 0 or (base is not None and numerator > base)):
        yield "numerator", _OUTSIDE_BASE
    elif numerator is not None and base is not None and value is not None:
        yield from _disagreement(measure, value, numerator, base)


def _disagreement(measure: Measure, value: Decimal, numerator: Decimal, base: Decimal):
    if measure.kind == "cohort" and value != numerator:
        remedy = f"The value is the numerator: {numerator}."
        yield "value", Refused("V06", "not its numerator", remedy)
    elif measure.is_rate and abs(value - 100 * numerator / base) > _rounding(value, measure):
        rate = round(100 * numerator / base, max(measure.places, 1))
        remedy = (
            f"It is a share: write {rate}, as a rate is in per cent."
            if abs(100 * value - 100 * numerator / base) <= 100 * _rounding(value, measure, 2)
            else f"{numerator} of {base} is {rate}%; correct one of the three, or leave the "
            "numerator out if the rate is weighted."
        )
        yield "value", Refused("V06", "not what its numerator and base give", remedy)


def _rounding(value: Decimal, measure: Measure, more: int = 0) -> Decimal:
    """Return half a unit of the last place that is written, or that the measure declares.

    A spreadsheet drops the last zero of 86.0, so one place more is as well rounded as none.
    A share has two places `more` than the rate that it stands for.
    """
    places = min(max(-value.as_tuple().exponent, 0), measure.places + more)
    return Decimal(5).scaleb(-places - 1)
