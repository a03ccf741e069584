"""The language of a question or an answer: French, unless its words say English."""

import re

# None that the other language has too ("a", "me", "on", "or") or that stands in French names of places ("in").
_ENGLISH = frozenset(
    """
    the of is are was were what which who whom when where why how does do did has have had much many for and to with
    from by about tell can could will would should shall may must my your you their its it this that these there been
    be not than any some
    """.split()
)
_FRENCH = frozenset(
    """
    le la les un une des du de est sont qui que quel quelle quels quelles combien quand où pourquoi comment en pour
    dans par avec sur au aux et il elle ils elles on ce cette ces son sa ses leur été ont fait
    """.split()
)


def language_of(text: str) -> str:
    """Return "en" for a text in English, "fr" for any other.

    Capitals inside it are names ("The Information", "Will Smith") and say nothing.
    """
    words = re.findall(r"[^\W\d_]+", text.lower() if text.isupper() else text[:1].lower() + text[1:])
    english, french = (len(known.intersection(words)) for known in (_ENGLISH, _FRENCH))
    elided = len(set(re.findall(r"\b(?:l|d|qu|n|j)(?=['’]\w)", text.lower())))
    return "en" if english > french + elided else "fr"
