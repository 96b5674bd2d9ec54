"""Seals a certificate: PAdES B-B, invisible, no change allowed afterwards (DocMDP P=1).

pyHanko's own signer loads the private key at every signature and signs twice; this one keeps the
key and makes the container in one pass, with its size known beforehand.
"""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer

from app.certificates.cms import signed_data
from app.certificates.errors import SigningKeyProblem
from app.core.settings import Settings

PADES_LEVEL: Final = "B-B"
SPECIMEN: Final = "SPECIMEN"

_FIELD: Final = "Seal"
_DIGEST: Final = "sha256"
_RSA_BITS: Final = 3072
_DEVELOPMENT_DAYS: Final = 3650
_CONTAINER_SLACK: Final = 3072  # bytes of the CMS container besides certificates and signature

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class SigningKey:
    """A private key in memory with its certificate and chain."""

    private: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def is_specimen(self) -> bool:
        """Whether this is a development key: it says so in its subject."""
        return SPECIMEN in self.certificate.subject.rfc4514_string()

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate, 64 hexadecimal digits."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def algorithm(self) -> str:
        """The kind of key, `RSA-3072` or `EC-secp256r1`."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            return f"RSA-{self.private.key_size}"
        return f"EC-{self.private.curve.name}"

    @property
    def chain_pem(self) -> str:
        """The certificate and its chain, in PEM."""
        pem = serialization.Encoding.PEM
        return "".join(c.public_bytes(pem).decode() for c in (self.certificate, *self.chain))

    def sign(self, data: bytes) -> bytes:
        """Return the raw signature of the data, over its SHA-256."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.private.sign(data, ec.ECDSA(hashes.SHA256()))

    def is_valid_at(self, instant: datetime) -> bool:
        """Tell whether the certificate is valid at this instant."""
        valid = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        return valid[0] <= instant <= valid[1]


def load_signing_key(settings: Settings) -> SigningKey:
    """Return the operator's key; raises SigningKeyProblem with a reason that says what to do."""
    path = settings.key_path
    try:
        changed_at = path.stat().st_mtime_ns
    except OSError as problem:
        raise SigningKeyProblem(
            reason=f"{path} cannot be read; run `lms certificates new-dev-key`,"
            " or set APP_SIGNING_KEY"
        ) from problem
    key = _read_pkcs12(path, settings.signing_passphrase.get_secret_value(), changed_at)
    if settings.is_production and key.is_specimen:
        raise SigningKeyProblem(
            reason=f"{path} is a development key; set APP_SIGNING_KEY to the operator's file"
        )
    return key


def new_development_key(folder: Path, *, now: datetime) -> Path:
    """Make a self-signed RSA-3072 key that says SPECIMEN, without a passphrase; return its file.

    An existing file is kept. Production refuses such a key.
    """
    path = folder / "signing-specimen.p12"
    if path.exists():
        return path
    private = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
    content = pkcs12.serialize_key_and_certificates(
        b"specimen", private, _self_signed(private, now), None, serialization.NoEncryption()
    )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{path.name}.{secrets.token_hex(4)}"
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    draft.replace(path)
    return path


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


@lru_cache(maxsize=2)
def _read_pkcs12(path: Path, passphrase: str, _changed_at: int) -> SigningKey:
    """Return the key of a file, kept until the file changes: reading one costs 0.2 s of CPU."""
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(
            path.read_bytes(), passphrase.encode() or None
        )
    except ValueError as problem:
        raise SigningKeyProblem(
            reason=f"{path} is not a PKCS#12 file, or APP_SIGNING_PASSPHRASE is wrong"
        ) from problem
    if certificate is None or not isinstance(private, PrivateKey):
        raise SigningKeyProblem(reason=f"{path} must hold an RSA or EC key and its certificate")
    return SigningKey(private=private, certificate=certificate, chain=tuple(others))


def _self_signed(private: rsa.RSAPrivateKey, now: datetime) -> x509.Certificate:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "MA"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{SPECIMEN} - no value"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{SPECIMEN} development key"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - timedelta(days=1))
        .not_valid_after(now.astimezone(UTC) + timedelta(days=_DEVELOPMENT_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA256())
    )


def _container_size(key: SigningKey) -> int:
    """Return how many hexadecimal digits to reserve for the signature."""
    certificates = (key.certificate, *key.chain)
    der = sum(len(c.public_bytes(serialization.Encoding.DER)) for c in certificates)
    return 2 * (der + key.private.key_size // 8 + _CONTAINER_SLACK)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
