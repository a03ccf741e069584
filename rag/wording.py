"""The words that turn a statement round: denials, opposites, bounds, conditionals, plans, ranks. Pure functions."""

import re
from functools import lru_cache
from typing import Literal

from index.analysis import fold, terms

Bound = Literal["more", "less", "near", "up to", ""]

_TO_END = r"[^,;:.!?]*?)(?=[,;:.!?]|$| mais | but | et (?!de |d'|des |les |la |le |l'))"
_WHO = r"(?:(?:l[ea]s? |l'|the )?(?-i:[A-ZÀ-Þ])[\w&.-]* ?)*"  # the subject of what is denied is not denied itself
_DENIAL = re.compile(
    # "dément avoir", "renonce à", "refuse de", "il est faux que", "impossible de savoir si", "pas question de"
    r"(?:\b(?:dément\w*|ni(?:e|ent|er|ait|aient|é)|renon[cç]\w+ (?:à|aux?)|(?:refus|échou)\w* (?:de |d'|à |tout)|"
    r"exclu(?:t|ent|re|ait)? (?:de |d'|qu)|ignor\w+ (?:si|s'il)|reste à savoir|"
    r"faute de (?:pouvoir)?|faute d'avoir|incapables? (?:de |d')|"
    r"den(?:y|ies|ied)|(?:refus|declin|fail)\w* to|rul(?:es?|ed) out)(?! par\b| by\b)"
    rf"|\b(?:faux|inexact|false|untrue|impossible de (?:savoir|dire)|unclear|unknown|no word on)"
    rf" (?:qu[e']|s[i']|that|whether|if) ?{_WHO}"
    r"|(?:(?<!\bun )(?<!\ble )(?<!ier )\bpas|\bhors de) "
    r"(?:(?:question )?(?:pour [^,;:.!?]{1,40}? )?(?:de |d')|question|encore)"
    rf"|\bimpossible (?:de |d'))(?P<verb>{_TO_END}"
    rf"|\b(?:ne |n')(?P<french>{_TO_END}"
    rf"|\b(?:mais|et|but) (?:non )?(?:pas|not) (?P<but>{_TO_END}"
    r"|\b(?:sans|without|ni|aucune?|non) (?!seulement)"
    r"(?P<next>(?:avoir |être )?(?:\w+'|(?:l[ea]s?|une?|de|the|any) )?[\w-]+)"
    r"|(?:\b(?:not|never|no|none)|n't) (?!only|just|merely)(?P<english>[^,;:.!?]*)",
    re.IGNORECASE,
)
_ONLY = re.compile(  # "ne … que", "ne … pas seulement"
    r"^(?:(?!pas\b|plus\b|jamais\b|rien\b|aucun)\S+ ){1,4}?"
    r"(?:(?:plus )?qu(?:e |')|pas (?:seulement|uniquement|que\b|qu'))",
    re.IGNORECASE,
)
_OPPOSITE = re.compile(  # "illégal" denies "légal"
    r"\b(?:in|im|il|ir|un|dis|dés)(?P<word>(?:activ|approuv|avantag|engag|possib|probab|légal|légitim|licit|disponib|capab|connu|util|exact|suffis|efficac|"
    r"compatib|accessib|certain|valid|chang|just|dépendant|complet|complèt|correct|stab|réguli|responsab|visib|prévu|"
    r"satisf|avail|lawful|legal|profit|known|clear|likely|safe|able)\w*)",
    re.IGNORECASE,
)
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
    r"climb|surg(?:e|ing)|\bearn(?:s|ed)\b"
)
_DOWN = re.compile(
    r"baiss|recul|\bchut|diminu|\bperd|\bperte|\bced(?:e|ait|er)|repli|\blach|effondr|plong|\btomb|"
    r"ralent|flech|abandonne|devis(?:se)|redui|decroch|\bpli(?:e|ee)\b|\bdescend|degring|[−–]\d|\bf[ae]ll|drop|declin|decreas|"
    r"\blos[ts]|shr[iau]nk"
)
_BOUNDS: tuple[tuple[Bound, str], ...] = (
    ("up to", r"(?<![\w.,])(?!(?:19|20)\d\d )\d[\d.,]* (?:a|to|-|–)|(?:entre|between) \d[\d.,]* (?:et|and)|"
              r"jusqu'(?:a|en)|au plus|au maximum|pouvant atteindre|plafon\w+ a|up to|at most|as much as"),
    ("more", r"plus d[e']|plus du|plus qu[e']|au moins|au-dela d[eu]|au-dessus d[eu]|depass\w*|superieure?s? a|"
             r"exced\w*|more than|over|at least|exceed\w*|above"),
    ("less", r"moins d[e']|moins du|en dessous d[eu]|au-dessous d[eu]|inferieure?s? a|sous les?|less than|under|below|"
             r"fewer than|n'a pas depasse"),
    ("near", r"pres d[e']|presque|approch\w* (?:l[ea]s? )?|frol\w* (?:les? )?|avoisin\w* (?:les? )?|nearly|almost|"
             r"close to"),
)  # fmt: skip
_BOUND = [
    (bound, re.compile(rf"(?:^|\W)(?:{words}) ?(?:(?:l[ea]s?|un|the|quelque|environ) )?$")) for bound, words in _BOUNDS
]
_MOVES = r"pass|grimp|mont|augment|bond|recul|baiss|tomb|chut|port|progress|relev|hauss"
_CHANGE = re.compile(  # "passe de 10 à" is no range
    rf"\b(?:{_MOVES}|from|rais|rose|gr[eo]w|f[ae]ll)"
    r"\w* (?:\w+ )?(?:de |from )?\d[\d.,]* (?:a|to) $"
)
_CHANGES = rf"(?:{_MOVES}|allong|diminu|redui|reduc|perd|accr[uo])"
_MORE_OR_LESS = r"(?:(?:plus|moins|pres|environ|quelque)(?: d[e'])? ?)?"
_CHANGED = (
    ("to", re.compile(rf"\b{_CHANGES}\w*[^,;:.!?]{{0,25}}? (?:a|to|jusqu'a) {_MORE_OR_LESS}$")),
    ("by", re.compile(rf"\b{_CHANGES}\w* (?:de |d'|by ){_MORE_OR_LESS}$")),
)
_CONDITIONAL = re.compile(
    r"\b(?:\w+er|aur|ser|fer|ir|pourr|devr|faudr|voudr|vaudr|deviendr|[\w]*tiendr|[\w]*viendr|[\w]*prendr|[\w]*mettr|verr)"
    r"(?:ait|aient)\b|\b(?:might|could|would|may|reportedly)\b"
)
_HEDGE = re.compile(
    r"\b(?:selon|d'apres|estim\w*|possible\w*|potentiel\w*|envisag\w*|evoqu\w*|rumeur\w*|sembl\w*|affirm\w*|assur\w*|"
    r"indiqu\w*|croire|dire|dit|disent|disait|peut|peuvent|pourr\w*|prevo\w*|promet\w*|promis\w*|menac\w*|attend\w*|annonc\w*|compte|"
    r"vise|visent|veut|veulent|espere\w*|plan\w*|will|according|expect\w*|says?|said|parle\w*|avance|avancent)\b"
)
# What is still to come, with the verb that says what: "va investir", "investira", "si Google investit".
_PLAN = re.compile(
    r"\b(?:(?:va|vont|veut|veulent|souhait\w+|compte|comptent|esper(?:e|ent)|doi(?:t|vent)|devr\w+|peu(?:t|vent)|"
    r"pourr\w+|failli|sera|seront|pense|pensent)|"
    r"(?:prevo\w+|prevu|ambitionn\w+|esper\w+|entend(?:ent)?|envisag\w+|projett?e\w*|projets?|tent\w+|"
    r"menac\w+|promet\w*|promis|decid\w+|point) d(?:e|')|"
    r"(?:attend\w*|attente) (?:desormais |encore )?(?:l'|l[ea]s? |une? |d'|de )|"
    r"(?:appret\w+|cherch\w+|prete?s?|vise|visent|renonc\w+) a|(?:discussions?|pourparlers|negociations?) "
    r"(?:pour|afin de|en vue de)|"
    r"will|would|plans? to|planning to|set to|talks to|about to|wants? to|hopes? to) ?"
    r"(?:(?:encore|aussi|bientot|ensuite|\w+ment) )?(?:s'|l'|y |en |l[ea]s? |be |etre |se )?"
    r"(?P<verb>\w{3,})"
)
_FUTURE = re.compile(r"\b(?P<verb>[a-zà-ÿ]{2,}(?:er|ir|dr|rr|ttr|îtr|vr|ur))(?:a|ont)\b")  # not "caméra", "Sora"
_IF = re.compile(r"(?:^|[,;:.!?] )(?:[Ss]i |[Ss]'ils? |[Ii]f )(?P<words>(?:[\w'-]+ ?){1,5})")
_DONE = re.compile(
    r"\b(?:a|ont|avait|avaient|ait|has|have|had|was|were)\s"
    r"(?:(?:déjà|aussi|également|ainsi|depuis|bien|été|been|\w+ment) ){0,2}"
    r"(?P<verb>\w{3,}(?:é|i|u|is|it|rt|int)e?s?)\b|\bvien(?:t|nent) d(?:e |')(?P<recent>\w+)|"
    r"\b(?:est|sont|était|étaient) (?:déjà |bien )?"
    r"(?P<moved>arriv|part|sort|entr|deven|paru|mort|né|rest|tomb|pass|mont|descend)\w*\b|"
    r"\b(?P<english>\w{3,}ed|bought|sold|spent|made)\b"
)
_WHETHER = re.compile(  # "de dire si l'organisation a trahi"
    r"\b(?:dire|savoir|déterminer|décider|trancher|vérifier|examin\w+|établir|demand\w+) (?:si |s'|if )"
    r"(?P<words>[^,;:.!?]+)|\bwhether (?P<english>[^,;:.!?]+)",
    re.IGNORECASE,
)
_FEARED = re.compile(r"\b(?:redout|crai(?:nt|gn)|soupconn|suspect|fear)\w*")
_ORDINALS = (
    (1, r"premiere?s?|1er|1re|first"), (2, r"deuxiemes?|seconde?s?|2e|second"), (3, r"troisiemes?|3e|third"),
    (4, r"quatriemes?|4e|fourth"), (5, r"cinquiemes?|5e|fifth"), (6, r"sixiemes?|6e|sixth"),
)  # fmt: skip


def denial_agrees(claim: str, quote: str) -> bool:
    """Whether claim and quote deny the same: no word that one denies is only affirmed by the other."""
    denied, affirmed = _denied(claim)
    quote_denied, quote_affirmed = _denied(quote)
    quote_denied |= _turned_by_prefix(quote)
    if denied and not quote_denied:
        return False
    denied |= _turned_by_prefix(claim)
    return not (affirmed - denied) & (quote_denied - quote_affirmed) and not (denied - affirmed) & (
        quote_affirmed - quote_denied
    )


def unsaid_denial(claim: str, sentence: str) -> bool:
    """Whether a claim denies words that the sentence nearest to it has, and that sentence denies nothing."""
    denied, affirmed = _denied(claim)
    told = _denied(sentence)[0] | _turned_by_prefix(sentence)
    return bool((denied - affirmed) & words_of(sentence)) and not told


def only_planned(claim: str, sentence: str) -> bool:
    """Whether a claim tells of something done, and a sentence only of what is to come or supposed."""
    if not _done(claim) or _coming(claim) or is_hedged(claim) or _FEARED.search(fold(claim)):
        return False
    open_ = _coming(sentence) or is_conditional(sentence) or _FEARED.search(fold(sentence))
    return bool(open_) and not _done(sentence)


def told_as_done(claim: str, quote: str) -> bool:
    """Whether a claim tells as done what the quote only plans, foresees or supposes."""
    coming, done = _coming(quote), _done(claim) - _coming(claim)
    if not coming or not done:
        return False
    if done & coming:  # whoever says it
        return not done & _done(quote)
    if _coming(claim) or is_hedged(claim):
        return False
    return not _done(quote) and not any(word[:3] in done for word in re.findall(r"\w+", fold(quote)))


@lru_cache(maxsize=4096)
def _done(text: str) -> frozenset[str]:
    """Return the first letters of the verbs that tell of something done; not those that may be done ("dire si")."""
    return frozenset(fold(match[match.lastgroup or 0])[:3] for match in _DONE.finditer(_WHETHER.sub(" ", text).lower()))


@lru_cache(maxsize=4096)
def _coming(text: str) -> frozenset[str]:
    """Return the first letters of the verbs that tell of something to come."""
    verbs = [*(m["verb"] for m in _PLAN.finditer(fold(text))), *(m["verb"] for m in _FUTURE.finditer(text))]
    supposed = [word for m in _IF.finditer(text) for word in re.findall(r"\w{3,}", m["words"])]
    supposed += [word for m in _WHETHER.finditer(text) for word in re.findall(r"\w{3,}", m[m.lastgroup or 0])]
    return frozenset(fold(verb)[:3] for verb in [*verbs, *supposed])


def directions(text: str) -> set[str]:
    """Return which ways a text says that things went: "up", "down", both or neither."""
    folded = fold(text)
    return {way for way, pattern in (("up", _UP), ("down", _DOWN)) if pattern.search(folded)}


def bound_before(text: str, place: int) -> Bound:
    """Return how the words before a number at that place bound it: "plus de", "moins de", "près de", "jusqu'à"."""
    lead = fold(text[max(0, place - 30) : place])
    return "" if _CHANGE.search(lead) else next((bound for bound, pattern in _BOUND if pattern.search(lead)), "")


def bound_agrees(claim: Bound, quote: Bound) -> bool:
    """Whether a claim may bound a number so when the quote does: it may drop "plus de", and add only "près de"."""
    if claim == quote:
        return True
    return quote in ("more", "less", "near") if claim == "" else claim == "near" and quote == ""


def change_before(text: str, place: int) -> str:
    """Return whether a number at that place is how much something changed ("by") or what it became ("to"), else ""."""
    lead = fold(text[max(0, place - 40) : place])
    return next((kind for kind, pattern in _CHANGED if pattern.search(lead)), "")


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
    """Whether a text says that it is no plain fact: a conditional, "selon", "dit"."""
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
        kind = match.lastgroup or ""
        scope = match[kind]
        if kind == "french" and _ONLY.search(scope):
            continue
        denied |= words_of(scope)
        rest = rest.replace(scope if kind == "verb" else match.group(), " ", 1) if scope else rest
    return denied, words_of(rest)


def _turned_by_prefix(text: str) -> set[str]:
    """Return the terms that a text denies by a prefix: "légal" for "illégal"."""
    return {term for match in _OPPOSITE.finditer(text) for term in words_of(match["word"])}


def words_of(text: str) -> set[str]:
    """Return the terms of a text that are no numbers and no other spellings."""
    return set(stems_of(text))


def stems_of(text: str) -> list[str]:
    """Return the terms of a text that are no numbers and no other spellings, in order."""
    return [term for term in terms(text) if term[0] not in "#="]
