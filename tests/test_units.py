"""One of a thing is told in the singular, and a place among others from the nearer end."""

import pytest

from panelpack.units import counted, standing


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        ("1", "offences", "1 offence"),
        ("1", "people", "1 person"),
        ("1", "young people", "1 young person"),
        ("1", "burglaries", "1 burglary"),
        ("1", "statement", "1 statement"),
        ("1", "losses of business", "1 losses of business"),
        ("0", "offences", "0 offences"),
        ("11", "offences", "11 offences"),
        ("1.0", "points", "1.0 points"),
        ("1,001", "people", "1,001 people"),
    ],
)
def test_only_one_is_singular(number, unit, said):
    assert counted(number, unit) == said


@pytest.mark.parametrize(
    ("place", "of", "said"),
    [
        (1, 8, "the highest"),
        (2, 8, "the second highest"),
        (4, 8, "the fourth highest"),
        (5, 8, "the fourth lowest"),
        (8, 8, "the lowest"),
        (5, 9, "the fifth highest"),
        (9, 43, "the 9th highest"),
        (11, 43, "the 11th highest"),
        (21, 43, "the 21st highest"),
        (22, 44, "the 22nd highest"),
        (34, 43, "the 10th lowest"),
        (1, 1, "the highest"),
    ],
)
def test_a_place_is_counted_from_the_nearer_end(place, of, said):
    assert standing(of - place, range(of)) == said


def test_places_that_are_shared_are_joint():
    assert standing(3, [1, 3, 3, 2]) == "the joint highest"
    assert standing(1, [1, 1, 1, 5, 6]) == "the joint lowest"
    assert standing(2, [2, 2]) == "the joint highest"
