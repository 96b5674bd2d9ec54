"""Random identifiers and tokens that may leave the server."""

import hashlib
import secrets
from uuid import UUID, uuid4


def new_public_id() -> UUID:
    """Return a random identifier of 122 bits, safe in a URL."""
    return uuid4()


def new_token() -> str:
    """Return a secret of 256 random bits for a link or a cookie, URL-safe, 43 characters."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return the 32-byte SHA-256 that is stored in place of a token.

    A token holds 256 random bits, so a plain hash is enough: nothing can be guessed from it.
    """
    return hashlib.sha256(token.encode()).digest()
