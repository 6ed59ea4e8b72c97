"""Parts of a chart that Altair shares between copies of it.

Altair copies a whole chart, its rows of data too, at each step of putting it together, looks
through the rows and checks them. Nothing here changes a part once it is made, so the copies are
the part itself: more than half of the time of a section with charts.
"""

from __future__ import annotations

import altair as alt


class Encoding(alt.FacetedEncoding):
    """The encodings of a mark."""

    def __deepcopy__(self, _memo):
        return self


class Marks(alt.Chart):
    """A chart of one mark, on data that are shared where they are rows in a tuple."""

    def __deepcopy__(self, _memo=None):
        return self.copy(deep=False)

    def encode(self, *channels, **named) -> Marks:
        """Return a copy with these encodings, besides those that it has."""
        drawn = super().encode(*channels, **named)
        drawn.encoding = Encoding(**drawn.encoding._kwds)
        return drawn
