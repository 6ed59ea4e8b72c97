"""How states, signs and notices look on paper: fill, ink and shape."""

from __future__ import annotations

from panelpack.document import SIGNS, STATES
from panelpack.exporters import shapes

TEXT, WHITE = "#0b0c0c", "#ffffff"
# Paper and ink of a badge; all states but these three are white.
BADGES = {
    "improved": ("#28a197", TEXT),
    "no change": ("#ffdd00", TEXT),
    "deteriorated": ("#942514", WHITE),
}


def look(state: str) -> tuple[str, str]:
    """Return the paper and ink of a state or sign, as hexadecimal colours."""
    return BADGES.get(state, (WHITE, TEXT))


def badges() -> dict[str, dict[str, object]]:
    """Return paper, ink and shape of every state and sign; only states stand in a box."""
    chosen = {state: look(state) for state in (*STATES, *SIGNS)}
    return {
        state: {
            "fill": fill,
            "ink": ink,
            "svg": inked(shapes.state_shape(state), ink),
            "boxed": state in STATES,
        }
        for state, (fill, ink) in chosen.items()
    }


def tones() -> dict[str, dict[str, str]]:
    """Return word and icon of every tone of a notice."""
    return {
        tone: {"word": shapes.tone_word(tone), "svg": inked(shapes.tone_shape(tone), TEXT)}
        for tone in shapes.TONES
    }


def inked(svg: str, ink: str) -> str:
    """Return a shape as a file of its own: with a namespace, and its colour said."""
    named = str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return named.replace("currentColor", ink)
