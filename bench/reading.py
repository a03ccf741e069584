"""What reading costs: one question against five passages, by each evidence reader, in turns, in one run.

    python -m bench.reading FOLDER [--sample N]

Puts the questions of FOLDER (questions.jsonl) to the index of VIGIE_HOME. "encoding alone" is what the embedder takes
for the same five passages.
"""

import argparse
import statistics
from functools import partial
from pathlib import Path

from api.settings import Settings
from api.wiring import Wiring
from bench.questions import read_questions
from bench.report import percentiles, timed, write
from index.passage import Filters
from rag.readers import READ_PASSAGES, UntrainedReader

WARM_UP = 3  # questions that are not counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=40, help="questions")
    args = parser.parse_args()
    wiring = Wiring(Settings.read())
    lexical = wiring.library.index().snapshot.lexical
    readers = {"trained": wiring.reader, "untrained": UntrainedReader(wiring.embedder, lambda: lexical)}
    rows, tokens = [], []
    for asked in read_questions(args.folder, args.sample + WARM_UP, None):
        question = asked["question"]
        found = wiring.retriever.search(question, READ_PASSAGES, Filters())
        texts = [hit.passage.text for hit in found.hits]
        tokens += [wiring.embedder.count_tokens(text) for text in texts]
        reads = [partial(reader.read, question, found.vector, found.hits) for reader in readers.values()]
        rows.append([timed(read) for read in (*reads, partial(wiring.embedder.embed_passages, texts))])
    print(f"{len(rows) - WARM_UP} questions, {statistics.mean(tokens):.0f} tokens a passage")
    columns = zip(*rows[WARM_UP:], strict=True)
    write("reading", [
        {"what": what, **percentiles(seconds)}
        for what, seconds in zip([*readers, "encoding alone"], columns, strict=True)
    ])  # fmt: skip


if __name__ == "__main__":
    main()
