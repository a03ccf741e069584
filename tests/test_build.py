"""The build: only what changed is embedded, and a build that fails leaves the current snapshot."""

import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.loaders import load_root
from corpus.store import ArticleStore
from index import cache as cache_module
from index import vectors as vectors_module
from index.build import BuildReport, build, make_plan
from index.cache import EmbeddingCache
from index.digests import sha256_of
from index.hybrid import HybridIndex
from index.passage import Filters
from index.snapshot import Recipe, Snapshot, SnapshotShelf
from tests.conftest import ROOT
from tests.fakes import FakeEmbedder, Stop
from tests.samples import ARTICLES, write
from tests.test_snapshot import flip


class Bench:
    """A folder of articles and the parts that index it."""

    def __init__(self, base: Path) -> None:
        self.folder = write(base / "articles")
        self.store = ArticleStore(base / "home" / "articles.db")
        self.shelf = SnapshotShelf(base / "home" / "index")
        self.cache = EmbeddingCache(base / "home" / "index" / "embeddings.db")

    def index(self, embedder: FakeEmbedder | None = None, *, rebuild: bool = False) -> BuildReport:
        """Refresh the store from the folder, then build."""
        self.store.sync("root", load_root(self.folder))
        return build(self.store, self.shelf, embedder or FakeEmbedder(), self.cache, rebuild=rebuild)

    def open(self) -> Snapshot:
        return self.shelf.open_current(FakeEmbedder())

    def best(self, question: str) -> str:
        hits = HybridIndex(self.open()).search(question, FakeEmbedder().embed_question(question), 1)
        return hits[0].article.id


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_the_first_build(bench: Bench) -> None:
    report = bench.index()
    assert report.changed and (report.passages_added, report.passages_embedded) == (5, 5)
    assert (report.manifest.articles, report.manifest.passages) == (5, 5)
    assert set(bench.open().catalog.digests()) == set(ARTICLES)


def test_an_unchanged_corpus_embeds_and_publishes_nothing(bench: Bench) -> None:
    first, embedder = bench.index(), FakeEmbedder()
    again = bench.index(embedder)
    assert not again.changed and again.manifest == first.manifest
    assert embedder.embedded == []


def test_only_the_changed_article_is_embedded(bench: Bench) -> None:
    bench.index()
    path = bench.folder / "nvidia.md"
    path.write_text(path.read_text() + "\nLe groupe vend aussi des grille-pain.\n", encoding="utf-8")
    embedder = FakeEmbedder()
    report = bench.index(embedder)
    assert report.changed and report.passages_added == 1
    assert len(embedder.embedded) == 1 and "grille-pain" in embedder.embedded[0]
    assert len(bench.open().vectors) == 5
    assert bench.best("grille-pain") == "nvidia.md"


def test_an_article_added_and_one_deleted(bench: Bench) -> None:
    bench.index()
    (bench.folder / "mistral.md").unlink()
    write(bench.folder, {"new.md": "# Un robot cuisinier\n\nLe robot épluche des carottes."})
    embedder = FakeEmbedder()
    report = bench.index(embedder)
    assert (report.manifest.articles, report.manifest.passages, len(embedder.embedded)) == (5, 5, 1)
    snapshot = bench.open()
    assert snapshot.catalog.article("mistral.md") is None
    assert bench.best("Mistral Lightspeed 105 millions") != "mistral.md"
    assert bench.best("éplucher des carottes") == "new.md"


def test_an_update_changes_no_byte_of_the_snapshot_before(bench: Bench) -> None:
    before = bench.index().manifest
    (bench.folder / "mistral.md").unlink()
    write(bench.folder, {"new.md": "# Un robot cuisinier\n\nLe robot épluche des carottes."})
    after = bench.index().manifest
    assert after.id != before.id
    folder = bench.shelf.path(before.id)
    assert {name: sha256_of(folder / name) for name in before.files} == {n: sha for n, (_, sha) in before.files.items()}
    assert len(Snapshot.open(folder, FakeEmbedder()).lexical.search("Lightspeed", 5, Filters())) == 1


SLOW_BUILD = """
import sys, time
from pathlib import Path
from index import cache
from tests.fakes import FakeEmbedder
from tests.test_build import Bench

class Slow(FakeEmbedder):
    def embed_passages(self, texts):
        vectors = super().embed_passages(texts)
        print(len(self.embedded), flush=True)
        time.sleep(0 if len(self.embedded) < 12 else 60)
        return vectors

cache._CHUNK = 4
Bench(Path(sys.argv[1])).index(Slow())
"""


def test_a_process_killed_while_it_embeds(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It had embedded 14 of 17 texts and stored 11 of them: the next build embeds the other 6."""
    monkeypatch.setattr(cache_module, "_CHUNK", 4)
    write(bench.folder, {f"new{n}.md": f"# Titre {n}\n\nUn texte sur le sujet numéro {n}." for n in range(12)})
    command = [sys.executable, "-c", SLOW_BUILD, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert next(line for line in process.stdout if int(line) >= 12)
        process.kill()
    embedder = FakeEmbedder()
    report = bench.index(embedder)
    assert (report.passages_added, len(embedder.embedded)) == (17, 6)
    assert len(bench.open().vectors) == 17


def test_two_articles_with_the_same_text_are_both_indexed(bench: Bench) -> None:
    bench.index()
    write(bench.folder, {"copy.md": ARTICLES["nvidia.md"]})
    embedder = FakeEmbedder()
    report = bench.index(embedder)
    assert (report.manifest.articles, report.passages_added, report.passages_embedded) == (6, 1, 0)
    hits = HybridIndex(bench.open()).search("Nvidia", FakeEmbedder().embed_question("Nvidia"), 2)
    assert {hit.article.id for hit in hits} == {"nvidia.md", "copy.md"}


def test_texts_swapped_between_two_articles_are_two_changes(bench: Bench) -> None:
    bench.index()
    write(bench.folder, {"nvidia.md": ARTICLES["mistral.md"], "mistral.md": ARTICLES["nvidia.md"]})
    report = bench.index()
    assert (report.passages_added, report.passages_embedded) == (2, 0)
    assert bench.best("capitalisation boursière de Nvidia") == "mistral.md"


def test_an_empty_store_keeps_the_current_snapshot(bench: Bench) -> None:
    before = bench.index().manifest
    bench.store.forget("root")
    with pytest.raises(CorpusError, match="--corpus"):
        build(bench.store, bench.shelf, FakeEmbedder(), bench.cache)
    assert bench.open().manifest == before


def test_a_killed_build_leaves_the_snapshot_and_goes_on(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "_CHUNK", 4)
    before = bench.index().manifest
    write(bench.folder, {f"new{n}.md": f"# Titre {n}\n\nUn texte sur le sujet numéro {n}." for n in range(12)})
    with pytest.raises(Stop):
        bench.index(FakeEmbedder(batches=2))
    assert bench.open().manifest == before
    embedder = FakeEmbedder()
    report = bench.index(embedder)
    assert (report.passages_added, len(embedder.embedded)) == (12, 4)
    assert len(bench.open().vectors) == 17
    assert not list((bench.shelf.folder / "snapshots").glob(".draft-*"))


def test_rebuild_embeds_nothing_that_is_cached(bench: Bench) -> None:
    bench.index()
    embedder = FakeEmbedder()
    report = bench.index(embedder, rebuild=True)
    assert report.changed and report.passages_added == 5 and embedder.embedded == []


def test_another_embedder_builds_anew(bench: Bench) -> None:
    bench.index()
    embedder = FakeEmbedder("other", dim=32)
    report = bench.index(embedder)
    assert len(embedder.embedded) == 5 and report.manifest.recipe.dim == 32
    assert bench.shelf.open_current(embedder).vectors.dim == 32


@pytest.mark.parametrize("name", ["vectors.faiss", "catalog.db"])
def test_a_damaged_snapshot_is_not_built_upon(bench: Bench, name: str) -> None:
    bench.index()
    flip(bench.shelf.path(bench.shelf.require_current()) / name)
    write(bench.folder, {"new.md": "# Un robot cuisinier\n\nLe robot épluche des carottes."})
    report = bench.index()
    assert report.passages_added == 6, "everything is built anew"
    assert bench.best("capitalisation boursière de Nvidia") == "nvidia.md"


def test_growing_past_the_exact_size_changes_the_kind_of_index(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.index()
    monkeypatch.setattr(vectors_module, "EXACT_UP_TO", 400)
    many = [f"# Note {n}\n\nLe dossier {n} porte sur le thème {n % 17} et le lieu {n % 23}." for n in range(500)]
    write(bench.folder, {f"n{n}.md": text for n, text in enumerate(many)})
    report = bench.index()
    assert report.passages_added == 505 and report.passages_embedded == 500
    assert "IVF" in type(bench.open().vectors._index).__name__
    assert bench.best("capitalisation boursière de Nvidia") == "nvidia.md"


def test_the_plan_is_by_id_and_digest(bench: Bench) -> None:
    bench.index()
    path = bench.folder / "azure.md"
    path.rename(bench.folder / "bleu.md")
    bench.store.sync("root", load_root(bench.folder))
    plan = make_plan(bench.store, bench.shelf, Recipe.of(FakeEmbedder()))
    assert (plan.remove, plan.add) == (("azure.md",), ("bleu.md",))


def test_an_article_that_cannot_be_split_well_does_not_stop_the_build(bench: Bench) -> None:
    write(
        bench.folder,
        {"url.md": f"# Adresse\n\nVoir https://x.example/{'/'.join(f'segment{n}' for n in range(900))} fin."},
    )
    assert bench.index().manifest.articles == 6
