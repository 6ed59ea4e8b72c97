"""Texts that may be about one person are held from the public until somebody has released them.

A release names a text by the hash of its words, so that another text, or the same one changed, is
held again. Records lie in `data/releases/`, one a text, and none is ever changed. They hold no
words of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from panelpack import personal
from panelpack.errors import DataError
from panelpack.returns import Return, london_day
from panelpack.returns.days import moment_now
from panelpack.returns.durable import alone_in, put_file
from panelpack.returns.writing import as_yaml
from panelpack.yamlfile import Day, Strict, YamlFile


class Release(Strict):
    """Somebody's word that a text may be published: whose, when, why, and the text's hash."""

    text_sha256: str
    file: str
    holds: tuple[str, ...]
    on: Day
    by: str
    reason: str
    recorded: str


@dataclass(frozen=True)
class Passage:
    """A text that may be about somebody: the file and the place in it where it stands."""

    file: str
    place: str
    text: str

    @property
    def holds(self) -> tuple[str, ...]:
        """What was found in it, in words: a name, a postcode."""
        return tuple(dict.fromkeys(found.kind for found in personal.find(self.text)))


def released(workbook: Path, on: date) -> frozenset[str]:
    """Return the hashes of the texts that were released on or before a day."""
    return frozenset(record.text_sha256 for record in _records(workbook) if record.on <= on)


def days(workbook: Path) -> list[date]:
    """Return the days, past or to come, on which texts are released."""
    return [record.on for record in _records(workbook)]


def _records(workbook: Path) -> Iterator[Release]:
    for path in sorted((workbook / "data" / "releases").glob("[!.]*.yaml")):
        yield YamlFile(path, path.relative_to(workbook).as_posix()).bind(Release)


def is_held(text: str, free: frozenset[str]) -> bool:
    """Say whether a text may be about somebody and is not among the released ones."""
    return bool(text) and bool(personal.find(text)) and personal.digest(text) not in free


def of_return(sent: Return) -> Iterator[Passage]:
    """Yield the texts of a return that may be about somebody, released or not."""
    head = f"{sent.path}/return.yaml"
    texts = [Passage(head, f"comment {n}", c.text) for n, c in enumerate(sent.head.comments, 1)]
    for name, gap in sent.head.gaps.items():
        texts += [Passage(head, f"gap {name}", text) for text in (gap.reason, gap.awaits)]
    for figure in sent.figures:
        place = f"{figure.measure} of {figure.period.text}"
        texts += [Passage(sent.path, place, text) for text in (figure.area, figure.note)]
    yield from (passage for passage in texts if passage.holds)


def record(
    passages: Iterable[Passage], workbook: Path, *, by: str, reason: str, on: date | None = None
) -> list[Path]:
    """Record that texts are released, and return the new records; those known already add none.

    Raises DataError without a role or a reason, or for a day in the future.
    """
    day = on or london_day()
    if not by.strip() or not reason.strip():
        raise DataError("say with --by whose decision it is (a role), and with --reason why")
    if day > london_day():
        raise DataError(f"{day} is in the future; give the day of the decision")
    folder = workbook / "data" / "releases"
    made = []
    with alone_in(folder):
        free = released(workbook, date.max)
        for passage in passages:
            digest = personal.digest(passage.text)
            word = {
                "text_sha256": digest,
                "file": passage.file,
                "holds": list(passage.holds),
                "on": day.isoformat(),
                "by": by.strip(),
                "reason": reason.strip(),
                "recorded": moment_now(),
            }
            target = folder / f"{digest[:16]}.yaml"
            if digest not in free and put_file(target, as_yaml(word)):
                made.append(target)
    return made
