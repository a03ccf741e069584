"""Follow-ups ("et Google ?", "et en 2024 ?", "qui le dirige ?") made full questions, by plain rules.

A follow-up either puts another name or period into the question before it, or asks another thing of the same subject,
which it leaves out or calls "il", "son", "cette entreprise". What stands by itself is left as it is.
"""

import re
from collections.abc import Sequence
from functools import reduce

from index.analysis import fold, terms
from rag.mentions import PERIOD, PRONOUN, is_located, is_name, names_at
from rag.question import is_small_talk

_FLAGS = re.IGNORECASE
_OPENING = re.compile(
    r"^(?:et si|et|mais|ou|alors|puis|and|but|what about|how about|qu'en est-il)\b,?\s*(?:de\s(?=\d))?", _FLAGS
)
_ASKING = (
    r"(?:combien|quand|où|comment|pourquoi|qui|que|quoi|quel(?:le)?s?|lequel|how (?:much|many)|how|when|where|why|who|"
    r"what|which)"
)
_FROM = r"(?:(?:de|du|des|of)\s+|d')"
_ALONE = re.compile(
    rf"^(?:(?:(?:auprès|celui|celle|ceux|celles|that|those)\s+)?{_FROM}|(?:pour|chez|avec|for|at|à|au|aux|en|in|dans|par|"
    r"contre|sur|vers|with|by|from|into|to|against|on)\s+)?(?:(?:le|la|les|the)\s+|l')?",
    _FLAGS,
)
_AND = re.compile(r"\s*(?:,(?:\s*(?:et|and)\b)?|\b(?:et|ou|and|or)\b)\s*", _FLAGS)
# What a name is to the question before: a name said with the same preposition takes its place.
_PREPOSITIONS = ("à|au|aux|en|in|at", "dans|into", "avec|with", "par|by", "contre|against", "sur", "vers|to",
                 "auprès (?:de|du|des|d)|from", "de|du|des|d|of")  # fmt: skip

_BARE = re.compile(
    r"^(?:(?:et|and|mais|but) )?((?:(?:depuis|pendant|pour) )?(?:combien de temps|quand|combien)|où|comment|pourquoi|"
    r"how much|how many|(?:for )?how long|how|(?:since )?when|where|why|"
    r"(?:auprès de|(?:grâce )?à|avec|pour|par|chez|contre|de|dans|sur|with|by|for|from|to) (?:qui|quoi|whom?|what))"
    r"(?: (?:ça|cela|donc))?[\s?!.]*$",
    _FLAGS,
)
_HEAD = re.compile(
    r"^(?:(?:(?:de|à|en|depuis|pour|pendant)\s+)?(?:combien(?: de temps)?(?!\s+d(?:e\s|'))|quand|où|comment|pourquoi)|"
    r"(?:auprès de|à|avec|par|chez|contre|dans|sur) (?:qui|quoi)|how (?:much|many)|how|when|where|why)\s+"
    r"(?:est-ce qu(?:e |'))?",
    _FLAGS,
)
# What points at something said before, whatever else the question names.
_POINTS = re.compile(
    r"\b(?:cette|cet|ces|ce)\s+(?!année|semaine|mois|jour|trimestre|été|hiver|automne|printemps|derni|prochain|sont|qui|que|qu')[a-zà-ÿ]{3,}"
    r"|\b(?:celui|celle|ceux|celles)-(?:ci|là)\b|\blà-dessus\b|\b(?:cela|ça)\b"
    r"|\bth(?:is|at|ese|ose) (?:company|model|deal|law|group|product)\b",
    _FLAGS,
)
# What does so where the question names nothing: a pronoun in place of the subject or of the object, a possessive.
_PRONOUN = re.compile(
    r"\bqui\s+(?:(?:le|la|les|lui|leur)\s+[a-zà-ÿ-]+|l'[a-zà-ÿ-]+)(?:\s+[\w-]+)?\s*[?]?$"
    rf"|\b{_ASKING}\s+(?:(?:de\s|d')?\w+\s+)?(?:(?:n|l|s)'|(?:le|la|les|se|en)\s)?"
    rf"(?!y-a|a-t-on|faut|agit|peut|est-il passé)\w+-(?:t-)?{PRONOUN}\b"
    rf"|\best-ce qu'{PRONOUN}\b|^(?:et )?(?:{PRONOUN}\s|\w+-(?:t-)?{PRONOUN}\b)"
    r"|\b(?:it|its|his|her|their|they|he|she|them|him)\b",
    _FLAGS,
)
# A pronoun that stands for nothing said before: "y a-t-il", "dit-on", "combien d'entreprises ont-elles".
_IMPERSONAL = re.compile(
    r"\b(?:y a|faut|agit|existe|reste|passe|arrive|fait(?=-il qu)|(?<=temps )f\w+)-(?:t-)?il\b|\b(?:\w+-(?:t-)?on|on)\b"
    r"|\best-il(?= (?:\w+ )?(?:vrai|exact|possible|prévu|question|interdit|permis|légal|utile|temps) (?:d|qu))"
    r"|\bil (?:y a\w*|faut|existe|reste|s'agit|est (?:vrai|possible|interdit))\b"
    r"|\b(?:is|was) it(?= \w+ (?:that|to|for)\b)|\bdoes it (?:take|cost|mean)\b"
    r"|\b(?:combien d(?:e\s|')|quel(?:le)?s\s)[\w-]+\s(?:\w+['\s])?\w+-(?:ils|elles)\b",
    _FLAGS,
)
_ENGLISH = re.compile(
    r"(?<!did )(?<!does )(?<!has )(?<!is )(?<!was )\b(?:it|he|she|they)$|\b(?:its|his|her|their|them|him)$"
)
_OWNED = re.compile(
    r"^(?!quel(?:le)?s?\s+(?!est|sont|était)\w)(?P<lead>.*?)\b(?:son|sa|ses|(?P<their>leurs?))\s+[a-zà-ÿ]", _FLAGS
)
_IS = re.compile(r"^(?:et )?(?:quel(?:le)?s?|qui|où) (?:est|sont|était|étaient) $", _FLAGS)
# The owner is said before: "Quand le gouvernement a-t-il voté sa…", "Comment les députés votent leur…".
_NOUN = r"(?:(?:les?|la|une?|des|ces?|cette)\s|l')[\w-]+"
_OWNER = re.compile(
    rf"{_NOUN}\b.*-(?:t-)?{PRONOUN}\b|^(?:(?:de )?{_ASKING}\s|.*\best-ce qu(?:e\s|'))?{_NOUN}\s(?!d(?:e|u|es)\s|d')",
    _FLAGS,
)
_OWNERS = re.compile(r"\b(?:(?:les|des|ces|aux|quels|quelles)\s|combien d(?:e\s|'))\w", _FLAGS)


def rewrite(question: str, history: Sequence[str]) -> str | None:
    """Return the full question that a follow-up stands for, None if it stands by itself.

    `history` holds the earlier questions, oldest first, as they were asked or as they were rewritten.
    """
    earlier = [asked for asked in history if not is_small_talk(asked)]
    if not earlier:
        return None
    full = _completed(reduce(_completed, earlier), question)
    return None if full == question else full


def _completed(before: str, question: str) -> str:
    """Return the question, completed by the one before it if it needs that."""
    if bare := _BARE.match(question):
        return _asked_anew(bare[1], before)
    rest = _OPENING.sub("", question)
    opened, said = rest != question, rest.rstrip(" ?!.")
    if PERIOD.fullmatch(said):
        return _with_period(before, said)
    for time in PERIOD.finditer(said):
        if time.end() == len(said) and _named(named := said[: time.start()].strip(" ,")):
            return _with_period(_with_name(before, named, _named(named)), time.group())
    if name := _named(said):
        return _with_name(before, said, name)
    if _POINTS.search(question) or (opened and not names_at(question)) or _leaves_out(question):
        return _about(before, rest)
    return question


def _named(said: str) -> str:
    """Return the name or names ("Google et Meta") that are all that is said, "" if there is more or none."""
    name = _ALONE.sub("", said)
    return name if all(is_name(_ALONE.sub("", part)) for part in _AND.split(name)) else ""


def _leaves_out(question: str) -> bool:
    """Whether a pronoun or possessive stands for what was said before: nothing in the question comes before it."""
    plain = _IMPERSONAL.sub("", question)
    if pronoun := _PRONOUN.search(plain):
        said = plain if _ENGLISH.search(plain[: pronoun.end()]) else plain[: pronoun.end()]
        if not names_at(said):
            return True
    owned = _OWNED.search(question)
    if owned is None or (names_at(question) and not _IS.match(owned["lead"])):
        return False
    return not (_OWNER.search(owned["lead"]) or (owned["their"] and _OWNERS.search(owned["lead"])))


def _asked_anew(word: str, before: str) -> str:
    """Ask the question before with another opening: "Pourquoi Mistral a-t-elle levé… ?"."""
    opening = word.capitalize()
    if _HEAD.match(before):
        return f"{opening} {_HEAD.sub('', before)}"
    return f"{opening} : {before[0].lower()}{before[1:]}"


def _with_period(before: str, said: str) -> str:
    period = f"en {said}" if re.fullmatch(r"\d{4}", said) else said
    if places := list(PERIOD.finditer(before)):
        return f"{before[: places[-1].start()]}{period}{before[places[-1].end() :]}"
    return f"{before.rstrip(' ?!.')} {period} ?"


def _with_name(before: str, said: str, name: str) -> str:
    """Put the name where the question before has one of its kind; add what was said if it names nothing."""
    places = names_at(before)
    if not places:
        return f"{before.rstrip(' ?!.')}, {said} ?"
    mine = _preposition(said[: -len(name)])
    kept = [m for m in places if (_preposition(before[: m.start()]) == mine if mine else not is_located(before, m))]
    if mine not in ("", _PREPOSITIONS[-1]) and not kept:
        return f"{before.rstrip(' ?!.')} {said} ?"
    place = max(kept or places, key=lambda m: (_is_subject(before[m.end() :]), m.start()))
    return _joined(before[: place.start()], name) + before[place.end() :]


def _preposition(lead: str) -> str:
    """Return the preposition before a name, as the entry of the list that has it, "" if it has none."""
    ends = r"(?:\s|')(?:(?:le|la|les|the)\s|l')?$"
    return next((words for words in _PREPOSITIONS if re.search(rf"(?:^|\s)(?:{words}){ends}", lead, _FLAGS)), "")


def _is_subject(after: str) -> bool:
    """Whether a verb follows: "… a-t-elle levé", "… va ouvrir"."""
    return bool(re.match(rf"\s(?:\w+'|(?:se|en|y)\s)?\w+-(?:t-)?{PRONOUN}\b|\s(?:a|ont|est|sont|va|vont)\s", after))


def _joined(before: str, name: str) -> str:
    """Join a name to what precedes it: "d'" before a vowel, "de" before a consonant."""
    vowel = fold(name)[0] in "aeiou"
    if not vowel and re.search(r"\b[Dd]'$", before):
        return f"{before[:-1]}e {name}"
    if vowel and re.search(r"\b[Dd]e $", before):
        return f"{before[:-2]}'{name}"
    return before + name


def _about(before: str, question: str) -> str:
    """Add the subject of the question before: its names, else its words that carry a topic."""
    names = dict.fromkeys(match.group() for match in names_at(before))
    subject = ", ".join(names) or " ".join(word for word in re.findall(r"[\w'-]+", before) if terms(word))
    return f"{question[0].upper()}{question[1:].rstrip(' ?!.')} ({subject}) ?"
