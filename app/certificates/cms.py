"""The signature container of PAdES B-B (CMS SignedData, RFC 5652), encoded in one pass.

pyHanko builds the same container with asn1crypto, which encodes a changed value several times at
each level above it: 150 of the 170 ms of an RSA-3072 signature. The tests have pyHanko, poppler
and OpenSSL check what is made here.
"""

from collections.abc import Callable, Iterable
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

_INTEGER, _OCTET_STRING, _NULL, _SEQUENCE, _SET = 0x02, 0x04, 0x05, 0x30, 0x31
_CONTEXT_0: Final = 0xA0
_SHORT_LENGTH: Final = 128  # lengths below are one octet

# Object identifiers, encoded.
_DATA: Final = bytes.fromhex("06092a864886f70d010701")
_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
_CONTENT_TYPE: Final = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST: Final = bytes.fromhex("06092a864886f70d010904")
_SIGNING_CERTIFICATE_V2: Final = bytes.fromhex("060b2a864886f70d010910022f")
_SHA256: Final = bytes.fromhex("0609608648016503040201")
_SHA256_WITH_RSA: Final = bytes.fromhex("06092a864886f70d01010b")
_ECDSA_WITH_SHA256: Final = bytes.fromhex("06082a8648ce3d040302")


def signed_data(
    document_digest: bytes,
    certificate: x509.Certificate,
    chain: Iterable[x509.Certificate],
    sign: Callable[[bytes], bytes],
) -> bytes:
    """Return the container, DER: `sign` signs the attributes, SHA-256 throughout.

    The signed attributes are those of PAdES B-B: content type, digest of the document, and the
    hash of the signer's certificate. The time of signing is in the PDF (ETSI EN 319 142-1, 5.3).
    """
    attributes = _attributes(document_digest, certificate)
    digest_algorithm = _tlv(_SEQUENCE, _SHA256)
    signer = _tlv(
        _SEQUENCE,
        _integer(1),
        _tlv(_SEQUENCE, certificate.issuer.public_bytes(), _integer(certificate.serial_number)),
        digest_algorithm,
        _tlv(_CONTEXT_0, attributes),
        _signature_algorithm(certificate),
        _tlv(_OCTET_STRING, sign(_tlv(_SET, attributes))),
    )
    certificates = sorted(c.public_bytes(Encoding.DER) for c in (certificate, *chain))
    content = _tlv(
        _SEQUENCE,
        _integer(1),
        _tlv(_SET, digest_algorithm),
        _tlv(_SEQUENCE, _DATA),
        _tlv(_CONTEXT_0, *certificates),
        _tlv(_SET, signer),
    )
    return _tlv(_SEQUENCE, _SIGNED_DATA, _tlv(_CONTEXT_0, content))


def _attributes(document_digest: bytes, certificate: x509.Certificate) -> bytes:
    """Return the signed attributes in DER order, without the tag around them."""
    named = _tlv(_SEQUENCE, _tlv(_OCTET_STRING, certificate.fingerprint(hashes.SHA256())))
    attributes = (
        _attribute(_CONTENT_TYPE, _DATA),
        _attribute(_MESSAGE_DIGEST, _tlv(_OCTET_STRING, document_digest)),
        _attribute(_SIGNING_CERTIFICATE_V2, _tlv(_SEQUENCE, _tlv(_SEQUENCE, named))),
    )
    return b"".join(sorted(attributes))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return _tlv(_SEQUENCE, kind, _tlv(_SET, value))


def _signature_algorithm(certificate: x509.Certificate) -> bytes:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return _tlv(_SEQUENCE, _SHA256_WITH_RSA, _tlv(_NULL))
    if isinstance(key, ec.EllipticCurvePublicKey):
        return _tlv(_SEQUENCE, _ECDSA_WITH_SHA256)
    raise ValueError("only RSA and EC keys sign certificates")


def _integer(value: int) -> bytes:
    return _tlv(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _tlv(tag: int, *parts: bytes) -> bytes:
    """Return one DER element."""
    content = b"".join(parts)
    size = len(content)
    if size < _SHORT_LENGTH:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
