"""A line between client and server that can be cut and joined again."""

from __future__ import annotations

import socket
import struct
import threading


class CutLine:
    def __init__(self, port: int):
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = []
        self._is_cut = False
        #: Connections that came while the line was whole.
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                if self._is_cut:
                    self._reset(client)
                    continue
                server = socket.create_connection(("127.0.0.1", self._target))
                self.connections += 1
                self._ends += [client, server]
            for source, sink in [(client, server), (server, client)]:
                threading.Thread(target=self._copy, args=(source, sink), daemon=True).start()

    def _copy(self, source: socket.socket, sink: socket.socket):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    @staticmethod
    def _reset(end: socket.socket):
        try:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            # A read in another thread keeps a closed socket open.
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        end.close()

    def cut(self):
        """What is on the line is lost, and nobody gets through."""
        with self._lock:
            self._is_cut = True
            for end in self._ends:
                self._reset(end)
            self._ends = []

    def join(self):
        with self._lock:
            self._is_cut = False

    def close(self):
        self.cut()
        self._listener.close()
