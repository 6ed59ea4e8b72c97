"""The claims of a quarter's commentary: which are bound and true, bound and false, not bound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from panelpack.claims import binding
from panelpack.claims.bound import Judged, judge
from panelpack.claims.unbound import unbound
from panelpack.errors import DataError
from panelpack.series import Figures

TRUE, FALSE, UNBOUND = "bound and true", "bound and false", "unbound"
NOT_SHOWN, CITED = "not shown", "cited or a name"


@dataclass(frozen=True)
class Checked:
    """One claim of a commentary: where it stands, its words, the verdict and what figures say."""

    file: str
    line: int
    words: str
    verdict: str
    told: str

    @property
    def is_fault(self) -> bool:
        """Whether a public pack may not be built with it."""
        return self.verdict in (FALSE, UNBOUND)

    @property
    def fault(self) -> str:
        """The claim as an error: where, which words, what figures say, and the remedy."""
        place = f"{self.file}, line {self.line}: {self.words!r}"
        if self.verdict == UNBOUND:
            return f"{place} {self.told}; {_REMEDY}"
        return f"{place} is not what the figures say. {self.told} Write what they say"

    @property
    def remedy(self) -> str:
        """What to do about it; nothing where nothing has to be done."""
        return _REMEDIES.get(self.verdict, "")


_REMEDY = (
    "write [words]{measure.aspect}, {{ measure.word }} for a number, {quoted} for what others"
    " say, "
    "or other words"
)
_REMEDIES = {
    UNBOUND: f"{_REMEDY}.",
    FALSE: "write what the figures say.",
    NOT_SHOWN: "none is needed: its paragraph is left out until these readers may see the figure "
    "and what it is compared with.",
}


def check(figures: Figures, sections: Sequence[str]) -> list[Checked]:
    """Return every claim of the commentary of these sections, in the order in which they stand.

    Only figures that the audience may see are looked at, so nothing here can tell a withheld one.
    Raises DataError, naming file and line, for a binding that can't be read.
    """
    return [found for section in sections for found in _check_file(figures, section)]


def _check_file(figures: Figures, section: str) -> Iterator[Checked]:
    path = figures.plan.folder / "data" / "commentary" / str(figures.quarter) / f"{section}.md"
    if not path.exists():
        return
    file = "/".join(path.parts[-4:])
    text = _read(path, file)
    bounds: list[binding.Bound] = []
    try:
        binding.take_out(text, lambda bound: bounds.append(bound) or "")
        judged = [judge(bound, figures) for bound in bounds]
    except DataError as error:
        raise DataError(f"{file}, {error}") from None
    found = [Checked(file, j.bound.line, j.bound.words, _verdict(j), j.told) for j in judged]
    found += [Checked(file, line, words, UNBOUND, why) for line, words, why in unbound(text)]
    yield from sorted(found, key=lambda claim: claim.line)


def _read(path: Path, file: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{file}: is not UTF-8 text ({error.reason})") from None


def _verdict(judged: Judged) -> str:
    if not judged.bound.measure:
        return CITED
    return {True: TRUE, False: FALSE, None: NOT_SHOWN}[judged.holds]
