"""Commentary: figures filled into words, and nothing shown that its readers may not see."""

import csv
import re
from datetime import date

import pytest

from conftest import seal, unseal
from panelpack import commentary
from panelpack.commentary.words import SAID, Missing
from panelpack.document import Heading, List, Notice, Prose, Span, plain
from panelpack.errors import DataError
from panelpack.plan import load_plan
from panelpack.quarters import Quarter
from panelpack.series import Figures

QUARTER = "2014-15-q1"
MEETING = date(2014, 9, 29)
ONE_LEFT_OUT = "A paragraph is left out until its figures are supplied and cleared."


@pytest.fixture
def says(copy_of_workbook):
    """Write a commentary into a copy of the workbook and read it back."""

    def read(text, audience="public", on=MEETING):
        path = copy_of_workbook / "data" / "commentary" / QUARTER / "sp12.md"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return commentary.read(known(copy_of_workbook, audience, on), "sp12")

    return read


def known(workbook, audience="public", on=MEETING):
    return Figures(load_plan(workbook), Quarter.parse(QUARTER), audience, on)


def said(blocks):
    """The paragraphs and items of blocks as plain words, and notices by their text."""
    texts = []
    for block in blocks:
        if isinstance(block, Prose):
            texts += map(plain, block.paragraphs)
        elif isinstance(block, List):
            texts += map(plain, block.items)
        else:
            texts.append(block.text)
    return texts


def send(workbook, partner, *rows):
    """Put rows in place of those that a partner sent for the same measure and period."""
    path = workbook / "data" / "returns" / QUARTER / partner / "v1" / "values.csv"
    with path.open(newline="", encoding="utf-8") as file:
        header, *sent = csv.reader(file)
    new = {(row[0], row[2]) for row in rows}
    kept = [row for row in sent if (row[0], row[2]) not in new]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *kept, *rows])
    if any((path.parents[1] / "clearances").iterdir()):
        seal(path.parent)


def unclear(workbook, partner):
    """Take the board's clearance out of a partner's return."""
    unseal(workbook / "data" / "returns" / QUARTER / partner / "v1")


# What is said of a figure


@pytest.mark.parametrize(
    ("placeholder", "words"),
    [
        ("sp12_level.value", "930"),
        ("sp12_level.before", "803"),
        ("sp12_level.change", "+127"),
        ("sp12_level.size", "127"),
        ("sp12_level.change_percent", "+15.8%"),
        ("sp12_level.size_percent", "15.8%"),
        ("sp12_level.period", "Quarter 1 2014/15"),
        ("sp12_level.period_before", "Quarter 1 2013/14"),
        ("sp12_level.partner", "Leicestershire Police"),
        ("sp12_level.board", "Leicestershire Police chief officer team"),
        ("sp12_level.assessment", "no significant change"),
        ("sp12_recorded.rolling", "4,326"),
        ("sp12_recorded.rolling_before", "3,743"),
        ("sp12_recorded.rolling_change_percent", "+15.6%"),
        ("sp11_level.change_percent", "+0.8%"),
        ("sp13_level.change", "−47"),
        ("sp13_level.size_percent", "4.4%"),
        ("sp02_offending.change_percent", "−58%"),
        ("sp04_reoffending.numerator", "634"),
        ("sp04_reoffending.base", "1,883"),
        ("sp04_reoffending.share", "33.7%"),
        ("sp05_satisfaction.value", "88.2%"),
        ("sp06_late_week.note", "Nearly 60%"),
        ("sp10_confidence.assessment", "not tested"),
        ("sp18_to_find.value", "£17.92m"),
        ("sp18_to_find.period", "31 March 2014"),
        ("sp02_reoffending.board", "Reducing Re-offending Board"),
    ],
)
def test_a_placeholder_becomes_the_printed_words(says, placeholder, words):
    assert said(says(f"It says {{{{ {placeholder} }}}}.")) == [f"It says {words}."]


def test_a_rate_changes_by_points_and_has_a_base(copy_of_workbook, says):
    send(
        copy_of_workbook,
        "force",
        ["sp12_satisfaction", "", "2014-15-q1", "91.2", "114", "125", "supplied", ""],
        ["sp12_satisfaction", "", "2013-14-q1", "93.3", "112", "120", "supplied", ""],
    )
    text = (
        "{{ sp12_satisfaction.change }}, {{ sp12_satisfaction.size }}: "
        "{{sp12_satisfaction.numerator}} of {{sp12_satisfaction.base}}, {{sp12_satisfaction.share}}"
    )
    assert said(says(text)) == ["−2.1 points, 2.1 points: 114 of 125, 91.2%"]


def test_money_changes_by_money(copy_of_workbook, says):
    send(
        copy_of_workbook,
        "opcc-finance",
        ["sp18_text_to_find", "", "2014-15-q1", "5.8", "", "", "supplied", ""],
        ["sp18_text_to_find", "", "2013-14-q1", "7.0", "", "", "supplied", ""],
    )
    figures = known(copy_of_workbook)
    words = commentary.Words(figures, figures.plan.measures["sp18_text_to_find"])
    # Money is as at the latest day of a year; that of a year before is asked for its own year.
    assert (words.value, words.before) == ("£5.8m", "£7.0m")
    assert (words.change, words.size, words.change_percent) == ("−£1.2m", "£1.2m", "−17.1%")


def test_no_sum_crosses_a_change_of_recording(plan):
    quarters = ("2016-17-q4", "2017-18-q1", "2018-19-q1")
    known_in = [Figures(plan, q := Quarter.parse(text), "public", q.end) for text in quarters]
    words = [commentary.Words(f, plan.measures["sp12_recorded"]) for f in known_in]
    assert words[0].rolling and words[0].rolling_before
    with pytest.raises(Missing):
        assert words[1].rolling  # burglary of sheds counts from April 2017
    assert words[2].rolling
    with pytest.raises(Missing):
        assert words[2].rolling_before


def test_every_word_is_told_in_the_documentation():
    documented = re.findall(r"`\.(\w+)`", commentary.__doc__)
    assert sorted(documented) == sorted(SAID)


def test_a_figure_keeps_the_style_of_its_words(says):
    (prose,) = says("**{{ sp12_level.value }}** and *{{ sp12_level.change }}*, not 2*3")
    assert prose.paragraphs[0] == (
        Span("930", strong=True),
        Span(" and "),
        Span("+127", emphasis=True),
        Span(", not 2*3"),
    )


def test_headings_and_lists_are_kept(says):
    blocks = says("### What happened\n\n1. Now {{ sp12_level.value }}\n2. Then\n")
    assert blocks == (
        Heading("What happened", 3),
        List(((Span("Now 930"),), (Span("Then"),)), ordered=True),
    )


def test_bound_words_become_plain_words(says):
    text = "**[Within expected levels]{sp12_recorded.level}**, it is *{{ sp12_level.value }}*."
    (prose,) = says(text)
    assert prose.paragraphs[0] == (
        Span("Within expected levels", strong=True),
        Span(", it is "),
        Span("930", emphasis=True),
        Span("."),
    )


def test_bound_words_may_hold_a_figure(says):
    text = "It is [up by {{ sp12_level.size }}]{sp12_level.change}."
    assert said(says(text)) == ["It is up by 127."]


def test_a_claim_on_a_withheld_figure_takes_its_paragraph_with_it(copy_of_workbook, says):
    unclear(copy_of_workbook, "force")
    text = "It [rose]{sp12_level.change}.\n\nOpen data [rose]{sp12_recorded.change}."
    assert said(says(text)) == [ONE_LEFT_OUT, "Open data rose."]
    assert said(says(text, audience="internal")) == ["It rose.", "Open data rose."]


HOSTILE = "**a** <script>x</script> [b](https://c.example) {{ sp12_level.value }} \U000f0000 # d"


def test_a_partners_note_is_never_markup(copy_of_workbook, says):
    send(
        copy_of_workbook,
        "force",
        ["sp06_late_week", "", "2014-15-q1", "", "", "", "supplied", HOSTILE],
    )
    (prose,) = says("The force says: {{ sp06_late_week.note }}")
    assert prose.paragraphs == ((Span(f"The force says: {HOSTILE}"),),)


def test_no_file_is_no_commentary(figures):
    assert commentary.read(figures, "appendix-a") == ()


def test_a_file_may_begin_with_a_byte_order_mark(says):
    assert says("\ufeff### So what".encode()) == (Heading("So what", 3),)


# What may not be shown


MIXED = """First, with nothing.

Then {{ sp12_level.value }} rose to a record.

And {{ sp12_level.change }} more.

Open data hold {{ sp12_recorded.value }}.

- Satisfied: {{ sp12_satisfaction.value }}
- No figure here
"""


def test_a_withheld_figure_takes_its_whole_paragraph_with_it(copy_of_workbook, says):
    unclear(copy_of_workbook, "force")
    blocks = says(MIXED)
    assert said(blocks) == [
        "First, with nothing.",
        "2 paragraphs are left out until their figures are supplied and cleared.",
        "Open data hold 930.",
        "No figure here",
        ONE_LEFT_OUT,
    ]
    assert [b.tone for b in blocks if isinstance(b, Notice)] == ["withheld", "withheld"]
    assert "record" not in repr(blocks)


def test_those_inside_see_it_all(copy_of_workbook, says):
    unclear(copy_of_workbook, "force")
    assert "Then 930 rose to a record." in said(says(MIXED, audience="internal"))


def test_the_public_sees_the_same_whatever_is_withheld(copy_of_workbook, figures):
    unclear(copy_of_workbook, "force")
    seen = []
    for value, status in (("93", "supplied"), ("41", "supplied"), ("", "small_numbers")):
        for period in ("2014-15-q1", "2013-14-q1"):
            for measure in ("sp12_level", "sp13_level", "sp06_satisfaction", "sp05_satisfaction"):
                row = [measure, "", period, value, "", "", status, f"canary {value}"]
                send(copy_of_workbook, "force", row)
        public = known(copy_of_workbook)
        seen.append([commentary.read(public, p) for p in public.plan.priorities])
    assert seen[0] == seen[1] == seen[2]
    assert seen[0] != [commentary.read(figures, p) for p in figures.plan.priorities]
    assert "canary" not in repr(seen)


def test_the_day_of_withheld_money_is_withheld(copy_of_workbook, says):
    unclear(copy_of_workbook, "opcc-finance")
    assert said(says("As at {{ sp18_to_find.period }}.")) == [ONE_LEFT_OUT]
    assert said(says("In {{ sp02_reoffending.period }}.")) == ["In Quarter 1 2014/15."]


def test_a_pack_builds_as_at_a_day_before_anything_was_cleared(plan):
    early = Figures(plan, Quarter.parse(QUARTER), "public", date(2014, 9, 1))
    blocks = commentary.read(early, "sp12")
    assert ONE_LEFT_OUT in said(blocks)
    assert "15.8" not in repr(blocks)
    assert "4,326" in repr(blocks)


@pytest.mark.parametrize(
    "placeholder",
    [
        "sp02_reoffending.value",
        "sp05_reports.value",
        "sp05_satisfaction.before",
        "sp05_satisfaction.base",
        "sp11_level.change",
        "sp12_level.rolling",
        "sp12_street.rolling_change_percent",
        "sp15_framework.note",
        "sp16_framework.assessment",
        "sp18_to_find.period_before",
    ],
)
def test_what_has_no_figure_is_left_out(says, placeholder):
    assert said(says(f"It is {{{{ {placeholder} }}}}.")) == [ONE_LEFT_OUT]


# What is at fault


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("a\n\n{{ sp12_levle.value }}", 3, "did you mean 'sp12_level'"),
        ("{{ nothing_like_it.value }}", 1, "no measure 'nothing_like_it'$"),
        ("{{ sp12_level.vlaue }}", 1, r"no word \.vlaue; there are \.value, \.before"),
        ("{{ sp12_level.__class__ }}", 1, "no word .__class__"),
        ("{{ sp12_level._figures }}", 1, "no word ._figures"),
        ("a {{ sp05_satisfaction.change_percent }}", 1, "points, not per cent: write .change"),
        ("a {{ sp06_late_week.change }}", 1, "no number: write .note"),
        ("a {{ sp12_level.note }}", 1, "write .value"),
        ("a {{ sp12_level.base }}", 1, "so many of so many"),
        ("a {{ sp12_recorded.board }}", 1, "open data"),
        ("a {{ sp18_to_find.rolling }}", 1, "by month or quarter only"),
        ("a {{ sp01_arrests.rolling }}", 1, "by month or quarter only"),
        ("a\n\n{{ sp12_level.value", 3, "don't close"),
        ("a\n{{ sp12_level.value }", 2, "unexpected '}'"),
        ("a\n{{ sp12_level.value + 1 }}", 2, "not one word of one measure"),
        ("{{ 930 }}", 1, "not one word"),
        ("{{ }}", 1, "not one word"),
        ("{{ 'x' * 10 ** 9 }}", 1, "not one word"),
        ("{{ sp12_level.value|upper }}", 1, "not one word"),
        ("{{ sp12_level['value'] }}", 1, "not one word"),
        ("{{ sp12_level.value() }}", 1, "not one word"),
        ("{{ (sp11_level|sp12_level).value }}", 1, "not one word"),
        ("{{ " + "(" * 9_000 + "1" + ")" * 9_000 + " }}", 1, "not one word"),
        ("{{ " + "9" * 9_000 + " }}", 1, "not one word"),
        ("{{ sp12_level.value.real }}", 1, "not one word"),
        ("a\n\n{{ sp12_level.\nvalue }}", 3, "on one line"),
        ("a\n\n{{- sp12_level.value }}", 3, "takes spaces away"),
        ("a\n\n{% if sp12_level %}b{% endif %}", 3, "no conditions or loops"),
        ("a {# a note #}", 1, "keep notes out"),
        ("{% raw %}{{ x }}{% endraw %}", 1, "no conditions"),
        ("a\n\n### Up {{ sp12_level.size }}", 3, "in a heading or an address"),
        ("[a](https://b.example/{{sp12_level.value}})", 1, "in a heading or an address"),
        ("[a]: https://b.example/{{sp12_level.value}}\n\nb", 1, "in a heading or an address"),
        ("a\n\n### It [rose]{sp12_level.change}", 3, "in a heading or an address"),
        ("a\n\n[rose]{sp12_levle.change}", 3, "did you mean 'sp12_level'"),
        ("a\n\nb \U000f0001", 3, r"U\+F0001"),
        ("a\n\n<b>{{ sp12_level.value }}</b>", 3, "HTML"),
        ("{{ sp12_level.value }}\n\n- a\n  - b", 4, "list inside a list"),
        ("a" * 60_000, None, "60,000 characters"),
    ],
)
def test_a_fault_is_one_sentence_with_file_and_line(says, text, line, fault):
    with pytest.raises(DataError, match=fault) as stopped:
        says(text)
    place = f"data/commentary/{QUARTER}/sp12.md, " + (f"line {line}: " if line else "")
    assert str(stopped.value).startswith(place)
    assert "\n" not in str(stopped.value)


def test_an_unknown_measure_is_told_although_the_paragraph_is_left_out(says):
    with pytest.raises(DataError, match="no measure 'sp99_level'"):
        says("{{ sp02_reoffending.value }} and {{ sp99_level.value }}")


def test_a_file_that_is_not_utf_8_is_refused(says):
    with pytest.raises(DataError, match=r"sp12\.md: is not UTF-8"):
        says("£3".encode("cp1252"))


# The commentary of Quarter 1 2014/15


SECTIONS = [f"sp{number:02}" for number in range(1, 19)]
PARTS = ["What happened", "So what", "What next"]
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# Dates, quarters, years, priorities and ages are names; every other numeral is a figure.
NAMES = re.compile(
    rf"\b(\d{{1,2}} )?({MONTHS}) \d{{4}}\b|\bQuarter [1-4]\b|\b20\d\d/\d\d\b|\bSP\d+\b"
    r"|\baged \d+ to \d+\b"
)


def source(workbook, section):
    return (workbook / "data" / "commentary" / QUARTER / f"{section}.md").read_text("utf-8")


def test_every_priority_has_its_commentary(workbook, plan):
    folder = workbook / "data" / "commentary" / QUARTER
    written = {path.stem for path in folder.iterdir()} - {"covering-report"}
    assert sorted(written) == sorted(plan.priorities) == SECTIONS


@pytest.mark.parametrize("section", SECTIONS)
def test_commentary_says_what_happened_so_what_and_what_next(figures, section):
    blocks = commentary.read(figures, section)
    assert [b.text for b in blocks if isinstance(b, Heading)] == PARTS
    assert {b.level for b in blocks if isinstance(b, Heading)} == {3}
    assert not any(isinstance(b, Notice) for b in blocks)
    assert 60 <= sum(len(text.split()) for text in said(blocks)) <= 160


@pytest.mark.parametrize("section", SECTIONS)
def test_no_figure_is_typed_by_hand(workbook, section):
    text = re.sub(r"\{\{?.*?\}?\}", "", source(workbook, section))
    assert re.findall(r".{0,20}\d.{0,20}", NAMES.sub("", text)) == []


def test_the_check_for_figures_sees_figures():
    typed = (
        "On 29 August 2014, Quarter 1 2014/15 of SP12 had 930 for those aged 10 to 17, up 15.8%."
    )
    assert re.findall(r"\d+", NAMES.sub("", typed)) == ["930", "15", "8"]


def test_sentences_are_short(figures):
    texts = [t for s in SECTIONS for t in said(commentary.read(figures, s))]
    lengths = [len(s.split()) for t in texts for s in re.split(r"(?<=[.!?:])\s+", t)]
    assert len(lengths) > 150
    assert sum(length <= 25 for length in lengths) >= 0.95 * len(lengths)


@pytest.mark.parametrize("section", SECTIONS)
def test_commentary_names_offices_and_gives_no_addresses(workbook, section):
    text = source(workbook, section)
    assert not re.search(r"@|https?:|www\.|\b(Mr|Mrs|Ms|Miss|Dr|Sir|Dame)\b", text)


def test_all_that_the_text_prints_of_the_disagreements(figures):
    """Where text and table of September 2014 disagree, both figures are given."""
    seen = {s: " ".join(said(commentary.read(figures, s))) for s in ("sp12", "sp17", "sp18")}
    assert all(number in seen["sp17"] for number in ("1,043", "772", "613", "412"))
    assert all(number in seen["sp18"] for number in ("£17.92m", "£5.8m", "31 March 2014"))
    assert all(words in seen["sp12"] for words in ("+15.8%", "good news", "no significant change"))


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("Said.\n\nThe figure is {{ sp01_first_time_entrants.value }}\nand more.\n\nSaid.", {3, 4}),
        ("- Said\n- It is {{ sp01_first_time_entrants.value }},\n  and rose\n- Said", {2, 3}),
        ("Said.\n1. First\n2. PC Smith saw it\n3. Third", {3}),
        ("# PC Smith saw it\nThe words below.\n\n\n", {1}),
        ("It [fell]{sp01_first_time_entrants.change} then.", {1}),
        ("{{ sp12_level.value }} burglaries,\n[more]{sp12_level.change} than before.", set()),
        ("", set()),
    ],
)
def test_the_lines_of_what_is_left_out_are_known(says, copy_of_workbook, text, left_out):
    says(text)
    assert commentary.lines_left_out(known(copy_of_workbook), "sp12") == left_out
    assert commentary.lines_left_out(known(copy_of_workbook), "sp18") == set()
