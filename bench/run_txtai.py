"""txtai, hybrid: the same embedder folder and prefixes, BM25 beside it, its defaults otherwise."""

from peer import run
from txtai import Embeddings


def build(documents, folder):
    embeddings = Embeddings(
        path=folder, hybrid=True, instructions={"query": "query: ", "data": "passage: "}, content=False
    )
    embeddings.index([(d["id"], f"{d['title']}. {d['text']}", None) for d in documents])
    return lambda question: [found[0] for found in embeddings.search(question, 20)]


if __name__ == "__main__":
    run(build)
