#!/usr/bin/env python3
"""Has openssl and PyPI's cryptography read what interlock wrote, and refuse what it should refuse.

Every file is named by an option; a check whose files are not named is left out. The last line is
"N passed, N failed", and the exit status is 1 where any failed.

  x509_interop.py --root root.pem --intermediate intermediate.pem --leaf leaf.pem --revoked revoked.pem \\
      --crl crl.pem --at 1465819200 --passphrase passphrase.txt --pkcs8 delivery.pem --pkcs12 delivery.p12 \\
      --cms delivery.cms --transport transport.pem --transport-key transport-key.pem
"""

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.serialization import pkcs12
except ImportError:
    sys.exit("x509_interop.py: needs the Python package \"cryptography\": pip install cryptography")

ATTRIBUTES = x509.ObjectIdentifier("1.2.3.4.5.6.7.8.1")
ORDERS = {
    "secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "secp384r1": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    "secp521r1": 0x01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409,
}

passed = failed = 0


def check(name, test):
    """Counts a test as passed unless it returns False or raises."""
    global passed, failed
    try:
        ok = test() is not False
        reason = ""
    except Exception as error:  # any failure of another tool is a failed check
        ok, reason = False, f": {type(error).__name__}: {error}"
    passed, failed = passed + ok, failed + (not ok)
    if not ok:
        print(f"FAILED {name}{reason}")


def openssl(*arguments, expect=0, stdin=None):
    """Runs openssl; gives its output, or raises where the exit status is not the expected one."""
    done = subprocess.run(["openssl", *map(str, arguments)], input=stdin, capture_output=True)
    text = (done.stdout + done.stderr).decode("utf-8", "replace")
    if (done.returncode != 0) != (expect != 0):
        raise RuntimeError(f"openssl {arguments[0]} exit {done.returncode}: {text.strip()[:300]}")
    return text


def low_s(signature, curve):
    return utils.decode_dss_signature(signature)[1] <= ORDERS[curve.name] // 2


def pem_blocks(path, label):
    text = Path(path).read_text()
    return re.findall(f"-----BEGIN {label}-----.*?-----END {label}-----\n", text, re.S)


def certificates(options):
    named = [options.root, options.intermediate, options.leaf, options.revoked, options.transport]
    for path in filter(None, named):
        name = Path(path).name
        check(f"openssl x509 {name}", lambda: "X509v3 Key Usage: critical" in openssl("x509", "-in", path, "-noout", "-text"))
        certificate = x509.load_pem_x509_certificate(Path(path).read_bytes())
        key = certificate.public_key()
        extensions = certificate.extensions
        point = key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        identifier = extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        check(f"cryptography {name} subject key identifier", lambda: identifier == hashlib.sha256(point).digest())
        check(f"cryptography {name} version", lambda: certificate.version == x509.Version.v3)
        check(f"cryptography {name} serial", lambda: 0 < certificate.serial_number < 1 << 159)
        usage = extensions.get_extension_for_class(x509.KeyUsage)
        constraints = extensions.get_extension_for_class(x509.BasicConstraints)
        check(f"cryptography {name} critical", lambda: usage.critical and constraints.critical)
        is_authority = path in (options.root, options.intermediate)
        check(f"cryptography {name} authority", lambda: constraints.value.ca == is_authority == usage.value.key_cert_sign)
        if not is_authority:
            attributes = extensions.get_extension_for_oid(ATTRIBUTES)
            check(f"cryptography {name} attributes not critical", lambda: not attributes.critical)
            parsed = json.loads(attributes.value.value)
            check(f"cryptography {name} attributes are strings",
                  lambda: set(parsed) == {"attrs"} and all(type(v) is str for v in parsed["attrs"].values()))
            names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
            check(f"cryptography {name} identity", lambda: parsed["attrs"]["identity"] == names[0].value)


def paths(options):
    at = ["-attime", options.at, "-x509_strict"]
    trust = ["-CAfile", options.root] + (["-untrusted", options.intermediate] if options.intermediate else [])
    check("openssl verify leaf", lambda: ": OK" in openssl("verify", *at, *trust, options.leaf))
    if options.crl:
        crl = [argument for path in split(options.crl) for argument in ("-CRLfile", path)] + ["-crl_check_all"]
        check("openssl verify leaf, CRLs", lambda: ": OK" in openssl("verify", *at, *trust, *crl, options.leaf))
        if options.revoked:
            check("openssl verify revoked",
                  lambda: "certificate revoked" in openssl("verify", *at, *trust, *crl, options.revoked, expect=2))
    check("openssl verify altered leaf", lambda: openssl("verify", *at, *trust, altered(options.leaf), expect=2) != "")
    load = lambda path: x509.load_pem_x509_certificate(Path(path).read_bytes())
    line = [load(path) for path in (options.leaf, options.intermediate, options.root) if path]
    for subject, issuer in zip(line, line[1:] + line[-1:]):
        name = subject.subject.rfc4514_string()
        check(f"cryptography issued {name}", lambda: subject.verify_directly_issued_by(issuer) is None)
        check(f"cryptography low s {name}", lambda: low_s(subject.signature, issuer.public_key().curve))
        authority = subject.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        digest = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        check(f"cryptography key identifiers {name}", lambda: authority == digest)


def altered(path):
    """The certificate with one bit of its body flipped, in a file of its own."""
    der = bytearray(x509.load_pem_x509_certificate(Path(path).read_bytes()).public_bytes(serialization.Encoding.DER))
    der[len(der) // 2] ^= 1
    body = base64.encodebytes(bytes(der)).decode()
    target = Path(scratch.name) / "altered.pem"
    target.write_text(f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n")
    return target


def split(path):
    """Each list of a PEM file in a file of its own: openssl reads the first of a file only."""
    for number, block in enumerate(pem_blocks(path, "X509 CRL")):
        target = Path(scratch.name) / f"{number}.crl.pem"
        target.write_text(block)
        yield target


def lists(options):
    issuers = [x509.load_pem_x509_certificate(Path(path).read_bytes())
               for path in (options.root, options.intermediate) if path]
    trust = Path(scratch.name) / "issuers.pem"
    trust.write_bytes(b"".join(issuer.public_bytes(serialization.Encoding.PEM) for issuer in issuers))
    for path in split(options.crl):
        check(f"openssl crl {path.name}", lambda: "verify OK" in openssl("crl", "-in", path, "-CAfile", trust, "-noout"))
        revocations = x509.load_pem_x509_crl(path.read_bytes())
        issuer = next(issuer for issuer in issuers if issuer.subject == revocations.issuer)
        check(f"cryptography {path.name} signature", lambda: revocations.is_signature_valid(issuer.public_key()))
        check(f"cryptography {path.name} low s", lambda: low_s(revocations.signature, issuer.public_key().curve))
        authority = revocations.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
        digest = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        check(f"cryptography {path.name} authority", lambda: authority.key_identifier == digest)
        check(f"cryptography {path.name} number",
              lambda: revocations.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number >= 0)
        if options.revoked:
            revoked = x509.load_pem_x509_certificate(Path(options.revoked).read_bytes())
            entry = revocations.get_revoked_certificate_by_serial_number(revoked.serial_number)
            check(f"cryptography {path.name} entry", lambda: (entry is not None) == (revoked.issuer == issuer.subject))


def deliveries(options):
    word = Path(options.passphrase).read_bytes().rstrip(b"\n") if options.passphrase else None
    pass_in = ["-passin", f"file:{options.passphrase}"]
    public = x509.load_pem_x509_certificate(Path(options.leaf).read_bytes()).public_key()
    same = lambda key: key.public_key().public_numbers() == public.public_numbers()
    from_pem = lambda data: serialization.load_pem_private_key(data, None)
    wrong = ["-passin", "pass:not this one"]
    if options.pkcs8:
        check("openssl pkcs8", lambda: same(from_pem(openssl("pkcs8", "-in", options.pkcs8, *pass_in).encode())))
        check("openssl pkcs8, wrong passphrase", lambda: openssl("pkcs8", "-in", options.pkcs8, *wrong, expect=1) != "")
        check("openssl asn1parse pkcs8 is scrypt", lambda: "scrypt" in openssl("asn1parse", "-in", options.pkcs8))
        block = "".join(pem_blocks(options.pkcs8, "ENCRYPTED PRIVATE KEY")).encode()
        check("cryptography pkcs8", lambda: same(serialization.load_pem_private_key(block, word)))
    if options.pkcs12:
        info = lambda: openssl("pkcs12", "-in", options.pkcs12, *pass_in, "-nodes", "-info")
        check("openssl pkcs12", lambda: same(from_pem("".join(re.findall(
            "-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----\n", info(), re.S)).encode())))
        check("openssl pkcs12 ciphers", lambda: info().count("PBES2, PBKDF2, AES-256-CBC") == 2)
        check("openssl pkcs12 MAC", lambda: "MAC: sha256" in info())
        check("openssl pkcs12, wrong passphrase", lambda: openssl("pkcs12", "-in", options.pkcs12, *wrong, expect=1) != "")
        bundle = pkcs12.load_pkcs12(Path(options.pkcs12).read_bytes(), word)
        check("cryptography pkcs12 key", lambda: same(bundle.key))
        check("cryptography pkcs12 chain", lambda: bundle.cert.certificate.public_key() == public and bundle.additional_certs)
    if options.cms:
        recipient = ["-recip", options.transport, "-inkey", options.transport_key, *pass_in]
        decrypt = lambda: openssl("cms", "-decrypt", "-inform", "DER", "-in", options.cms, *recipient)
        check("openssl cms", lambda: same(from_pem(decrypt().encode())))
        check("openssl cms chain", lambda: decrypt().count("BEGIN CERTIFICATE") >= 1)
        shown = lambda: openssl("cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", options.cms)
        check("openssl cms cipher", lambda: "aes-256-gcm" in shown() and "dhSinglePass-stdDH-sha256kdf-scheme" in shown())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("root", "leaf"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("intermediate", "revoked", "crl", "passphrase", "pkcs8", "pkcs12", "cms", "transport", "transport-key"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--at", required=True, help="seconds since 1970 at which paths are judged")
    options = parser.parse_args()
    certificates(options)
    paths(options)
    if options.crl:
        lists(options)
    deliveries(options)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


with tempfile.TemporaryDirectory() as folder:
    scratch = argparse.Namespace(name=folder)
    sys.exit(main())
