"""A request to stop is heard once, never lost, and what is under way is left tidily."""

import os
import signal

import pytest

from panelpack.pack import stopping
from panelpack.pack.stopping import Stopped, heed, stoppable, uninterrupted


def tell(number=signal.SIGTERM):
    os.kill(os.getpid(), number)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_first_signal_stops_and_later_ones_leave_the_tidying_alone(number, code):
    tidied = []
    with pytest.raises(Stopped) as stopped, stoppable():
        try:
            tell(number)
        finally:
            tell(number)
            tidied.append(True)
    assert (stopped.value.exit_code, tidied) == (code, [True])


def test_what_was_set_before_holds_again():
    before = signal.getsignal(signal.SIGTERM)
    with stoppable():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


class Cleared:
    """Hears of a signal where Python drops what is raised."""

    def __del__(self):
        tell()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_request_that_python_drops_is_heeded_at_the_next_step():
    steps = []
    with pytest.raises(Stopped) as stopped, stoppable():
        Cleared()
        steps.append("goes on")
        heed()
        steps.append("too far")
    assert (stopped.value.exit_code, steps) == (143, ["goes on"])
    with pytest.raises(Stopped), stoppable():
        Cleared()
        with uninterrupted():
            steps.append("too far")
    assert steps == ["goes on"]


def test_nothing_is_heard_anew_once_all_is_tidied():
    with pytest.raises(Stopped), stoppable():
        tell()
    heed()
    assert stopping._heard == []


def test_no_signal_comes_between():
    with pytest.raises(Stopped), stoppable():
        with uninterrupted():
            tell()
            done = True
        tell()
    assert done
