"""The keys that seal certificates: the operator's PKCS#12 file, or a development key."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from app.certificates.errors import SigningKeyProblem
from app.core.settings import Settings

SPECIMEN: Final = "SPECIMEN"
_DEVELOPMENT_DAYS: Final = 3650
_RSA_BITS: Final = 3072
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
