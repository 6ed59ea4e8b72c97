"""One of a thing is told in the singular."""

import pytest

from panelpack.units import counted


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
