"""What the runners share: reading the documents, timing, memory. Imports nothing of Vigie, so that peers can."""

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def run(build: Callable[[list[dict[str, str]], str], Callable[[str], Sequence[str]]]) -> None:
    """Build an index of the documents, ask every question, print one JSON line of figures and rankings.

    `build(documents, embedder folder)` returns a function from a question to document ids, best first.
    """
    documents = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
    questions = json.loads(Path(sys.argv[2]).read_text())
    start = time.perf_counter()
    search = build(documents, sys.argv[3])
    seconds = time.perf_counter() - start
    search(questions[0])  # the first question loads what is loaded late
    rankings, times = [], []
    for question in questions:
        start = time.perf_counter()
        rankings.append(list(dict.fromkeys(search(question)))[:10])
        times.append(time.perf_counter() - start)
    times.sort()
    print(json.dumps({
        "build_s": round(seconds, 1),
        "p50_ms": round(times[len(times) // 2] * 1000, 1),
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "rankings": rankings,
    }))  # fmt: skip
