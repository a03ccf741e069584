"""What reading costs: one question against five passages, by each evidence reader, in turns, in one run.

    python -m bench.reading FOLDER [--sample N] [--tokens N]

Puts the questions of FOLDER (questions.jsonl) to the index of VIGIE_HOME. "encoding alone" is what the embedder takes
for the same five passages. With --tokens, each passage is read on in its article, or from before it, up to that length.
"""

import argparse
import statistics
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from api.settings import Settings
from api.wiring import Wiring
from bench.questions import read_questions
from bench.report import percentiles, timed, write
from corpus.text import sentences
from index.passage import Filters, Hit
from rag.readers import READ_PASSAGES, UntrainedReader

WARM_UP = 3  # questions that are not counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=40, help="questions")
    parser.add_argument("--tokens", type=int, default=0, help="of a passage, at least, where its article is as long")
    args = parser.parse_args()
    wiring = Wiring(Settings.read())
    lexical = wiring.library.index().snapshot.lexical
    readers = {"trained": wiring.reader, "untrained": UntrainedReader(wiring.embedder, lambda: lexical)}
    rows, tokens = [], []
    for asked in read_questions(args.folder, args.sample + WARM_UP, None):
        question = asked["question"]
        found = wiring.retriever.search(question, READ_PASSAGES, Filters())
        hits = [lengthened(hit, args.tokens, wiring.embedder.count_tokens) for hit in found.hits]
        texts = [hit.passage.text for hit in hits]
        tokens += [wiring.embedder.count_tokens(text) for text in texts]
        reads = [partial(reader.read, question, found.vector, hits) for reader in readers.values()]
        rows.append([timed(read) for read in (*reads, partial(wiring.embedder.embed_passages, texts))])
    print(f"{len(rows) - WARM_UP} questions, {statistics.mean(tokens):.0f} tokens a passage")
    columns = zip(*rows[WARM_UP:], strict=True)
    write("reading", [
        {"what": what, **percentiles(seconds)}
        for what, seconds in zip([*readers, "encoding alone"], columns, strict=True)
    ])  # fmt: skip


def lengthened(hit: Hit, tokens: int, count_tokens: Callable[[str], int]) -> Hit:
    """Return the hit with whole sentences after its passage, then before it, until it has as many tokens."""
    start, end, text = hit.passage.start, hit.passage.end, hit.article.text
    spans = sentences(text)
    beside = [*(s for s in spans if s.start >= end), *(s for s in reversed(spans) if s.end <= start)]
    for span in beside:
        if count_tokens(text[start:end]) >= tokens:
            break
        start, end = min(start, span.start), max(end, span.end)
    return replace(hit, passage=replace(hit.passage, start=start, end=end, text=text[start:end]))


if __name__ == "__main__":
    main()
