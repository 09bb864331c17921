"""RFC 6455 on the endpoint that people use: every vector, on a terminal with a session and before authentication."""

from __future__ import annotations

import pytest

from harness import machine, vectors
from harness.waiting import eventually
from harness.websocket import CLOSE, PING, PONG, TEXT, Silence, WebSocket, frame

VECTORS = vectors.load("ws_frames.json")["vectors"]

#: A message at most, in bytes, after and before authentication.
MESSAGE_LIMIT = 1024 * 1024
MESSAGE_LIMIT_BEFORE_AUTHENTICATION = 4 * 1024

#: Seconds until the TCP connection is closed behind the close frames.
CLOSED_WITHIN = 2.0

#: Before authentication any whole message but `authenticate` ends the connection, so these say nothing about frames.
ABOUT_MESSAGES = {"len-02", "utf8-07"}


def bytes_of(vector: dict, limit: int) -> bytes:
    if "recipe" not in vector:
        return bytes.fromhex(vector["hex"])
    assert vector["recipe"]["length"] == "limit+1"
    return frame(vector["recipe"]["opcode"], bytes(limit + 1))


def cases(skipped=frozenset()):
    return [pytest.param(v, id=f"{v['id']}-{v['name']}") for v in VECTORS if v["id"] not in {"len-08"} | skipped]


@pytest.mark.parametrize("vector", cases())
def test_with_a_session(alice, vector):
    terminal = alice.open("stty raw -echo; exec cat")
    check(terminal.websocket, vector, MESSAGE_LIMIT)
    alice.server.check_alive()
    # Whatever became of the connection, the session has not suffered.
    assert alice.session(terminal.session_id)["status"] == "running"


@pytest.mark.parametrize("vector", cases(ABOUT_MESSAGES))
def test_before_authentication(alice, vector):
    terminal = alice.connect_silently()
    check(terminal.websocket, vector, MESSAGE_LIMIT_BEFORE_AUTHENTICATION)
    alice.server.check_alive()


def check(websocket: WebSocket, vector: dict, limit: int):
    sent = bytes_of(vector, limit)
    expected = vector["expect_close"]
    websocket.send_as_far_as_it_goes(sent)
    if expected is None or None in expected:
        # Alive: it answers a ping that comes behind the vector.
        websocket.send_as_far_as_it_goes(frame(PING, b"still there?"))
        answer = next_frame(websocket, (PONG, CLOSE))
        if vector.get("expect_frame") == "pong":
            assert answer is not None and (answer.opcode, answer.payload) == (PONG, payload_of_ping(sent))
            answer = next_frame(websocket, (PONG, CLOSE))
        assert answer is not None, "the connection ended without a close frame"
        if answer.opcode == CLOSE:
            assert answer.close_code in (expected or []), answer
        else:
            assert answer.payload == b"still there?"
        return
    goodbye = next_frame(websocket, (CLOSE,))
    assert goodbye is not None, "the connection ended without a close frame"
    assert (goodbye.close_code or 1005) in expected, goodbye
    # The reply to our close has nothing more to wait for; a close of the server's own waits for ours.
    assert websocket.wait_for_end(CLOSED_WITHIN * 2), "the TCP connection was not closed"


def next_frame(websocket: WebSocket, opcodes: tuple):
    """The next frame of these kinds; None at the end. What a session says meanwhile is no matter here."""
    while True:
        received = websocket.receive()
        if received is None or received.opcode in opcodes:
            return received


def payload_of_ping(sent: bytes) -> bytes:
    length = sent[1] & 0x7F
    key = sent[2:6]
    return bytes(byte ^ key[i % 4] for i, byte in enumerate(sent[6 : 6 + length]))


def test_a_close_frame_ends_the_tcp_connection(alice):
    """base-04: echoed, and then the server is the one that closes, without waiting for its client."""
    terminal = alice.open("exec cat")
    vector = next(v for v in VECTORS if v["id"] == "base-04")
    terminal.websocket.send_raw(bytes.fromhex(vector["hex"]))
    assert terminal.wait_for_close() == 1000
    assert terminal.websocket.wait_for_end(CLOSED_WITHIN)


def test_half_a_frame_and_a_reset_leave_nothing(alice):
    """len-08"""
    terminal = alice.open("exec cat")
    descriptors = machine.descriptors(alice.server.pid)
    vector = next(v for v in VECTORS if v["id"] == "len-08")
    cut_off = [alice.connect().websocket for _ in range(10)]
    for websocket in cut_off:
        websocket.send_raw(bytes.fromhex(vector["hex"]))
    for websocket in cut_off:
        websocket.reset()
    eventually(lambda: machine.descriptors(alice.server.pid) <= descriptors, "the sockets are freed", 3)
    terminal.settle()


def test_a_message_at_the_limit_is_taken(alice):
    terminal = alice.open("stty raw -echo; printf ready; exec head -c 1048576 | wc -c")
    terminal.wait_for(b"ready")
    terminal.type(bytes(MESSAGE_LIMIT))
    assert terminal.wait_for(b"1048576") == b""


def test_a_text_message_of_two_fragments_is_one(alice):
    """A ping in between is answered before the message is whole."""
    terminal = alice.connect()
    text = b'{"type":"ping","timestamp":7}'
    terminal.websocket.send_frame(TEXT, text[:10], is_final=False)
    terminal.websocket.send_frame(PING, b"between")
    assert next_frame(terminal.websocket, (PONG,)).payload == b"between"
    terminal.websocket.send_frame(0, text[10:])
    assert terminal.wait_for_message("pong")["timestamp"] == 7


def test_a_silent_stranger_is_told_nothing_more(alice):
    """What comes in front of authentication is one greeting, and that is all."""
    terminal = alice.connect_silently()
    with pytest.raises(Silence):
        terminal.step(0.3)
