"""Words bound to figures: true, false or unbound, and a public pack that stops at the last two."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panelpack import claims
from panelpack.assessment import CLAIMING
from panelpack.claims import predicates, vocabulary
from panelpack.claims.aspects import ASPECTS, Aspects, Withheld
from panelpack.claims.binding import sentence
from panelpack.claims.dates import dates_in, since_when
from panelpack.claims.gate import CITED, FALSE, NOT_SHOWN, TRUE, UNBOUND
from panelpack.errors import DataError
from panelpack.pack.build import build
from panelpack.pack.request import ask
from panelpack.plan import Target, load_plan
from panelpack.quarters import Quarter
from panelpack.series import Figures
from test_commentary import known, send, unclear

pytestmark = pytest.mark.usefixtures("kept_workers")
QUARTER = "2014-15-q1"
TESTED = CLAIMING[1]


def test_each_verdict_that_asks_for_something_says_what(check):
    text = "It [rose]{sp12_recorded.change}.\n\nIt [fell]{sp12_recorded.change}.\n\nIt rose.\n"
    told = {claim.verdict: claim.remedy for claim in check(text)}
    assert told[TRUE] == ""
    assert told[FALSE] == "write what the figures say."
    assert told[UNBOUND].startswith("write [words]{measure.aspect}, ")


@pytest.fixture
def check(copy_of_workbook):
    """Write a commentary and return its claims."""

    def checked(text, audience="public"):
        path = copy_of_workbook / "data/commentary" / QUARTER / "sp12.md"
        path.write_text(text, "utf-8")
        return claims.check(known(copy_of_workbook, audience), ["sp12"])

    return checked


# What is true of two figures

COUNTS = st.integers(0, 100_000)
BETTER = st.sampled_from(["fewer", "more", "neutral"])


@given(COUNTS, COUNTS, BETTER, st.booleans())
def test_one_direction_is_true_and_it_is_that_of_the_figures(now, before, better, is_rate):
    truths = predicates.beside(now, before, better, is_rate)
    assert [truths[s] for s in ("up", "down", "same")] == [
        now > before,
        now < before,
        now == before,
    ]
    if better == "neutral":
        assert "better" not in truths and "worse" not in truths
    else:
        assert truths["better"] == (now != before and (now < before) == (better == "fewer"))
        assert truths["better"] + truths["worse"] + truths["same"] == 1


@given(st.integers(1, 100_000), st.integers(1, 100_000), BETTER)
def test_what_is_true_one_way_is_false_the_other_way(now, before, better):
    there, back = predicates.beside(now, before, better), predicates.beside(before, now, better)
    assert there["up"] == back["down"]
    assert there["doubled"] == back["halved"] == (now >= 2 * before)
    assert not (there["slight"] and there["large"])
    assert not (there["doubled"] and not there["large"])


@given(st.lists(COUNTS, min_size=1), COUNTS)
def test_one_end_of_a_list_is_highest(others, now):
    truths = predicates.among(now, others, "fewer")
    assert truths["highest"] == all(now > other for other in others)
    assert truths["lowest"] == truths["best"] == all(now < other for other in others)


@given(st.floats(-90, 500), BETTER)
def test_a_percentage_alone_tells_the_direction(percent, better):
    truths = predicates.percent_moved(percent, better)
    assert truths["up"] == (percent > 0)
    assert truths["steady"] == (abs(percent) <= 5)


@given(COUNTS, COUNTS)
def test_a_target_is_met_or_missed(value, target):
    for better, met in (("fewer", value <= target), ("more", value >= target)):
        assert predicates.reaches(value, target, better) == {"met": met, "missed": not met}


def test_zero_has_no_double():
    assert "doubled" not in predicates.beside(5, 0, "more")


# The vocabulary


@pytest.mark.parametrize("sense", vocabulary.WORDS)
def test_every_word_is_read_as_its_sense(sense):
    for word in vocabulary.WORDS[sense][1].split():
        text = f"They are {word.replace('_', ' ')} x"
        assert sense in [said.sense for said in vocabulary.said(text)], word


@pytest.mark.parametrize(
    ("text", "senses"),
    [
        ("It rose, then fell", ["up", "down"]),
        ("It has not risen", ["not up"]),
        ("there was no reduction", ["not down"]),
        ("It isn't higher", ["not up"]),
        ("more than a week after, up to four weeks", []),
        ("127 more than a year before", ["up"]),
        ("within  expected\nlevels", ["expected"]),
        ("almost the same as the highest", ["steady", "highest"]),
        ("in the same quarter, high-risk people set up best practice", []),
        (f"{TESTED} higher", ["tested", "up"]),
        (f"not {TESTED} higher", ["not tested", "not up"]),
        ("not higher but lower", ["not up", "down"]),
        ("a step change, not a rise", ["step", "not up"]),
        ("lowering arises priceless", []),
    ],
)
def test_claims_are_read_in_context(text, senses):
    assert [f"{'not ' * s.denied}{s.sense}" for s in vocabulary.said(text)] == senses


def test_a_sentence_ends_at_its_stop_or_paragraph():
    text = "One rose by 1.5 here. Two\nfell.\n\nThree"
    assert sentence(text, 3) == "One rose by 1.5 here."
    assert sentence(text, text.index("fell")) == "Two\nfell."
    assert sentence(text, text.index("Three")) == "Three"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("on Monday 29th September 2014", ["2014-09-29"]),
        ("September 29, 2014 and 1 Oct", ["2014-09-29", "2014-10-01"]),
        ("in February 2012", ["2012-02-29"]),
        ("by 31/3/17 or 2015-06-30", ["2017-03-31", "2015-06-30"]),
        ("it may march on 31 June 2014", []),
        ("May 2014, and in May", ["2014-05-31"]),
    ],
)
def test_dates_are_read_as_prose_writes_them(text, ends):
    assert [d.end.isoformat() for d in dates_in(text, date(2014, 9, 29))] == ends


def test_since_tells_a_day():
    assert since_when("lowest since March 2011") == date(2011, 3, 1)
    assert since_when("highest since 2009") == date(2009, 1, 1)
    assert since_when("lowest of all") is None


# Bound words against the figures of Quarter 1 2014/15


@pytest.mark.parametrize(
    ("bound", "holds"),
    [
        ("[rose]{sp12_level.change}", True),
        ("[fell]{sp12_level.change}", False),
        ("[did not fall]{sp12_level.change}", True),
        ("[rose sharply]{sp12_level.change}", True),
        ("[rose slightly]{sp12_level.change}", False),
        ("[rose slightly]{sp11_level.change}", True),
        ("[doubled]{sp12_level.change}", False),
        ("[halved]{sp02_offending.change}", True),
        ("[improved]{sp13_level.change}", True),
        ("[improved]{sp12_level.change}", False),
        ("[unchanged]{sp08_yearly.change}", False),
        ("[steady]{sp08_yearly.change}", True),
        ("[rose]{sp12_recorded.rolling}", True),
        ("[fell]{sp13_recorded.rolling}", False),
        ("[within expected levels]{sp12_recorded.level}", True),
        ("[high]{sp12_recorded.level}", False),
        ("[within expected levels]{sp08_incidents.level}", False),
        (f"[not {TESTED}]{{sp12_level.assessment}}", True),
        (f"[{TESTED} higher]{{sp12_level.assessment}}", False),
        (f"[not {TESTED}]{{sp03_night_time.assessment}}", False),
        ("[no change]{sp12_level.assessment}", True),
        ("[lowest since August 2013]{sp12_recorded.history}", True),
        ("[lowest since 2012]{sp12_recorded.history}", False),
        ("[highest]{sp12_recorded.history}", False),
        ("[lowest since 1990]{sp12_recorded.history}", False),
        ("[step change]{sp12_recorded.step}", False),
        ("[step change since July 2010]{sp12_recorded.step}", True),
        ("[continued to rise]{sp12_recorded.trend}", True),
        ("[continued to fall]{sp12_recorded.trend}", False),
        ("[continued to rise]{sp06_recorded.trend}", False),
        ("[on target]{sp12_level.target}", False),
        ("[lowest]{sp14b_satisfaction.against.sp13_satisfaction.sp12_satisfaction}", True),
        ("[lowest]{sp13_satisfaction.against.sp14b_satisfaction.sp12_satisfaction}", False),
        ("[closely]{sp11_recorded.against.sp11_level}", True),
    ],
)
def test_bound_words_are_held_against_the_figures(check, bound, holds):
    (claim,) = check(f"It is {bound}.")
    assert claim.verdict == (TRUE if holds else FALSE)
    assert claim.told
    assert claim.is_fault is not holds


@pytest.mark.parametrize(
    ("bound", "fault"),
    [
        ("[rose]{sp12_levle.change}", "did you mean 'sp12_level'"),
        ("[rose]{sp12_level.chnge}", r"no aspect \.chnge; there are \.change, \.rolling"),
        ("[rose]{sp12_level}", "names no aspect"),
        ("[rose]{sp12_level.level}", "can't bear out 'up', only expected, high, low, steady"),
        ("[the figure]{sp12_level.change}", "claim nothing that can be checked"),
        ("[rose]{sp06_late_week.change}", "is a text"),
        ("[higher]{sp12_level.against}", "after .against"),
        ("[higher]{sp12_level.change.sp13_level}", "after .against"),
        ("[higher]{quoted}", "whose words these are"),
    ],
)
def test_a_binding_that_cant_be_read_is_told_with_its_line(check, bound, fault):
    with pytest.raises(DataError, match=fault) as stopped:
        check(f"First.\n\nIt is {bound} now.")
    assert str(stopped.value).startswith(f"data/commentary/{QUARTER}/sp12.md, line 3: [")


def test_a_target_of_the_plan_is_met(figures, plan):
    measure = plan.measures["sp12_level"].model_copy(
        update={"targets": (Target(since=date(2014, 4, 1), value=950),)}
    )
    assert Aspects(figures, measure).target("").truths == {"met": True, "missed": False}
    assert "930 against a target of 950" in Aspects(figures, measure).target("").told


def test_every_aspect_is_documented():
    documented = re.findall(r"^\| `\.(\w+)", claims.__doc__, re.MULTILINE)
    assert tuple(documented) == ASPECTS


def test_the_documentation_holds_the_vocabulary_and_the_aspects(workbook):
    page = (workbook / "docs/claims.md").read_text("utf-8")
    assert vocabulary.table() in page
    aspects = re.findall(r"^\| `\..*$", claims.__doc__, re.MULTILINE)
    assert len(aspects) == len(ASPECTS)
    assert all(line in page for line in aspects)


# Unbound claims


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Burglary fell.", ["fell"]),
        ("### A fall in burglary", ["fall"]),
        ("Burglary may fall. Why did it fall? We ask for fewer.", []),
        ("- It is within expected levels", ["within expected"]),
        ("There were 930 burglaries, or 15.8%.", ["930", "15.8%"]),
        ("Savings of £5.8m remain.", ["£5.8m"]),
        ("Burglary fell, and the force will keep its patrols.", ["fell"]),
        ("It is lower than before, which should please residents.", ["lower"]),
        (
            "Burglary soared. Thefts plummeted. Robberies trebled.",
            ["soared", "plummeted", "trebled"],
        ),
        (
            "A third of cases were solved, and nine in ten victims heard.",
            ["A third of", "nine in ten"],
        ),
        ("There were thirty-one thefts.", ["thirty-one"]),
        ("Most victims were content.", ["Most victims"]),
        ("It takes twenty minutes. The board meets twelve times a year.", []),
        ("The board meets on 12 October 2014 at 10.30 am.", []),
        ("Partners say that they may report more, or fewer, by then.", []),
        ("Would thefts fall, and robberies rise?", []),
        ("On 29 August 2014 in Quarter 1 2014/15 SP12 had people aged 10 to 17.", []),
        ("1. The first\n2. The second", []),
        ("It [rose]{sp12_level.change} by {{ sp12_level.size }}.", []),
    ],
)
def test_what_is_bound_to_no_figure_is_found(check, text, words):
    assert [c.words for c in check(f"First.\n\n{text}") if c.verdict == UNBOUND] == words


def test_an_unbound_claim_is_told_with_its_line_and_remedy(check):
    (claim,) = check("One.\n\nTwo.\n\nBurglary fell.")
    assert claim.fault.startswith(f"data/commentary/{QUARTER}/sp12.md, line 5: 'fell'")
    assert "[words]{measure.aspect}" in claim.fault


def test_what_others_say_is_theirs(check):
    (claim,) = check("The report of September calls it [steady]{quoted}.")
    assert (claim.verdict, claim.is_fault) == (CITED, False)


def test_a_claim_is_no_name(check):
    with pytest.raises(DataError, match=r"line 1: .*this is no name but a claim; write \[words\]"):
        check("[Burglary fell]{name} in the quarter.")
    assert check("[Burglary Reduction Group]{name}")[0].verdict == CITED


# Nothing is told of what is withheld


def test_claims_on_withheld_figures_say_nothing_of_them(copy_of_workbook, check):
    unclear(copy_of_workbook, "force")
    text = "\n\n".join(
        f"It [{words}]{{{target}}}."
        for words, target in (
            ("rose", "sp12_level.change"),
            ("improved", "sp12_level.assessment"),
            ("higher", "sp12_level.against.sp13_level"),
            ("higher", "sp12_recorded.against.sp12_level"),
            ("highest", "sp12_level.history"),
            ("on target", "sp12_level.target"),
        )
    )
    seen = []
    for value in ("93", "41", "871"):
        for period in (QUARTER, "2013-14-q1"):
            for measure in ("sp12_level", "sp13_level"):
                send(
                    copy_of_workbook, "force", [measure, "", period, value, "", "", "supplied", ""]
                )
        seen.append(check(text))
    assert seen[0] == seen[1] == seen[2]
    assert {claim.verdict for claim in seen[0]} == {NOT_SHOWN}
    assert {claim.told for claim in seen[0]} == {""}


@pytest.mark.parametrize("aspect", [a for a in ASPECTS if a != "against"])
def test_no_aspect_speaks_without_a_figure(plan, aspect):
    early = Figures(plan, Quarter.parse(QUARTER), "public", date(2014, 7, 1))
    with pytest.raises(Withheld):
        getattr(Aspects(early, plan.measures["sp12_level"]), aspect)("")


# The build


def write(workbook, text):
    path = workbook / "data/commentary" / QUARTER / "one.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def clear(workbook):
    from conftest import seal

    seal(workbook / "data/returns" / QUARTER / "force/v1")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "Thefts [rose]{thefts.change}.",
            "'rose' is not what the figures say. Thefts: 73 offences",
        ),
        ("Thefts fell.", "'fell' claims something and is bound to no figure"),
        ("There were 73.", "'73' is a figure typed by hand"),
    ],
)
def test_a_public_pack_stops_at_a_claim_that_is_false_or_unbound(tiny, text, fault):
    clear(tiny)
    write(tiny, f"First.\n\n{text}\n")
    request = ask(tiny, Quarter.parse(QUARTER), outputs=tiny / "outputs")
    with pytest.raises(DataError, match=re.escape(fault)) as stopped:
        build(request)
    assert str(stopped.value).startswith(f"data/commentary/{QUARTER}/one.md, line 3: ")
    assert not request.target.exists()


def test_claims_in_words_that_the_public_does_not_read_do_not_stop_its_pack(tiny):
    """Else whether a pack is built would tell what a withheld paragraph says."""
    text = "Said.\n\nThere were {{ thefts.value }}, which fell by 73.\n\nPC Smith saw it rise.\n"
    write(tiny, text)
    request = ask(tiny, Quarter.parse(QUARTER), outputs=tiny / "outputs")
    build(request)
    page = (request.target / "index.html").read_text("utf-8")
    assert "rise" not in page and "fell by" not in page
    write(tiny, f"{text}\nThefts fell.\n")
    with pytest.raises(DataError) as stopped:
        build(request)
    assert re.findall("line [0-9]+: '[^']*'", str(stopped.value)) == ["line 7: 'fell'"]


def test_inside_the_office_it_is_a_remark(tiny):
    write(tiny, "Thefts [rose]{thefts.change} again. And fell.\n")
    request = ask(tiny, Quarter.parse(QUARTER), "internal", outputs=tiny / "outputs")
    remarks = []
    build(request, remark=remarks.append)
    assert (request.target / "index.html").exists()
    assert [("'rose' is not" in r, "'fell' claims" in r) for r in remarks] == [
        (True, False),
        (False, True),
    ]


def test_true_claims_are_built(tiny):
    clear(tiny)
    write(tiny, "Thefts [fell]{thefts.change} by {{ thefts.size }}.\n")
    request = ask(tiny, Quarter.parse(QUARTER), outputs=tiny / "outputs")
    build(request)
    assert (request.target / "index.html").exists()


# The commentary of Quarter 1 2014/15


def test_every_claim_of_the_commentary_is_bound_and_true(workbook, figures):
    found = claims.check(figures, figures.plan.settings.order)
    assert [c.fault for c in found if c.is_fault] == []
    verdicts = [c.verdict for c in found]
    assert set(verdicts) == {TRUE, CITED}
    assert verdicts.count(TRUE) >= 15
    assert load_plan(workbook).priorities.keys() == figures.plan.priorities.keys()
