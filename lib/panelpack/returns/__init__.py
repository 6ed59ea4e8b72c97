"""Partners' returns: read them strictly, find every problem, keep every version."""

from panelpack.returns.model import Comment, Figure, Gap, Problem, Return, Status
from panelpack.returns.store import known_returns

__all__ = ["Comment", "Figure", "Gap", "Problem", "Return", "Status", "known_returns"]
