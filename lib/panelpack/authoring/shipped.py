"""The open data that ships with panelpack: which forces it knows, and the rows of some of them.

The tables are those of this project's own workbook; an installed package holds them too.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection
from difflib import get_close_matches
from functools import cache
from importlib import resources

import yaml

from panelpack.errors import DataError
from panelpack.opendata.names import force_name

_PLACES = {
    "home-office": "data/open/home-office",
    "ons": "data/open/ons",
    "reference": "data/reference",
}
# Without these no section needs one: there are none of the other forces.
_LEFT_OUT = ("populations.csv", "districts.geojson")
_RECORDED, _INCIDENTS = "recorded-crime-quarterly.csv", "asb-incidents-yearly.csv"
EXPLORE = (
    "compare-measures",
    "drill-down",
    "received-and-missing",
    "street-map",
    "what-if",
)
"""The notebooks to explore with that every workbook has."""
FEWEST_SIMILAR = 7
"""How many forces a new workbook compares its own with."""


def forces() -> list[str]:
    """Return the forces that the Home Office counts crime of, in order of the alphabet."""
    return sorted(_column("force"))


def quarters() -> list[str]:
    """Return the quarters that the Home Office counts are there for, oldest first."""
    return sorted(_column("quarter"))


def find_force(name: str) -> str:
    """Return a force as the tables name it; raise DataError with what was perhaps meant."""
    known = forces()
    wanted = {force_name(name).casefold(), force_name(name.title()).casefold()}
    for force in known:
        if force.casefold() in wanted:
            return force
    near = get_close_matches(force_name(name.title()), known, n=3, cutoff=0.5)
    meant = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"
    raise DataError(f"no force {name!r} in the Home Office's tables; {meant}")


def nearest(force: str) -> list[str]:
    """Return the forces nearest in resident population, by name; none where nobody is counted.

    The ONS's rates of incidents give the populations; its newest year counts.
    """
    people = _people()
    if force not in people:
        return []
    others = sorted(people.keys() - {force}, key=lambda other: abs(people[other] - people[force]))
    return sorted(others[:FEWEST_SIMILAR])


def tables(wanted: Collection[str]) -> dict[str, bytes]:
    """Return the files of a workbook's open data by their path, with rows of these forces only."""
    files: dict[str, bytes] = {}
    for source, place in _PLACES.items():
        kept = {n: t for n, t in _kept(source, wanted).items() if t is not None}
        files |= {f"{place}/{name}": text.encode() for name, text in kept.items()}
        files[f"{place}/source.yaml"] = _provenance(source, kept, wanted)
    return files


def explore() -> dict[str, bytes]:
    """Return the notebooks to explore any workbook with, by their path in it, without outputs.

    Only those that ship: where this project is somebody's own workbook, theirs stay there.
    """
    made = {"README.md": _text("explore", "README.md")}
    for name in EXPLORE:
        notebook = json.loads(_text("explore", f"{name}.ipynb"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell |= {"outputs": [], "execution_count": None}
        made[f"{name}.ipynb"] = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    return {f"notebooks/explore/{name}": text.encode() for name, text in made.items()}


def _kept(source: str, wanted: Collection[str]) -> dict[str, str | None]:
    names = (file.name for file in _folder(source).iterdir())
    return {
        name: _rows_of(source, name, wanted)
        for name in sorted(names)
        if name.endswith(".csv") and name not in _LEFT_OUT
    }


def _rows_of(source: str, name: str, wanted: Collection[str]) -> str | None:
    """Return a table with the rows of some forces and those of none; nothing if none is left."""
    head, *rows = _read(source, name)
    if "force" not in head:
        return _text(source, name)
    place = head.index("force")
    own = [row for row in rows if row[place] in wanted or not row[place]]
    if not any(row[place] for row in own) and "check" not in head:
        return None
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows([head, *own])
    return made.getvalue()


def _provenance(source: str, kept: dict[str, str], wanted: Collection[str]) -> bytes:
    """Return a source's `source.yaml` for the rows that were taken of it."""
    told = yaml.safe_load(_text(source, "source.yaml"))
    rows = {name: sum(1 for _ in csv.reader(io.StringIO(text))) - 1 for name, text in kept.items()}
    told["tables"] = {name: rows[name] for name in told["tables"] if name in rows}
    of = ", ".join(sorted(wanted))
    told["notes"] = [*told["notes"], f"Of the tables that ship with panelpack, the rows of: {of}."]
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=98).encode()


@cache
def _people() -> dict[str, float]:
    head, *lines = _read("ons", _INCIDENTS)
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    rows = [row for row in rows if row["per_1000"] and row["incidents"]]
    newest = max(row["year"] for row in rows)
    return {
        row["force"]: float(row["incidents"]) / float(row["per_1000"])
        for row in rows
        if row["year"] == newest and float(row["per_1000"])
    }


@cache
def _column(name: str) -> frozenset[str]:
    head, *rows = _read("home-office", _RECORDED)
    return frozenset(row[head.index(name)] for row in rows)


@cache
def _read(source: str, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(_text(source, name))))


@cache
def _text(source: str, name: str) -> str:
    return (_folder(source) / name).read_text("utf-8")


def _folder(source: str):
    return resources.files("panelpack") / "shipped" / source
