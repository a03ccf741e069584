"""Whether the dates of a claim, or of a question, are those of a quote. Pure functions."""

from collections.abc import Sequence

from corpus.article import Article
from corpus.dates import DateMention, date_mentions
from rag.quotes import Quote
from rag.told_dates import told_dates
from rag.wording import relation_agrees, relation_before


def lacks_date(claim: str, quote: Quote) -> bool:
    """Whether a date of the claim, or of a question, is neither said, in the same relation, nor the article's own."""
    claimed = date_mentions(claim)
    if not claimed:
        return False
    published = quote.article.published
    told = [
        (date, text)
        for text in (quote.text, quote.article.title)
        for date in (*date_mentions(text), *told_dates(text, published))
    ]
    return not all(_is_dated(mention, claim, told, quote.article) for mention in claimed)


def _is_dated(claimed: DateMention, claim: str, told: Sequence[tuple[DateMention, str]], article: Article) -> bool:
    published = _published(article)
    wanted = claimed.parts()
    relation = relation_before(claim, claimed.span.start)
    said = [
        relation_before(text, date.span.start)
        for date, text in told
        if wanted.items() <= (published | date.parts()).items() and wanted.keys() & date.parts().keys()
    ]
    if said:
        return any(relation_agrees(relation, other) for other in said)
    years, months, days = ({getattr(date, part) for date, _ in told} - {None} for part in ("year", "month", "day"))
    own = wanted.items() <= published.items() and relation != "for" and not (claimed.day and days)
    return own and (not years - {claimed.year} if claimed.year else not months)


def _published(article: Article) -> dict[str, int]:
    date = article.published
    if date is None:
        return {}
    known = {"year": date.year, "month": date.month, "day": date.day}
    return {name: value for name, value in known.items() if value is not None}
