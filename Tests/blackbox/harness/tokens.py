"""Tokens, signed here with nothing but the standard library, so that no code of the server vouches for itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

#: Known to these tests only.
SECRET = "black-box-tests-only: no server but theirs has it"


def mint(sub: str, secret: str = SECRET, key_id: str | None = None, **claims) -> str:
    """A compact HS256 token for `sub`, good for an hour unless `exp` says otherwise."""
    payload = {"sub": sub, "exp": int(time.time()) + 3600, **claims}
    header = {"alg": "HS256", "typ": "JWT"} | ({"kid": key_id} if key_id else {})
    signed = _part(header) + "." + _part(payload)
    signature = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return signed + "." + _base64url(signature)


def _part(value: dict) -> str:
    return _base64url(json.dumps(value, separators=(",", ":")).encode())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
