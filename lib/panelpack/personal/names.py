"""Names of people: after a title or rank, or a given name before a surname.

The lists are short: names that many people in England bear and that are no common words. A pair
that goes on with a word for a place or an institution is not taken for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


def _list(words: str) -> frozenset[str]:
    return frozenset(words.split())


_GIVEN = _list(
    """
    Aaron Abdul Abdullah Abigail Adam Adrian Ahmed Aisha Alan Alex Alexander Alexandra Alfie Ali
    Alice Alison Amanda Amelia Amir Amit Amy Andrea Andrew Angela Anil Anita Anjali Anna Anne
    Anthony Antonio Arjun Arthur Asha Ashley Asif Ayesha Barbara Barry Ben Benjamin Beth Bethany
    Bilal Brenda Brian Bruce Callum Cameron Carl Carol Caroline Catherine Charles Charlie Charlotte
    Chloe Chris Christine Christopher Claire Clare Clive Colin Connor Craig Daniel Danielle Darren
    David Dawid Debbie Deborah Deepak Denise Dennis Derek Diana Diane Donald Donna Dorothy Douglas
    Dylan Edward Eileen Elaine Eleanor Elizabeth Ella Ellie Emily Emma Eric Erin Ethan Evelyn
    Faisal Farah Fatima Fiona Frances Francis Fred Freddie Gareth Gary Gavin Geoffrey George
    Georgia Gerald Gillian Gordon Graham Gurpreet Hannah Hardeep Harriet Harry Hassan Hayley
    Heather Helen Henry Holly Howard Hugh Ian Ibrahim Imran Isaac Isabel Isabella Ismail Jacob
    Jacqueline Jake James Jamie Jane Janet Janice Jason Jasmine Javed Jayne Jeffrey Jennifer
    Jenny Jeremy Jessica Jill Jim Joan Joanne Joe Joel John Jonathan Jordan Joseph Josh Joshua
    Joyce Judith Julia Julian Julie Justin Karen Kate Katherine Kathleen Katie Katarzyna Keith
    Kelly Kenneth Kerry Kevin Khalid Kieran Kiran Kirsty Krzysztof Kyle Lauren Laura Lawrence
    Leah Lee Leo Lesley Lewis Liam Linda Lisa Logan Lorraine Louis Louise Lucy Luke Lynn Magdalena
    Malcolm Manjit Margaret Maria Marie Marion Mark Martin Mary Matt Matthew Maureen Megan Melanie
    Mia Michael Michelle Mike Mohamed Mohammad Mohammed Mohan Molly Monica Muhammad Nadia Naomi
    Nasreen Natalie Nathan Neil Nicholas Nicola Nigel Nikhil Nisha Noah Nicole Norman Oliver
    Olivia Omar Owen Pamela Patricia Patrick Paul Paula Pauline Peter Philip Phillip Piotr Priya
    Rachel Rajesh Rakesh Ravi Raymond Rebecca Reece Rhys Richard Rita Robert Roger Ronald Rosemary
    Rosie Roy Russell Ruth Ryan Sally Salma Sam Samantha Samuel Sandra Sanjay Sara Sarah Scott
    Sean Shabana Shannon Sharon Shaun Sheila Shirley Simon Sophia Sophie Stacey Stephanie Stephen
    Steve Steven Stuart Sunil Sunita Susan Suzanne Sylvia Tanya Terence Teresa Terry Thomas
    Timothy Tom Tony Tracey Tracy Trevor Usman Valerie Vanessa Victoria Vikram Vincent Wayne
    Wendy William Yasmin Yusuf Yvonne Zahra Zainab Zara Zoe
    """
)
# So many bear these, and so few things are called so, that any name before one is a person's.
_SURNAMES = _list(
    """
    Ahmad Akhtar Begum Chaudhry Chauhan Choudhury Desai Hussain Iqbal Kaur Khan Kowalska Kowalski
    Mahmood Malik Mistry Nowak Okafor Patel Rahman Shah Sharma Sheikh Singh Wojcik
    """
)
_TITLES = (
    r"Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Rev|Reverend|Cllr|Councillor|W?PC|PCSO|DC|DS|DI|"
    r"DCI|DCS|PS|Sgt|Insp|Supt|ACC|DCC|Judge|"
    r"(?:Chief |Detective |Police |Special )*(?:Constable|Sergeant|Inspector|Superintendent)"
)
# What follows a rank or a given name without being somebody's name.
_THINGS = _list(
    """
    Academy Act Action All Annual Area Arena Arms Association Avenue Award Best Board Borough
    Bridge Campaign Cathedral Centre Charity Church City Clinic Close Club College Commission
    Committee Common Community Company Conference Contact Corps Council County Court Crescent
    Crime Cup Data Day Department Development District Division Drive Enquiry Estate Farm
    Federation Fields Figures Force Forum Foundation Fund Gardens Group Grove Hall Hill Hospice
    Hospital Hotel House Infirmary Initiative Inn Inquest Inquiry Institute Intelligence
    Investigation Lane Law Lead Leads Library Limited Local Ltd Market Meeting Memorial Mews Month
    Museum National Neighbourhood Network Office Officer Officers Operation Operations Order Panel
    Park Partnership Patrol Place Plan Plc Police Policing Portfolio Post Posts Prison Programme
    Project Promotion Quarter Recruitment Report Reports Response Retail Review Rise Road Roads
    Row Rural Scheme School Scrutiny Section Service Services Set Shopping Society Square Stadium
    Staff Station Street Streets Supermarket Support Survey Team Teams Terrace Theatre Town
    Training Trust Unit University Urban Victims Village Visit Volunteer Volunteers Walk Ward Way
    Week Working World Year Youth
    """
)
_LITTLE = _list(
    """
    An And Are As At By Can Did Does For From Had Has Have In Is Led Most Must No Not Of On Or Our
    Should The These They This To Was Were Who Will With Would You
    """
)
_NAME = r"(?:(?:Mc|Mac|O['’]|D['’])?[A-Z][a-z]{1,20}(?:['’-][A-Z][a-z]{1,20})?)"
_TITLED = re.compile(
    rf"\b(?:{_TITLES})\.? (?:\d{{2,5}} )?(?:[A-Z]\.? ?){{0,2}}"
    rf"(?P<name>{_NAME}|[A-Z]{{3,20}})\b(?!['’]s [A-Z])"
)
_PAIR = re.compile(
    rf"(?=(?<![\w'’-])(?P<given>{_NAME}|[A-Z]{{3,20}}) (?:[A-Z]\.? ){{0,2}}"
    rf"(?P<surname>{_NAME}|[A-Z]{{3,20}})\b(?: (?P<next>[A-Za-z]+))?)"
)
_CALLED = re.compile(
    r"\b(?:man|woman|boy|girl|child|victim|suspect|offender|resident|officer|person|teenager|"
    r"pensioner|patient|pupil|witness|driver)\b,? (?:named|called|known as) (?:as )?"
    rf"(?P<name>{_NAME})\b"
)

Place = tuple[int, int, str]


def names(text: str) -> Iterator[Place]:
    """Yield start, end and kind of each name of a person."""
    for pattern in (_TITLED, _CALLED):
        for match in pattern.finditer(text):
            if match["name"].capitalize() not in _THINGS | _LITTLE:
                yield match.start(), match.end(), "a name"
    for match in _PAIR.finditer(text):
        if _is_person(match):
            yield match.start(), match.end("surname"), "a name"


def _is_person(match: re.Match) -> bool:
    given, surname, after = match["given"], match["surname"], match["next"] or ""
    if given.isupper() != surname.isupper():
        return False
    given, surname = (w.capitalize() if w.isupper() else w for w in (given, surname))
    if surname in _THINGS | _LITTLE or after in _THINGS:
        return False
    return given in _GIVEN or (surname in _SURNAMES and given not in _THINGS | _LITTLE)
