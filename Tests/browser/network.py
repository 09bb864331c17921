"""A network between browser and server that can be cut, and can fall silent."""

from __future__ import annotations

import socket
import struct
import threading


class Network:
    """A TCP relay on the loopback interface. What is lost with a connection is lost."""

    def __init__(self):
        self.target_port = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._connections: set[_Connection] = set()
        #: Counts of bytes to the browser, since the last `cut_after`, at which everything is cut.
        self._cuts: list[int] = []
        self._passed = 0
        self.cuts_made = 0
        self._refuses = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_after(self, *counts: int):
        """Cuts every connection when so many bytes have reached the browser, counted from now over all of them."""
        with self._lock:
            self._passed = 0
            self._cuts = sorted(counts)

    def cut(self):
        """Cuts every connection now."""
        with self._lock:
            connections, self._connections = self._connections, set()
            self.cuts_made += 1
        for connection in connections:
            connection.reset()

    def refuse(self, refuses: bool):
        """Whether new connections end at once."""
        self._refuses = refuses

    def silence(self):
        """Connections that are open now carry nothing any more, and do not end."""
        with self._lock:
            for connection in self._connections:
                connection.silent = True

    def close(self):
        self._listener.close()
        self.cut()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                if self._refuses:
                    raise ConnectionRefusedError
                server = socket.create_connection(("127.0.0.1", self.target_port))
            except OSError:
                client.close()
                continue
            connection = _Connection(client, server)
            with self._lock:
                self._connections.add(connection)
            threading.Thread(target=self._relay, args=(connection, client, server, False), daemon=True).start()
            threading.Thread(target=self._relay, args=(connection, server, client, True), daemon=True).start()

    def _relay(self, connection: _Connection, source: socket.socket, target: socket.socket, downward: bool):
        try:
            while data := source.recv(16384):
                if connection.silent:
                    continue
                if downward and (share := self._share(len(data))) is not None:
                    target.sendall(data[:share])
                    self.cut()
                    return
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            connection.reset()

    def _share(self, length: int) -> int | None:
        """How many of these bytes get through before a cut; None: all, and no cut."""
        with self._lock:
            before = self._passed
            self._passed += length
            if self._cuts and self._cuts[0] <= self._passed:
                return max(0, self._cuts.pop(0) - before)
            return None


class _Connection:
    def __init__(self, client: socket.socket, server: socket.socket):
        self._sockets = (client, server)
        self.silent = False

    def reset(self):
        for one in self._sockets:
            try:
                # No FIN, but RST, and what is unsent is thrown away: the cable is pulled.
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.shutdown(socket.SHUT_RD)
                one.close()
            except OSError:
                pass
