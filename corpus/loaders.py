"""Reading files as articles: Markdown, plain text, HTML, PDF and JSON lines."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import charset_normalizer
import frontmatter
import pypdf
import trafilatura
import yaml
from markdown_it import MarkdownIt

from corpus.article import Article
from corpus.clean import clean
from corpus.dates import PartialDate
from corpus.errors import ArticleError, CorpusError

Meta = Mapping[str, Any]
MAX_BYTES = 50_000_000


@dataclass(slots=True)
class Loaded:
    """What a root holds: its articles by the file they come from, and one line for each thing skipped."""

    by_path: dict[str, list[Article]] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)

    @property
    def articles(self) -> list[Article]:
        return [article for articles in self.by_path.values() for article in articles]


def load_root(root: Path) -> Loaded:
    """Read every article file of `root`, a file or a folder (recursively; hidden names are left out).

    A file or a line that cannot be read is a problem under the file's name; it never stops the others.
    Raises CorpusError if `root` does not exist or holds no file of a known kind.
    """
    files = list(_files(root))
    if not files:
        kinds = " ".join(sorted(_LOADERS))
        raise CorpusError(f"{root} holds no article file ({kinds}): give another path to --corpus")
    base = root if root.is_dir() else root.parent
    loaded = Loaded()
    for path in files:
        name = _name(path.relative_to(base))
        problems: list[str] = []
        try:
            loaded.by_path[name] = list(_LOADERS[path.suffix.lower()](path, name, problems))
        except (ArticleError, OSError) as error:
            problems.append(str(error))
        except Exception as error:  # parsers raise many kinds on damaged files; one file never stops the others
            problems.append(f"cannot be read ({_one_line(error)}): correct or remove it")
        if problems:
            loaded.problems[name] = problems
    return loaded


def _files(root: Path) -> Iterator[Path]:
    if not root.exists():
        raise CorpusError(f"{root} does not exist: give an existing file or folder to --corpus")
    candidates = sorted(root.rglob("*")) if root.is_dir() else [root]
    for path in candidates:
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if path.suffix.lower() in _LOADERS and path.is_file() and not hidden:
            yield path


def _name(path: Path) -> str:
    """Return a relative path as text, whatever encoding its name is in."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _markdown(path: Path, name: str, _: list[str]) -> Iterator[Article]:
    meta, body = _front_matter(path)
    title, text = _plain_markdown(body)
    yield make_article(name, {"title": title, **meta}, text)


def _text(path: Path, name: str, _: list[str]) -> Iterator[Article]:
    yield make_article(name, *_front_matter(path))


def _html(path: Path, name: str, _: list[str]) -> Iterator[Article]:
    page = decode(path)
    found: Any = trafilatura.bare_extraction(page, with_metadata=True, favor_recall=True, include_comments=False)
    meta = {} if found is None else {
        "title": found.title, "published": found.date, "source": found.sitename, "url": found.url,
        "language": found.language,
    }  # fmt: skip
    text = found.text if found is not None and found.text else trafilatura.html2txt(page)
    if not meta.get("title"):
        tree = trafilatura.load_html(page)
        meta["title"] = tree.findtext(".//title") if tree is not None else None
    yield make_article(name, meta, text)


def _pdf(path: Path, name: str, _: list[str]) -> Iterator[Article]:
    _check_size(path)
    try:
        reader = pypdf.PdfReader(path)
        pages = [page.extract_text() for page in reader.pages]
        info = reader.metadata
    except Exception as error:  # pypdf raises many kinds on damaged files
        raise ArticleError(f"not a readable PDF ({_one_line(error)}): replace or remove it") from error
    title = info.title if info else None
    yield make_article(name, {"title": title}, _join_pdf_lines("\n".join(pages)))


def _jsonl(path: Path, name: str, problems: list[str]) -> Iterator[Article]:
    seen: set[str] = set()
    for number, line in enumerate(decode(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            article = _json_article(line, name)
            if article.id in seen:
                raise ArticleError(f"the id {article.id!r} stands twice: the first one is kept")
            seen.add(article.id)
            yield article
        except ArticleError as error:
            problems.append(f"line {number}: {error}")


_LOADERS: dict[str, Callable[[Path, str, list[str]], Iterator[Article]]] = {
    ".md": _markdown,
    ".txt": _text,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
    ".jsonl": _jsonl,
}


def make_article(article_id: str, meta: Meta, text: str | None) -> Article:
    """Build a clean article from raw text and whatever metadata came with it.

    `meta` may hold title, published or date, source, url, topics, facts_from, language. Raises ArticleError
    if no text is left after cleaning.
    """
    cleaned = clean(text or "", _string(meta.get("title")) or "")
    if not cleaned.text:
        raise ArticleError("no text in it: add some, or remove the file")
    date = meta.get("published") or meta.get("date")
    return Article(
        id=article_id,
        title=cleaned.title,
        text=cleaned.text,
        url=_string(meta.get("url")),
        source=_string(meta.get("source")),
        published=PartialDate.parse(str(date)) if date else cleaned.published,
        topics=_strings(meta.get("topics")),
        facts_from=_strings(_fact_source(fact) for fact in _list(meta.get("facts_from"))),
        language=_string(meta.get("language")) or "fr",
    )


def decode(path: Path) -> str:
    """Return the text of a file in whatever encoding it is. Raises ArticleError for binary or huge files."""
    _check_size(path)
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        match = charset_normalizer.from_bytes(data, cp_isolation=["cp1252", "latin_1", "utf_16", "mac_roman"]).best()
        if match is None:
            raise ArticleError("not text in a known encoding: save it as UTF-8") from None
        text = str(match)
    if "\x00" in text:
        raise ArticleError("a binary file, not text: replace or remove it")
    return text


def _check_size(path: Path) -> None:
    if path.stat().st_size > MAX_BYTES:
        raise ArticleError(f"larger than {MAX_BYTES // 1_000_000} MB: split it")


def _front_matter(path: Path) -> tuple[Meta, str]:
    try:
        post = frontmatter.loads(decode(path))
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that does not exist
        raise ArticleError(f"its front matter is not valid YAML ({_one_line(error)}): correct it") from error
    return post.metadata, post.content


def _plain_markdown(body: str) -> tuple[str, str]:
    """Return the first top heading ("" if none) and the text without Markdown's marks, a paragraph a line."""
    title, lines, kind = "", [], ""
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        if token.type == "heading_open":
            kind = token.tag
        elif token.type == "inline":
            line = "".join(_inline_text(child) for child in token.children or [])
            if kind == "h1" and not title:
                title = line
            else:
                lines.append(line)
            kind = ""
        elif token.type in ("fence", "code_block"):
            lines.append(token.content)
    return title, "\n".join(lines)


def _inline_text(token: Any) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "code_inline") else ""


def _join_pdf_lines(text: str) -> str:
    """Join the lines of a page into paragraphs: a line that ends without a stop goes on in the next."""
    paragraphs: list[str] = [""]
    for line in (line.strip() for line in text.splitlines()):
        last = paragraphs[-1]
        if last.endswith(("-", "\u00ad")) and line[:1].islower():
            paragraphs[-1] = last[:-1] + line
        elif line and last and last[-1] not in '.!?…»":' and not (line[:1].isupper() and len(last) < 60):
            paragraphs[-1] = f"{last} {line}"
        else:
            paragraphs.append(line)
    return "\n".join(paragraphs)


def _json_article(line: str, name: str) -> Article:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"not JSON ({_one_line(error)}): correct or remove the line") from error
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise ArticleError('not an object with a "text": correct or remove the line')
    given = _string(record.get("id"))
    return make_article(given or f"{name}#{_short_digest(record)}", record, record["text"])


def _short_digest(record: Meta) -> str:
    """Name a record without an id by its address, or by its text where it has none."""
    return hashlib.sha256(str(record.get("url") or record["text"]).encode()).hexdigest()[:12]


def _fact_source(fact: object) -> str:
    if isinstance(fact, Mapping):
        return ", ".join(str(value) for value in fact.values())
    return str(fact)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _string(value: object) -> str | None:
    """Return a value as text that can be stored (half a surrogate pair cannot), None for nothing."""
    text = str(value).strip() if value is not None else ""
    return text.encode(errors="replace").decode() or None


def _strings(value: object) -> tuple[str, ...]:
    return tuple(text for item in _list(value) if (text := _string(item)))


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple | Iterator) else [value]
