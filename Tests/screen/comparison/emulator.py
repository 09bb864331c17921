"""The emulator: one process of screen-dump for all streams."""

from __future__ import annotations

import json
import queue
import subprocess
import tempfile
import threading
from pathlib import Path

from .outcome import Outcome
from .stream import Dump, Feed, Resize, Snapshot, Step, Stream

#: How long the emulator may take for what one step prints, in seconds. Generous: the machine may be busy.
_PATIENCE = 60.0


class EmulatorSide:
    """Runs streams through the emulator. A process that ends before it should is an outcome like any other, and the
    next stream gets a new one."""

    def __init__(self, program: Path):
        self._program = program
        self._process: subprocess.Popen | None = None
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        self._errors = tempfile.TemporaryFile()

    def run(self, streams: list[Stream]) -> list[Outcome]:
        return [self._run(stream) for stream in streams]

    def close(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _run(self, stream: Stream) -> Outcome:
        process = self._started()
        commands = [f"reset {stream.columns} {stream.rows} {stream.scrollback}", *map(_command, stream.steps)]
        outcome = Outcome([], snapshots=[])
        try:
            process.stdin.write("".join(f"{command}\n" for command in commands).encode())
            process.stdin.flush()
        except BrokenPipeError:
            # Its last words are still to be read.
            pass
        for index, step in enumerate(stream.steps):
            if not isinstance(step, Dump | Snapshot):
                continue
            line = self._next_line()
            if line is None:
                outcome.error, outcome.step = self._end(), index
                break
            if isinstance(step, Dump):
                outcome.dumps.append(json.loads(line))
            else:
                outcome.snapshots.append(bytes.fromhex(line.decode()))
        return outcome

    def _next_line(self) -> bytes | None:
        try:
            return self._lines.get(timeout=_PATIENCE)
        except queue.Empty:
            return None

    def _started(self) -> subprocess.Popen:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._errors.seek(0)
            self._errors.truncate()
            self._lines = queue.Queue()
            self._process = subprocess.Popen(
                [self._program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors
            )
            threading.Thread(target=_read, args=(self._process.stdout, self._lines), daemon=True).start()
        return self._process

    def _end(self) -> str:
        """Ends the process, and says how it was."""
        process = self._process
        try:
            code = process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            code = f"nothing, for {_PATIENCE:g} s"
        self.close()
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace").strip().splitlines()
        return f"screen-dump ended with {code}: " + " / ".join(said[:3])


def _read(pipe, lines: queue.Queue):
    """Hands on what the process prints; it must never have to wait while it is written to."""
    for line in pipe:
        lines.put(line)
    lines.put(None)


def _command(step: Step) -> str:
    match step:
        case Feed(data):
            return f"feed {data.hex()}"
        case Resize(columns, rows):
            return f"resize {columns} {rows}"
        case Dump():
            return "dump"
        case Snapshot():
            return "snapshot"
    raise TypeError(step)
