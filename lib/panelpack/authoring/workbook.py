"""A workbook for another force: its plan to be filled in, its open data, its notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from panelpack.authoring import notebooks, shipped
from panelpack.authoring.measure import block, scalar
from panelpack.errors import DataError
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.returns.durable import put_folder

_MEANT_SO = "They are the {n} nearest in population, until your office names its own group."
_NONE = "Few or none live where it polices, so rates by population would mean nothing."
_CHOSEN = "The office chose them."


@dataclass(frozen=True)
class Adopter:
    """Whose workbook it is: the force, those like it, and the first quarter of the workbook."""

    force: str
    similar: tuple[str, ...]
    why_similar: str
    quarter: Quarter

    @property
    def police(self) -> str:
        """The force by its full name, as far as that follows from its area."""
        return self.force if self.force.endswith("Police") else f"{self.force} Police"

    @property
    def review(self) -> str:
        """The end of the quarter's financial year, when measures are to be looked at again."""
        return self.quarter.shift(4 - self.quarter.number).end.isoformat()


def adopter(force: str, similar: Sequence[str] = (), quarter: str = "") -> Adopter:
    """Return whose workbook to make; raise DataError for a force or quarter without open data."""
    own = shipped.find_force(force)
    named = tuple(dict.fromkeys(map(shipped.find_force, similar)))
    if own in named:
        raise DataError(f"--similar names {own} itself; name the others only")
    near = named or tuple(shipped.nearest(own))
    why = _CHOSEN if named else _MEANT_SO.format(n=len(near)) if near else _NONE
    return Adopter(own, near, why, _quarter(quarter))


def new_workbook(folder: Path, who: Adopter) -> Path:
    """Make a workbook that builds as it is, and return its folder; whole or not at all.

    Raises DataError when the folder holds something, or can't be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataError(f"{folder}: is there already and not empty; name a new folder")
    target = folder.absolute()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        put = put_folder(target, files(who), target.parent)
    except OSError as error:
        raise DataError(f"{folder}: could not be written ({error.strerror})") from error
    if not put:
        raise DataError(f"{folder}: something was put there meanwhile; name a new folder")
    load_plan(target)
    return target


def files(who: Adopter) -> dict[str, bytes]:
    """Return every file of a new workbook by its path in it."""
    told = yaml.safe_load(_template("priorities.yaml"))
    sections = {f"p{n:02}": each for n, each in enumerate(told, 1)}
    quarter = f"quarter: {who.quarter}\nas_at: {who.quarter.shift(1).end}\n"
    texts = {
        "params/plan.yaml": _plan(who, list(sections)),
        f"params/quarters/{who.quarter}.yaml": quarter,
        **{f"params/priorities/{s}.yaml": _priority(s, each, who) for s, each in sections.items()},
        ".gitattributes": "data/returns/** -text\ndata/issued/** -text\n",
        ".gitignore": "outputs/\n/lake/\n.ipynb_checkpoints/\n",
    }
    made = {name: text.encode() for name, text in texts.items()}
    made |= _notebooks(sections, who)
    return made | shipped.explore() | shipped.tables({who.force, *who.similar})


def _plan(who: Adopter, priorities: list[str]) -> str:
    force = who.force
    return _template("plan.yaml").format(
        commissioner=scalar(f"Police and Crime Commissioner for {force}"),
        office=scalar(f"Office of the Police and Crime Commissioner for {force}"),
        panel=scalar(f"{force} Police and Crime Panel"),
        force=scalar(force),
        priorities=", ".join(priorities),
        similar=", ".join(map(scalar, who.similar)),
        why_similar=who.why_similar,
        partner=scalar(who.police),
        board=scalar(f"{who.police} chief officer team"),
        review=who.review,
    )


def _priority(section: str, told: dict[str, Any], who: Adopter) -> str:
    main, extra = f"{section}_recorded", f"{section}_satisfaction"
    rows = [main, extra] if "satisfaction" in told else [main]
    number = f"P{int(section[1:])}"
    head = {"id": section, "number": number, "title": told["title"], "short": told["short"]}
    head |= {"aim": told["aim"], "owner": "To be named"}
    lines = [f"{key}: {scalar(value)}" for key, value in head.items()]
    lines += ["panels:", f"  - code: {number}", f"    title: {scalar(told['title'])}"]
    lines += ["    columns: [Actual, Total]", f"    rows: [{', '.join(rows)}]", "measures:"]
    lines += [f"  {line}" for line in _measure(main, told, who).splitlines()]
    if "satisfaction" in told:
        lines.append(f"  {extra}: {{use: satisfaction, of: {scalar(told['satisfaction'])}}}")
    return "\n".join(lines) + "\n"


def _measure(name: str, told: dict[str, Any], who: Adopter) -> str:
    keys = {
        "title": told["measure"],
        "name": told["measure"],
        "kind": "count",
        "better": told["better"],
        "unit": told.get("unit", "offences"),
        "cadence": told.get("cadence", "quarter"),
        "open": told["open"],
        "why": told["why"],
        "definition": told["definition"],
        "review": who.review,
    }
    text = block(name, keys)
    if "break_since" in told:
        text += f"  breaks:\n    - since: {told['break_since']}\n"
        text += f"      reason: {scalar(told['break_reason'])}\n"
    return text


def _notebooks(sections: dict[str, dict[str, Any]], who: Adopter) -> dict[str, bytes]:
    made = {f"{page}.ipynb": notebooks.page(page, who.quarter) for page in notebooks.pages()}
    for section, told in sections.items():
        content = notebooks.priority(
            section,
            f"P{int(section[1:])} {told['short']}",
            f"{section}_recorded",
            who.quarter,
            charts="cadence" not in told,
            forces="home-office" in told["open"],
        )
        made[f"{section}-{told['slug']}.ipynb"] = content
    return {f"notebooks/{name}": content for name, content in made.items()}


def _quarter(asked: str) -> Quarter:
    known = shipped.quarters()
    if asked and asked not in known:
        Quarter.parse(asked)
        raise DataError(f"no open data for {asked}; the tables have {known[0]} to {known[-1]}")
    return Quarter.parse(asked or known[-1])


def _template(name: str) -> str:
    file = resources.files("panelpack") / "templates" / "workbook" / name
    return file.read_text("utf-8")
