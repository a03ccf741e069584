"""What local generators share: pieces pushed become pieces pulled, and one draft is written at a time."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from corpus.errors import BusyError, GenerationError, VigieError

PATIENCE = 1.0  # seconds that a question waits for its turn: a reader has the extract by then
_END = object()


@contextmanager
def turn(lock: threading.Lock) -> Iterator[None]:
    """Hold the lock. Raises BusyError if it stays taken for PATIENCE seconds."""
    if not lock.acquire(timeout=PATIENCE):
        raise BusyError("the generator is writing another answer: ask again in a moment")
    try:
        yield
    finally:
        lock.release()


def pull(produce: Callable[[Callable[[str], bool]], None], seconds: float) -> Iterator[str]:
    """Run `produce(push)` in a thread and yield what it pushes.

    `push` returns True once the caller has closed the iterator: `produce` should then return. An exception in
    `produce` is raised here as a GenerationError, and so is a silence longer than `seconds`.
    """
    pieces: queue.Queue[object] = queue.Queue()
    stopped = threading.Event()

    def push(piece: str) -> bool:
        pieces.put(piece)
        return stopped.is_set()

    def work() -> None:
        try:
            produce(push)
            pieces.put(_END)
        except Exception as error:  # whatever the library raises becomes ours at this boundary
            pieces.put(error)

    threading.Thread(target=work, name="generation", daemon=True).start()
    try:
        while (piece := _next(pieces, seconds)) is not _END:
            if isinstance(piece, Exception):
                raise _as_vigie_error(piece) from piece
            yield str(piece)
    finally:
        stopped.set()


def _next(pieces: "queue.Queue[object]", seconds: float) -> object:
    try:
        return pieces.get(timeout=seconds)
    except queue.Empty:
        raise GenerationError(
            f"the generator wrote nothing for {seconds:.0f} s: ask again or set another VIGIE_GENERATOR"
        ) from None


def _as_vigie_error(error: Exception) -> VigieError:
    if isinstance(error, VigieError):
        return error
    return GenerationError(
        f"the generator failed ({type(error).__name__}: {error}): ask again or set another VIGIE_GENERATOR"
    )
