"""A client of the protocol `web-terminal.v1` on one WebSocket."""

from __future__ import annotations

import json

from .waiting import PATIENCE, Deadline
from .websocket import BINARY, CLOSE, PING, TEXT, Silence, WebSocket

#: How often the page acknowledges, in bytes.
ACKNOWLEDGE_EVERY = 64 * 1024


class Terminal:
    """
    Keeps what the server says: `output` (or what a `sink` takes in its place), the `messages`, how it ended.
    Nothing is read but within the methods that wait. It answers no question of a program, as no client may.
    """

    def __init__(self, websocket: WebSocket):
        self.websocket = websocket
        self.messages: list[dict] = []
        #: What was printed since the last that was waited for, and since the last picture.
        self.output = bytearray()
        #: Takes the terminal's bytes in place of `output`.
        self.sink = None
        #: The newest picture of the screen; None until all of one is there.
        self.picture: bytes | None = None
        self.pictures = 0
        #: The message that came in front of it.
        self.snapshot: dict | None = None
        self.session_id: str | None = None
        #: The offset of the next byte.
        self.offset = 0
        self.acknowledges = False
        self.acknowledge_every = ACKNOWLEDGE_EVERY
        self.acknowledged = 0
        self.close_code: int | None = None
        self.has_ended = False
        self._painted: bytearray | None = None

    # Speaking

    def say(self, **message):
        self.say_text(json.dumps(message))

    def say_text(self, text: str):
        self.websocket.send_frame(TEXT, text.encode())

    def type(self, keys: bytes):
        self.websocket.send_frame(BINARY, keys)

    def create(self, cols: int = 80, rows: int = 24, flow_control: str = "ack", program: str | None = None, **fields):
        """A new session; `program`: a shell command that takes the place of the interactive shell."""
        if program is not None:
            fields["environment"] = {**fields.get("environment", {}), **running(program)}
        self.acknowledges = flow_control == "ack"
        self.say(type="create", cols=cols, rows=rows, flow_control=flow_control, **fields)
        return self.wait_for_message("attached")

    def attach(
        self,
        session_id: str,
        offset: int | None = None,
        cols: int = 80,
        rows: int = 24,
        flow_control: str = "ack",
        mode: str = "control",
    ):
        """
        Returns with the picture of the screen, where one comes: what is typed before may be on it, and not in the
        output.
        """
        self.acknowledges = flow_control == "ack"
        # Those of another session, which nobody waited for.
        self.messages = [m for m in self.messages if m["type"] != "snapshot"]
        fields = {} if offset is None else {"offset": offset}
        self.say(
            type="attach", session_id=session_id, cols=cols, rows=rows, flow_control=flow_control, mode=mode, **fields
        )
        attached = self.wait_for_message("attached")
        if not attached["resumed"] and attached["offset"] > 0:
            self.wait_for_picture()
        return attached

    def acknowledge(self):
        self.acknowledged = self.offset
        self.say(type="ack", offset=self.offset)

    def resize(self, cols: int, rows: int):
        self.say(type="resize", cols=cols, rows=rows)

    # Listening

    def step(self, timeout: float = PATIENCE):
        """Takes the next frame. Raises `Silence`."""
        frame = self.websocket.receive(timeout)
        if frame is None:
            self.has_ended = True
        elif frame.opcode == BINARY:
            self.take(frame.payload)
        elif frame.opcode == TEXT:
            self._listen(json.loads(frame.payload))
        elif frame.opcode == CLOSE:
            self.close_code = frame.close_code or 1005
        elif frame.opcode == PING:
            self.websocket.send_frame(0xA, frame.payload)

    def wait(self, condition, what: str, timeout: float = PATIENCE):
        """Listens until `condition()` holds."""
        deadline = Deadline(timeout)
        while not condition():
            assert not self.has_ended, (
                f"the connection ended (close code {self.close_code}) before {what}; {self._heard()}"
            )
            try:
                self.step(deadline.left)
            except Silence:
                raise AssertionError(f"not within {timeout:g} s: {what}; {self._heard()}") from None
        return self

    def wait_for(self, expected: bytes, timeout: float = PATIENCE):
        """Listens until the output contains `expected`; returns what came before it, and forgets both."""
        self.wait(lambda: expected in self.output, f"output {expected!r}", timeout)
        before, _, rest = bytes(self.output).partition(expected)
        self.output = bytearray(rest)
        return before

    def wait_for_message(self, kind: str, timeout: float = PATIENCE) -> dict:
        """The next message of a type, taken from those that have come; fails at an error that is not expected."""

        def found():
            return next((m for m in self.messages if m["type"] in (kind, "error")), None)

        self.wait(found, f"message {kind}", timeout)
        message = found()
        assert message["type"] == kind, f"expected {kind}, got {message}"
        self.messages.remove(message)
        return message

    def wait_for_picture(self, cause: str = "attached", timeout: float = PATIENCE) -> bytes:
        """The next picture of the screen, of those that have not been taken yet."""
        snapshot = self.wait_for_message("snapshot", timeout)
        assert snapshot["cause"] == cause, snapshot
        self.wait(lambda: self._painted is None, "the picture", timeout)
        return self.picture

    def wait_for_exit(self, timeout: float = PATIENCE) -> dict:
        return self.wait_for_message("exited", timeout)

    def wait_for_close(self, timeout: float = PATIENCE) -> int | None:
        """The close code that the server says goodbye with; None when the connection just ends."""
        self.wait(lambda: self.close_code is not None or self.has_ended, "a close frame", timeout)
        return self.close_code

    def settle(self):
        """Returns when everything said so far has been worked on: the answer to a ping comes behind it."""
        self.messages = [m for m in self.messages if m["type"] != "pong"]
        self.say(type="ping", timestamp=1)
        self.wait_for_pong()
        return self

    def wait_for_pong(self):
        self.wait(lambda: any(m["type"] == "pong" for m in self.messages), "pong")
        self.messages = [m for m in self.messages if m["type"] != "pong"]

    def errors(self) -> list[dict]:
        return [m for m in self.messages if m["type"] == "error"]

    def take(self, data: bytes):
        """Terminal bytes, as many as a frame has, or a part of one that was cut off."""
        if self._painted is not None:
            self._paint(data)
            return
        self.offset += len(data)
        if self.sink is None:
            self.output += data
        else:
            self.sink(data)
        if self.acknowledges and self.offset - self.acknowledged >= self.acknowledge_every:
            self.acknowledge()

    # -

    def _paint(self, data: bytes):
        self._painted += data
        left = self.snapshot["bytes"] - len(self._painted)
        assert left >= 0, "a snapshot ends with a frame"
        if left == 0:
            self.picture, self._painted = bytes(self._painted), None
            self.pictures += 1
            if self.acknowledges:
                # The server draws no other before.
                self.acknowledge()

    def _listen(self, message: dict):
        self.messages.append(message)
        if message["type"] == "attached":
            self.session_id = message["session_id"]
            self.offset = self.acknowledged = message["offset"]
            self._painted = None
        elif message["type"] == "snapshot":
            assert self._painted is None, "a snapshot in the middle of another"
            assert message["bytes"] > 0, message
            self.offset = self.acknowledged = message["offset"]
            self.snapshot = message
            self._painted = bytearray()
            # What is not on the screen any more.
            self.output.clear()

    def _heard(self) -> str:
        return f"messages {self.messages[-5:]}, the last output {bytes(self.output[-200:])!r}"


def running(program: str) -> dict:
    """
    The environment in which an interactive bash becomes `program` before it prints anything: what is typed at a prompt
    would be echoed into the output.
    """
    quoted = "'" + program.replace("'", "'\\''") + "'"
    return {"PROMPT_COMMAND": f"exec /bin/sh -c {quoted}"}
