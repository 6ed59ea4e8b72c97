"""What the plan says of one measure: what it counts, from whom, and how it is judged."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import PositiveFloat, PositiveInt, field_validator, model_validator

from panelpack.yamlfile import Day, Strict

Kind = Literal["count", "proportion", "survey", "cohort", "average", "money", "text"]
Better = Literal["fewer", "more", "neutral"]
Cadence = Literal["month", "quarter", "year"]
_MILLIONS = "£ million"
_OF = re.compile(r"(?:out )?of ", re.IGNORECASE)
_AS_MILLIONS = re.compile(r"£\s*(m|mn|millions?)", re.IGNORECASE)


class Break(Strict):
    """A change of recording: figures before `since` can't be compared with later ones."""

    since: Day
    """The day from which recording differs."""
    reason: str
    """What changed, as readers are told it."""


class Step(Strict):
    """A step change that an analyst has accepted: limits start anew from `on`."""

    on: Day
    """The day from which the new level holds."""
    reason: str
    """Why the step is accepted, as readers are told it."""


class Exclusion(Strict):
    """A value that sets no control limit, though it is still judged: `on` lies in its period."""

    on: Day
    """A day in the period of the value."""
    reason: str
    """Why the value is out of the ordinary."""


class Target(Strict):
    """What a measure should reach from a day on, in the measure's unit."""

    since: Day
    """The day from which the target holds."""
    value: float
    """The figure to reach."""


class OpenData(Strict):
    """Which rows of an open table make up a measure.

    Sources by offence group or crime type need either `groups` or `but`; the sources that hold
    one figure a year (`home-office-arrests`, `ons`) take neither.
    """

    source: Literal["home-office", "police-uk", "home-office-arrests", "ons"]
    """The folder in data/open that holds the table."""
    groups: tuple[str, ...] = ()
    """The offence groups or crime types that are added up."""
    but: tuple[str, ...] = ()
    """Add up all groups except these."""

    @model_validator(mode="after")
    def _one_way_to_choose(self):
        grouped = self.source in ("home-office", "police-uk")
        if bool(self.groups) + bool(self.but) != grouped:
            wanted = "give either 'groups' or 'but'" if grouped else "give no 'groups' or 'but'"
            raise ValueError(f"{wanted} with source {self.source}")
        return self


class Measure(Strict):
    """One measure of a priority."""

    id: str
    """The name that files, notebooks and commentary use; it is the key that the block has."""
    title: str
    """The exact wording of the printed dashboard."""
    name: str
    """A short plain name, used everywhere else."""
    kind: Kind
    """What sort of figure it is: it decides how a change is told and which test is used. An
    `average` is any level in a unit of its own: a mean, a median, a duration, a score, so many a
    head."""
    better: Better
    """The direction that counts as an improvement within this priority."""
    unit: str
    """What the figure counts, such as offences; `%` for a rate, `£ million` for money; what an
    average is in, such as seconds or `points of 10`."""
    cadence: Cadence
    """How often there is a figure: the length of the periods of its series."""
    why: str
    """Why the measure matters, in one sentence."""
    review: Day
    """The day by which its definition is looked at again."""
    definition: str = ""
    """What exactly is counted; the title where this is left out."""
    partner: str | None = None
    """Who sends it: a key of `partners` in the plan. Each measure has this or `open`."""
    board: str | None = None
    """The board that must see it first, where it is not the partner's own."""
    open: OpenData | None = None
    """Which open data it is counted from."""
    places: int = 0
    """Decimals of the figure; a count or a cohort has none."""
    change_places: int = 1
    """Decimals of its percentage change."""
    words: str = "{numerator} of {base}"
    """How a cohort measure is said, with {numerator} and {base}."""
    beside: tuple[str, ...] = ()
    """The measures whose figure (several: whose sum) this open-data figure is set beside."""
    supplied_change: str | None = None
    """The measure that carries a percentage change supplied without its comparator."""
    breaks: tuple[Break, ...] = ()
    """Changes of recording, each with its day and reason."""
    steps: tuple[Step, ...] = ()
    """Step changes that an analyst has accepted."""
    exclude: tuple[Exclusion, ...] = ()
    """Values that set no control limit."""
    targets: tuple[Target, ...] = ()
    """What it should reach, from which day on."""
    design_effect: PositiveFloat = 1.0
    """A survey's variance over that of a simple random sample of the same size."""
    floor: PositiveFloat | None = None
    """Least expected count, or least base of a rate, for which a class is given."""
    suppress_below: PositiveInt | None = None
    """Counts below this are too small to publish; the plan's own value where this is left out."""
    protect_width: PositiveInt | None = None
    """How far apart the bounds on a hidden figure must be, as `suppress_below`."""
    dispersion_of: str | None = None
    """The measure whose variance over mean stands for this one's, where two counts are all."""

    @field_validator("beside", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("unit")
    @classmethod
    def _one_word_for_millions(cls, value: str) -> str:
        return _MILLIONS if _AS_MILLIONS.fullmatch(value.strip()) else value

    @field_validator("words")
    @classmethod
    def _can_be_filled_in(cls, value: str) -> str:
        try:
            value.format(numerator=1, base=2)
        except (LookupError, ValueError):
            raise ValueError("write the words with {numerator} and {base} only") from None
        return value

    @model_validator(mode="after")
    def _one_provider(self):
        if (self.partner is None) == (self.open is None):
            raise ValueError("a measure comes either from a 'partner' or from 'open' data")
        return self

    @model_validator(mode="after")
    def _written_as_its_kind_is(self):
        if self.kind == "money" and self.unit != _MILLIONS:
            raise ValueError(f"money is told in millions: write 'unit: {_MILLIONS}'")
        if self.kind in ("count", "cohort") and self.places:
            raise ValueError(f"a {self.kind} is a whole number: leave 'places' out")
        if self.kind == "average":
            self._check_average()
        return self

    def _check_average(self) -> None:
        if self.open:
            raise ValueError("open data are counts: write 'kind: count'")
        if self.unit == "%":
            raise ValueError("a share in per cent is a proportion or a survey, not an average")
        if _OF.match(self.unit):
            raise ValueError(f"name what it is in: write 'unit: points {self.unit}'")

    @property
    def is_rate(self) -> bool:
        """Whether changes are percentage points, never per cent of per cent."""
        return self.kind in ("proportion", "survey")

    @property
    def is_level(self) -> bool:
        """Whether it is of one period alone and no total, whatever its changes are told in."""
        return self.is_rate or self.kind == "average"

    def with_unit(self, name: str) -> str:
        """Return its name in a table: of an average with the unit, which no sign there tells."""
        unit = self.unit.removeprefix("£").strip() if self.kind == "average" else ""
        return f"{name} ({unit})" if unit else name
