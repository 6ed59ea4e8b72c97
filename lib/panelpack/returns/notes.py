"""The gaps and comments of a return: checked wherever they come from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from panelpack.plan import Plan
from panelpack.returns.cells import LONGEST_NOTE, about_somebody, words
from panelpack.returns.model import Comment, Gap
from panelpack.returns.problems import Problem, Problems, Refused
from panelpack.yamlfile import Strict, YamlFile


class Notes(Strict):
    """Why figures are missing, and what is to be printed beside those that are there."""

    gaps: dict[str, Gap] = Field(default_factory=dict)
    comments: tuple[Comment, ...] = ()


def read_notes(path: Path, shown_as: str, plan: Plan) -> Notes:
    """Read a YAML file with `gaps` and `comments`; raise DataError with the line of a fault."""
    file = YamlFile(path, shown_as)
    found = file.bind(Notes)
    check(file, found.gaps, found.comments, plan)
    return found


def look_for_people(notes: Notes, remarks: Problems) -> None:
    """Add a remark for each text that may be about one person."""
    texts = [(f"comment {n}", comment.text) for n, comment in enumerate(notes.comments, 1)]
    for name, gap in notes.gaps.items():
        texts += [(f"gap {name}", gap.reason), (f"gap {name}", gap.awaits)]
    for place, text in texts:
        if remark := about_somebody(text):
            remarks.add(
                Problem("notes", "", place, text, remark.rule, remark.message, remark.remedy)
            )


def check(
    file: YamlFile, gaps: Mapping[str, Gap], comments: tuple[Comment, ...], plan: Plan
) -> None:
    """Raise DataError for a measure that isn't in the plan, or a text that can't be shown."""
    for name, gap in gaps.items():
        if name not in plan.measures:
            file.fail(("gaps", name), f"unknown measure {name!r}")
        for key in ("reason", "awaits"):
            _check_text(file, ("gaps", name, key), getattr(gap, key))
    for number, comment in enumerate(comments):
        _check_text(file, ("comments", number, "text"), comment.text)
        for measure in comment.measures:
            if measure not in plan.measures:
                file.fail(("comments", number, "measures"), f"unknown measure {measure!r}")


def _check_text(file: YamlFile, place: tuple[str | int, ...], text: str) -> None:
    try:
        words(text, LONGEST_NOTE)
    except Refused as fault:
        file.fail(place, f"{fault.message}: {fault.remedy}")
