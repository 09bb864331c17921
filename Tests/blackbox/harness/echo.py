"""How long a keystroke takes to come back, as somebody else's load goes on."""

from __future__ import annotations

import threading
import time

from .terminal import Terminal

#: In seconds. The vectors want 0.050 at the 99th percentile, of a release build on a quiet machine: that is printed.
#: Asserted is what a debug build keeps on a busy one; what starved other sockets took 0.9 s and more.
LIMIT = 0.300

PAUSE = 0.005


class EchoProbe:
    """Types into a quiet session of its own, in a thread of its own, for as long as the `with` lasts."""

    def __init__(self, terminal: Terminal):
        """`terminal` shows a session that echoes in raw mode."""
        self._terminal = terminal
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.seconds: list[float] = []
        self._failure: BaseException | None = None

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, kind, error, traceback):
        self._stopping.set()
        self._thread.join()
        if error is None and self._failure is not None:
            raise self._failure

    def percentile(self, percent: float) -> float:
        ordered = sorted(self.seconds)
        assert ordered, "the other session echoed nothing at all"
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]

    def __str__(self) -> str:
        return (
            f"echo beside it p50 {self.percentile(50) * 1000:.2f} ms, p99 {self.percentile(99) * 1000:.2f} ms, "
            f"{len(self.seconds)} keys"
        )

    def _run(self):
        try:
            while not self._stopping.is_set():
                started = time.monotonic()
                self._terminal.type(b"k")
                self._terminal.wait_for(b"k")
                self.seconds.append(time.monotonic() - started)
                self._stopping.wait(PAUSE)
        except BaseException as failure:
            self._failure = failure
