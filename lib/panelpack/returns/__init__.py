"""Partners' returns: read them strictly, find every problem, keep every version."""

from panelpack.returns.boards import records_by
from panelpack.returns.days import london_day
from panelpack.returns.model import Clearance, Comment, Figure, Gap, Return, Status
from panelpack.returns.problems import Problem
from panelpack.returns.store import known_returns, superseded_returns

__all__ = [
    "Clearance",
    "Comment",
    "Figure",
    "Gap",
    "Problem",
    "Return",
    "Status",
    "known_returns",
    "london_day",
    "records_by",
    "superseded_returns",
]
