#!/usr/bin/env python3
"""A session from its beginning to its end, with nothing but Python.

WEB_TERMINAL_URL    such as http://127.0.0.1:8080
WEB_TERMINAL_TOKEN  of the identity service; for trying: web-terminal token --user alice
"""

import hashlib
import json
import os
import urllib.error
import urllib.parse
import urllib.request
import uuid

API = os.environ["WEB_TERMINAL_URL"] + "/api/v1"
TOKEN = os.environ["WEB_TERMINAL_TOKEN"]


class Problem(Exception):
    """What the server says that is wrong: a code and details for programs, a sentence for people."""

    def __init__(self, status, body):
        self.status, self.code, self.details = status, body["code"], body["details"]
        super().__init__(f"{status} {body['code']}: {body['message']}")


def call(method, path, body=None, **headers):
    """What the answer says: JSON, or bytes. `body`: bytes, or what is sent as JSON."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"} | headers
    request = urllib.request.Request(API + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            content = answer.read()
            return json.loads(content) if answer.headers.get_content_type() == "application/json" else content
    except urllib.error.HTTPError as error:
        raise Problem(error.code, json.loads(error.read())["error"]) from None


class Session:
    """A shell on a terminal that people can look at. It ends with the block that it is used in."""

    def __init__(self, **fields):
        self.id = call("POST", "/sessions", fields)["id"]
        self.path = f"/sessions/{self.id}"

    def __enter__(self):
        return self

    def __exit__(self, *error):
        call("DELETE", self.path)

    def run(self, command):
        """Types a command and returns it when it has ended, however long that takes."""
        # With the same key it can be sent again when a connection breaks, and is still typed once.
        fields = {"command": command, "timeout_seconds": 60, "idempotency_key": str(uuid.uuid4())}
        ran = call("POST", f"{self.path}/commands", fields)
        while ran["timed_out"]:
            ran = call("GET", f"{self.path}/commands/{ran['id']}?wait_seconds=60")
        return ran

    def write(self, path, data):
        """Puts a file into the session's workspace. It is there as a whole, or not at all."""
        name = urllib.parse.quote(path)
        digest = hashlib.sha256(data).hexdigest()
        call("PUT", f"{self.path}/files?path={name}", data, **{"X-Content-SHA256": digest})

    def read(self, path):
        return call("GET", f"{self.path}/files/download?path={urllib.parse.quote(path)}")


def main():
    with Session(name="example", labels={"ci": "7"}) as session:
        print("session", session.id)
        session.write("numbers.txt", b"3\n1\n2\n")
        ran = session.run("sort numbers.txt >sorted.txt; echo sorted; sh -c 'exit 4'")
        print(f"ended with {ran['exit_code']} after {ran['duration_ms']} ms and printed {ran['output']['text']!r}")
        print("the file has", session.read("sorted.txt"))
        try:
            session.run("if true; then")
        except Problem as problem:
            print("not run:", problem.details["reason"])
        for command in call("GET", f"{session.path}/history")["commands"]:
            print(command["id"], command["exit_code"], command["command"])
        # What somebody would see who looked at it now.
        shown = call("GET", f"{session.path}/screen?format=text").decode()
        print("on the screen:", *shown.split("\n")[:2], sep="\n  ")


if __name__ == "__main__":
    try:
        main()
    except Problem as problem:
        raise SystemExit(str(problem)) from None
