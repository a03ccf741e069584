"""French typography of the text that Vigie itself writes. Quotes are left as their article has them."""

import re

_NARROW, _WIDE = "\u202f", "\u00a0"
_RULES = (
    (re.compile(r"(?<=[\w»)\]’'])[ \u00a0\u202f]*([;!?]+)(?=\s|$|»)"), rf"{_NARROW}\1"),
    (re.compile(r"(?<=\d)[ \u00a0\u202f]*%"), f"{_NARROW}%"),
    (re.compile(r"(?<=[\w»)])[ \u00a0\u202f]*:(?=\s|$)"), f"{_WIDE}:"),
    (re.compile(r"«[ \u00a0\u202f]*"), f"«{_WIDE}"),
    (re.compile(r"[ \u00a0\u202f]*»"), f"{_WIDE}»"),
    (re.compile(r"(?<=\d)(?<!\d{4})[ \u00a0](?=\d{3}(?:\D|$))"), _NARROW),
    (re.compile(r"(?<=\d)[ \u00a0](?=(?:milliards?|millions?|Md|€|\$|euros?|dollars?)\b|€|\$)"), _WIDE),
    (re.compile(r"'"), "’"),
)


def typeset(text: str) -> str:
    """Return a French text with no-break spaces where French wants them, and curly apostrophes. Idempotent."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
