"""Markdown becomes blocks and nothing else; what can't be shown is refused by line."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panelpack.document import Heading, List, Prose, Span, from_json, plain
from panelpack.errors import DataError
from panelpack.markdown import ALLOWED, LONGEST, blocks

MARKDOWN = st.text(st.sampled_from("ab1 \n\n*_`#->+.!|&;<>()[]\\{}=~:/"), max_size=60) | st.text()


def only(text):
    (block,) = blocks(text)
    return block


def words(text):
    return plain(only(text).paragraphs[0])


@pytest.mark.parametrize(
    ("text", "level"),
    [("# A", 2), ("## A", 2), ("### A", 3), ("###### A ###", 3), ("A\n===", 2), ("A\n---", 2)],
)
def test_a_heading_is_of_level_two_or_three(text, level):
    assert only(text) == Heading("A", level)


def test_style_in_a_heading_is_dropped():
    assert only("## The **whole** year") == Heading("The whole year", 2)


def test_paragraphs_in_a_row_are_one_block_with_spans():
    block = only("One\nline, *two*.\n\n**Bold *and* so**  \non")
    assert block == Prose(
        (
            (Span("One line, "), Span("two", emphasis=True), Span(".")),
            (
                Span("Bold ", strong=True),
                Span("and", strong=True, emphasis=True),
                Span(" so", strong=True),
                Span(" on"),
            ),
        )
    )


def test_blocks_keep_their_order():
    text = "Before.\n\n### Why\n- one\n- **two**\n\nAfter.\n\n1. first\n2. second"
    assert blocks(text) == (
        Prose(((Span("Before."),),)),
        Heading("Why", 3),
        List(((Span("one"),), (Span("two", strong=True),))),
        Prose(((Span("After."),),)),
        List(((Span("first"),), (Span("second"),)), ordered=True),
    )


def test_a_loose_list_is_a_list():
    assert only("- one\n\n- two") == List(((Span("one"),), (Span("two"),)))


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_an_empty_text_is_no_block(text):
    assert blocks(text) == ()


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("[the data](https://data.example/a)", "the data (https://data.example/a)"),
        ("[the data](HTTP://data.example)", "the data (HTTP://data.example)"),
        ("<https://data.example>", "https://data.example"),
        ("[the **data**](https://data.example 'title')", "the data (https://data.example)"),
        ("[the data][1]\n\n[1]: https://data.example", "the data (https://data.example)"),
        ("[the data](javascript:alert(1))", "the data"),
        ("[the data](data:text/html,x)", "the data"),
        ("[the data](../other.html)", "the data"),
        (
            "[the data](<https://data.example/\u202egnp>)",
            "the data (https://data.example/%E2%80%AEgnp)",
        ),
    ],
)
def test_a_link_keeps_its_words_and_shows_where_it_leads(link, shown):
    assert words(link) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("`code` and ``a`b``", "code and a`b"),
        ("a < b & c > d", "a < b & c > d"),
        ("<svg/onload=alert(1)>", "<svg/onload=alert(1)>"),
        ("&pound;3 &amp; &lt;b&gt; &#163;", "£3 & <b> £"),
        ("30&nbsp;June", "30\N{NO-BREAK SPACE}June"),
        (r"\*no\* \<b>", "*no* <b>"),
        ("&notit; &nosuch; &amp", "&notit; &nosuch; &amp"),
        ("snake_case_word 2*3*4", "snake_case_word 234"),
        ("~~struck~~ ==marked==", "~~struck~~ ==marked=="),
        ("[within expected levels]{sp07.level}", "[within expected levels]{sp07.level}"),
    ],
)
def test_signs_stay_signs(written, shown):
    assert words(written) == shown


@pytest.mark.parametrize("entity", ["&#8238;", "&#x202E;", "&#0;", "&#8203;", "&#55296;", "&shy;"])
def test_an_entity_brings_in_no_unseen_character(entity):
    assert words(f"a{entity}b").isprintable()


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a\n\n<script>alert(1)</script>", 3, "HTML"),
        ("a\n\nb <b onclick=x>c</b>", 3, "HTML"),
        ("<!-- a note -->", 1, "HTML"),
        ("a\nb\n\n![alt](x.png)", 4, "picture"),
        ("a\n\n> said", 3, "quotation"),
        ("a\n\n    code", 3, "code block"),
        ("a\n\n```python\nx\n```", 3, "code block"),
        ("a\n\n***", 3, "rule"),
        ("a\n\n|b|c|\n|-|-|\n|1|2|", 4, "table"),
        ("- a\n- b\n  - c", 3, "list inside a list"),
        ("- a\n\n  b", 3, "one paragraph"),
        ("- a\n- b <i>c</i>\n- d", 2, "HTML"),
        ("- > a", 1, "quotation"),
        ("a\n\n2013. A good year", 3, "begins with 2013"),
        ("a\n\n##", 3, "no words"),
        ("a\n\n[](https://data.example/)x\n\n[](b)", 5, "no words"),
        ("-", 1, "no words"),
        ("a\r\n\r\nb <br>", 3, "HTML"),
        ("a\u2028b\n\n<br>", 3, "HTML"),
    ],
)
def test_what_cannot_be_shown_is_refused_by_line(text, line, what):
    with pytest.raises(DataError, match=what) as refused:
        blocks(text)
    assert str(refused.value).startswith(f"line {line}: ")
    assert str(refused.value).endswith(ALLOWED)


def test_an_endless_text_is_refused_before_it_is_read():
    assert len(blocks("a " * (LONGEST // 2))) == 1
    with pytest.raises(DataError, match=f"{LONGEST + 1:,} characters"):
        blocks("a" * (LONGEST + 1))


@pytest.mark.parametrize(
    "part", ["*", "[", "`", "<", "> ", "- ", "![[", "**a ", "_a*", "[a](b ", "&#", "  - a\n"]
)
def test_a_hostile_text_ends_in_blocks_or_one_sentence(part):
    try:
        found = blocks(part * (LONGEST // len(part)))
    except DataError as error:
        assert str(error).startswith("line ")
    else:
        assert found


@given(MARKDOWN)
def test_any_text_is_blocks_or_one_sentence(text):
    try:
        found = blocks(text)
    except DataError as error:
        assert re.match(r"line \d+: ", str(error))
        return
    assert tuple(from_json(block.to_json()) for block in found) == found
    assert {type(block) for block in found} <= {Heading, Prose, List}
    assert all(block.plain().strip() for block in found)


@given(st.text(st.sampled_from("abc ,.é£%+−'\"()/:;?")))
def test_plain_words_come_out_as_they_are(inner):
    assert words(f"a{inner}z") == re.sub(" +", " ", f"a{inner}z")
