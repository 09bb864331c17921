"""Somebody with a token, and all the terminals and sessions of theirs."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass

from .place import Place
from .server import Server
from .terminal import Terminal
from .tokens import mint
from .waiting import PATIENCE
from .websocket import WebSocket


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


class Person:
    def __init__(self, server: Server, name: str, **claims):
        self.server = server
        self.name = name
        self.token = mint(name, **claims)
        self._websockets: list[WebSocket] = []

    # WebSocket

    def connect(self, port: int | None = None, **options) -> Terminal:
        """Authenticated by the upgrade, looking at nothing yet. `port`: of a line that leads to the server."""
        place = self.server.place
        if port is not None:
            options["headers"] = {"Host": place.authority}
            place = Place(port, base_path=place.base_path)
        terminal = Terminal(self._keep(WebSocket(place, self.token, **options)))
        terminal.wait_for_message("authenticated")
        return terminal

    def connect_silently(self, **options) -> Terminal:
        """As a page connects: not authenticated yet."""
        terminal = Terminal(self._keep(WebSocket(self.server.place, **options)))
        assert terminal.wait_for_message("connected")["authentication_required"] is True
        return terminal

    def open(self, program: str | None = None, **fields) -> Terminal:
        """A terminal on a new session."""
        terminal = self.connect()
        terminal.create(program=program, **fields)
        return terminal

    def attach(self, session_id: str, **fields) -> Terminal:
        """A new terminal on an old session; what the server said about it is `terminal.attachment`."""
        terminal = self.connect()
        terminal.attachment = terminal.attach(session_id, **fields)
        return terminal

    # REST

    def request(self, method: str, path: str, body=None, token: str | None = None) -> Answer:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        place = self.server.place
        connection = http.client.HTTPConnection(place.authority, timeout=PATIENCE)
        connection.sock = place.connect()
        try:
            connection.request(method, place.base_path + path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def sessions(self, query: str = "") -> list[dict]:
        answer = self.request("GET", f"/api/v1/sessions{query}")
        assert answer.status == 200, answer
        return answer.json["sessions"]

    def session(self, session_id: str) -> dict:
        answer = self.request("GET", f"/api/v1/sessions/{session_id}")
        assert answer.status == 200, answer
        return answer.json

    def screen(self, session_id: str) -> dict:
        """What its terminal shows; all questions of its programs until now are answered then."""
        answer = self.request("GET", f"/api/v1/sessions/{session_id}/screen")
        assert answer.status == 200, answer
        return answer.json

    def end_session(self, session_id: str) -> Answer:
        return self.request("DELETE", f"/api/v1/sessions/{session_id}")

    # -

    def leave(self):
        """Closes everything and ends every session."""
        for websocket in self._websockets:
            websocket.drop()
        self._websockets = []
        if self.server.is_serving:
            for session in self.sessions("?limit=1000"):
                self.end_session(session["id"])

    def _keep(self, websocket: WebSocket) -> WebSocket:
        self._websockets.append(websocket)
        return websocket
