"""How the width of a table is shared, so that it takes the fewest lines."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panelpack.exporters.sharing import STEPS, fewest_lines

SENTENCES, NAMES, DAYS = [[400.0]] * 6, [[90.0]] * 6, [[60.0]] * 6


def test_a_column_of_sentences_takes_the_width_that_short_ones_do_not_need():
    wide, names, days = fewest_lines([SENTENCES, NAMES, DAYS], (160, 160, 160), (60, 50, 40), 5)
    assert wide + names + days == 480
    assert wide >= 226  # two lines instead of three
    assert (names, days) >= (100, 70)  # and these still take one


def test_widths_stay_where_no_move_saves_a_line():
    assert fewest_lines([NAMES, DAYS], (120, 80), (60, 40), 5) == (120, 80)


def test_no_column_falls_below_its_least():
    assert fewest_lines([SENTENCES, DAYS], (100, 100), (60, 70), 5) == (124, 76)
    assert fewest_lines([SENTENCES, DAYS], (100, 100), (60, 80), 5) == (100, 100)


@given(
    st.lists(st.lists(st.floats(1, 900), min_size=4, max_size=4), min_size=2, max_size=5),
)
def test_the_sum_of_the_widths_stays(lengths):
    columns = [[[length] for length in column] for column in lengths]
    widths = [120.0] * len(columns)
    shared = fewest_lines(columns, widths, [40.0] * len(columns), 5)
    assert sum(shared) == pytest.approx(sum(widths))
    assert min(shared) >= 40


def lines(columns, widths, inset=5):
    """Return the lines of a table at some widths, and those of all its cells."""
    rooms = [width - 2 * inset for width in widths]
    rows = zip(*columns, strict=True)
    cells = [
        [
            1 if a <= room else 1 + int(a * 1.08 // room)
            for (a,), room in zip(row, rooms, strict=True)
        ]
        for row in rows
    ]
    return sum(map(max, cells)), sum(map(sum, cells))


@given(
    st.lists(st.lists(st.floats(1, 900), min_size=3, max_size=3), min_size=2, max_size=4),
)
def test_no_move_is_left_that_would_save_a_line(lengths):
    # Only moves that save their taker a line are looked at; the others can't be better.
    columns = [[[length] for length in column] for column in lengths]
    shared = fewest_lines(columns, [120.0] * len(columns), [40.0] * len(columns), 5)
    now = lines(columns, shared)
    for giver, taker in permutations(range(len(columns)), 2):
        for step in STEPS:
            moved = list(shared)
            moved[giver], moved[taker] = moved[giver] - step, moved[taker] + step
            assert moved[giver] < 40 or lines(columns, moved) >= now
