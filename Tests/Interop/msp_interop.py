#!/usr/bin/env python3
"""Judges membership folders by Hyperledger Fabric's rules, written anew over PyPI's cryptography; and makes folders.

    msp_interop.py check DIR...            each must be taken by these rules and by openssl
    msp_interop.py make DIR                a folder as cryptogen and Fabric CA write it, under DIR/msp
    msp_interop.py agree DIR --interlock F folders made of DIR with one thing wrong each: both must refuse them

The last line is "N passed, N failed", and the exit status is 1 where any failed. The rules are those of Fabric 2.5's
msp/configbuilder.go, msp/mspimplsetup.go (setupV142) and msp/mspimplvalidate.go; config.yaml is read by its shape only.
"""
import argparse
import datetime
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, utils
except ImportError:
    sys.exit("msp_interop.py: needs the Python package \"cryptography\": pip install cryptography")

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
ORDERS = {"secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551}
ATTRIBUTES = x509.ObjectIdentifier("1.2.3.4.5.6.7.8.1")
ROLES = {"ClientOUIdentifier", "PeerOUIdentifier", "AdminOUIdentifier", "OrdererOUIdentifier"}

# One moment for all: chains are judged one second after a certificate's own beginning.
BEGIN = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
passed = failed = 0


def check(name, good, detail=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f"FAILED {name}: {str(detail)[:600]}")


class Refused(Exception):
    pass


def demand(good, why):
    if not good:
        raise Refused(why)


def files(folder, name):
    place = folder / name
    return sorted(path for path in place.iterdir() if path.is_file()) if place.is_dir() else []


def certificates(folder, name):
    """One PEM a file: Fabric would take the first and hand all of it on."""
    for path in files(folder, name):
        demand(path.read_text().count("BEGIN CERTIFICATE") == 1, f"{path.name} holds other than one certificate")
    return [x509.load_pem_x509_certificate(path.read_bytes()) for path in files(folder, name)]


def extension(thing, kind):
    try:
        return thing.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def low_s(thing, key):
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name not in ORDERS:
        return True
    return utils.decode_dss_signature(thing.signature)[1] <= ORDERS[key.curve.name] // 2


def signed(subject, issuer):
    """crypto/x509 CheckSignatureFrom and what isValid asks of an issuer."""
    constraints, usage = extension(issuer, x509.BasicConstraints), extension(issuer, x509.KeyUsage)
    if subject.issuer.public_bytes() != issuer.subject.public_bytes() or not constraints or not constraints.ca:
        return False
    if usage and not usage.key_cert_sign:
        return False
    try:
        subject.verify_directly_issued_by(issuer)
    except Exception:  # a signature of any kind that is not the issuer's
        return False
    return True


def processed(entry):
    """crypto/x509 processExtensions, of Go 1.20: whether a critical extension is understood."""
    known = (x509.DNSName, x509.IPAddress, x509.RFC822Name, x509.UniformResourceIdentifier)
    if isinstance(entry.value, x509.NameConstraints):
        names = [*(entry.value.permitted_subtrees or []), *(entry.value.excluded_subtrees or [])]
        return all(isinstance(name, known) for name in names)
    if isinstance(entry.value, x509.SubjectAlternativeName):
        return any(isinstance(name, known) for name in entry.value)
    return isinstance(entry.value, (x509.KeyUsage, x509.BasicConstraints, x509.ExtendedKeyUsage, x509.CertificatePolicies,
                                    x509.CRLDistributionPoints, x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier))


class Membership:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.roots = certificates(self.folder, "cacerts")
        self.intermediates = certificates(self.folder, "intermediatecerts")
        self.admins = certificates(self.folder, "admincerts")
        self.lists = [x509.load_pem_x509_crl(path.read_bytes()) for path in files(self.folder, "crls")]
        self.signers = certificates(self.folder, "signcerts")
        self.units = self.read_units()

    def read_units(self):
        path, stack, root = self.folder / "config.yaml", [], {}
        if not path.exists():
            return None
        for line in path.read_text().splitlines():
            if not line.strip() or line.strip().startswith("#"):
                continue
            indent, (key, _, value) = len(line) - len(line.lstrip()), line.strip().partition(":")
            while stack and stack[-1][0] >= indent:
                stack.pop()
            holder = stack[-1][1] if stack else root
            value = value.strip().strip("\"'")
            holder[key] = value or {}
            if not value:
                stack.append((indent, holder[key]))
        units = root.get("NodeOUs")
        return units if units and units.get("Enable", "").lower() == "true" else None

    def chains(self, certificate, time, chain=()):
        """crypto/x509 Verify: every chain to a root, all valid at a time."""
        chain = (*chain, certificate)
        if not certificate.not_valid_before_utc <= time <= certificate.not_valid_after_utc:
            return
        usage = extension(certificate, x509.ExtendedKeyUsage)
        oids = x509.oid.ExtendedKeyUsageOID
        if usage and not {oids.SERVER_AUTH, oids.ANY_EXTENDED_KEY_USAGE} & set(usage):
            return
        if not all(processed(one) for one in certificate.extensions if one.critical):
            return
        if certificate in self.roots and len(chain) == 1:
            yield chain
            return
        for root in self.roots:
            within = self.length(root, chain) and root.not_valid_before_utc <= time <= root.not_valid_after_utc
            within = within and all(processed(one) for one in root.extensions if one.critical)
            if root not in chain and signed(certificate, root) and within:
                yield (*chain, root)
        for issuer in self.intermediates:
            if issuer not in chain and signed(certificate, issuer) and self.length(issuer, chain):
                yield from self.chains(issuer, time, chain)

    @staticmethod
    def length(issuer, chain):
        limit = extension(issuer, x509.BasicConstraints).path_length
        return limit is None or len(chain) - 1 <= limit

    def chain(self, certificate):
        all_ = list(self.chains(certificate, certificate.not_valid_before_utc + datetime.timedelta(seconds=1)))
        demand(len(all_) == 1, f"{len(all_)} chains of {certificate.subject.rfc4514_string()}")
        return all_[0]

    def not_revoked(self, chain):
        identifier = extension(chain[1], x509.SubjectKeyIdentifier).digest
        for list_ in self.lists:
            authority = extension(list_, x509.AuthorityKeyIdentifier)
            demand(authority, "a list without an authority key identifier")
            listed = list_.get_revoked_certificate_by_serial_number(chain[0].serial_number)
            if authority.key_identifier == identifier and listed and list_.is_signature_valid(chain[1].public_key()):
                raise Refused("revoked")

    def setup(self):
        demand(self.roots, "no authority")
        for authority in self.roots + self.intermediates:
            constraints = extension(authority, x509.BasicConstraints)
            demand(constraints and constraints.ca, "an authority that is none")
            demand(extension(authority, x509.SubjectKeyIdentifier), "an authority without an identifier")
            chain = self.chain(authority)
            demand(low_s(authority, chain[min(1, len(chain) - 1)].public_key()), "a high s")
            if len(chain) > 1:
                self.not_revoked(chain)
        demand(self.admins or self.units and "AdminOUIdentifier" in self.units, "no administrators")
        for role in ROLES & set(self.units or {}):
            self.certifier(self.units[role])
        for list_ in self.lists:  # Fabric is silent about a stray list; a list that does nothing is no good folder
            issuers = [one for one in self.roots + self.intermediates if one.subject == list_.issuer]
            demand(any(list_.is_signature_valid(one.public_key()) for one in issuers), "a stray list")
        for admin in self.admins:
            if self.units:
                demand({"client", "admin"} & self.roles(admin), "an administrator of no unit")
            else:
                self.member(admin)

    def certifier(self, unit):
        """The authority whose word counts for a unit, if one is named."""
        if not unit.get("Certificate"):
            return None
        certificate = x509.load_pem_x509_certificate((self.folder / unit["Certificate"]).read_bytes())
        demand(certificate in self.roots + self.intermediates, "a unit's authority is not in the folder")
        return certificate

    def named(self, certificate):
        names = [one.value for one in certificate.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)]
        return [role for name in names for role in ROLES & set(self.units)
                if self.units[role]["OrganizationalUnitIdentifier"] == name]

    def roles(self, certificate):
        return {role.removesuffix("OUIdentifier").lower() for role in self.named(certificate)}

    def member(self, certificate):
        constraints = extension(certificate, x509.BasicConstraints)
        demand(not (constraints and constraints.ca), "an authority as a member")
        demand(isinstance(certificate.public_key(), ec.EllipticCurvePublicKey), "a key that is not for ECDSA")
        chain = self.chain(certificate)
        demand(len(chain) > 1, "a chain of one")
        inner = [one for intermediate in self.intermediates for one in self.chain(intermediate)[1:]]
        demand(chain[1] not in inner, "an issuer with authorities below it")
        demand(low_s(certificate, chain[1].public_key()), "a high s")
        self.not_revoked(chain)
        if self.units:
            roles = self.named(certificate)
            demand(len(roles) == 1, f"the units {roles}")
            wanted = self.certifier(self.units[roles[0]])
            demand(wanted is None or wanted == chain[1], "the wrong authority vouches")

    def signer(self):
        if not self.signers:
            return
        certificate = self.signers[0]
        demand(certificate.not_valid_after_utc > datetime.datetime.now(datetime.timezone.utc), "expired")
        self.member(certificate)
        point = certificate.public_key().public_bytes(serialization.Encoding.X962,
                                                      serialization.PublicFormat.UncompressedPoint)
        stored = self.folder / "keystore" / f"{hashlib.sha256(point).hexdigest()}_sk"
        if (self.folder / "keystore").exists():
            demand(stored.exists(), "no key under its SKI")
            demand(stored.stat().st_mode & 0o077 == 0, "a key that others may read")
            demand(b"BEGIN PRIVATE KEY" in stored.read_bytes(), "a key that is not PKCS#8")
            key = serialization.load_pem_private_key(stored.read_bytes(), None)
            demand(key.public_key() == certificate.public_key(), "another key")


def verdict(folder):
    try:
        membership = Membership(folder)
        membership.setup()
        membership.signer()
        return ""
    except (Refused, ValueError, OSError) as refusal:
        return str(refusal) or "refused"


def openssl(folder):
    """openssl verifies the signer with the folder's own files."""
    signer = next(iter(files(folder, "signcerts")), None)
    if signer is None:
        return
    roots = [word for path in files(folder, "cacerts") for word in ("-trusted", path)]
    others = [word for path in files(folder, "intermediatecerts") for word in ("-untrusted", path)]
    lists = [word for path in files(folder, "crls") for word in ("-CRLfile", path)]
    done = subprocess.run(["openssl", "verify", *roots, *others, *lists, *(["-crl_check"] if lists else []), signer],
                          capture_output=True, text=True)
    check(f"openssl verify {signer}", done.returncode == 0, done.stdout + done.stderr)


def certificate(name, units, key, issuer, issuer_key, authority=False, extra=(), start=0):
    parts = [x509.NameAttribute(x509.NameOID.ORGANIZATIONAL_UNIT_NAME, unit) for unit in units]
    subject = x509.Name([*parts, x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = BEGIN - datetime.timedelta(minutes=5)
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(now + datetime.timedelta(seconds=start)).not_valid_after(now + datetime.timedelta(days=30))
               .add_extension(x509.BasicConstraints(authority, None), True)
               .add_extension(x509.KeyUsage(not authority, False, False, False, False, authority, authority, False, False), True)
               .add_extension(x509.SubjectKeyIdentifier(hashlib.sha256(point).digest()), False))
    if issuer:
        builder = builder.add_extension(x509.AuthorityKeyIdentifier(
            extension(issuer, x509.SubjectKeyIdentifier).digest, None, None), False)
    for value in extra:
        builder = builder.add_extension(value, isinstance(value, x509.NameConstraints))
    while True:  # low s, as Fabric CA signs
        made = builder.sign(issuer_key, hashes.SHA256())
        if low_s(made, issuer_key.public_key()):
            return made


def new_key():
    return ec.generate_private_key(ec.SECP256R1())


CONFIGURATION = "NodeOUs:\n  Enable: true\n" + "".join(
    f"  {role.capitalize()}OUIdentifier:\n    Certificate: intermediatecerts/ica.example.com-cert.pem\n"
    f"    OrganizationalUnitIdentifier: {role}\n" for role in ("client", "peer", "admin", "orderer"))


def make(folder):
    """Root, intermediate, and a peer with Fabric CA's attributes; the names of files as cryptogen gives them."""
    root_key, middle_key, key = new_key(), new_key(), new_key()
    root = certificate("ca.example.com", [], root_key, None, root_key, True)
    middle = certificate("ica.example.com", [], middle_key, root, root_key, True)
    attributes = {"attrs": {"hf.Affiliation": "org1.department1", "hf.EnrollmentID": "peer0", "hf.Type": "peer"}}
    value = x509.UnrecognizedExtension(ATTRIBUTES, json.dumps(attributes, separators=(",", ":")).encode())
    peer = certificate("peer0", ["peer", "org1", "department1"], key, middle, middle_key, extra=[value])
    now = datetime.datetime.now(datetime.timezone.utc)
    listed = x509.RevokedCertificateBuilder().serial_number(77).revocation_date(now).build()
    crl = (x509.CertificateRevocationListBuilder().issuer_name(middle.subject).last_update(now)
           .next_update(now + datetime.timedelta(days=7)).add_revoked_certificate(listed)
           .add_extension(x509.AuthorityKeyIdentifier(extension(middle, x509.SubjectKeyIdentifier).digest, None, None), False)
           .add_extension(x509.CRLNumber(1), False).sign(middle_key, hashes.SHA256()))
    place = Path(folder) / "msp"
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for name, content in {
            "cacerts/ca.example.com-cert.pem": root.public_bytes(PEM),
            "intermediatecerts/ica.example.com-cert.pem": middle.public_bytes(PEM),
            "tlscacerts/tlsca.example.com-cert.pem": root.public_bytes(PEM),
            "signcerts/peer0-cert.pem": peer.public_bytes(PEM), "crls/crl.pem": crl.public_bytes(PEM),
            f"keystore/{hashlib.sha256(point).hexdigest()}_sk": private,
            "config.yaml": CONFIGURATION.encode()}.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    os.chmod(place / f"keystore/{hashlib.sha256(point).hexdigest()}_sk", 0o600)
    material = {"root": root, "middle": middle, "peer": peer}
    return material, {"root": root_key, "middle": middle_key, "peer": key}


def agree(folder, interlock):
    """One thing wrong a folder: interlock msp check and these rules must both refuse, and take what is right."""
    material, keys = make(folder)
    source = Path(folder) / "msp"

    def variant(name, good, change):
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "msp"
            shutil.copytree(source, copy)
            change(copy)
            here = verdict(copy)
            done = subprocess.run([interlock, "msp", "check", copy, "--json"], capture_output=True, text=True)
            check(f"{name}: these rules", (here == "") == good, here or "accepted")
            check(f"{name}: interlock", (done.returncode == 0) == good, done.stdout + done.stderr)

    def signer(units, by="middle", **options):
        made = certificate("x", units, keys["peer"], material[by], keys[by], **options)
        return lambda copy: (copy / "signcerts/peer0-cert.pem").write_bytes(made.public_bytes(PEM))

    def text(name, old, new):
        return lambda copy: (copy / name).write_text((copy / name).read_text().replace(old, new))

    usage = lambda *oids: x509.ExtendedKeyUsage(oids)
    oids = x509.oid.ExtendedKeyUsageOID
    stranger_key = new_key()
    stranger = certificate("stranger", [], stranger_key, None, stranger_key, True)
    variant("unchanged", True, lambda copy: None)
    for unit in ("client", "peer", "admin", "orderer"):
        variant(f"a signer who is {unit}", True, signer([unit]))
    variant("a signer with other units beside", True, signer(["org1", "peer", "x"]))
    variant("a signer of no unit", False, signer(["org1"]))
    variant("a signer of two units", False, signer(["peer", "client"]))
    variant("a signer of one unit twice", False, signer(["peer", "peer"]))
    variant("a signer by the root", False, signer(["peer"], by="root"))
    variant("a signer who is an authority", False, signer(["peer"], authority=True))
    variant("a signer older than its issuer", False, signer(["peer"], start=-7200))
    variant("a signer for clients alone", False, signer(["peer"], extra=[usage(oids.CLIENT_AUTH)]))
    variant("a signer for both", True, signer(["peer"], extra=[usage(oids.CLIENT_AUTH, oids.SERVER_AUTH)]))
    organisation = x509.DirectoryName(x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "O")]))
    for name, constraint, good in (("organisations", organisation, False), ("hosts", x509.DNSName("example.org"), True)):
        made = certificate("ica.example.com", [], keys["middle"], material["root"], keys["root"], True,
                           [x509.NameConstraints(None, [constraint])])
        # Its name and key are the old one's, so the signer's certificate stands.
        variant(f"an authority constrained in {name}", good, lambda copy: (
            copy / "intermediatecerts/ica.example.com-cert.pem").write_bytes(made.public_bytes(PEM)))
    variant("no authorities", False, lambda copy: shutil.rmtree(copy / "cacerts"))
    variant("no intermediate", False, lambda copy: shutil.rmtree(copy / "intermediatecerts"))
    variant("another root", False, lambda copy: (copy / "cacerts/ca.example.com-cert.pem").write_bytes(stranger.public_bytes(PEM)))
    variant("a member among authorities", False,
            lambda copy: shutil.copy(copy / "signcerts/peer0-cert.pem", copy / "cacerts/x.pem"))
    variant("no administrators' unit", False, text("config.yaml", "AdminOUIdentifier", "XOUIdentifier"))
    variant("no configuration", False, lambda copy: (copy / "config.yaml").unlink())
    variant("units off", False, text("config.yaml", "Enable: true", "Enable: false"))
    variant("the root vouches for units", False, text("config.yaml", "intermediatecerts/i", "cacerts/"))
    variant("the signer revoked", False, revoke(material, keys, material["peer"].serial_number))
    variant("a list by another", False, revoke(material, keys, 5, stranger_key))
    variant("a list without identifier", False, revoke(material, keys, 5, identifier=False))
    variant("two certificates in a file", False, lambda copy: (copy / "cacerts/ca.example.com-cert.pem").write_bytes(
        material["root"].public_bytes(PEM) + stranger.public_bytes(PEM)))


def revoke(material, keys, serial, key=None, identifier=True):
    now = datetime.datetime.now(datetime.timezone.utc)
    listed = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now).build()
    builder = (x509.CertificateRevocationListBuilder().issuer_name(material["middle"].subject).last_update(now)
               .next_update(now + datetime.timedelta(days=7)).add_revoked_certificate(listed)
               .add_extension(x509.CRLNumber(2), False))
    if identifier:
        digest = extension(material["middle"], x509.SubjectKeyIdentifier).digest
        builder = builder.add_extension(x509.AuthorityKeyIdentifier(digest, None, None), False)
    crl = builder.sign(key or keys["middle"], hashes.SHA256())
    return lambda copy: (copy / "crls/crl.pem").write_bytes(crl.public_bytes(PEM))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["check", "make", "agree"])
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--interlock")
    options = parser.parse_args()
    for folder in map(Path, options.folders):
        if options.what == "check":
            refusal = verdict(folder)
            check(f"{folder}", refusal == "", refusal)
            openssl(folder)
        elif options.what == "make":
            make(folder)
        else:
            agree(folder, options.interlock)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
