"""Answers and conversations as Markdown, in French: what leaves Vigie to be read elsewhere."""

from collections.abc import Iterable

from api.conversations import Conversation, Turn
from api.views import Json
from corpus.dates import PartialDate


def answer_markdown(answer: Json, *, quotes: bool) -> str:
    """Return an answer's text, its warnings and its numbered sources, or the articles nearest to a refusal.

    With `quotes`, each source is followed by the words cited and linked to its address. The result begins with the
    answer's text, unchanged.
    """
    lines = [answer["text"], *(f"\nAttention\u00a0: {warning['message']}" for warning in answer["warnings"])]
    nearest = (answer["refusal"] or {}).get("nearest", [])
    if nearest:
        lines += ["\nArticles les plus proches\u00a0:", *(f"- {_reference(article, quotes)}" for article in nearest)]
    sources = _sources(answer)
    if sources:
        lines.append("\nSources\u00a0:")
    for marker, cited in sorted(sources.items()):
        lines.append(f"{marker}. {_reference(cited[0], quotes)}")
        lines += [f"   > «\u00a0{quote}\u00a0»" for quote in _quotes(cited) if quotes]
    return "\n".join(lines)


def conversation_markdown(conversation: Conversation, turns: Iterable[Turn]) -> str:
    """Return a whole conversation, each question a heading, each answer with its quotes."""
    parts = [f"# {conversation.title or 'Conversation'}"]
    parts += [f"## {turn.question}\n\n{answer_markdown(turn.answer, quotes=True)}" for turn in turns]
    return "\n\n".join(parts) + "\n"


def web_address(url: str | None) -> str:
    """Return an article's address if it is one that a link may lead to, else ""."""
    return url if url and url.startswith(("https://", "http://")) else ""


def _sources(answer: Json) -> dict[int, list[Json]]:
    """Return the citations of each marker."""
    sources: dict[int, list[Json]] = {}
    for claim in answer["claims"]:
        for citation in claim["citations"]:
            sources.setdefault(citation["marker"], []).append(citation)
    return sources


def _quotes(cited: Iterable[Json]) -> list[str]:
    return list(dict.fromkeys(citation["quote"].replace("\n", " ") for citation in cited))


def _reference(article: Json, linked: bool) -> str:
    date = PartialDate.parse(article["published"]) if article["published"] else None
    origin = f"{article['source'] or 'source inconnue'}, {date.in_french() if date else 'sans date'}"
    url = web_address(article["url"]) if linked else ""
    return f"[{article['title']}](<{url}>) ({origin})" if url else f"{article['title']} ({origin})"
