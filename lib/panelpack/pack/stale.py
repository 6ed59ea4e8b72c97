"""Which sections have to be run again, and what is kept of the others.

A section is run again when its notebook changed, when one thing changed that its notebook looked
up (see `dependencies`), or when something changed that every section may depend on: the library,
environment, the plan, the open data, what was asked for. Its charts are drawn again only if they
come out otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from panelpack import news, revisions
from panelpack.document import from_json
from panelpack.errors import DataError
from panelpack.judgement import judge_all
from panelpack.pack import fingerprint
from panelpack.pack.kept import Kept, to_bytes, to_text
from panelpack.pack.request import Request
from panelpack.pack.run import Made
from panelpack.pack.sealing import sealed
from panelpack.quarters import Quarter
from panelpack.series import Figures

FORMAT = 5
# What is looked up piece by piece; all else in a workbook belongs to every section.
_BY_SECTION = ("data/returns/", "data/commentary/", "notebooks/", "params/quarters/")


def _opened(figures: Figures, asked: str) -> str:
    """Return all that other figures are from that a notebook has opened, as for another quarter.

    What it looks up of them goes by the names of this pack's own, and these need not change.
    """
    if asked == f"{figures.quarter} {figures.audience} {figures.as_at}":
        return ""
    quarter, audience, day = asked.split()
    other = Figures(figures.plan, Quarter.parse(quarter), audience, date.fromisoformat(day))
    return repr(other.returns)


_LOOK_UP: dict[str, Callable[[Figures, str], object]] = {
    "opened": _opened,
    "figures": lambda figures, measure: sorted(map(repr, figures.all_of(measure))),
    "judgement": lambda figures, measure: repr(judge_all(figures)[measure].shown),
    "partner": lambda figures, partner: partner in figures.sent,
    "revisions": lambda figures, measure: repr(sorted(revisions.of(figures, measure).items())),
    "returns": lambda figures, _: repr(figures.returns),
    "suppressed": lambda figures, _: sorted(figures.suppressed),
    "comments": lambda figures, _: repr(figures.comments),
    "sent": lambda figures, _: repr(sorted(figures.sent.items())),
}


class Stale:
    """Tells of each section whether what is kept of it still holds."""

    def __init__(
        self,
        request: Request,
        figures: Figures,
        of: Mapping[str, Any],
        touched: Mapping[str, date],
    ):
        self._request, self._figures, self._touched = request, figures, touched
        self._files: dict[str, str] = of["workbook"]
        own = f"params/quarters/{request.quarter}.yaml"
        files = {n: d for n, d in self._files.items() if n == own or not n.startswith(_BY_SECTION)}
        asked = [str(request.quarter), request.audience, request.as_at.isoformat()]
        self._common = fingerprint.of_all([FORMAT, asked, files, of["library"]])
        self._digests: dict[str, str] = {}
        self._library = of["library"]
        self._kept = Kept(request.target)
        self._records: dict[str, dict[str, Any]] = {}

    def kept(self, section: str) -> Made | None:
        """Return what a section gave last time, if it would give the same again."""
        record = self._record(section)
        try:
            return _made(section, record) if self._holds(section, record) else None
        except (DataError, KeyError, ValueError, TypeError, AttributeError):
            return None  # cut off, or kept by another version

    def drawn(self, section: str) -> tuple[dict[str, str], dict[str, bytes]]:
        """Return a section's drawings and pictures of last time, to remember; it may be run again.

        The library and the environment that drew them must be these.
        """
        record = self._record(section)
        try:
            return _drawn(record) if record["drawn_by"] == self._library else ({}, {})
        except (KeyError, ValueError, TypeError, AttributeError):
            return {}, {}

    def _record(self, section: str) -> dict[str, Any]:
        if section not in self._records:
            self._records[section] = self._kept.section(section)
        return self._records[section]

    def _holds(self, section: str, record: Mapping[str, Any]) -> bool:
        """Say whether all that a section was made from is as it was."""
        return record["of"] == self._of(section, record["looked_up"])

    def keep(self, made: Made) -> None:
        """Keep what a section gave, and what tells whether all that it looked up is as it was."""
        self._kept.keep_section(
            made.section,
            {
                "of": self._of(made.section, made.looked_up),
                "looked_up": made.looked_up,
                "blocks": [block.to_json() for block in made.blocks],
                "html": made.html,
                "pdf": to_text(made.pdf),
                "executed": to_text(made.notebook),
                "remarks": made.remarks,
                "drawn_by": self._library,
                "drawings": made.drawings,
                "pictures": {key: to_text(png) for key, png in made.pictures.items()},
            },
        )

    def read_besides(self, made: Iterable[Made]) -> dict[str, str]:
        """Return the files that notebooks have read and no pack is made from by itself.

        Each has its digest as it was read, which is what is kept of it; two if it was read as two.
        """
        found: dict[str, set[str]] = {}
        for each in made:
            for noted in each.looked_up:
                kind, _, name = noted.partition(" ")
                if kind == "file" and name not in self._files:
                    digest = each.read[name] if name in each.read else self._digest(noted)
                    found.setdefault(noted, set()).add(digest)
        self._digests |= {noted: " ".join(sorted(digests)) for noted, digests in found.items()}
        return {noted.removeprefix("file "): self._digests[noted] for noted in found}

    def _of(self, section: str, looked_up: Iterable[str]) -> str:
        """Return the sealed digest of all that a section is made from, with the day it prints."""
        asked = self._request
        day = news.of_section(looked_up, self._touched, asked.quarter, asked.as_at).isoformat()
        digests = [[n, self._digest(n)] for n in looked_up]
        values = [self._common, self._notebook(section), day, digests]
        return sealed(values, asked.plan.folder)

    def _notebook(self, section: str) -> str:
        path = self._request.plan.notebook(section)
        return self._files[path.relative_to(self._request.plan.folder).as_posix()]

    def _digest(self, name: str) -> str:
        """Return the digest of a thing as it is now, by the name that a notebook noted."""
        if name not in self._digests:
            kind, _, rest = name.partition(" ")
            if kind == "file":
                path = self._request.plan.folder / rest
                self._digests[name] = self._files.get(rest) or fingerprint.of_file(path)
            else:
                self._digests[name] = fingerprint.of_all(_LOOK_UP[kind](self._figures, rest))
        return self._digests[name]


def _made(section: str, record: Mapping[str, Any]) -> Made:
    drawings, pictures = _drawn(record)
    return Made(
        section=section,
        blocks=tuple(from_json(block) for block in record["blocks"]),
        html=record["html"],
        pdf=to_bytes(record["pdf"]),
        notebook=to_bytes(record["executed"]),
        remarks=tuple(record["remarks"]),
        looked_up=tuple(record["looked_up"]),
        drawings=drawings,
        pictures=pictures,
    )


def _drawn(record: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, bytes]]:
    pictures = {key: to_bytes(png) for key, png in record["pictures"].items()}
    return dict(record["drawings"]), pictures
