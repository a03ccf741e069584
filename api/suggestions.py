"""Questions to start with, made from the titles of the newest articles."""

from index.catalog import Catalog
from index.passage import Filters

_COUNT = 6


def suggest(catalog: Catalog) -> list[str]:
    """Return a few questions about the newest articles of different topics."""
    _, articles = catalog.articles(Filters(), 60)
    chosen: dict[str, str] = {}
    for article in articles:
        topic = article.topics[0] if article.topics else article.id
        subject = article.title.split(" : ")[-1].rstrip(".… ")
        chosen.setdefault(
            topic,
            f"Que sait-on de ceci : {subject[:1].lower() if not subject[:2].isupper() else subject[:1]}{subject[1:]} ?",
        )
    return list(chosen.values())[:_COUNT]
