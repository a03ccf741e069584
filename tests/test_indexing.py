"""`vigie index` as a function: roots, what disappeared, one writer at a time."""

from pathlib import Path

import pytest
from filelock import FileLock

from api import indexing as module
from api.indexing import run_index
from corpus.errors import BusyError, CorpusError, WeightsError
from tests.conftest import settings_for
from tests.fakes import FakeWiring
from tests.samples import write


@pytest.fixture
def fresh(home: Path) -> FakeWiring:
    return FakeWiring(settings_for(home))


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundled corpus of one article."""
    folder = write(tmp_path / "bundled", {"b.md": "# Un robot\n\nLe robot épluche des carottes."})
    monkeypatch.setattr(module, "bundled_corpus", lambda: folder)
    return folder


def test_each_path_is_a_root_of_its_own(fresh: FakeWiring, folder: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", {"o.md": "Un autre texte."})
    report = run_index(fresh, [folder, other, folder])
    assert list(report.roots) == [str(folder), str(other)] and report.build.manifest.articles == 6
    (folder / "azure.md").unlink()
    (other / "o.md").unlink()
    write(other, {"p.md": "Encore un texte."})
    again = run_index(fresh, [folder])
    assert again.roots[str(folder)].removed == ["azure.md"] and list(again.roots) == [str(folder)]
    assert again.build.manifest.articles == 5, "the other root stays as it was"


def test_a_file_is_a_root_too(fresh: FakeWiring, folder: Path) -> None:
    report = run_index(fresh, [folder / "azure.md"])
    assert report.build.manifest.articles == 1 and list(report.roots) == [str(folder / "azure.md")]


def test_without_a_path_the_bundled_corpus_and_known_roots_are_refreshed(
    fresh: FakeWiring, folder: Path, bundled: Path
) -> None:
    run_index(fresh, [folder])
    write(folder, {"new.md": "Un texte nouveau."})
    report = run_index(fresh, [])
    assert set(report.roots) == {"bundled", str(folder)}
    assert report.roots["bundled"].added == ["b.md"] and report.roots[str(folder)].added == ["new.md"]
    assert not run_index(fresh, []).build.changed


def test_the_bundled_corpus_by_its_path_is_the_bundled_root(fresh: FakeWiring, bundled: Path) -> None:
    assert list(run_index(fresh, [bundled]).roots) == ["bundled"]


def test_a_known_root_that_is_gone_keeps_its_articles(fresh: FakeWiring, folder: Path, bundled: Path) -> None:
    run_index(fresh, [folder])
    folder.rename(folder.with_name("moved"))
    report = run_index(fresh, [])
    assert "its articles are kept" in report.roots[str(folder)].problems[0]
    assert report.build.manifest.articles == 6


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_given_path_with_nothing_to_read_changes_nothing(
    fresh: FakeWiring, folder: Path, tmp_path: Path, name: str
) -> None:
    before = run_index(fresh, [folder]).build.manifest
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError, match="--corpus"):
        run_index(fresh, [tmp_path / name])
    assert fresh.shelf.current_manifest() == before and len(fresh.store) == 5


def test_one_writer_at_a_time(fresh: FakeWiring, folder: Path, home: Path) -> None:
    run_index(fresh, [folder])
    write(folder, {"new.md": "Un texte nouveau."})
    with FileLock(home / "writer.lock"), pytest.raises(BusyError, match="another process is indexing"):
        run_index(fresh, [folder])
    assert len(fresh.store) == 5
    assert run_index(fresh, [folder]).build.manifest.articles == 6


def test_missing_weights_are_found_before_anything_is_changed(home: Path, folder: Path) -> None:
    from api.wiring import Wiring

    with pytest.raises(WeightsError, match="run `vigie models pull multilingual-e5-small`"):
        run_index(Wiring(settings_for(home)), [folder])
    assert not (home / "articles.db").exists()


def test_bad_files_are_reported_and_the_others_indexed(fresh: FakeWiring, folder: Path) -> None:
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    report = run_index(fresh, [folder])
    assert [problem.split(":")[0] for problem in report.roots[str(folder)].problems] == ["bad.pdf"]
    assert report.build.manifest.articles == 5
