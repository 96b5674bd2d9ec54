"""Seals a certificate: PAdES B-B, invisible, no change allowed afterwards (DocMDP P=1).

pyHanko's own signer loads the private key at every signature and signs twice; this one keeps the
key and makes the container in one pass, with its size known beforehand.
"""

import asyncio
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer

from app.certificates.cms import signed_data
from app.certificates.errors import SigningKeyProblem
from app.certificates.keys import SigningKey

PADES_LEVEL: Final = "B-B"

_FIELD: Final = "Seal"
_DIGEST: Final = "sha256"
_CONTAINER_SLACK: Final = 3072  # bytes of the CMS container besides certificates and signature


def sign_pdf(pdf: bytes, key: SigningKey, signed_at: datetime) -> bytes:
    """Return the PDF sealed with the key; the bytes differ at each call, so keep them."""
    if not key.is_valid_at(signed_at):
        raise SigningKeyProblem(
            reason="its certificate is not valid today; ask the issuer for a new one"
        )
    signer = _Sealer(
        PdfSignatureMetadata(
            field_name=_FIELD,
            md_algorithm=_DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        ),
        signer=_KeptKeySigner(key),
    )
    signer.signed_at = signed_at
    out = BytesIO()
    signing = signer.async_sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=_container_size(key), output=out
    )
    asyncio.run(signing)
    return out.getvalue()


class _KeptKeySigner(Signer):
    """Signs with a key that stays loaded, in one pass."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        super().__init__(signing_cert=_asn1(key.certificate))

    async def async_sign(self, data_digest: bytes, *_arguments: Any, **_options: Any) -> Any:  # noqa: ANN401
        """Return the container as bytes, which pyHanko's writer takes as well as an object."""
        return signed_data(data_digest, self._key.certificate, self._key.chain, self._key.sign)

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,  # noqa: ARG002 - pyHanko's interface
        dry_run: bool = False,  # noqa: ARG002, FBT001, FBT002
    ) -> bytes:
        """Return the raw signature (pyHanko's interface)."""
        return self._key.sign(data)


class _Sealer(PdfSigner):
    """A PDF signer whose time is given, not read."""

    signed_at: datetime

    def init_signing_session(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        """Open pyHanko's session and set its time."""
        session = super().init_signing_session(*arguments, **options)
        session.system_time = self.signed_at
        return session


def _container_size(key: SigningKey) -> int:
    """Return how many hexadecimal digits to reserve for the signature."""
    certificates = (key.certificate, *key.chain)
    der = sum(len(c.public_bytes(serialization.Encoding.DER)) for c in certificates)
    return 2 * (der + key.private.key_size // 8 + _CONTAINER_SLACK)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
