"""What Python's `cryptography` makes of OCSP: writes responses of its own, and reads ours.

    ocsp_files.py write FOLDER     makes a CA, a delegate, certificates and responses about them
    ocsp_files.py read RESPONSE REQUEST CERT ISSUER STATUS     checks what we wrote
"""
import datetime
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
DAY = datetime.timedelta(days=1)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def low(build):
    """Signs until s is the lower one, which half of all signatures have."""
    while True:
        made = build()
        if decode_dss_signature(made.signature)[1] <= ORDER // 2:
            return made


def certificate(subject, key, issuer, issuer_key, is_authority=False, purposes=()):
    def build():
        builder = x509.CertificateBuilder(name(issuer), name(subject), key.public_key(), x509.random_serial_number(), NOW - DAY,
                                          NOW + 30 * DAY)
        builder = builder.add_extension(x509.BasicConstraints(is_authority, None), True)
        builder = builder.add_extension(x509.KeyUsage(not is_authority, False, False, False, False, is_authority, is_authority, False, False), True)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False)
        if purposes:
            builder = builder.add_extension(x509.ExtendedKeyUsage(list(purposes)), False)
            builder = builder.add_extension(x509.OCSPNoCheck(), False)
        return builder.sign(issuer_key, hashes.SHA256())
    return low(build)


def response(cert, issuer, signer, key, status, algorithm=hashes.SHA1(), update=NOW):
    revoked = status == ocsp.OCSPCertStatus.REVOKED

    def build():
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=cert, issuer=issuer, algorithm=algorithm, cert_status=status, this_update=update, next_update=update + DAY,
            revocation_time=NOW - DAY if revoked else None,
            revocation_reason=x509.ReasonFlags.key_compromise if revoked else None)
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, signer)
        if signer != issuer:
            builder = builder.certificates([signer])
        return builder.sign(key, hashes.SHA256())
    return low(build).public_bytes(serialization.Encoding.DER)


def write(folder):
    folder = Path(folder)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(4)]
    root = certificate("Their CA", keys[0], "Their CA", keys[0], is_authority=True)
    signer = certificate("Their OCSP", keys[1], "Their CA", keys[0], purposes=[ExtendedKeyUsageOID.OCSP_SIGNING])
    wrong = certificate("Their server", keys[3], "Their CA", keys[0], purposes=[ExtendedKeyUsageOID.SERVER_AUTH])
    leaf = certificate("leaf", keys[2], "Their CA", keys[0])
    for file, value in [("root", root), ("leaf", leaf)]:
        (folder / f"their-{file}.pem").write_bytes(value.public_bytes(serialization.Encoding.PEM))
    status = ocsp.OCSPCertStatus
    for file, made in [
        ("good", response(leaf, root, signer, keys[1], status.GOOD)),
        ("sha256", response(leaf, root, signer, keys[1], status.GOOD, hashes.SHA256())),
        ("direct", response(leaf, root, root, keys[0], status.GOOD)),
        ("revoked", response(leaf, root, signer, keys[1], status.REVOKED)),
        ("unknown", response(leaf, root, signer, keys[1], status.UNKNOWN)),
        ("old", response(leaf, root, signer, keys[1], status.GOOD, update=NOW - 3 * DAY)),
        ("purpose", response(leaf, root, wrong, keys[3], status.GOOD)),
    ]:
        (folder / f"their-{file}.ocsp").write_bytes(made)


def read(response_file, request_file, cert_file, issuer_file, expected):
    made = ocsp.load_der_ocsp_response(Path(response_file).read_bytes())
    asked = ocsp.load_der_ocsp_request(Path(request_file).read_bytes())
    cert, issuer = (x509.load_pem_x509_certificates(Path(file).read_bytes())[0] for file in (cert_file, issuer_file))
    assert made.certificate_status.name == expected, made.certificate_status
    assert made.serial_number == cert.serial_number == asked.serial_number
    assert made.this_update_utc <= NOW + DAY and made.next_update_utc > made.this_update_utc
    nonces = [value.extensions.get_extension_for_class(x509.OCSPNonce).value for value in (asked, made)]
    assert nonces[0] == nonces[1], nonces
    issuer.public_key().verify(made.signature, made.tbs_response_bytes, ec.ECDSA(made.signature_hash_algorithm))


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](*sys.argv[2:])
