"""Answers that a reader may have already (RFC 9110, section 13)."""


def is_known(if_none_match: bytes, etag: bytes) -> bool:
    """Compare as If-None-Match asks: weakly, any of the list, or `*` (RFC 9110, 13.1.2)."""
    if if_none_match == etag:
        return True
    return if_none_match.strip() == b"*" or etag.removeprefix(b"W/") in {
        tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b",")
    }
