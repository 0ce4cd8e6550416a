"""Sentences of rooms that know no screen: Chinese as they stand, and in another language where they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable


class Said(str):
    """A sentence with its facts filled in; it keeps the two apart, so that a screen may translate the sentence.

    `Said("出勤满 %(n)d 天。", n=22)` is the text "出勤满 22 天。" to everybody who does not ask for more. Without facts
    a sign of per cent stands for itself.
    """

    sentence: str
    facts: dict[str, object]

    def __new__(cls, sentence: str, **facts: object) -> Said:
        """Raises KeyError for a placeholder without a fact."""
        said = super().__new__(cls, sentence % facts if facts else sentence)
        said.sentence, said.facts = sentence, facts
        return said

    def by(self, translate: Callable[[str], str]) -> str:
        """The sentence in another language, its facts too where they are sentences themselves."""
        sentence = translate(self.sentence)
        if not self.facts:
            return sentence
        return sentence % {
            name: fact.by(translate) if isinstance(fact, Said | Listed) else fact
            for name, fact in self.facts.items()
        }


class Listed(str):
    """Sentences one after another, with the sign of a list between them."""

    parts: tuple[str, ...]

    def __new__(cls, parts: Iterable[str]) -> Listed:
        """`parts` may be plain texts."""
        kept = tuple(parts)
        listed = super().__new__(cls, "、".join(kept))
        listed.parts = kept
        return listed

    def by(self, translate: Callable[[str], str]) -> str:
        """The same in another language."""
        said = [part.by(translate) if isinstance(part, Said) else part for part in self.parts]
        return translate("、").join(said)


__all__ = ["Listed", "Said"]
