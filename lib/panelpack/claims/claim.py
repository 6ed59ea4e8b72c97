"""A claim of prose: its words, where they stand, and what they are part of."""

from __future__ import annotations

from dataclasses import dataclass

from panelpack.claims import vocabulary
from panelpack.claims.clauses import clause
from panelpack.claims.report import Sentence
from panelpack.claims.vocabulary import Said


@dataclass(frozen=True)
class Claim:
    """Claiming words that stand together in a sentence of a section."""

    sentence: Sentence
    senses: tuple[Said, ...]
    kind: str
    is_definite: bool
    previous: str
    is_compared: bool = False
    """Whether the report said before what it compares with what."""

    @property
    def words(self) -> str:
        """The claiming words with what stands between them."""
        return self.sentence.text[self.senses[0].start : self.senses[-1].end]

    @property
    def degrees(self) -> tuple[str, ...]:
        """How much the words beside the claim say that it is."""
        first, last = self.senses[0].start, self.senses[-1].end
        return vocabulary.degrees(self.sentence.text[max(0, first - 16) : last + 14])

    @property
    def clause(self) -> str:
        """The part of the sentence that the words stand in."""
        return clause(self.sentence.text, *self.place)

    @property
    def place(self) -> tuple[int, int]:
        """Where the claiming words begin and end in their sentence."""
        return self.senses[0].start, self.senses[-1].end

    @property
    def before(self) -> str:
        """What leads to the claiming words in their sentence."""
        return self.sentence.text[: self.senses[0].start]

    @property
    def after(self) -> str:
        """What follows the claiming words in their sentence."""
        return self.sentence.text[self.senses[-1].end :]

    @property
    def names(self) -> frozenset[str]:
        """The senses claimed, those left out that `not` denies."""
        return frozenset(s.sense for s in self.senses if not s.denied)

    @property
    def is_denied(self) -> bool:
        """Whether `not` or the like denies the claim."""
        return self.senses[0].denied
