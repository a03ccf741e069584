"""Routes that show the corpus: its articles in a list or by a search, and one with its text."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import FastAPI, Path, Query
from fastapi.responses import JSONResponse

from api import views
from api.description import errors
from api.filters import make_filters
from api.problems import Fault
from api.responses import Article as ArticleModel
from api.responses import Articles
from api.schemas import Since, Sources, Until
from api.snippets import snippets_of
from api.views import Json
from api.wiring import ADDED_ROOT, Wiring
from corpus.article import Article
from corpus.store import ArticleStore
from index.catalog import MonthCount
from index.hybrid import HybridIndex
from index.passage import Filters, Hit
from rag.question import check_question

_PAGE_SIZE = 20
_SEARCHED = 100  # passages
ArticleId = Annotated[str, Path(examples=["azure.md"])]


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of articles, the hits in each, and counts of all pages."""

    articles: Sequence[Article]
    hits: dict[str, list[Hit]]
    total: int
    months: Sequence[MonthCount]


def add_routes(app: FastAPI, wiring: Wiring) -> None:
    @app.get("/api/articles", response_model=Articles, responses=errors("saisie", "index", "poids"))
    def articles(
        q: Annotated[str | None, Query(examples=["Azure"])] = None,
        since: Since = None,
        until: Until = None,
        source: Sources = None,
        page: Annotated[int, Query(ge=1, le=1_000_000, examples=[1])] = 1,
    ) -> Any:
        """The articles, newest first, or those nearest to `q` with what they say of it."""
        index, filters = wiring.library.index(), make_filters(since, until, source or [])
        found = _search(wiring, q, filters, page) if q else _list(index, filters, page)
        return JSONResponse(_listing_json(found, q or "", page, index, wiring.store))

    @app.get("/api/articles/{article_id:path}", response_model=ArticleModel, responses=errors("introuvable", "index"))
    def article(article_id: ArticleId) -> Any:
        """One article with its canonical text, to which all offsets refer."""
        found = wiring.library.article(article_id)
        if found is None:
            raise Fault("introuvable", f"no article has the id {article_id!r}")
        return JSONResponse(views.article_json(found))


def listed_json(article: Article, store: ArticleStore, query: str = "", hits: Sequence[Hit] = ()) -> Json:
    """Return an article as lists show it."""
    origin = store.origin(article.id)
    return views.article_json(article, text=False) | {
        "removable": origin is not None and origin[0] == ADDED_ROOT,
        "snippets": snippets_of(query, hits) if hits else [],
    }


def _list(index: HybridIndex, filters: Filters, page: int) -> Listing:
    catalog = index.snapshot.catalog
    total, found = catalog.articles(filters, _PAGE_SIZE, (page - 1) * _PAGE_SIZE)
    return Listing(found, {}, total, catalog.months(filters))


def _search(wiring: Wiring, q: str, filters: Filters, page: int) -> Listing:
    hits: dict[str, list[Hit]] = {}
    for hit in wiring.retriever.search(check_question(q), _SEARCHED, filters).hits:
        hits.setdefault(hit.article.id, []).append(hit)
    found = [each[0].article for each in hits.values()]
    first = (page - 1) * _PAGE_SIZE
    return Listing(found[first : first + _PAGE_SIZE], hits, len(found), _months(found))


def _months(articles: Iterable[Article]) -> list[MonthCount]:
    dates = (article.published for article in articles)
    months = Counter(str(date)[: len("2023-10")] for date in dates if date and date.month)
    return [MonthCount(*counted) for counted in sorted(months.items())]


def _listing_json(found: Listing, q: str, page: int, index: HybridIndex, store: ArticleStore) -> Json:
    catalog = index.snapshot.catalog
    _, newest = catalog.articles(Filters(), 1)
    return {
        "articles": [listed_json(article, store, q, found.hits.get(article.id, ())) for article in found.articles],
        "total": found.total, "page": page, "page_size": _PAGE_SIZE,
        "sources": [asdict(count) for count in catalog.sources()],
        "histogram": [asdict(month) for month in found.months],
        "built_at": index.snapshot.manifest.built_at,
        "newest": str(newest[0].published) if newest and newest[0].published else None,
    }  # fmt: skip
