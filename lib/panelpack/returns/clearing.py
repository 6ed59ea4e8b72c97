"""Record a board's word on exactly one version of a return; nothing recorded is changed after."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from panelpack.errors import DataError
from panelpack.plan import Plan
from panelpack.returns.boards import CLEARANCES, is_as_received, number_of, records
from panelpack.returns.boards import record as record_of
from panelpack.returns.days import known_from, moment_now
from panelpack.returns.durable import alone_in, put_file
from panelpack.returns.model import Return
from panelpack.returns.writing import as_yaml


def record(
    sent: Return, plan: Plan, board: str, on: date, *, withdrawn: bool = False, by: str = ""
) -> Path:
    """Append a board's word on exactly this version, and return the file that holds it.

    A word that stands already, as the board's last one, is not recorded again.
    Raises DataError when none of the return's measures is that board's, when the values are no
    longer those that came, or when the day lies before the version was submitted.
    """
    _check(sent, plan, board, on, withdrawn)
    version = plan.folder / sent.path
    word = {
        "board": board,
        "on": on.isoformat(),
        **known_from(plan, on),
        "says": "withdrawn" if withdrawn else "cleared",
        "values_sha256": sent.values_sha256,
        "return_sha256": sent.return_sha256,
        **({"by": by} if by else {}),
        "recorded": moment_now(),
    }
    content = as_yaml(word)
    folder = version.parent / CLEARANCES
    with alone_in(folder):
        standing = _standing(sent, plan, word)
        if standing is not None:
            return standing
        number = max((number_of(path) for path in records(version)), default=0) + 1
        while not put_file(folder / f"{version.name}-{number}.yaml", content):
            number += 1
    return folder / f"{version.name}-{number}.yaml"


def _standing(sent: Return, plan: Plan, word: dict[str, str]) -> Path | None:
    """Return the record of a board's last word on these bytes, if it says the same."""
    said = [(path, record_of(path, plan)) for path in records(plan.folder / sent.path)]
    own = [(path, known) for path, known in said if known.board == word["board"]]
    if not own:
        return None
    path, last = own[-1]
    seen = (last.says, last.on.isoformat(), last.values_sha256, last.return_sha256)
    same = seen == tuple(word[key] for key in ("says", "on", "values_sha256", "return_sha256"))
    return path if same else None


def boards_of(sent: Return, plan: Plan) -> list[str]:
    """Return the boards that must see a return before the public does, the partner's first."""
    measures = (plan.measures[figure.measure] for figure in sent.figures)
    own = plan.settings.partners[sent.partner].board
    return list(dict.fromkeys([own, *(plan.board_of(measure) for measure in measures)]))


def _check(sent: Return, plan: Plan, board: str, on: date, withdrawn: bool) -> None:
    wanted = boards_of(sent, plan)
    if board not in wanted:
        raise DataError(f"{sent.path}: waits for {' and '.join(wanted)}, not for {board!r}")
    if not is_as_received(sent):
        raise DataError(f"{sent.path}: the values are no longer those that came; send them anew")
    if on < sent.head.submitted.on:
        raise DataError(
            f"{sent.path}: was submitted on {sent.head.submitted.on}, so nobody cleared it on {on}"
        )
    if withdrawn and sent.cleared_on(board, date.max) is None:
        raise DataError(f"{sent.path}: {board} has not cleared it, so nothing can be withdrawn")
