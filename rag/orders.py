"""Text that gives orders to a model ("ignore les consignes précédentes"): no evidence, whatever it says."""

import re

from index.analysis import fold
from index.passage import Hit

_REPORTED = re.compile(r"«[^»]*»|\"[^\"]*\"|“[^”]*”")  # what an article quotes, it tells about
_ADDRESS = r"(?:^|[.!?:;\n>\])#*-]\s*|\b(?:assistant|ia|ai|chatbot|modele|gpt|please|veuillez|you must|tu dois)\b,?\s+)"
_RULES = r"(?:consignes?|instructions?|directives?|regles|prompts?|rules|guidelines)"
_FORGET = r"(?:ignorez?|oubliez?|negligez?|contournez?|ignore|disregard|forget|override|bypass)"
_ORDER = re.compile(
    rf"{_ADDRESS}{_FORGET}\b[^.!?\n]{{0,40}}\b{_RULES}\b"
    rf"|\b(?:veuillez|merci d[e']|tu dois|vous devez)\s*(?:ignor|oubli|neglig|contourn)er\b[^.!?\n]{{0,40}}\b{_RULES}\b"
    r"|<\|[^|>]*\|>|\[/?inst\]|<</?sys>>|^\s*#+\s*(?:instruction|system)\b"
    r"|\b(?:a partir de maintenant|desormais),? (?:tu es|tu reponds|reponds|vous etes|tu dois)\b|\byou are now\b"
    r"|(?:^|[.!?:;\n]\s*)(?:reponds?|repondez|answer|reply)(?: toujours| only| always| uniquement| exactement)+\b"
    r"|(?:^|\n)\s*(?:system|systeme|assistant|instructions?|consignes?)\s*:",
    re.MULTILINE,
)


def gives_orders(text: str) -> bool:
    """Whether a text tells its reader, outside quotation marks, to drop its instructions or how to answer."""
    return bool(_ORDER.search(_REPORTED.sub(" ", fold(text))))


def trustworthy(hit: Hit) -> bool:
    """Whether no paragraph that the hit's passage touches gives orders."""
    text, passage = hit.article.text, hit.passage
    start = text.rfind("\n", 0, passage.start) + 1
    end = text.find("\n", passage.end)
    return not gives_orders(text[start : end if end >= 0 else len(text)])
