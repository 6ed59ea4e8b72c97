"""Blocks as HTML: one block, one section as a page, or the whole pack in one file.

Every word is escaped where it enters the page; only drawings made here pass as markup. Pages need
no script and nothing from outside. Loading this module loads no drawing library.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from panelpack.document import SIGNS, Block, Cover
from panelpack.exporters import drawing, outline, shapes
from panelpack.exporters.characters import clean
from panelpack.quarters import Quarter, day_label

FEWEST_WIDE_COLUMNS = 3
"""A table of so many columns can be wider than a phone, and then scrolls by itself."""
SHORT_ROWS = 16
"""A table of at most so many rows stays on one page of paper."""
MANY_COLUMNS = 7
"""A table of so many columns is set smaller on paper."""
LONGEST_FIGURE = 20
"""Letters of a figure, kept in one line; a longer cell is words, and these may be broken."""
SENTENCE = 30
"""Letters of a cell of words from which it is kept wide enough to be read on a phone."""
LONGEST_WINDOW_TITLE = 70
"""Letters of a page's `<title>`: what a tab shows and a screen reader says first."""


def fragment(block: Block) -> str:
    """Return the HTML of one block, a chart drawn, as it stands in a page.

    Ids are made from the block itself, so that different blocks shown in one window do not share
    any; paragraphs have no number, as their place is not known. Raises DataError when a chart
    can't be drawn, or a state or tone is unknown.
    """
    written = json.dumps(block.to_json(), sort_keys=True)
    name = f"b-{hashlib.sha256(written.encode()).hexdigest()[:8]}"
    pieces = outline.pieces((block,), name, 1, outline.Names(), is_whole=False)
    return clean("\n".join(map(_render, pieces)))


def shown(block: Block) -> str:
    """Return the HTML of one block with its look, for JupyterLab."""
    parts = {"style": _style("blocks.css"), "html": Markup(fragment(block))}
    return _template("shown.html").render(parts)


def section_page(blocks: Sequence[Block], footer: str = "") -> str:
    """Return a section as a whole HTML document; `footer` is plain words for its last line.

    `blocks` begin with the title, as `reading.blocks_of` returns them. Raises DataError when they
    don't, when a chart can't be drawn, or when a state or tone is unknown.
    """
    (section,) = outline.sections((blocks,), 1)
    internal = section.title.audience != "public"
    return _document("section.html", section=section, footer=footer, internal=internal)


def pack_page(cover: Cover, sections: Sequence[tuple[Block, ...]]) -> str:
    """Return the whole pack as one HTML document: cover, each section, then the contents.

    `sections` in the order of the pack, each beginning with its title. Raises DataError as
    `section_page` does.
    """
    return _document(
        "pack.html",
        cover=cover,
        facts=_facts(cover),
        sections=outline.sections(sections, 2),
        internal=cover.is_internal,
    )


def window_title(words: str, quarter: str, internal: bool) -> str:
    """Return a page's `<title>`: what it is and of which quarter, cut to its longest.

    >>> window_title("SP12 To reduce domestic burglary", "2014-15-q1", False)
    'SP12 To reduce domestic burglary - Quarter 1 2014/15'
    """
    before = "Not for publication: " if internal else ""
    after = _cut(f" - {quarter_words(quarter)}", LONGEST_WINDOW_TITLE // 2)
    return before + _cut(words, LONGEST_WINDOW_TITLE - len(before) - len(after)) + after


def quarter_words(quarter: str) -> str:
    """Say a quarter as a reader does; words that are no quarter are left as they are.

    >>> quarter_words("2014-15-q1"), quarter_words("Spring")
    ('Quarter 1 2014/15', 'Spring')
    """
    try:
        return Quarter.parse(quarter).label
    except ValueError:
        return quarter


def day_words(day: str) -> str:
    """Say an ISO day as a reader does; words that are no day are left as they are.

    >>> day_words("2014-09-29"), day_words("soon")
    ('29 September 2014', 'soon')
    """
    try:
        return day_label(date.fromisoformat(day))
    except ValueError:
        return day


def _document(template: str, **parts) -> str:
    style = _style("blocks.css") + _style("page.css")
    return clean(_template(template).render(style=style, render=_render, **parts))


def _render(piece: outline.Piece) -> Markup:
    return getattr(_template("blocks.html").module, piece.block.type)(piece)


def _drawn(piece: outline.Piece) -> Markup:
    """Draw a chart; all words in it were escaped, and all else refused, when it was drawn."""
    return Markup(drawing.svg(piece.block, piece.id))


def _facts(cover: Cover) -> list[tuple[str, str]]:
    """Return what the cover knows, each fact under its name."""
    facts = (
        ("Quarter", quarter_words(cover.quarter)),
        ("Period covered", cover.period),
        ("Area", cover.area),
        ("Commissioner", cover.commissioner),
        ("Office", cover.office),
        ("For", cover.panel),
        ("Meeting", cover.meeting),
        ("Agenda item", cover.item),
        ("Figures as known on", day_words(cover.as_at)),
        ("Contact", cover.contact),
        ("Access before release", cover.prerelease),
    )
    return [(name, words) for name, words in facts if words.strip()]


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("panelpack", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "drawn": _drawn,
        "heading_of": outline.heading_of,
        "shape": shapes.state_shape,
        "signs": SIGNS,
        "tone_word": shapes.tone_word,
        "tone_shape": shapes.tone_shape,
        "window": window_title,
        "wide_from": FEWEST_WIDE_COLUMNS,
        "figure_to": LONGEST_FIGURE,
        "words_from": SENTENCE,
        "is_one_line": outline.is_one_line,
        "short_to": SHORT_ROWS,
        "many_from": MANY_COLUMNS,
    }
    made.filters |= {"quarter": quarter_words, "day": day_words, "known": shapes.known}
    return made


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _style(name: str) -> Markup:
    source, _, _ = _environment().loader.get_source(_environment(), name)
    return Markup(source)
