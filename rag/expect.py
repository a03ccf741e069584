"""What kind of answer a question asks for, and where a sentence has one: plain rules, in French and English."""

import re
from typing import Literal

from corpus.dates import MONTHS
from corpus.quantities import quantities
from corpus.text import Span
from index.analysis import fold
from rag.names import COMMON

Kind = Literal["number", "date", "name"]

_AMOUNTS = (
    "montant|nombre|pourcentage|prix|chiffre|part|taux|taille|duree|score|somme|proportion|valorisation|valeur|"
    "capitalisation|puissance|amende|cout|tarif|budget|investissement|capacite|longueur|benefice|perte|effectif|hausse"
)
_NUMBER = re.compile(
    rf"\bcombien\b|\bhow (?:many|much|long|big|large)\b|\bquel(?:le)?s? (?:est |etait )?(?:l[ea'] ?)?(?:{_AMOUNTS})\b"
)
_DATE = re.compile(
    r"\bquand\b|\bwhen\b|\b(?:quelle|which|what) (?:date|annee|year|day|month)\b|\bquel (?:jour|mois|siecle)\b|"
    r"\bquelle est la date\b|\bdepuis quand\b|\bjusqu'a quand\b"
)
_NAME = re.compile(
    r"\bqui\b|\bwho(?:m|se)?\b|\bou\b(?! bien)|\bwhere\b|"
    r"\b(?:quels?|quelles?|which|what) (?:est |sont |is |was )?(?:l[ea'] ?|les )?"
    r"(?:entreprises?|societes?|groupes?|start-?ups?|pays|villes?|dirigeante?s?|patronn?e?s?|presidente?s?|fondateurs?|"
    r"chercheurs?|modeles?|laboratoires?|editeurs?|compan(?:y|ies)|countr(?:y|ies)|cit(?:y|ies)|person|people|noms?|name|"
    r"personnes?|auteurs?|investisseurs?|fonds|banques?|universites?|institutions?|autorites?|tribunal|juges?)\b"
)
_MONTH = "|".join(MONTHS)
_DATES = re.compile(rf"\b(?:\d{{1,2}}(?:er)? )?(?:{_MONTH})(?: \d{{4}})?\b|\b(?:1[5-9]|20)\d{{2}}\b", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w'&.-]*\w(?: (?:de |du |of )?[A-ZÀ-ÖØ-Þ][\w'&.-]*\w)*")


def expected_kind(question: str) -> Kind | None:
    """Return the kind of answer that the question asks for, None where its words do not tell."""
    text = fold(question).replace("’", "'")
    if _NUMBER.search(text):
        return "number"
    if _DATE.search(text):
        return "date"
    return "name" if _NAME.search(text) else None


def find_answers(kind: Kind, sentence: str, question: str) -> list[Span]:
    """Return the spans of a sentence that are of that kind and not already in the question, in order."""
    asked = fold(question)
    if kind == "number":
        spans = [Span(q.start, q.end) for q in quantities(sentence) if not (q.spelled and q.value == 1)]
    else:
        pattern = _DATES if kind == "date" else _CAPITALS
        spans = [
            Span(*match.span())
            for match in pattern.finditer(sentence)
            if kind == "date" or (match.start() > 0 and fold(match.group()) not in COMMON)
        ]
    return [span for span in spans if fold(span.of(sentence)) not in asked]
