import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.certificates.errors import SigningKeyProblem
from app.certificates.keys import SigningKey, load_signing_key, new_development_key
from app.certificates.render import Press
from app.certificates.sign import _asn1, sign_pdf
from app.core.settings import Settings
from tests.certificates import builders
from tests.factories import NOON

PASSPHRASE = b"a passphrase"


@pytest.fixture(scope="module")
def unsigned(press: Press) -> bytes:
    return press.render(builders.printed())


@pytest.fixture(scope="module")
def signed(unsigned: bytes, key: SigningKey) -> bytes:
    return sign_pdf(unsigned, key, NOON)


@pytest.fixture(scope="module")
def elliptic_key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    """An operator's key: P-256, issued by a CA, with a passphrase."""
    folder = tmp_path_factory.mktemp("operator")
    authority, private = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = certificate("Root", authority, "Root", authority)
    leaf = certificate("Root", authority, "Commission nationale", private)
    (folder / "seal.p12").write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal", private, leaf, [root], serialization.BestAvailableEncryption(PASSPHRASE)
        )
    )
    return load_signing_key(operator_settings(folder / "seal.p12"))


def operator_settings(path: Path, passphrase: bytes = PASSPHRASE) -> Settings:
    return Settings(
        environment="production", signing_key=path, signing_passphrase=passphrase.decode()
    )


def certificate(
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    subject: str,
    subject_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(subject_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOON - timedelta(days=1))
        .not_valid_after(NOON + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=issuer == subject, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(*([True, True] + [False] * 3 + [issuer == subject] + [False] * 3)),
            critical=True,
        )
        .sign(issuer_key, hashes.SHA256())
    )


def pdfsig(pdf: bytes, folder: Path) -> str:
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout


def test_poppler_finds_the_signature_valid_over_the_whole_document(
    signed: bytes, tmp_path: Path
) -> None:
    report = pdfsig(signed, tmp_path)

    assert "Signature Validation: Signature is Valid." in report
    assert "Total document signed" in report
    assert "ETSI.CAdES.detached" in report
    assert "CN=SPECIMEN development key" in report


def test_an_operators_elliptic_key_signs_too(
    unsigned: bytes, elliptic_key: SigningKey, tmp_path: Path
) -> None:
    report = pdfsig(sign_pdf(unsigned, elliptic_key, NOON), tmp_path)

    assert "Signature Validation: Signature is Valid." in report
    assert "Total document signed" in report
    assert not elliptic_key.is_specimen
    assert elliptic_key.algorithm == "EC-secp256r1"
    assert elliptic_key.chain_pem.count("BEGIN CERTIFICATE") == 2


def test_pyhanko_trusts_the_signature_and_allows_no_change(signed: bytes, key: SigningKey) -> None:
    trust = ValidationContext(trust_roots=[_asn1(key.certificate)], moment=NOON)
    embedded = PdfFileReader(BytesIO(signed)).embedded_signatures[0]

    status = validate_pdf_signature(embedded, trust)

    assert status.bottom_line
    assert status.docmdp_ok
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert embedded.docmdp_level.name == "NO_CHANGES"
    assert embedded.self_reported_timestamp == NOON


def test_openssl_verifies_the_container(signed: bytes, key: SigningKey, tmp_path: Path) -> None:
    embedded = PdfFileReader(BytesIO(signed)).embedded_signatures[0]
    first, length, second, rest = (int(n) for n in embedded.byte_range)
    (tmp_path / "content").write_bytes(signed[first:length] + signed[second : second + rest])
    (tmp_path / "cms.der").write_bytes(embedded.pkcs7_content.rstrip(b"\0"))
    (tmp_path / "key.pem").write_text(key.chain_pem)

    verified = subprocess.run(
        f"openssl cms -verify -cades -inform DER -in {tmp_path}/cms.der -binary"
        f" -content {tmp_path}/content -CAfile {tmp_path}/key.pem"
        " -purpose any -no_check_time -out /dev/null".split(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert verified.returncode == 0, verified.stderr


def test_one_changed_byte_is_noticed(signed: bytes, tmp_path: Path) -> None:
    place = signed.index(b"/Artifact") if b"/Artifact" in signed else 5000
    changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]

    assert "Signature is Valid" not in pdfsig(changed, tmp_path)


def test_the_signed_file_is_clean_and_hardly_larger(
    signed: bytes, unsigned: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)

    checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False)

    assert checked.returncode == 0
    assert len(signed) <= 1.5 * len(unsigned)


def test_signing_does_not_change_what_is_seen(signed: bytes, unsigned: bytes) -> None:
    assert builders.picture(signed, 50).tobytes() == builders.picture(unsigned, 50).tobytes()


def test_a_development_key_says_so_and_is_kept(key: SigningKey, key_file: Path) -> None:
    before = key_file.read_bytes()

    assert new_development_key(key_file.parent, now=NOON) == key_file
    assert key_file.read_bytes() == before
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key.is_specimen
    assert key.algorithm == "RSA-3072"
    assert len(key.fingerprint) == 64


def test_production_refuses_a_development_key(key_file: Path) -> None:
    with pytest.raises(SigningKeyProblem) as problem:
        load_signing_key(operator_settings(key_file, b""))
    assert "development key" in str(problem.value.params["reason"])


@pytest.mark.parametrize("content", [None, b"", b"not a key"])
def test_a_missing_or_unreadable_key_says_what_to_do(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "seal.p12"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SigningKeyProblem) as problem:
        load_signing_key(Settings(signing_key=path))

    reason = str(problem.value.params["reason"])
    assert str(path) in reason
    assert "APP_SIGNING" in reason


def test_a_wrong_passphrase_is_refused(elliptic_key: SigningKey, tmp_path: Path) -> None:
    path = tmp_path / "seal.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal",
            elliptic_key.private,
            elliptic_key.certificate,
            None,
            serialization.BestAvailableEncryption(PASSPHRASE),
        )
    )

    with pytest.raises(SigningKeyProblem) as problem:
        load_signing_key(operator_settings(path, b"another"))
    assert "APP_SIGNING_PASSPHRASE" in str(problem.value.params["reason"])


@pytest.mark.parametrize("instant", [NOON - timedelta(days=9), NOON + timedelta(days=3999)])
def test_nothing_is_signed_outside_the_certificates_dates(
    unsigned: bytes, key: SigningKey, instant: datetime
) -> None:
    with pytest.raises(SigningKeyProblem):
        sign_pdf(unsigned, key, instant.astimezone(UTC))


def test_the_wrong_private_key_is_noticed(
    unsigned: bytes, key: SigningKey, elliptic_key: SigningKey, tmp_path: Path
) -> None:
    mixed = replace(elliptic_key, private=ec.generate_private_key(ec.SECP256R1()))

    assert "Signature is Valid" not in pdfsig(sign_pdf(unsigned, mixed, NOON), tmp_path)
