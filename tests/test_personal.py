"""What may be about one person is found; places, operations and plain figures are left in peace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY
from panelpack import personal
from panelpack.personal.numbers import is_nhs_number

AT = "@"
# Numbers that are kept free for fiction, or that nobody has.
FOUND = {
    "a name": [
        "PC Smith attended.",
        "We thank PCSO Amy Jones for her work.",
        "DS O'Brien leads the inquiry.",
        "It was reported by Mrs Patel of Oadby.",
        "Mr J. Brown was the victim.",
        "Dr Mukherjee assessed the patient.",
        "Detective Inspector Harris closed the case.",
        "Chief Inspector Adeyemi wrote to us.",
        "Cllr Green asked about this.",
        "Inspector Smith-Jones said so.",
        "PC 1234 Walker was injured.",
        "Sgt. Hughes has left.",
        "the victim, Emma Thompson, has moved",
        "Mohammed Iqbal was charged in May.",
        "Two men, John Carter and Lee Marsh, were arrested.",
        "Priya Sharma reported it.",
        "Fatima Begum's report came late.",
        "Contact: Sarah McDonald",
        "JOHN SMITH was charged",
        "a boy named Tyrell was hurt",
        "the suspect known as Razor",
        "Ms\u00a0Clarke and her son",
        "Harpreet Kaur gave evidence.",
        "Anne-Marie Lewis and David Lewis",
        "Sarah J. Whitfield",
    ],
    "an e-mail address": [
        f"Write to someone{AT}example.org.",
        f"first.last+returns{AT}mail.example.co.uk has it",
    ],
    "a telephone number": [
        "Ring 0116 496 0123.",
        "Call 07700 900123 before noon",
        "(0116) 496 0456",
        "+44 7700 900456",
        "+44 (0)116 496 0789",
        "01632960999",
        "\uff10\uff11\uff16\uff13\uff12 960001",
    ],
    "a crime or case number": [
        "See crime reference 14/12345.",
        "Crime ref: 20140012345",
        "the late report 20140012345 is counted",
        "14000123456 was filed twice",
        "CR/12345/14 is a repeat",
        "incident number 345 of 14 June",
        "Incident 345 of 14 June",
        "Crime No. L/00123/14",
        "custody record 123; custody number AB/123/14",
        "counted 12345/14 twice",
        "PNC 14/123456X",
    ],
    "an officer's number": ["PC 1234 attended", "seen by PCSO 6123"],
    "a postcode": ["He lives at LE1 5XX.", "near le2 7ab", "SW1A 2AA", "the flats in LE67 3ZZ"],
    "a date of birth": [
        "born 3 May 1999",
        "DOB 03/05/1999",
        "d.o.b. 3.5.99",
        "whose date of birth is 12-11-2001",
        "was born on 1st March 2003",
    ],
    "a National Insurance number": ["QQ 12 34 56 C", "AB123456C"],
    "an NHS number": ["943 476 5919", "NHS number 123 456 7890"],
    "a vehicle registration": [
        "a blue van, AB12 CDE",
        "car AB51ABC was stolen",
        "registration P9XYZ",
        "the car H123 ABC",
        "ABC 123D",
    ],
    "a street address": [
        "at 12 Acacia Avenue",
        "the house 7a, Old Mill Lane",
        "Flat 3 was burgled again",
        "14 Saxby Road",
    ],
}
LEFT = [
    "Recording of night time economy incidents only started in April 2013.",
    "derived: the only whole number that gives the printed percentage",
    "The Adam Smith Institute has written on this.",
    "Operation Tiger and Operation Adam ran in June.",
    "Project Edison changes the way of working.",
    "The Chief Constable should send last year's count.",
    "The Deputy Chief Constable should send it.",
    "The Chief Constable's Office replied.",
    "Detective Inspector Posts were cut.",
    "thefts on Victoria Road and Charles Street",
    "Victoria Park and Abbey Park were busy.",
    "the Stephen Lawrence Inquiry",
    "the Francis Crick Institute",
    "the Thomas Cook Foundation",
    "the James Report of 2012",
    "Clare's Law and Sarah's Law were used.",
    "1,021 offences against 1,068 (-4.4%)",
    "15243 crimes, 0.8% more than the 15122 before",
    "£3.24m of £23.00m; £17,920,000 is left",
    "634 of 1,883 people (33.7%)",
    "3 September 2014",
    "as at 29/09/2014",
    "from 2013/14 to 2014/15",
    "between 01/04/2013 and 31/03/2014",
    "the 101 number was down; 999 calls rose",
    "SP12, SP14A and SP14B share an owner",
    "Q1 2014/15 YTD against Q1 2013/14",
    "in the year born of the merger",
    "Hinckley and Bosworth; North West Leicestershire",
    "Oadby and Wigston, Melton Mowbray, Market Harborough",
    "New Parks, Beaumont Leys, St Matthews and Braunstone",
    "Mark the change; Will the rise last? May and June were high.",
    "Grace and Hope are wards of the hospital.",
    "The PC World on the retail park was broken into.",
    "PC and laptop thefts",
    "12 to 18 months; 10-17 year olds; 18-24 year olds",
    "the A46, the M1 and junction 21A",
    "the A426 and B4114",
    "the DC area; DS and DI posts",
    "a scheme called Warning Zone",
    "a victim named in the report",
    "In 2014 London Road had 40 burglaries.",
    "HMIC called progress good in July 2014.",
    "Miss out none of the rows.",
    "See E12, F03 and row 1234.",
    "1.2345678901 is the ratio, 12345678.90 the sum",
    "Jordan Hill Ward and Charlotte Ward",
    "Martin House Hospice",
    "NHS England and the Office for National Statistics",
    "The Youth Offending Management Board meets on 19 September.",
    "Inspector and Sergeant numbers fell by 3.",
    "rated good by Inspectors in July",
    "Alexander Stadium",
    "250 000 people live there",
    "the 2014-15-q1 return, r12-2014-06 and 2014-04",
    "Community Based Survey: 81.8% (n = 1,200)",
]


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, texts in FOUND.items() for t in texts])
def test_what_may_be_personal_is_found(kind, text):
    assert kind in {found.kind for found in personal.find(text)}


@pytest.mark.parametrize("text", LEFT)
def test_what_is_not_personal_is_left_in_peace(text):
    assert personal.find(text) == ()


def test_there_are_enough_examples_of_both():
    assert sum(map(len, FOUND.values())) >= 40
    assert len(LEFT) >= 40


@pytest.mark.parametrize(
    "path", sorted((REPOSITORY / "data/commentary").rglob("*.md")), ids=lambda p: p.stem
)
def test_the_commentary_of_the_workbook_holds_nobody(path):
    assert personal.find(path.read_text("utf-8")) == ()


def test_the_returns_of_the_workbook_hold_nobody(figures):
    texts = [c.text for c in figures.comments]
    texts += [e.note for m in figures.plan.measures for e in figures.entries(m)]
    assert len(texts) > 50
    assert [found for text in texts for found in personal.find(text)] == []


@given(st.sampled_from([t for texts in FOUND.values() for t in texts]), st.text(max_size=40))
def test_other_words_before_it_hide_nothing_that_stands_in_a_line_of_its_own(text, before):
    assert personal.find(f"{before}. ; \n{text}")


@given(st.sampled_from([t for texts in FOUND.values() for t in texts]), st.data())
def test_characters_that_nobody_sees_hide_nothing(text, data):
    at = data.draw(st.integers(0, len(text)))
    unseen = data.draw(st.sampled_from(["\u200b", "\u00ad", "\u2060", "\ufeff"]))
    assert personal.find(text[:at] + unseen + text[at:]) == personal.find(text)


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through(text):
    for found in personal.find(text):
        assert found.words
    assert personal.digest(text) == personal.digest(f"  {text}\n")


def test_a_long_text_takes_no_long_time():
    """No pattern may go back and forth for ever over what is nearly its like."""
    for piece in ("0116 ", "A", "Aa ", "1", "1 ", "12345/", "a.", "a@a.", "PC ", "born ", "O'"):
        personal.find(piece * (50_000 // len(piece)))


def test_check_digits_of_nhs_numbers():
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("9434765918")
    assert not is_nhs_number("943476591")
