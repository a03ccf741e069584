"""The small words that turn a statement round: denials, directions, bounds, conditionals, ranks. Pure functions."""

import re
from typing import Literal

from index.analysis import fold, terms

Bound = Literal["more", "less", "near", "up to", ""]

_DENIAL = re.compile(
    r"\b(?:ne |n')(?P<french>[^,;:.!?]*?)(?=[,;:.!?]|$| mais | et (?!de |d'|des |les |la |le |l'))"
    r"|\b(?:sans|without|ni|aucune?|non) (?!seulement)(?P<next>(?:\w+'|(?:l[ea]s?|une?|de|the|any) )?[\w-]+)"
    r"|(?:\b(?:not|never|no|none)|n't) (?P<english>[^,;:.!?]*)",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"^(?:(?!pas\b|plus\b|jamais\b|rien\b|aucun)\S+ ){1,4}?(?:plus )?qu(?:e |')", re.IGNORECASE
)  # "ne … que"
_RELATIONS = (
    ("before", r"avant|d'ici|jusqu'(?:en|a|au)|before|until|by"),
    ("after", r"apres|depuis|des|a partir de|after|since"),
    ("for", r"pour|for"),
)  # fmt: skip
_LINK = r"(?: (?:l[ea]|l'annee|l'an|au?|the|debut|fin|mi|de))*[ -]?$"
_RELATION = [(name, re.compile(rf"(?:^|\W)(?:{words}){_LINK}")) for name, words in _RELATIONS]
_UP = re.compile(
    r"hauss|augment|progress|\bcroi(?:t|ss)|\bcru\b|\baccru|grimp|\bbond|gagn|(?<!\bse )\bmont(?:e|ent|ee?s?|er|ait)\b|"
    r"acceler|doubl|tripl|quadrupl|envol|multipli|\+ ?\d|\bris(?:e|es|en|ing)\b|\brose\b|\bgr[eo]w|increas|\bgain|jump|"
    r"climb|surg(?:e|ing)"
)
_DOWN = re.compile(
    r"baiss|recul|\bchut|diminu|\bperd|\bperte|\bced(?:e|ait|er)|repli|\blach|effondr|plong|\btomb|"
    r"ralent|flech|abandonne|devis(?:se)|redui|decroch|\bpli(?:e|ee)\b|\bdescend|degring|[−–]\d|\bf[ae]ll|drop|declin|decreas|"
    r"\blos[ts]|shr[iau]nk"
)
_BOUNDS: tuple[tuple[Bound, str], ...] = (
    ("up to", r"jusqu'(?:a|en)|au plus|au maximum|pouvant atteindre|plafon\w+ a|up to|at most|as much as"),
    ("more", r"plus d[e']|plus du|au moins|au-dela d[eu]|au-dessus d[eu]|depass\w*|superieure?s? a|exced\w*|more than|"
             r"over|at least|exceed\w*|above"),
    ("less", r"moins d[e']|moins du|en dessous d[eu]|au-dessous d[eu]|inferieure?s? a|sous les?|less than|under|below|"
             r"fewer than|n'a pas depasse"),
    ("near", r"pres d[e']|presque|approch\w* (?:l[ea]s? )?|frol\w* (?:les? )?|avoisin\w* (?:les? )?|nearly|almost|"
             r"close to"),
)  # fmt: skip
_BOUND = [
    (bound, re.compile(rf"(?:^|\W)(?:{words}) ?(?:(?:l[ea]s?|un|the|quelque|environ) )?$")) for bound, words in _BOUNDS
]
_CONDITIONAL = re.compile(
    r"\b(?:\w+er|aur|ser|fer|ir|pourr|devr|faudr|voudr|vaudr|deviendr|[\w]*tiendr|[\w]*viendr|[\w]*prendr|[\w]*mettr|verr)"
    r"(?:ait|aient)\b|\b(?:might|could|would|may|reportedly)\b"
)
_HEDGE = re.compile(
    r"\b(?:selon|d'apres|estim\w*|possible\w*|potentiel\w*|envisag\w*|evoqu\w*|rumeur\w*|sembl\w*|affirm\w*|assur\w*|"
    r"indiqu\w*|croire|dire|dit|disent|disait|peut|peuvent|pourr\w*|prevo\w*|promet\w*|promis\w*|menac\w*|attend\w*|annonc\w*|compte|"
    r"vise|visent|veut|veulent|espere\w*|plan\w*|\w{3,}(?:ra|ront)|will|according|expect\w*|says?|said|parle\w*|avance|avancent)\b"
)
_ORDINALS = (
    (1, r"premiere?s?|1er|1re|first"), (2, r"deuxiemes?|seconde?s?|2e|second"), (3, r"troisiemes?|3e|third"),
    (4, r"quatriemes?|4e|fourth"), (5, r"cinquiemes?|5e|fifth"), (6, r"sixiemes?|6e|sixth"),
)  # fmt: skip


def denial_agrees(claim: str, quote: str) -> bool:
    """Whether claim and quote deny the same: no word that one denies is only affirmed by the other."""
    denied, affirmed = _denied(claim)
    quote_denied, quote_affirmed = _denied(quote)
    if denied and not quote_denied:
        return False
    return not (affirmed - denied) & (quote_denied - quote_affirmed) and not (denied - affirmed) & (
        quote_affirmed - quote_denied
    )


def directions(text: str) -> set[str]:
    """Return which ways a text says that things went: "up", "down", both or neither."""
    folded = fold(text)
    return {way for way, pattern in (("up", _UP), ("down", _DOWN)) if pattern.search(folded)}


def bound_before(text: str, place: int) -> Bound:
    """Return how the words before a number at that place bound it: "plus de", "moins de", "près de", "jusqu'à"."""
    lead = fold(text[max(0, place - 30) : place])
    return next((bound for bound, pattern in _BOUND if pattern.search(lead)), "")


def bound_agrees(claim: Bound, quote: Bound) -> bool:
    """Whether a claim may bound a number so when the quote does: it may drop "plus de", and add only "près de"."""
    if claim == quote:
        return True
    return quote in ("more", "less", "near") if claim == "" else claim == "near" and quote == ""


def relation_before(text: str, place: int) -> str:
    """Return how the words before a date at that place relate to it: "before", "after", "for" or ""."""
    lead = fold(text[max(0, place - 40) : place])
    return next((name for name, pattern in _RELATION if pattern.search(lead)), "")


def relation_agrees(claim: str, quote: str) -> bool:
    """Whether a claim may relate to a date so when the quote does: "avant" and "après" count on both sides."""
    return claim == quote or (claim == "" and quote == "for")


def is_conditional(text: str) -> bool:
    """Whether a text has a verb in the conditional: "aurait coûté", "might"."""
    return bool(_CONDITIONAL.search(text.lower()))


def is_hedged(text: str) -> bool:
    """Whether a text says that it is no plain fact: a conditional, a future, "selon", "dit"."""
    return is_conditional(text) or bool(_HEDGE.search(fold(text)))


def ordinals(text: str) -> set[int]:
    """Return the ranks that a text names, up to the sixth."""
    folded = fold(text)
    return {rank for rank, pattern in _ORDINALS if re.search(rf"\b(?:{pattern})\b", folded)}


def _denied(text: str) -> tuple[set[str], set[str]]:
    """Return the terms that a text denies and those that it affirms."""
    denied: set[str] = set()
    rest = text
    for match in _DENIAL.finditer(text):
        scope = match["french"] or match["next"] or match["english"] or ""
        if match["french"] is not None and _ONLY.search(scope):
            continue
        denied |= _words(scope)
        rest = rest.replace(match.group(), " ", 1)
    return denied, _words(rest)


def _words(text: str) -> set[str]:
    return {term for term in terms(text) if term[0] not in "#="}
