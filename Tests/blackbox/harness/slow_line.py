"""A line to the server that is slow in the direction of the person."""

from __future__ import annotations

import socket
import threading
import time


class SlowLine:
    """
    Takes as much from the server as goes through in a second, with little room on the way: what waits, waits at the
    server, as it does in front of a modem. The way to the server is fast.
    """

    #: Bytes that the line takes at once.
    PIECE = 2048
    #: In seconds.
    OVERSLEPT = 0.05

    def __init__(self, target: int, bytes_per_second: int):
        """`target`: the server's port."""
        self._target = target
        self._rate = bytes_per_second
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._ends: list[socket.socket] = []
        #: Bytes that have come through. How busy the machine is does not change what they are good for.
        self.passed = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for end in [self._listener, *self._ends]:
            try:
                # A read in another thread keeps a closed socket open.
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.socket()
                server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2 * self.PIECE)
                server.connect(("127.0.0.1", self._target))
            except OSError:
                return
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._ends += [client, server]
            threading.Thread(target=self._copy, args=(client, server, 65536, None), daemon=True).start()
            threading.Thread(target=self._copy, args=(server, client, self.PIECE, self._rate), daemon=True).start()

    def _copy(self, source: socket.socket, sink: socket.socket, piece: int, rate: int | None):
        free_at = time.monotonic()
        try:
            while data := source.recv(piece):
                if rate:
                    # What was not used before is lost, as on a wire; but for what a busy machine oversleeps.
                    free_at = max(free_at, time.monotonic() - self.OVERSLEPT) + len(data) / rate
                    time.sleep(max(0.0, free_at - time.monotonic()))
                sink.sendall(data)
                self.passed += len(data) if rate else 0
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass
