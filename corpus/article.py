"""The article record: canonical text and what is known about where it comes from."""

import hashlib
import json
from dataclasses import dataclass
from typing import Self

from corpus.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `text` is canonical (see corpus.text.canonical): every offset in Vigie refers to it."""

    id: str
    title: str
    text: str
    url: str | None = None
    source: str | None = None
    published: PartialDate | None = None
    topics: tuple[str, ...] = ()
    facts_from: tuple[str, ...] = ()
    language: str = "fr"

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of everything but the id: equal digests mean that nothing a reader sees has changed."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """Return everything but the id as a JSON object."""
        fields = {name: getattr(self, name) for name in type(self).__dataclass_fields__ if name != "id"}
        fields["published"] = str(self.published) if self.published else None
        return json.dumps(fields, ensure_ascii=False)

    @classmethod
    def from_json(cls, article_id: str, record: str) -> Self:
        """Read back what `to_json` wrote."""
        fields = json.loads(record)
        fields["published"] = PartialDate.parse(fields["published"]) if fields["published"] else None
        fields["topics"] = tuple(fields["topics"])
        fields["facts_from"] = tuple(fields["facts_from"])
        return cls(id=article_id, **fields)
