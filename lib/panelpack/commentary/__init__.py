"""Commentary of a section: Markdown that people write, with figures that they can't mistype.

A file `data/commentary/<quarter>/<section>.md` says what happened, so what, and what next. It
never holds a figure itself: `{{ sp12_level.value }}` names a measure and what to say of it.

| after the measure's id | says, as it is printed | for |
|---|---|---|
| `.value`, `.before` | 930, 88.2%, £3.24m: the figure, and that of a year before | all but texts |
| `.change`, `.size` | +127 or −2.1 points, and the same without its sign | all but texts |
| `.change_percent`, `.size_percent` | +15.8%, and the same without its sign | counts, money |
| `.period`, `.period_before` | Quarter 1 2014/15, Quarter 1 2013/14 | all |
| `.numerator`, `.base`, `.share` | 634, 1,883, 33.7%: so many of so many | rates, cohorts |
| `.note` | Nearly 60%: what a partner wrote | texts |
| `.assessment` | no significant change: the class of the figure | all |
| `.partner`, `.board` | who sends the figure, and whose board sees it first | returns |
| `.rolling`, `.rolling_before` | the sum of the last twelve months, of the twelve before | counts |
| `.rolling_change_percent` | +3.4%: from the twelve months before to the last twelve | counts |

The Markdown is read first and the figures are filled into its words afterwards, so nothing in a
figure or a partner's note can become markup. A placeholder is one measure and one of these
words; nothing else is looked up and nothing evaluated.

Words that claim something are bound to figures, `[rose]{sp12_level.change}`, and become plain words
(see `panelpack.claims`).

**What may not be shown.** Words around a figure can tell what the figure would (`rose to a
record`). So a paragraph or list item with a figure that is missing, or withheld from the
audience, is left out whole, and a notice says so without naming anything. It depends on what the
audience may see and on nothing else, and a pack can be built as at any earlier day. Each
paragraph must therefore stand by itself, and name in it every figure that it tells of. One that
may be about somebody (`panelpack.personal`) is left out of the public pack until it is released.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from panelpack import dependencies, markdown, releases
from panelpack.commentary import filling, placeholders
from panelpack.commentary.words import Words
from panelpack.document import Block, Notice
from panelpack.errors import DataError
from panelpack.series import Figures

__all__ = ["Words", "lines_left_out", "passages", "path_of", "read"]

# A list item or a heading begins a text of its own also where no blank line stands before it.
_BEGINS = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)]|#{1,6})(?=\s)")
_ENDS = re.compile(r" {0,3}#{1,6}\s|\s*$")


def read(figures: Figures, section: str) -> tuple[Block, ...]:
    """Return a section's commentary for the quarter of `figures`; () where none is written.

    A `Notice` stands for each run of paragraphs that may not be shown. Raises DataError, naming
    file, line and remedy, for an unknown measure or word, a template or Markdown that can't be
    read, and a figure in a heading or a link's address.
    """
    path = path_of(figures, section)
    place = path.relative_to(figures.plan.folder).as_posix()
    dependencies.note(f"file {place}")  # also where there is none yet
    if not path.exists():
        return ()
    with _faults_of(path):
        return _filled(_text(path), figures)


def lines_left_out(figures: Figures, section: str) -> set[int]:
    """Return the numbers of the lines, from 1, that `read` leaves out of a section's commentary."""
    path = path_of(figures, section)
    lines = _text(path).splitlines() if path.exists() else []
    starts = [n for n, line in enumerate(lines) if _BEGINS.match(line) or _ENDS.match(lines[n - 1])]
    left_out: set[int] = set()
    for start, end in pairwise([*dict.fromkeys([0, *starts]), len(lines)]):
        words = "\n".join(_BEGINS.sub("", line).strip() for line in lines[start:end])
        with suppress(DataError):  # `read` tells of it
            if any(isinstance(block, Notice) for block in _filled(words, figures)):
                left_out |= {n + 1 for n in range(start, end) if lines[n].strip()}
    return left_out


def path_of(figures: Figures, section: str) -> Path:
    """Return where a section's commentary for the quarter is written."""
    return figures.plan.folder / "data" / "commentary" / str(figures.quarter) / f"{section}.md"


def passages(path: Path) -> list[releases.Passage]:
    """Return the texts of a commentary that may be about somebody; raise DataError like `read`."""
    with _faults_of(path):
        texts = filling.texts_of(_read(_text(path))[0])
    numbered = [
        releases.Passage(_shown(path), f"passage {n}", text) for n, text in enumerate(texts, 1)
    ]
    return [passage for passage in numbered if passage.holds]


def _filled(text: str, figures: Figures) -> tuple[Block, ...]:
    blocks, found = _read(text)
    said = placeholders.look_up(found, figures)
    is_public = figures.audience != "internal"
    free = releases.released(figures.plan.folder, figures.as_at)
    return tuple(
        filling.fill(blocks, said, lambda words: is_public and releases.is_held(words, free))
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")


@lru_cache(maxsize=64)
def _read(text: str) -> tuple[tuple[Block, ...], placeholders.Found]:
    """Return the blocks of a text and what stands in them; a build asks for each several times."""
    marked, found = placeholders.take_out(text)
    blocks = markdown.blocks(marked)
    filling.check_places(blocks, found)
    return blocks, found


@contextmanager
def _faults_of(path: Path) -> Iterator[None]:
    """Name the file in whatever is wrong with it."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise DataError(f"{_shown(path)}: is not UTF-8 text ({error.reason})") from None
    except DataError as error:
        raise DataError(f"{_shown(path)}, {error}") from None


def _shown(path: Path) -> str:
    return "/".join(path.parts[-4:])
