"""The Government Analysis Function's shorthand for what has no number: one place decides it.

`[x]` is what could be known and is not, `[z]` what can't be: a percentage of zero, a change on a
figure that was recorded in another way, a figure of a kind that the measure does not have.
"""

from __future__ import annotations

from panelpack.clearance import Entry
from panelpack.comparison import MISSING, Change

CONFIDENTIAL = "[c]"
NOT_AVAILABLE = "[x]"
NOT_APPLICABLE = "[z]"
REVISED = "[r]"

NOTES = {
    CONFIDENTIAL: "[c] confidential: the figure exists but may not be published yet, or is too "
    "small",
    NOT_AVAILABLE: "[x] not available",
    NOT_APPLICABLE: "[z] not applicable",
    REVISED: "[r] revised: an earlier figure was changed, see Changes since the last pack",
}
_OF_STATUS = {
    "small_numbers": CONFIDENTIAL,
    "awaiting_clearance": CONFIDENTIAL,
    "awaiting_release": CONFIDENTIAL,
    "not_applicable": NOT_APPLICABLE,
}


def of_figure(entry: Entry) -> str:
    """Return the shorthand of a missing figure."""
    return _OF_STATUS.get(entry.status, NOT_AVAILABLE)


def of_change(change: Change, now: Entry | None = None, before: Entry | None = None) -> str:
    """Return the shorthand of a change, or a percentage change, that there is not.

    It is that of the figure that is missing, of the two that are compared.
    """
    if change.state != MISSING:
        return NOT_APPLICABLE
    missing = now if change.now is None else before
    return NOT_AVAILABLE if missing is None else of_figure(missing)
