"""One hash of several texts: which ends where counts, too."""

from __future__ import annotations

import hashlib


def sha256(*parts: bytes) -> str:
    """Return the hash of all parts in hex, each hashed with its length before it."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
