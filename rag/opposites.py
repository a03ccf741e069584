"""Words of which a claim has one side and its quote the other: "rejeté" and "adopté", "plus" and "moins". Pure."""

import re
from functools import lru_cache

from index.analysis import fold, terms

# Words of which a claim may not have one side where its quote has only the other.
_OPPOSED = [
    (re.compile(one), re.compile(other))
    for one, other in (
        (r"\brejet|\brepouss(?:e|er|ee?s?|ent)\b|\brefus|\breject",
         r"\badopt|\baccept|\bapprouv|\bvalid(?:e|er|ent|ee?s?)\b|\bapprov"),
        (r"\bdepose(?:e|es|r|s)?\b", r"\badopt|\bpromulgu"),
        (r"\blicenci|\brenvo[iy]|\blimog|\bcongedi|\blaid off|\blayoff|\bfired\b",
         r"\bembauch|\brecrut|\bhir(?:e|es|ed|ing)\b"),
        (r"\binterdi|\bprohib|\bbanni|\bban(?:s|ned)?\b",
         r"\bautoris|\bpermet|\bpermis|\blegalis|\ballow|\bauthori[sz]"),
        (r"\b(?:r?achet|acqui|buy|bought)|\blou(?:e|er|ent|ait|ee?s?)\b",
         r"\bvend|\brevend|\bced(?:e|er)\b|\bsold\b|\bsell"),
        (r"\bhauss|\baugment|\bgrimp|\bprogress|\bincreas|\brose\b",
         r"\bbaiss|\bdiminu|\bre?descend|\brecul|\bdecreas|\bfell\b"),
        (r"\bhaute?s?\b|\beleve(?:e|s|es)?\b|\bforte?s?\b|\bhigh(?:er|est)?\b",
         r"\bbas(?:se|ses)?\b|\bfaibles?\b|\blow(?:er|est)?\b"),
        (r"\b(?:clo(?:s|t|re|tur)|termin|achev)",
         r"\bpoursui[vt]\w*\b|\bcontinu|\ben cours\b|\brest\w* (?:ouvert|a faire|inachev)"),
        (r"\banterieur", r"\bposterieur"),
        (r"\btrimestriel|\bquarterly\b", r"\bannuel|\bsur l'(?:annee|exercice)\b|\bsur un an\b|\bannual|\byearly\b"),
        (r"\bsuperieur|\babove\b", r"\binferieur|\bbelow\b"),
        (r"\bdefiniti|\bfinal\b", r"\bprovisoire|\bpreliminaire|\btemporaire|\bpreliminary\b|\btemporary\b"),
        (r"\bpubli(?:e|er|ee?s?|ent|ait)\b|\bdivulgu|\bdevoil|\brend\w* public|\bpublished\b|\bdisclosed\b",
         r"\bsecret|\bconfidentiel|\bkept private\b"),
        (r"\btelecharg|\bdisponib|\baccessib|\bavailable\b|\bdownload",
         r"\ben (?:cours de )?(?:formation|developpement|preparation|gestation)\b|\ba l'etude\b|\bin development\b"),
        (r"\bgratuit|\bfree\b", r"\bpayant|\bpaid\b"),
        (r"\bconfirm", r"\bdement(?:i|ie?s?|ent|ir)?\b|\bdenie[sd]\b"),
        (r"\baccelere|\baccelera", r"\bralenti|\bslow(?:s|ed)\b"),
        (r"\breussi|\bsucceed", r"\bechou|\bechec|\bfail(?:s|ed|ure)\b"),
        (r"\bemprunt|\bborrow", r"\bpret(?:e|er|ent)\b|\bprete a\b|\blen[dt]s?\b"),
        (r"\bmajorite\b|\bmajority\b", r"\bminorite\b|\bminority\b"),
        (r"\btou(?:s|tes) les (?!ans|mois|jours|deux|trois)|\bl'ensemble des\b|\b(?:total|integral)ite d|"
         r"\ball (?:the )?\w+s\b",
         r"\bcertaine?s\b|\bplusieurs\b|\bune (?:partie|fraction) d|\bquelques\b|\bsome\b"),
        (r"\bveille\b|\bthe day before\b", r"\blendemain\b|\bthe day after\b"),
        (r"\bdeja\b|\bactuel|\balready\b", r"\bbientot\b|\bprochain(?:e?ment|e?s?)\b|\bfuture?s?\b|\bsoon\b"),
        (r"\baucune? des\b|\bnone of\b", r"\bbeaucoup\b|\bplusieurs\b|\bcertaine?s\b|\bla plupart\b|\bmany\b"),
        (r"\babsente?s?\b|\bdepourvu|\babsent from\b", r"\bcompren|\binclu|\bcontien|\bincludes?\b"),
        (r"\bbloqu|\bblock", r"\bdebloqu|\bunblock"),
        (r"\bperte|\bdeficit|\bloss(?:es)?\b|\blost\b", r"\bbenefi(?:ce|ci)|\bprofits?\b|\bearn(?:s|ed)\b"),
        (r"\bferm(?:e|er|ee?s?|ent|eture)\b|\bclos(?:e|es|ed|ing)\b", r"\bouvr|\bouvert|\bopen(?:s|ed|ing)?\b"),
        (r"\bquitt|\bdemission|\bleft\b|\bleav|\bresign",
         r"\brejoin|\brejoign|\bjoin|\bdemeur(?:e|ent|era|ait) (?:en|dans|chez|a)\b|"
         r"\brest(?:e|ent|era|ait) (?:en|dans|chez)\b"),
        (r"\bcondamn|\bcoupable|\bconvict|\bguilty", r"\bacquitt|\brelax|\binnocent|\bclear(?:s|ed)\b"),
        (r"\bs'oppos|\boppos(?:e|es|ed)\b", r"\bsout(?:ien|en)|\bsupport(?:s|ed)\b"),
    )
]  # fmt: skip
_COMPARED = re.compile(
    r"\b(?:(?P<more>plus|more)|(?P<less>moins|less)) (?!d[eu']|des\b|qu|of\b|than\b)(?P<word>[a-z-]{3,})"
)
_BETTER = re.compile(r"\b(?:(?P<better>mieux|meilleure?s?|better)|pires?|moins bien|plus mal|worse)\b")
_SUPERLATIVE = re.compile(
    r"(?P<among>\bune? des |\bparmi les |\bone of the |\bamong the )?(?P<sole>\b(?:l[ea]s?|the) )?"
    r"\b(?:plus|moins|most|least) (?P<word>[a-z]{3,})|"
    r"\b(?P<one>une? des|one of the) "
    r"(?P<plain>grande?s|principa(?:ux|les)|meilleure?s|premiere?s|big|main|best|first)\b"
)
_ALL = re.compile(
    r"\btou(?:te?s?|s) (?:l[ea]s? |l'|ces? |cette |ses |leurs |nos )(?!ans|mois|jours|semaines|deux|trois)|"
    r"\bl'ensemble des\b|\b(?:total|integral)ite d|\bsans (?:aucune )?exception\b|\bpartout\b|"
    r"\ba (?:lui|elle|eux|elles) seule?s?\b|\b(?:all|every one) (?:of )?(?:the|its|their) |\beverywhere\b"
)
_EVERY = re.compile(
    r"\btou(?:te?s?|s)\b|\bchaque\b|\bchacune?s?\b|\bl'ensemble\b|\b(?:total|integral)\w*|\bentiere?s?|\bexception|"
    r"\bpartout\b|\bgeneral\w*|\baucune?\b|\bseule?s?\b|\bquelque?s? que\b|\bn'importe\b|\bunivers\w+|"
    r"\bmondia\w+|\b[ld]es deux\b|"
    r"\b(?:all|every|each|any|whole|entire|both)\b"
)


def widened(claim: str, quote: str) -> bool:
    """Whether a claim says of all, or of the whole, what the quote says of no such whole."""
    return bool(_ALL.search(fold(claim))) and not _EVERY.search(fold(quote))


def opposed(claim: str, quote: str) -> bool:
    """Whether a claim has one of two opposites and the quote only the other: "rejeté" and "adopté"."""
    mine, theirs = _sides(claim), _sides(quote)
    meant = {what for what, _ in mine} & {what for what, _ in theirs}
    return any(not any((what, side) in mine and (what, side) in theirs for side in (True, False)) for what in meant)


@lru_cache(maxsize=4096)
def _sides(text: str) -> frozenset[tuple[str, bool]]:
    folded = fold(text)
    found = {(pair[0].pattern, side is pair[0]) for pair in _OPPOSED for side in pair if side.search(folded)}
    plain = _BETTER.sub(lambda m: f"{'plus' if m['better'] else 'moins'} bien", folded)
    compared = {(stem, bool(m["more"])) for m in _COMPARED.finditer(plain) for stem in terms(m["word"]) or [m["word"]]}
    return frozenset(found | compared)


def tops(claim: str, quote: str) -> bool:
    """Whether a claim calls the most of all what the quote calls one of the most ("l'un des plus gros")."""
    sole, _ = _superlatives(claim)
    told_sole, told_among = _superlatives(quote)
    return bool(sole & (told_among - told_sole))


def _superlatives(text: str) -> tuple[set[str], set[str]]:
    """Return the stems that a text puts above all others, and those that it puts among the highest."""
    found = [
        (bool(m["among"] or m["one"]), bool(m["sole"]), set(terms(m["word"] or m["plain"])))
        for m in _SUPERLATIVE.finditer(fold(text))
    ]
    sole = set().union(*(stems for among, alone, stems in found if alone and not among))
    return sole, set().union(*(stems for among, _, stems in found if among))
