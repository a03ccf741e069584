"""The form of a draft's claims: its sentences and list items, whether one says a thing, and of what. Pure functions."""

import re

from corpus.text import sentences
from rag.zones import Reading, called, read

_MARK = r"\[\d+(?:\s*[,;–-]\s*\d+)*\]"
_MARKS = re.compile(rf"\s*{_MARK}(?:\s*,?\s*{_MARK})*|\s*\[[\d, ]*$")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_LEAD = re.compile(r"(?P<lead>.*\w\s*):\s+(?P<items>\S.*)")  # "Les sociétés condamnées sont : Intel"
_BETWEEN_ITEMS = re.compile(r"\s*[,;]\s+|\s+(?:et|ou|and|or)\s+")
# A sentence that stops after one of these goes on somewhere: it was cut, or leads in a list that is missing.
_CUT = re.compile(
    r"(?:\b(?:[Dd]e|du|des|[Àà]|aux?|l[ae]s?|une?|et|ou|que|qui|en|dans|par|pour|avec|sur|chez|auprès|dont|ne|se|son|sa|"
    r"ses|leurs?|ce|cette|a|an|the|of|to|by|with|from|in|on|at|for|and|or|that)|\b(?:[dlnsc]|qu)'?|[:,;(])\s*$"
)
_VERB = re.compile(r"\b(?:est|sont|était|étaient|sera|a|ont|avait|avaient|aura|is|are|was|were|has|have|had)\b")
# What comes before the name of which a half of a claim speaks, if it has one of its own: "le patron de", "12 % pour".
_OWN_TOPIC = re.compile(
    r"(?:(?:l[ea]s? |l'|une? |the |cel(?:ui|le|les) |ceux )(?!groupe|société|entreprise|firme|start-up|company|group)"
    r"(?:[\w'-]+ ){0,2}?(?:de |du |des |d'|of |de l[a'] ?)?"
    r"|(?:(?:[\d.,]+|[%€$]|milli\w+|points?|(?:de |d')?(?:dollars|euros)) ?)+"
    r"(?:pour|chez|à|au|for|at|in) |(?:pour|chez|à|en|de|for|at|in) )?(?:l[ea]s? |l'|the )?$",
    re.IGNORECASE,
)


def is_unfinished(claim: str) -> bool:
    """Whether a claim stops where something must follow: "auprès de", "sont :"."""
    return bool(_CUT.search(claim))


def split_claims(draft: str) -> list[str]:
    """Split a draft into its sentences and list items, without bullets and [n] marks.

    An item has its lead-in before it: "Les sociétés sont :" and "- Intel" give "Les sociétés sont : Intel".
    """
    claims: list[str] = []
    lead = ""
    for line in draft.split("\n"):
        text = _BULLET.sub("", _MARKS.sub("", line)).replace("**", "")
        found = [said for span in sentences(text) if re.search(r"\w", said := span.of(text))]
        if found and lead and (_BULLET.match(line) or not re.search(r"[.!?…]\W*$", text)):
            found[0] = f"{lead} {found[0]}"
        elif found:
            lead = ""
        if found and found[-1].endswith(":"):
            lead = found.pop()
        claims += found
    return claims


def topic_of(claim: str, context: str) -> str:
    """Return the name of which a claim first speaks, "" if there is none. `context` is more text on the subject."""
    reading = read(claim, context)
    topic = next((zone.topic for zone in reading.zones if zone.topic), None)
    return next((name.span.of(claim) for name in reading.names if called(claim, name) == topic), "")


def items_of(claim: str) -> list[str]:
    """Return what to prove of a claim: of "les sociétés condamnées sont : A et B", the same of A and of B."""
    match = _LEAD.fullmatch(claim)
    if match is None or states_something(match["lead"]) or has_predicate(read(match["items"])):
        return [claim]
    return [f"{item} : {match['lead']}" for item in _BETWEEN_ITEMS.split(match["items"].rstrip(" ."))]


def has_predicate(reading: Reading) -> bool:
    """Whether a text says anything of its names, dates and numbers."""
    return any(zone.terms for zone in reading.zones) or bool(_VERB.search(reading.text))


def states_something(text: str) -> bool:
    reading = read(text)
    return bool(reading.numbers or reading.names)


def has_topic(half: str) -> bool:
    """Whether a half of a claim names of what it speaks, before its verb."""
    name = next(iter(read(half).names), None)
    return name is not None and _OWN_TOPIC.match(half[: name.span.start]) is not None


def opening_of(statement: str) -> str:
    """Return a statement up to its first number or date: what the second half of the claim leaves unsaid."""
    reading = read(statement)
    places = [number.place for number in reading.numbers] + [date.span.start for date in reading.dates]
    return statement[: min(places, default=len(statement))]
