"""Which class does what: the one place where concrete classes are chosen."""

from functools import cached_property
from importlib.resources import files
from pathlib import Path

from api.conversations import Conversations
from api.settings import Settings
from corpus.store import ArticleStore
from index.cache import EmbeddingCache
from index.embedder import SentenceTransformerEmbedder
from index.lexical import LexicalIndex
from index.manifest import default_model, packaged_models
from index.snapshot import SnapshotShelf
from index.weights import WeightStore
from rag.evidence import EvidenceReader
from rag.generators import Generator
from rag.generators.extractive import ExtractiveGenerator
from rag.generators.hub import TransformersGenerator
from rag.generators.llama import LlamaGenerator
from rag.generators.remote import RemoteGenerator
from rag.library import Library
from rag.network_reader import NetworkReader
from rag.pipeline import Pipeline
from rag.readers import TrainedReader, UntrainedReader
from rag.retrieve import Retriever

BUNDLED_ROOT = "bundled"  # the names of roots that are not known by their path: Vigie and VIGIE_HOME may move
ADDED_ROOT = "added"


class Wiring:
    """The parts of one Vigie, made when first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def weights(self) -> WeightStore:
        return WeightStore(self.settings.home / "models")

    @cached_property
    def store(self) -> ArticleStore:
        return ArticleStore(self.settings.home / "articles.db")

    @property
    def added(self) -> Path:
        """Folder of the articles that readers add, the root ADDED_ROOT."""
        return self.settings.home / "added"

    @cached_property
    def shelf(self) -> SnapshotShelf:
        return SnapshotShelf(self.settings.home / "index")

    @cached_property
    def cache(self) -> EmbeddingCache:
        return EmbeddingCache(self.settings.home / "index" / "embeddings.db")

    @cached_property
    def embedder(self) -> SentenceTransformerEmbedder:
        name = self.settings.embedder
        source = self.weights.ready(name) if name in packaged_models() else name
        return SentenceTransformerEmbedder(name, source, self.settings.threads, self.settings.precision)

    @cached_property
    def library(self) -> Library:
        return Library(self.shelf, self.embedder)

    @cached_property
    def retriever(self) -> Retriever:
        return Retriever(self.library, self.embedder)

    @cached_property
    def reader(self) -> EvidenceReader:
        def weights() -> LexicalIndex:
            return self.library.index().snapshot.lexical

        if self.settings.embedder == default_model("embedding"):
            return TrainedReader(self.network_reader, weights)
        return UntrainedReader(self.embedder, weights)

    @cached_property
    def network_reader(self) -> NetworkReader:
        """The network, which only reads with the embedder that it was trained on."""
        return NetworkReader(self.embedder, self.weights.ready(default_model("embedding")))

    @cached_property
    def generator(self) -> Generator:
        name, threads = self.settings.generator, self.settings.threads
        if name == "extractive":
            return ExtractiveGenerator()
        if name.startswith(("http://", "https://")):
            return RemoteGenerator(name, self.settings.generator_model, self.settings.generator_key)
        if name in packaged_models():
            return LlamaGenerator(name, self.weights.ready(name), threads)
        if name.endswith(".gguf"):
            return LlamaGenerator(name, Path(name), threads)
        return TransformersGenerator(name, threads)

    @cached_property
    def conversations(self) -> Conversations:
        return Conversations(self.settings.home / "conversations.db")

    @cached_property
    def pipeline(self) -> Pipeline:
        return Pipeline(self.library, self.embedder, self.retriever, self.reader, self.generator)

    def over(self, library: Library) -> "Wiring":
        """Return Vigie over another library, with the same embedder and generator."""
        other = type(self)(self.settings)
        other.embedder, other.generator, other.library = self.embedder, self.generator, library
        return other


def bundled_corpus() -> Path:
    """Folder of the articles that come with Vigie."""
    return Path(str(files("corpus").joinpath("articles")))
