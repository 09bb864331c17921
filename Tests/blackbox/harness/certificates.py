"""Certificates for 127.0.0.1, made anew for every run: no key is kept anywhere."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Certificate:
    certificate: Path
    private_key: Path

    @property
    def settings(self) -> dict:
        return {"certificate": str(self.certificate), "private_key": str(self.private_key)}

    @property
    def der(self) -> bytes:
        return _openssl("x509", "-in", self.certificate, "-outform", "DER")


def make(directory: Path, name: str = "server", is_expired: bool = False) -> Certificate:
    """A certificate that has signed itself."""
    made = Certificate(directory / f"{name}.pem", directory / f"{name}.key")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", made.private_key)
    subject = ("-subj", f"/CN={name}")
    if is_expired:
        # `req` signs for no time that is over.
        request = directory / f"{name}.csr"
        _openssl("req", "-new", *key, *subject, "-out", request)
        _openssl(
            *("x509", "-req", "-in", request, "-signkey", made.private_key, "-days", "-1", "-out", made.certificate)
        )
    else:
        names = ("-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost")
        _openssl("req", "-x509", *key, *subject, *names, "-days", "2", "-out", made.certificate)
    made.private_key.chmod(0o600)
    return made


def _openssl(*arguments) -> bytes:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True).stdout
