#!/usr/bin/env python3
"""Revocation lists between interlock, openssl and PyPI's cryptography, both ways.

  crl_interop.py make --out DIR     has both tools write lists, and expected.json with what is in them, for
                                    INTERLOCK_CRL_IN=DIR swift test --filter RevocationInterop
  crl_interop.py check --in DIR     reads what INTERLOCK_CRL_OUT=DIR swift test --filter RevocationInterop wrote

The last line is "N passed, N failed", and the exit status is 1 where any failed.
"""
import argparse
import datetime
import json
import subprocess
import sys
from pathlib import Path

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
except ImportError:
    sys.exit("crl_interop.py: needs the Python package \"cryptography\": pip install cryptography")

passed = failed = 0
START = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
NAME = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Interop"),
                  x509.NameAttribute(x509.NameOID.COMMON_NAME, "List Signer")])
URI = "http://crl.example/1.crl"


def check(name, test):
    """Counts a test as passed unless it returns False or raises."""
    global passed, failed
    try:
        good, reason = test() is not False, ""
    except Exception as error:  # any failure of another tool is a failed check
        good, reason = False, f": {type(error).__name__}: {error}"
    passed, failed = passed + good, failed + (not good)
    if not good:
        print(f"FAILED {name}{reason}")


def openssl(*arguments, expect=0):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True)
    text = (done.stdout + done.stderr).decode("utf-8", "replace")
    if (done.returncode != 0) != (expect != 0):
        raise RuntimeError(f"openssl {arguments[0]} exit {done.returncode}: {text.strip()[:400]}")
    return text


# --- what the other tools write

def hexadecimal(serial):
    return serial.to_bytes(serial.bit_length() // 8 + 1, "big").hex()


def revoked(serial, reason=None, invalidity=None, issuer=None):
    """An entry, and what is in it."""
    builder = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(START)
    if reason:
        builder = builder.add_extension(x509.CRLReason(x509.ReasonFlags(reason)), critical=False)
    if invalidity:
        builder = builder.add_extension(x509.InvalidityDate(invalidity), critical=False)
    if issuer:
        builder = builder.add_extension(x509.CertificateIssuer([x509.DirectoryName(issuer)]), critical=True)
    facts = {"serial": hexadecimal(serial), "revokedAt": int(START.timestamp()), "reason": reason or "unspecified"}
    if invalidity:
        facts["invalidityDate"] = int(invalidity.timestamp())
    return builder.build(), facts


def point(names=None, **flags):
    words = ("only_contains_user_certs", "only_contains_ca_certs", "indirect_crl", "only_contains_attribute_certs")
    full = [x509.UniformResourceIdentifier(name) for name in names] if names else None
    return x509.IssuingDistributionPoint(full_name=full, relative_name=None, only_some_reasons=flags.pop("reasons", None),
                                         **{word: flags.get(word, False) for word in words})


class Writer:
    def __init__(self, folder):
        self.folder, self.expected = Path(folder), []
        self.folder.mkdir(parents=True)
        self.issue(ec.generate_private_key(ec.SECP256R1()), "issuer")

    def issue(self, key, name, hash_=hashes.SHA256()):
        """The lists that follow are by a certificate of this key."""
        self.key, self.issuer = key, f"{name}.pem"
        usage = x509.KeyUsage(*(word in ("sign", "crl") for word in ("", "", "", "", "", "sign", "crl")), False, False)
        self.certificate = (
            x509.CertificateBuilder().subject_name(NAME).issuer_name(NAME).public_key(self.key.public_key())
            .serial_number(1).not_valid_before(START).not_valid_after(START + datetime.timedelta(days=3650))
            .add_extension(x509.BasicConstraints(True, None), critical=True).add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hash_))
        (self.folder / self.issuer).write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        (self.folder / f"{name}.key").write_bytes(self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))

    def note(self, file, number, facts, base=None, points=()):
        self.expected.append({"file": file, "issuer": self.issuer, "number": number, "base": base, "distributionPoints": list(points),
                              "entries": facts})

    def write(self, file, number, entries, base=None, scope=None, points=(), freshest=None, hash_=hashes.SHA384(), **signing):
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = (x509.CertificateRevocationListBuilder().issuer_name(NAME).last_update(START)
                   .next_update(START + datetime.timedelta(days=365)).add_extension(x509.CRLNumber(number), critical=False)
                   .add_extension(identifier, critical=False))
        if base is not None:
            builder = builder.add_extension(x509.DeltaCRLIndicator(base), critical=True)
        if scope:
            builder = builder.add_extension(scope, critical=True)
        if freshest:
            where = x509.DistributionPoint([x509.UniformResourceIdentifier(freshest)], None, None, None)
            builder = builder.add_extension(x509.FreshestCRL([where]), critical=False)
        for entry, _ in entries:
            builder = builder.add_revoked_certificate(entry)
        list_ = builder.sign(self.key, hash_, **signing)
        (self.folder / file).write_bytes(list_.public_bytes(serialization.Encoding.PEM))
        self.note(file, number, [facts for _, facts in entries], base, points)

    def openssl_ca(self):
        """What `openssl ca -gencrl` makes of an index."""
        (self.folder / "index.txt").write_text(
            "R\t350101000000Z\t260101000000Z,keyCompromise\t0A01\tunknown\t/CN=one\n"
            "R\t350101000000Z\t260101000000Z,keyTime,20251224180000Z\t0A02\tunknown\t/CN=two\n"
            "R\t350101000000Z\t260101000000Z\tFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\tunknown\t/CN=three\n")
        (self.folder / "number").write_text("1F\n")
        (self.folder / "ca.cnf").write_text(
            f"[ca]\ndefault_ca=d\n[d]\ndatabase={self.folder}/index.txt\ncrlnumber={self.folder}/number\n"
            f"certificate={self.folder}/issuer.pem\nprivate_key={self.folder}/issuer.key\ndefault_md=sha256\n"
            "default_crl_days=30\ncrl_extensions=e\n[e]\nauthorityKeyIdentifier=keyid:always\n"
            f"issuingDistributionPoint=critical,@p\n[p]\nfullname=URI:{URI}\nonlyuser=TRUE\n")
        openssl("ca", "-config", self.folder / "ca.cnf", "-gencrl", "-out", self.folder / "openssl.crl")
        christmas = int(datetime.datetime(2025, 12, 24, 18, tzinfo=datetime.timezone.utc).timestamp())
        day = int(START.timestamp())
        self.note("openssl.crl", 0x1F, [
            {"serial": "0a01", "revokedAt": day, "reason": "keyCompromise"},
            {"serial": "0a02", "revokedAt": day, "reason": "keyCompromise", "invalidityDate": christmas},
            {"serial": "00" + "ff" * 19, "revokedAt": day, "reason": "unspecified"}], points=[URI])

    def all(self):
        before = START - datetime.timedelta(days=400)
        reasons = [flag.value for flag in x509.ReasonFlags if flag.name not in ("unspecified", "remove_from_crl")]
        entries = [revoked(1000 + number, reason) for number, reason in enumerate(reasons)]
        self.write("complete.crl", 1, entries + [revoked((1 << 158) + 5, "keyCompromise", before)], freshest=URI)
        self.write("empty.crl", (1 << 63) + 1, [])
        self.write("delta.crl", 3, [revoked(1005, "removeFromCRL"), revoked(7, "certificateHold")], base=1)
        other = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Other CA")])
        indirect = [revoked(1), revoked(1, "superseded", issuer=other), revoked(2), revoked(2, issuer=NAME)]
        for _, facts in indirect[1:3]:
            facts["issuer"] = "CN=Other CA"
        self.write("indirect.crl", 4, indirect, scope=point([URI], indirect_crl=True), points=[URI])
        compromise = frozenset([x509.ReasonFlags.key_compromise, x509.ReasonFlags.aa_compromise])
        self.write("reasons.crl", 5, [revoked(9, "keyCompromise")], scope=point(reasons=compromise))
        self.write("authorities.crl", 6, [], scope=point(only_contains_ca_certs=True))
        self.openssl_ca()
        self.issue(ed25519.Ed25519PrivateKey.generate(), "ed25519", None)
        self.write("ed25519.crl", 7, [revoked(11)], hash_=None)
        self.issue(rsa.generate_private_key(65537, 2048), "rsa")
        self.write("rsa.crl", 8, [revoked(12)], hash_=hashes.SHA256())
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        self.write("pss.crl", 9, [revoked(13)], hash_=hashes.SHA256(), rsa_padding=pss)
        (self.folder / "expected.json").write_text(json.dumps(self.expected, indent=1))
        for facts in self.expected:
            check(f"openssl reads {facts['file']}", lambda: "verify OK" in openssl(
                "crl", "-in", self.folder / facts["file"], "-CAfile", self.folder / facts["issuer"], "-noout"))


# --- what interlock wrote

def lists(folder):
    issuers = folder / "issuers.pem"
    issuers.write_bytes((folder / "root.pem").read_bytes() + (folder / "intermediate.pem").read_bytes())
    key = x509.load_pem_x509_certificate((folder / "intermediate.pem").read_bytes()).public_key()
    found = {}
    for name in ("base", "delta", "part"):
        path = folder / f"{name}.crl"
        check(f"openssl {name}", lambda: "verify OK" in openssl("crl", "-in", path, "-CAfile", issuers, "-noout"))
        found[name] = x509.load_pem_x509_crl(path.read_bytes())
        check(f"cryptography {name} signature", lambda: found[name].is_signature_valid(key))
    return found


def value(list_, kind):
    return list_.extensions.get_extension_for_class(kind)


def facts(folder, found):
    base, delta, part = found["base"], found["delta"], found["part"]
    for name, number in (("base", 5), ("delta", 6), ("part", 5)):
        check(f"{name} number", lambda: value(found[name], x509.CRLNumber).value.crl_number == number)
        check(f"{name} number is not critical", lambda: not value(found[name], x509.CRLNumber).critical)
    check("freshest", lambda: value(base, x509.FreshestCRL).value[0].full_name[0].value == "http://crl.example/delta.crl")
    entry = base.get_revoked_certificate_by_serial_number(77)
    check("invalidity date", lambda: value(entry, x509.InvalidityDate).value.invalidity_date_utc
          == datetime.datetime(2016, 6, 13, tzinfo=datetime.timezone.utc))
    check("reason", lambda: value(entry, x509.CRLReason).value.reason == x509.ReasonFlags.key_compromise)
    check("delta of list 5, critical", lambda: value(delta, x509.DeltaCRLIndicator).value.crl_number == 5
          and value(delta, x509.DeltaCRLIndicator).critical)
    check("the hold is lifted", lambda: [value(entry, x509.CRLReason).value.reason for entry in delta]
          == [x509.ReasonFlags.remove_from_crl])
    scope = value(part, x509.IssuingDistributionPoint)
    check("scope is critical", lambda: scope.critical)
    check("scope", lambda: scope.value.full_name[0].value == "http://crl.example/members.crl"
          and scope.value.only_contains_user_certs and not scope.value.indirect_crl)
    shown = lambda name: openssl("crl", "-in", folder / f"{name}.crl", "-noout", "-text")
    check("openssl shows the date", lambda: "Jun 13 00:00:00 2016 GMT" in shown("base").split("Invalidity Date")[1])
    check("openssl shows the delta", lambda: "Delta CRL Indicator: critical" in shown("delta"))
    check("openssl shows the scope", lambda: "Only User Certificates" in shown("part"))


def verdicts(folder):
    """openssl on the leaf: on hold by the base, good again by the delta."""
    def verify(*crls, expect):
        words = ["verify", "-attime", 1465820000, "-crl_check_all", "-extended_crl", "-use_deltas", "-trusted",
                 folder / "root.pem", "-untrusted", folder / "intermediate.pem"]
        for crl in ("root", *crls):
            words += ["-CRLfile", folder / f"{crl}.crl"]
        return openssl(*words, folder / "leaf.pem", expect=expect)
    check("openssl: on hold", lambda: "certificate revoked" in verify("base", expect=1))
    check("openssl: the delta lifts it", lambda: "OK" in verify("base", "delta", expect=0))
    check("openssl: the part is of others", lambda: "scope" in verify("part", expect=1).lower())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("make").add_argument("--out", required=True)
    commands.add_parser("check").add_argument("--in", required=True, dest="folder")
    options = parser.parse_args()
    if options.command == "make":
        Writer(options.out).all()
    else:
        folder = Path(options.folder)
        facts(folder, lists(folder))
        verdicts(folder)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
