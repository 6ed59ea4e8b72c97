"""Parts of a chart that Altair shares between copies of it.

Altair copies a whole chart, its rows of data too, at each step of putting it together, looks
through the rows and checks them. Nothing here changes a part once it is made, so the copies are
the part itself: more than half of the time of a section with charts.
"""

from __future__ import annotations

import altair as alt

WRITTEN = "written"
"""What of a context for Altair's `to_dict` holds the encodings that were written with it."""


class Encoding(alt.FacetedEncoding):
    """The encodings of a mark."""

    def __deepcopy__(self, _memo):
        return self

    def to_dict(self, validate=True, *, ignore=None, context=None):
        """Write the encodings; with `WRITTEN` in the context each once, however many have it."""
        written = (context or {}).get(WRITTEN)
        if written is None:
            return super().to_dict(validate=validate, ignore=ignore, context=context)
        own = {name: of for name, of in self._kwds.items() if of is not alt.Undefined}
        new = alt.FacetedEncoding(**{n: of for n, of in own.items() if id(of) not in written})
        plain = new.to_dict(validate=False, context=context)
        written |= {id(own[name]): channel for name, channel in plain.items()}
        return {name: written[id(of)] for name, of in own.items()}


class Zoom(alt.TopLevelSelectionParameter):
    """A parameter of a chart, which Altair would check each time that it copies the chart."""

    def to_dict(self, validate=True, *, ignore=None, context=None):
        """Return it as plain values, checked with its chart only."""
        return super().to_dict(validate=False, ignore=ignore, context=context)


class Marks(alt.Chart):
    """A chart of one mark, on data that are shared where they are rows in a tuple."""

    def __deepcopy__(self, _memo=None):
        return self.copy(deep=False)

    def encode(self, *channels, **named) -> Marks:
        """Return a copy with these encodings, besides those that it has."""
        drawn = super().encode(*channels, **named)
        drawn.encoding = Encoding(**drawn.encoding._kwds)
        return drawn
