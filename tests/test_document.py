"""The blocks of a section: their JSON comes back as the same block."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panelpack import document as d
from panelpack.document.reading import _BLOCKS
from panelpack.errors import DataError
from panelpack.exporters import columns

WORDS = st.text(max_size=20)
NAMES = st.text(min_size=1, max_size=20)
SPANS = st.lists(st.builds(d.Span, WORDS, st.booleans(), st.booleans()), max_size=3).map(tuple)
BADGES = st.builds(d.Badge, st.sampled_from((*d.STATES, *d.SIGNS)), WORDS)
COLUMNS = st.builds(d.Column, WORDS, st.sampled_from(["text", "number"]))
SPECS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=6,
)


def several(strategy, most=3):
    return st.lists(strategy, max_size=most).map(tuple)


@st.composite
def tables(draw):
    columns = draw(st.lists(COLUMNS, min_size=1, max_size=3))
    row = st.tuples(*[WORDS | BADGES for _ in columns])
    return d.Table(draw(NAMES), tuple(columns), draw(several(row)), draw(several(WORDS)))


LEAVES = {
    "title": st.builds(d.Title, *[WORDS] * 7),
    "heading": st.builds(d.Heading, WORDS, st.sampled_from([2, 3]), st.booleans()),
    "numbered": st.builds(d.Numbered, SPANS, st.sampled_from([1, 2])),
    "prose": st.builds(d.Prose, several(SPANS)),
    "list": st.builds(d.List, several(SPANS), st.booleans()),
    "key_figures": st.builds(d.KeyFigures, several(st.builds(d.KeyFigure, WORDS, WORDS, WORDS))),
    "table": tables(),
    "chart": st.builds(d.Chart, WORDS, WORDS, st.dictionaries(WORDS, SPECS, max_size=3), tables()),
    "assessment": st.builds(d.Assessment, WORDS, BADGES, WORDS, WORDS, WORDS),
    "notice": st.builds(
        d.Notice, st.sampled_from(["missing", "withheld", "caution", "note"]), WORDS, WORDS
    ),
}
GROUPS = {
    kind.type: st.builds(kind, several(st.one_of(*LEAVES.values())))
    for kind in (d.Group, d.OnePage)
}


def test_every_block_is_tried_here():
    assert {*LEAVES, *GROUPS} == set(_BLOCKS)


@pytest.mark.parametrize("kind", [*LEAVES, *GROUPS])
@given(data=st.data())
def test_a_block_comes_back_from_its_json(kind, data):
    block = data.draw((LEAVES | GROUPS)[kind])
    written = json.loads(json.dumps(block.to_json()))
    assert written["type"] == kind
    assert d.from_json(written) == block


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"type": "iframe"}, "unknown block type 'iframe'"),
        ({}, "unknown block type None"),
        ({"type": "heading", "words": "x"}, "a heading block is malformed"),
        ({"type": "heading"}, "a heading block is malformed"),
        ({"type": "prose", "paragraphs": [[{"txt": "x"}]]}, "a prose block is malformed"),
        ({"type": "group", "blocks": [{"type": "iframe"}]}, "unknown block type 'iframe'"),
        ({"type": "table", "caption": "", "columns": [], "rows": []}, "a table needs a caption"),
        ({"type": "table", "caption": "T", "columns": [{"label": "a"}], "rows": [["1", "2"]]},
         "table 'T', row 1: 2 cells for 1 columns"),
    ],
)  # fmt: skip
def test_what_is_no_block_is_refused(data, fault):
    with pytest.raises(DataError, match=fault):
        d.from_json(data)


def test_a_table_needs_a_caption_and_rows_of_its_width():
    column = d.Column("a")
    with pytest.raises(ValueError, match="needs a caption"):
        d.Table("", (column,), ())
    with pytest.raises(ValueError, match="row 2: 0 cells for 1 columns"):
        d.Table("T", (column,), (("x",), ()))


def test_blocks_can_be_read_as_plain_words():
    table = d.Table("T", (d.Column("a"), d.Column("b")), (("1", d.Badge("improved", "Better")),))
    chart = d.Chart("Up", "A line that rises.", {}, table)
    prose = d.Prose((d.text("One."), (d.Span("Two"), d.Span(".", strong=True))))
    assert table.plain() == "T\na | b\n1 | Better"
    assert d.Group((chart, prose)).plain() == "Up\nA line that rises.\n\nOne.\n\nTwo."
    assert d.KeyFigures((d.KeyFigure("Burglary", "930"),)).plain() == "Burglary: 930"


def test_a_chart_shows_vega_lite_in_jupyter():
    table = d.Table("T", (d.Column("a"),), ())
    bundle = d.Chart("Up", "A line.", {"mark": "line"}, table)._repr_mimebundle_()
    assert bundle[d.VEGA_LITE_MEDIA_TYPE] == {"mark": "line"}
    assert d.from_json(bundle[d.MEDIA_TYPE]).title == "Up"


def test_only_the_public_cover_is_for_publication():
    cover = {"title": "Report", "quarter": "2014-15-q1", "as_at": "2014-09-29"}
    assert not d.Cover(audience="public", **cover).is_internal
    assert d.Cover(audience="internal", **cover).is_internal
    assert d.Cover(audience="publik", **cover).is_internal


def test_a_table_of_lists_is_one_of_tuples_and_can_be_set():
    """Whoever made it may change the lists; how it is set is remembered."""
    labels, rows = [d.Column("Period"), d.Column("Thefts", "number")], [["Thefts", "1,021"]]
    table = d.Table("Thefts", labels, rows)
    rows[0][1] = "7"
    same = d.Table("Thefts", tuple(labels), (("Thefts", "1,021"),))
    assert table == same
    assert hash(table) == hash(same)
    assert columns.layout(table) == columns.layout(same)
