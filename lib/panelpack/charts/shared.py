"""Parts of a chart that Altair shares between copies of it.

Altair copies a whole chart, its rows of data too, at each step of putting it together, and looks
through the rows. Nothing here changes a part once it is made, so the copies are the part itself:
half of the time of a section with charts.
"""

from __future__ import annotations

import altair as alt


class _Shared:
    def __deepcopy__(self, _memo):
        return self


class Rows(_Shared, alt.InlineDataset):
    """Rows of plain values, a dict each."""

    def to_dict(self, *_args, **_options) -> list[dict]:
        """Return the rows as they are."""
        return list(self._args[0])


class X(_Shared, alt.X):
    """The encoding of a horizontal axis."""


class Y(_Shared, alt.Y):
    """The encoding of a vertical axis."""


class Tooltip(_Shared, alt.Tooltip):
    """A line of what a reader sees who points at a mark."""
