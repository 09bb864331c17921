"""A terminal with a person before it: runs a program on a pseudo-terminal, types, and reads what is on the screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

from conftest import PATIENCE


class PersonsTerminal:
    def __init__(self, arguments, environment: dict[str, str], cols: int = 80, rows: int = 24):
        self.master, slave = pty.openpty()
        self._slave = slave
        self.resize(cols, rows)
        self.modes_before = termios.tcgetattr(slave)
        self.screen = b""
        self.process = subprocess.Popen(
            [str(argument) for argument in arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
            # Or nobody is told of another size.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )

    @property
    def modes(self) -> list:
        return termios.tcgetattr(self._slave)

    @property
    def is_raw(self) -> bool:
        return not self.modes[3] & (termios.ICANON | termios.ISIG | termios.ECHO)

    def resize(self, cols: int, rows: int):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def type(self, text: str | bytes):
        data = text.encode() if isinstance(text, str) else text
        while data:
            data = data[os.write(self.master, data) :]

    def wait_for(self, expected: str, patience: float = PATIENCE) -> str:
        """Reads until the screen shows it; returns what came up to its end, and forgets both."""
        wanted = expected.encode()
        deadline = time.monotonic() + patience
        while wanted not in self.screen:
            left = deadline - time.monotonic()
            assert left > 0, f"{expected!r} did not come; the screen shows {self.screen[-2000:]!r}"
            assert self._read(left) or wanted in self.screen, f"{expected!r} did not come: {self.screen[-2000:]!r}"
        end = self.screen.index(wanted) + len(wanted)
        shown, self.screen = self.screen[:end], self.screen[end:]
        return shown.decode(errors="replace")

    def _read(self, patience: float) -> bool:
        """False: the program has ended and all it printed is read."""
        if select.select([self.master], [], [], min(patience, 0.05))[0]:
            self.screen += os.read(self.master, 65536)
            return True
        return self.process.poll() is None

    def wait(self, patience: float = PATIENCE) -> int:
        """The exit code, when all that was printed is read."""
        deadline = time.monotonic() + patience
        while self._read(patience):
            assert time.monotonic() < deadline, f"it does not end: {self.screen[-2000:]!r}"
        return self.process.wait()

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self._slave)
