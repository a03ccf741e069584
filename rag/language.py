"""The language of a question or an answer: French, unless its words say English."""

import re

_ENGLISH = frozenset(
    """
    the of is are was were what which who whom when where why how does did do has have much many in for
    """.split()
)
_FRENCH = frozenset(
    """
    le la les un une des du de est sont qui que quel quelle quels combien quand où pourquoi comment en pour
    """.split()
)


def language_of(text: str) -> str:
    """Return "en" for a text in English, "fr" for any other."""
    words = set(re.findall(r"[a-z']+", text.lower()))
    english, french = len(words & _ENGLISH), len(words & _FRENCH)
    return "en" if english > french else "fr"
