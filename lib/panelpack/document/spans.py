"""Runs of words in one style."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A run of words in one style."""

    text: str
    strong: bool = False
    emphasis: bool = False


Text = tuple[Span, ...]


def text(words: str) -> Text:
    """Return plain words as one run of text."""
    return (Span(words),)


def plain(spans: Text) -> str:
    """Return the words of a run of text without their style."""
    return "".join(span.text for span in spans)
