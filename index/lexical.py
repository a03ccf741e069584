"""BM25 search over passages, with tantivy. Terms come ready-made from index.analysis."""

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from corpus.article import Article
from index.analysis import STOP_WORDS, fold, terms
from index.passage import Filters, Passage

_MEMORY = 128_000_000  # bytes of tantivy's writer
_TITLE_BOOST = 0.5  # a title is short: BM25's length normalisation already favours it
_FUZZY_MIN = 5  # shorter words have too many neighbours at distance 1
_EARLIEST, _LATEST = 0, 99_999_999


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", stored=False, indexed=True, fast=True)
    builder.add_text_field("article", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("source", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("first_day", indexed=True, fast=True)
    builder.add_unsigned_field("last_day", indexed=True, fast=True)
    builder.add_text_field("title", stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("body", stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


@dataclass(frozen=True, slots=True)
class Match:
    """A passage's row and its BM25 score."""

    row: int
    score: float


class LexicalIndex:
    """A tantivy index in a folder. `add` and `remove` become visible after `commit`."""

    def __init__(self, folder: Path) -> None:
        """Open the index of `folder`, or create one there."""
        folder.mkdir(exist_ok=True)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, str(folder), reuse=True)
        self._writer: tantivy.IndexWriter | None = None

    def add(self, article: Article, rows: Iterable[tuple[int, Passage]]) -> None:
        first, last = _days(article)
        title = " ".join(terms(article.title))
        for row, passage in rows:
            document = tantivy.Document()
            document.add_unsigned("row", row)
            document.add_text("article", article.id)
            document.add_text("source", article.source or "")
            document.add_unsigned("first_day", first)
            document.add_unsigned("last_day", last)
            document.add_text("title", title)
            document.add_text("body", " ".join(terms(passage.text)))
            self._open_writer().add_document(document)

    def remove(self, article_ids: Iterable[str]) -> None:
        for article_id in article_ids:
            self._open_writer().delete_documents_by_term("article", article_id)

    def commit(self) -> None:
        if self._writer is not None:
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._writer = None
        self._index.reload()

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def search(self, question: str, k: int, filters: Filters) -> list[Match]:
        """Return the k best passages that hold at least one of the question's terms, best first."""
        words = self._known_terms(question)
        if not words:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, word) for word in words])
        if not filters.empty:  # inside another query, tantivy could not skip passages that cannot be among the k best
            kept = self._filter_queries(filters)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in (query, *kept)])
        return self._run(query, k)

    def coverage(self, question: str, rows: Sequence[int]) -> dict[int, float]:
        """Return {row: share in [0, 1]} of the question's terms, weighted by idf, in each passage or its title."""
        weights = {term: self.idf(term) for term in dict.fromkeys(terms(question))}
        total = sum(weights.values())
        if total == 0 or not rows:
            return {}
        clauses = [(tantivy.Occur.Should, self._holds(term, idf)) for term, idf in weights.items() if idf]
        among = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, "row", list(rows)), 0.0)
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, among), *clauses])
        return {match.row: match.score / total for match in self._run(query, len(rows))}

    def idf(self, term: str) -> float:
        """Inverse document frequency of a term over passages: log((N + 1) / (df + 0.5)), never below 0."""
        searcher = self._index.searcher()
        return max(0.0, math.log((searcher.num_docs + 1) / (searcher.doc_freq("body", term) + 0.5)))

    def _run(self, query: "tantivy.Query", k: int) -> list[Match]:
        searcher = self._index.searcher()
        found = searcher.search(query, k, count=False).hits
        rows = searcher.fast_field_values("row", [address for _, address in found])
        return [Match(int(row), float(score)) for row, (score, _) in zip(rows, found, strict=True) if row is not None]

    def _holds(self, term: str, score: float) -> "tantivy.Query":
        """Query for passages with the term in their text or title, each of the given score."""
        either = [(tantivy.Occur.Should, self._term_query(field, term)) for field in ("title", "body")]
        return tantivy.Query.const_score_query(tantivy.Query.boolean_query(either), score)

    def _known_terms(self, question: str) -> list["tantivy.Query"]:
        searcher = self._index.searcher()
        queries = []
        for term in dict.fromkeys(terms(question)):
            in_title, in_body = searcher.doc_freq("title", term), searcher.doc_freq("body", term)
            if in_title:
                queries.append(tantivy.Query.boost_query(self._term_query("title", term), _TITLE_BOOST))
            if in_body:
                queries.append(self._term_query("body", term))
            if not in_title and not in_body and _may_be_misspelt(term):
                queries.append(tantivy.Query.fuzzy_term_query(self._schema, "body", term, distance=1))
        return queries

    def _term_query(self, field: str, term: str) -> "tantivy.Query":
        return tantivy.Query.term_query(self._schema, field, term, "freq")

    def _filter_queries(self, filters: Filters) -> list["tantivy.Query"]:
        queries = []
        if filters.sources:
            wanted = [tantivy.Query.term_query(self._schema, "source", source) for source in filters.sources]
            queries.append(tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in wanted]))
        if filters.since:
            queries.append(self._range("last_day", _number(filters.since), _LATEST))
        if filters.until:
            queries.append(self._range("first_day", _EARLIEST, _number(filters.until)))
        return queries

    def _range(self, field: str, low: int, high: int) -> "tantivy.Query":
        return tantivy.Query.range_query(self._schema, field, tantivy.FieldType.Unsigned, low, high)

    def _open_writer(self) -> "tantivy.IndexWriter":
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_MEMORY, num_threads=1)
        return self._writer


def _may_be_misspelt(term: str) -> bool:
    return len(term) >= _FUZZY_MIN and term.isalpha() and term not in _FOLDED_STOP_WORDS


_FOLDED_STOP_WORDS = frozenset(fold(word) for word in STOP_WORDS)


def _days(article: Article) -> tuple[int, int]:
    """First and last day that the article's date may mean; of an undated article none, which no date filter keeps."""
    if article.published is None:
        return _LATEST, _EARLIEST
    return _number(article.published.first_day), _number(article.published.last_day)


def _number(day: datetime.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
