"""Check digits of numbers that people are known by."""

from __future__ import annotations

import re


def is_nhs_number(text: str) -> bool:
    """Say whether ten digits end in the check digit of an NHS number (NHS Data Dictionary).

    >>> is_nhs_number("943 476 5919"), is_nhs_number("943 476 5918")
    (True, False)
    """
    digits = [int(digit) for digit in re.sub(r"\D", "", text)]
    if len(digits) != 10:
        return False
    weighted = sum(
        digit * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)
    )
    return (11 - weighted % 11) % 11 == digits[9]
