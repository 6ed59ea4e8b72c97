"""The shape of every state and the icon of every kind of notice, as lines in a square of 16.

Each is drawn in the colour of the text beside it, so that it stays when colours are taken away.
"""

from __future__ import annotations

from markupsafe import Markup

from panelpack.document import SIGNS, STATES, Title
from panelpack.errors import DataError
from panelpack.quarters import Quarter

_TICK = '<path d="M2 8.5 6.2 13 14 3.5"/>'
_LEVEL = '<path d="M2 5.5h12M2 10.5h12"/>'
_WARNING = '<path d="M8 1.5 15 14H1z"/><path d="M8 6v4M8 11.4v1"/>'
_BOTH_WAYS = '<path d="M5 14V2.5L2 6M5 2.5 8 6M11 2v11.5L8 10M11 13.5l3-3.5"/>'
_FEW_POINTS = '<path d="M1 8h3M6.5 8h3M12 8h3"/>'
_SMALL = '<circle cx="8" cy="8" r="6.5"/><circle cx="8" cy="8" r="1"/>'
_CROSS = '<path d="m3 3 10 10M13 3 3 13"/>'
_CLOCK = '<circle cx="8" cy="8" r="6.5"/><path d="M8 4v4.3l3 2"/>'
_EMPTY = '<rect x="2.5" y="2.5" width="11" height="11"/>'
_LOCK = '<rect x="2.5" y="7" width="11" height="7.5"/><path d="M5 7V4.5a3 3 0 0 1 6 0V7"/>'
_BETTER = '<path d="M2 10.5 6 7l3 2.5L14 4M9.5 3.5H14.3V8.3"/>'
_ALARM = '<circle cx="8" cy="8" r="6.5"/><path d="M8 4v5M8 10.6v1.6"/>'
_HIGH = '<path d="M8 14V2.5M3.5 7 8 2.5 12.5 7"/>'
_LOW = '<path d="M8 2v11.5M3.5 9 8 13.5 12.5 9"/>'
_WAVE = '<path d="M1 8c2-5 3.5-5 5 0s3 5 5 0 2.7-4 4-1"/>'
_DASH = '<path d="M3 8h10"/>'
_HIT = '<circle cx="8" cy="8" r="6.5"/><path d="M4.8 8.3 7.2 11l4.2-5.5"/>'
_MISS = '<circle cx="8" cy="8" r="6.5"/><path d="m5.2 5.2 5.6 5.6M10.8 5.2l-5.6 5.6"/>'
_MIXED = '<circle cx="8" cy="8" r="6.5"/><path d="M4.5 10c1.5-4 2.5-4 3.5-2s2 2 3.5-2"/>'
_NOTE = '<circle cx="8" cy="8" r="6.5"/><path d="M8 7.2v4.6M8 4v1.2"/>'

STATE_SHAPES = {
    "improved": _TICK,
    "no change": _LEVEL,
    "deteriorated": _WARNING,
    "no polarity": _BOTH_WAYS,
    "not enough data": _FEW_POINTS,
    "small numbers": _SMALL,
    "not available": _CROSS,
    "awaiting clearance": _CLOCK,
    "not tested": _EMPTY,
}
"""The lines of each of `document.STATES`."""

SIGN_SHAPES = {
    "improvement": _BETTER,
    "concern": _ALARM,
    "high": _HIGH,
    "low": _LOW,
    "common cause": _WAVE,
    "no chart": _DASH,
    "no figure": _DASH,
    "no series": _DASH,
    "too few values": _DASH,
    "too old": _DASH,
    "consistently met": _HIT,
    "consistently missed": _MISS,
    "hit and miss": _MIXED,
    "no target": _DASH,
    "not judged": _DASH,
}
"""The lines of each of `document.SIGNS`."""
_SHAPES = STATE_SHAPES | SIGN_SHAPES
_NAMES = {
    _TICK: "Tick",
    _LEVEL: "Two level lines",
    _WARNING: "Warning triangle",
    _BOTH_WAYS: "Arrows up and down",
    _FEW_POINTS: "Broken line",
    _SMALL: "Dot in a circle",
    _CROSS: "Cross",
    _CLOCK: "Clock",
    _EMPTY: "Empty square",
    _BETTER: "Rising line",
    _ALARM: "Exclamation mark in a circle",
    _HIGH: "Arrow up",
    _LOW: "Arrow down",
    _WAVE: "Wave",
    _DASH: "Dash",
    _HIT: "Tick in a circle",
    _MISS: "Cross in a circle",
    _MIXED: "Wave in a circle",
}
"""What each shape of a badge is in words."""

TONES = {
    "missing": ("Missing", _CROSS),
    "withheld": ("Withheld", _LOCK),
    "caution": ("Caution", _WARNING),
    "note": ("Note", _NOTE),
}
"""The word of each tone of a notice, and its lines."""


def state_shape(state: str) -> Markup:
    """Return the shape of a state or sign as inline SVG, hidden from those who hear the word.

    Raises DataError for an unknown state.
    """
    if state not in _SHAPES:
        known = ", ".join((*STATES, *SIGNS))
        raise DataError(f"{state!r} is not a state; a badge has one of: {known}")
    return _drawn(_SHAPES[state])


def shape_name(state: str) -> str:
    """Return what the shape of a state is in words, for pictures that need a text alternative."""
    return _NAMES[_SHAPES[state]]


def tone_word(tone: str) -> str:
    """Return the word that begins a notice; raises DataError for an unknown tone."""
    return _tone(tone)[0]


def tone_shape(tone: str) -> Markup:
    """Return the icon of a notice as inline SVG; raises DataError for an unknown tone."""
    return _drawn(_tone(tone)[1])


def _tone(tone: str) -> tuple[str, str]:
    if tone not in TONES:
        raise DataError(f"{tone!r} is not a tone; a notice has one of: {', '.join(TONES)}")
    return TONES[tone]


def _drawn(lines: str) -> Markup:
    return Markup(
        '<svg class="pp-shape" aria-hidden="true" focusable="false" width="16" height="16" '
        'viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2">'
        f"{lines}</svg>"
    )


def known(title: Title) -> str:
    """Return the words before a section's day: open data has no day on which it became known.

    >>> known(Title("sp12", "", "", "", "2014-15-q1", "public", "2014-09-29"))
    'Figures as known on'
    >>> known(Title("sp12", "", "", "", "2014-15-q1", "public", "2014-06-30"))
    'Figures up to'
    """
    try:
        is_open = title.as_at == Quarter.parse(title.quarter).end.isoformat()
    except ValueError:
        is_open = False
    return "Figures up to" if is_open else "Figures as known on"
