#!/usr/bin/env python3
"""A WebSocket client in thirty lines of code: runs `echo` in a new session, and prints what the terminal shows."""

import base64, json, os, socket, struct, urllib.parse

url = urllib.parse.urlsplit(os.environ["WEB_TERMINAL_URL"])
connection = socket.create_connection((url.hostname, url.port or 80), timeout=20)
stream = connection.makefile("rb")
connection.sendall(
    f"GET {url.path}/ws HTTP/1.1\r\nHost: {url.netloc}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
    f"Sec-WebSocket-Protocol: web-terminal.v1\r\nAuthorization: Bearer {os.environ['WEB_TERMINAL_TOKEN']}\r\n\r\n".encode()
)
assert b" 101 " in stream.readline(), "refused"
while stream.readline() != b"\r\n":
    pass


def send(opcode, data):  # Up to 125 bytes. A client's frames are masked (RFC 6455); zeros leave them as they are.
    connection.sendall(bytes([0x80 | opcode, 0x80 | len(data)]) + bytes(4) + data)


send(1, json.dumps({"type": "create", "cols": 80, "rows": 24}).encode())  # Text frames are messages,
while True:
    opcode, length = stream.read(2)
    length = struct.unpack("!H", stream.read(2))[0] if length == 126 else length
    data = stream.read(struct.unpack("!Q", stream.read(8))[0] if length == 127 else length)
    message = json.loads(data) if opcode & 15 == 1 else {}
    if opcode & 15 == 2:  # and binary ones are what the terminal prints, and what is typed.
        print(data.decode(errors="replace"), end="")
    if opcode & 15 == 9:
        send(10, data)
    if message.get("type") == "attached":
        send(2, b"echo hello\r")
    if message.get("type") == "command_finished":
        print(f"[command {message['id']} ended with {message['exit_code']}]")
        send(2, b"exit 3\r")
    if message.get("type") in ("exited", "error"):
        raise SystemExit(f"\n{message}")
