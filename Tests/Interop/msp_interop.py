#!/usr/bin/env python3
"""Judges membership folders by Hyperledger Fabric's rules, written anew over PyPI's cryptography; and makes folders.

    msp_interop.py check DIR...            each must be taken by these rules and by openssl
    msp_interop.py make DIR                a folder as cryptogen and Fabric CA write it, under DIR/msp
    msp_interop.py agree DIR --interlock F variants of a folder, right and broken: both must give the verdict that is named
    msp_interop.py suite FABRIC --interlock F  the folders of Fabric's own tests, in a checkout of its release 2.5

With --oracle F, a program made of Fabric's own msp package (fabric_oracle.go beside this file) must say the same. The last
line is "N passed, N failed", and the exit status is 1 where any failed. The rules are those of Fabric 2.5's
msp/configbuilder.go, msp/mspimplsetup.go (setupV142), msp/mspimplvalidate.go and bccsp/sw/fileks.go.
"""
import argparse
import base64
import datetime
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import yaml
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, utils
except ImportError:
    sys.exit("msp_interop.py: needs two Python packages: pip install cryptography pyyaml")

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
ORDERS = {"secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551}
ATTRIBUTES = x509.ObjectIdentifier("1.2.3.4.5.6.7.8.1")
ROLES = ["ClientOUIdentifier", "PeerOUIdentifier", "AdminOUIdentifier", "OrdererOUIdentifier"]
BLOCK = re.compile(rb"(?:\A|(?<=\n))-----BEGIN ([^\n]*?)-----[ \t]*\r?\n(.*?)\n-----END \1-----[ \t]*\r?(?:\n|\Z)", re.S)

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


def block(path):
    """encoding/pem: the label and the bytes of the first block; None where the file holds none or cannot be read."""
    try:
        found = BLOCK.search(path.read_bytes())
        return found and (found[1], base64.b64decode(
            re.sub(rb"\s", b"", re.sub(rb"(?m)^.*:.*$", b"", found[2])), validate=True))
    except (OSError, ValueError):
        return None


def blocks(folder, name):
    """getPemMaterialFromDir: files without PEM are passed over; None where the folder is not there."""
    place = folder / name
    if not place.is_dir():
        return None
    paths = sorted((path for path in place.iterdir() if path.is_file()), key=lambda path: path.name.encode())
    return [(path, *block(path)) for path in paths if block(path)]


def certificates(folder, name):
    return [parsed(der) for _, _, der in blocks(folder, name) or []]


def parsed(der):
    """getCertFromPem, and what bccsp imports."""
    certificate = x509.load_der_x509_certificate(der)
    key = certificate.public_key()
    demand(isinstance(key, (ec.EllipticCurvePublicKey, rsa.RSAPublicKey)), "a key that Fabric does not import")
    demand(getattr(key, "curve", ec.SECP256R1()).name in ("secp224r1", "secp256r1", "secp384r1", "secp521r1"), "a curve that Go has not")
    return certificate


def extension(thing, kind):
    try:
        return thing.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def low_s(thing, key):
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name not in ORDERS:
        return True
    return utils.decode_dss_signature(thing.signature)[1] <= ORDERS[key.curve.name] // 2


def is_authority(certificate):
    constraints = extension(certificate, x509.BasicConstraints)
    return bool(constraints and constraints.ca)


def signed(subject, issuer):
    """crypto/x509 CheckSignatureFrom, and what isValid asks of an issuer."""
    usage = extension(issuer, x509.KeyUsage)
    if subject.issuer.public_bytes() != issuer.subject.public_bytes() or not is_authority(issuer):
        return False
    if usage and not usage.key_cert_sign or subject.signature_hash_algorithm.name in ("md5", "sha1"):
        return False
    try:
        subject.verify_directly_issued_by(issuer)
    except Exception:  # a signature of any kind that is not the issuer's
        return False
    return True


def same(one, other):
    """crypto/x509 alreadyInChain."""
    spki = [each.public_key().public_bytes(DER, serialization.PublicFormat.SubjectPublicKeyInfo) for each in (one, other)]
    names = [extension(each, x509.SubjectAlternativeName) for each in (one, other)]
    return one.subject.public_bytes() == other.subject.public_bytes() and spki[0] == spki[1] and names[0] == names[1]


def processed(entry):
    """crypto/x509 processExtensions: whether a critical extension is understood."""
    known = (x509.DNSName, x509.IPAddress, x509.RFC822Name, x509.UniformResourceIdentifier)
    if isinstance(entry.value, x509.NameConstraints):
        names = [*(entry.value.permitted_subtrees or []), *(entry.value.excluded_subtrees or [])]
        return all(isinstance(name, known) for name in names)
    if isinstance(entry.value, x509.SubjectAlternativeName):
        return any(isinstance(name, known) for name in entry.value)
    return isinstance(entry.value, (x509.KeyUsage, x509.BasicConstraints, x509.ExtendedKeyUsage, x509.CertificatePolicies,
                                    x509.CRLDistributionPoints, x509.PolicyConstraints, x509.InhibitAnyPolicy))


def alone(certificate, time):
    """What isValid asks of a certificate by itself."""
    return (certificate.not_valid_before_utc <= time <= certificate.not_valid_after_utc
            and all(processed(one) for one in certificate.extensions if one.critical))


def fit(chain):
    """checkChainForKeyUsage for a server, which is what no wish means; Fabric's verifyLegacyNameConstraints."""
    oids = x509.oid.ExtendedKeyUsageOID
    usages = [extension(one, x509.ExtendedKeyUsage) for one in chain]
    if any(usage and not {oids.SERVER_AUTH, oids.ANY_EXTENDED_KEY_USAGE} & set(usage) for usage in usages):
        return False
    names = [name.value for name in chain[0].subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)]
    hostlike = any(re.fullmatch(r"(\*|[\w:][\w:-]*)(\.[\w:][\w:-]*)*\.?", name, re.A) for name in names)
    constraints = [found for one in chain[1:] if (found := extension(one, x509.NameConstraints))]
    own = extension(chain[0], x509.SubjectAlternativeName)
    excluded = [tree.value for one in constraints for tree in one.excluded_subtrees or [] if isinstance(tree, x509.DNSName)]
    within = [host for host in (own.get_values_for_type(x509.DNSName) if own else []) for tree in excluded
              if host == tree or host.endswith(f".{tree}")]
    return not within and not (hostlike and constraints and own is None)


class Loader(yaml.SafeLoader):
    """PyYAML over Go's decoder: mappings of one key add up."""

    def construct_mapping(self, node, deep=False):
        self.flatten_mapping(node)
        made = {}
        for key, value in ((self.construct_object(one, True), self.construct_object(two, True)) for one, two in node.value):
            both = isinstance(value, dict) and isinstance(made.get(key), dict)
            made[key] = {**made[key], **value} if both else value
        return made


def go_yaml(content):
    return next(iter(yaml.load_all(content, Loader)), None)


Loader.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node))


def unique(all_):
    return list(dict.fromkeys(all_))


class Membership:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.roots = certificates(self.folder, "cacerts")
        self.intermediates = certificates(self.folder, "intermediatecerts")
        self.admins = certificates(self.folder, "admincerts")
        self.tls_roots = certificates(self.folder, "tlscacerts")
        self.tls_intermediates = certificates(self.folder, "tlsintermediatecerts") if self.tls_roots else []
        self.lists = [self.list(path, label, der) for path, label, der in blocks(self.folder, "crls") or []]
        local = blocks(self.folder, "signcerts")
        demand(local is None or local, "signcerts without a certificate")
        self.signers = [parsed(local[0][2])] if local else []
        self.units, self.required = self.configuration()

    @staticmethod
    def list(path, label, der):
        """crypto/x509 ParseCRL: PEM only where the file begins with it."""
        demand(path.read_bytes().startswith(b"-----BEGIN X509 CRL") and label == b"X509 CRL", "a list that is none")
        return x509.load_der_x509_crl(der)

    def configuration(self):
        """The units by role, where they are enabled, and those that all must have; each as (name, authority)."""
        path = self.folder / "config.yaml"
        if not path.exists():
            return {}, []
        root = go_yaml(path.read_bytes()) or {}
        demand(isinstance(root, dict), "config.yaml is no mapping")
        required = []
        for entry in root.get("OrganizationalUnitIdentifiers") or []:
            demand(isinstance(entry, dict), "a unit that is no mapping")
            found = block(self.folder / (entry.get("Certificate") or "").lstrip("/"))
            demand(found, "a unit's authority that is not there")
            required.append((str(entry.get("OrganizationalUnitIdentifier") or ""), parsed(found[1])))
        node = root.get("NodeOUs") or {}
        demand(isinstance(node, dict) and isinstance(node.get("Enable") or False, bool), "NodeOUs of another shape")
        units = {}
        for role in ROLES if node.get("Enable") else []:
            entry = node.get(role) or {}
            demand(isinstance(entry, dict), f"{role} is no mapping")
            if not entry.get("OrganizationalUnitIdentifier"):
                continue
            place = self.folder / (entry.get("Certificate") or "").lstrip("/")
            authority = None
            if entry.get("Certificate") and place.is_file() and place.stat().st_size:
                demand(block(place), f"{role}: no PEM")
                authority = parsed(block(place)[1])
            units[role] = (str(entry["OrganizationalUnitIdentifier"]), authority)
        return units, required

    def chains(self, certificate, time, roots, intermediates, chain=()):
        """crypto/x509 Verify: every chain to a root, all valid at a time."""
        chain = (*chain, certificate)
        if len(chain) == 1:
            if not alone(certificate, time):
                return
            if certificate in roots:
                yield chain
                return
        for issuer, pool in [(one, roots) for one in unique(roots)] + [(one, intermediates) for one in unique(intermediates)]:
            if any(same(issuer, one) for one in chain) or not signed(certificate, issuer) or not alone(issuer, time):
                continue
            limit = extension(issuer, x509.BasicConstraints).path_length
            if limit is not None and len(chain) - 1 > limit:
                continue
            if pool is roots:
                yield (*chain, issuer)
            else:
                yield from self.chains(issuer, time, roots, intermediates, chain)

    def chain(self, certificate, roots=None, intermediates=None):
        pools = (self.roots, self.intermediates) if roots is None else (roots, intermediates)
        time = certificate.not_valid_before_utc + datetime.timedelta(seconds=1)
        all_ = [chain for chain in self.chains(certificate, time, *pools) if fit(chain)]
        demand(len(all_) == 1, f"{len(all_)} chains of {certificate.subject.rfc4514_string()}")
        return all_[0]

    def not_revoked(self, chain):
        if len(chain) < 2:
            return
        identifier = extension(chain[1], x509.SubjectKeyIdentifier)
        demand(identifier, "an issuer without an identifier")
        for list_ in self.lists:
            authority = extension(list_, x509.AuthorityKeyIdentifier)
            demand(authority, "a list without an authority key identifier")
            listed = list_.get_revoked_certificate_by_serial_number(chain[0].serial_number)
            if authority.key_identifier == identifier.digest and listed and list_.is_signature_valid(chain[1].public_key()):
                raise Refused("revoked")

    def authority(self, certificate):
        demand(is_authority(certificate), "an authority that is none")
        demand(extension(certificate, x509.SubjectKeyIdentifier), "an authority without an identifier")

    def setup(self):
        demand(self.roots, "no authority")
        for authority in self.roots + self.intermediates:
            self.authority(authority)
            chain = self.chain(authority)
            by_ecdsa = authority.signature_algorithm_oid.dotted_string.startswith("1.2.840.10045.")
            demand(len(chain) > 1 or not by_ecdsa or signed(authority, authority), "an anchor that another signed")
            self.not_revoked(chain)
        for authority in self.tls_roots + self.tls_intermediates:
            self.authority(authority)
            self.not_revoked(self.chain(authority, self.tls_roots, self.tls_intermediates))
        for _, authority in [*self.required, *self.units.values()]:
            demand(authority is None or authority in self.roots + self.intermediates, "a unit's authority is not in the folder")
            demand(authority is None or authority in self.roots or authority not in self.inner(), "a unit's authority has others below")
        demand(self.admins or "AdminOUIdentifier" in self.units, "no administrators")
        for admin in self.admins:
            if self.units:
                self.leaf(admin)
                names = self.names(admin)
                wanted = {self.units[role][0] for role in ("ClientOUIdentifier", "AdminOUIdentifier") if role in self.units}
                demand(wanted & set(names), "an administrator of no unit")
            else:
                self.member(admin)

    def inner(self):
        return [one for intermediate in self.intermediates for one in self.chain(intermediate)[1:]]

    @staticmethod
    def names(certificate):
        return [one.value for one in certificate.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)]

    def leaf(self, certificate):
        demand(not is_authority(certificate), "an authority as a member")
        chain = self.chain(certificate)
        demand(len(chain) > 1, "a chain of one")
        demand(chain[1] not in self.inner(), "an issuer with authorities below it")
        return chain

    def member(self, certificate):
        chain = self.leaf(certificate)
        self.not_revoked(chain)
        names = self.names(certificate)
        demand(not self.required or any(name in names and chain[1] == by for name, by in self.required), "no unit that all must have")
        if self.units:
            by_name = {name: authority for name, authority in self.units.values()}
            found = [name for name in names if name in by_name]
            demand(len(found) == 1, f"the units {found}")
            demand(by_name[found[0]] in (None, chain[1]), "the wrong authority vouches")

    def signer(self):
        if not self.signers:
            return
        certificate = self.signers[0]
        demand(certificate.not_valid_after_utc > datetime.datetime.now(datetime.timezone.utc), "expired")
        self.member(certificate)
        if not (self.folder / "keystore/KEY-IS-ELSEWHERE.txt").exists():
            demand(self.has_key(certificate), "no key of the signer")

    def has_key(self, certificate):
        """GetKey: by the name, or by what is in the files."""
        if not isinstance(certificate.public_key(), ec.EllipticCurvePublicKey):
            return False
        point = certificate.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        ski = hashlib.sha256(point).hexdigest()
        place = self.folder / "keystore"
        names = sorted(path.name for path in place.iterdir() if path.is_file()) if place.is_dir() else []
        named = next((name for name in names if name.startswith(ski)), "")
        if named.endswith(("sk", "pk", "key")):
            return named.endswith("sk") and self.opens(place / f"{ski}_sk", certificate)
        return any(self.opens(place / name, certificate) for name in names)

    @staticmethod
    def opens(path, certificate):
        found = block(path)
        try:
            return bool(found) and serialization.load_der_private_key(found[1], None).public_key() == certificate.public_key()
        except (ValueError, TypeError):
            return False


def verdict(folder):
    try:
        membership = Membership(folder)
        membership.setup()
        membership.signer()
        return ""
    except (Refused, ValueError, OSError, yaml.YAMLError) as refusal:
        return str(refusal) or "refused"


def fabric(oracle, folder):
    """Fabric's own msp package: whether it sets the folder up, and finds the signer valid."""
    shown = json.loads(subprocess.run([oracle, folder], capture_output=True, text=True, check=True).stdout)
    return shown["Setup"] or shown["Signer"]


def files(folder, name):
    return [path for path, _, _ in blocks(folder, name) or []]


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


def certificate(name, units, key, issuer, issuer_key, authority=False, extra=(), start=0, days=30, high=False, ski=True):
    parts = [x509.NameAttribute(x509.NameOID.ORGANIZATIONAL_UNIT_NAME, unit) for unit in units]
    subject = x509.Name([*parts, x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = BEGIN - datetime.timedelta(minutes=5)
    form = serialization.PublicFormat
    point = (key.public_key().public_bytes(serialization.Encoding.X962, form.UncompressedPoint)
             if isinstance(key, ec.EllipticCurvePrivateKey) else key.public_key().public_bytes(DER, form.SubjectPublicKeyInfo))
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(now + datetime.timedelta(seconds=start)).not_valid_after(now + datetime.timedelta(days=days))
               .add_extension(x509.BasicConstraints(authority, None), True)
               .add_extension(x509.KeyUsage(not authority, False, False, False, False, authority, authority, False, False), True))
    if ski:
        builder = builder.add_extension(x509.SubjectKeyIdentifier(hashlib.sha256(point).digest()), False)
    if issuer and extension(issuer, x509.SubjectKeyIdentifier):
        builder = builder.add_extension(x509.AuthorityKeyIdentifier(
            extension(issuer, x509.SubjectKeyIdentifier).digest, None, None), False)
    for value in extra:
        builder = builder.add_extension(value, isinstance(value, x509.NameConstraints))
    while True:  # low s, as Fabric CA signs; cryptogen takes what comes
        made = builder.sign(issuer_key, None if isinstance(issuer_key, ed25519.Ed25519PrivateKey) else hashes.SHA256())
        if not isinstance(issuer_key, ec.EllipticCurvePrivateKey) or low_s(made, issuer_key.public_key()) != high:
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


def agree(folder, interlock, oracle):
    """Variants of a folder: interlock msp check, these rules and, where there is one, the oracle give the same verdict."""
    material, keys = make(folder)
    source = Path(folder) / "msp"
    root, middle, peer = "cacerts/ca.example.com-cert.pem", "intermediatecerts/ica.example.com-cert.pem", "signcerts/peer0-cert.pem"

    def variant(name, good, change):
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "msp"
            shutil.copytree(source, copy)
            change(copy)
            here = verdict(copy)
            done = subprocess.run([interlock, "msp", "check", copy, "--json"], capture_output=True, text=True)
            check(f"{name}: these rules", (here == "") == good, here or "accepted")
            check(f"{name}: interlock", (done.returncode == 0) == good and done.returncode in (0, 1), done.stdout + done.stderr)
            if oracle:
                there = fabric(oracle, copy)
                check(f"{name}: Fabric", (there == "") == good, there or "accepted")

    def put(name, content):
        def change(copy):
            (copy / name).parent.mkdir(exist_ok=True)
            (copy / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return change

    def signer(units, by="middle", **options):
        return put(peer, certificate("x", units, keys["peer"], material[by], keys[by], **options).public_bytes(PEM))

    def authority(name, *changes, **options):
        """Another certificate of an authority, of the old one's name and key, so that what it signed stands."""
        issuer = material["root"] if name == "ica.example.com" else None
        key = keys["middle"] if issuer else keys["root"]
        return put(middle if issuer else root, certificate(
            name, [], key, issuer, keys["root"], True, **options).public_bytes(PEM))

    def text(name, old, new):
        return lambda copy: (copy / name).write_text((copy / name).read_text().replace(old, new))

    def all_of(*changes):
        return lambda copy: [change(copy) for change in changes]

    def remove(name):
        return lambda copy: shutil.rmtree(copy / name) if (copy / name).is_dir() else (copy / name).unlink()

    def stored(content, name=None):
        def change(copy):
            path = next((copy / "keystore").iterdir())
            path.unlink()
            (copy / "keystore" / (name or path.name)).write_bytes(content)
        return change

    def private(key, form=serialization.PrivateFormat.PKCS8, encryption=serialization.NoEncryption()):
        return key.private_bytes(PEM, form, encryption)

    usage = lambda *oids: x509.ExtendedKeyUsage(oids)
    oids = x509.oid.ExtendedKeyUsageOID
    stranger_key = new_key()
    stranger = certificate("stranger", [], stranger_key, None, stranger_key, True)
    variant("unchanged", True, lambda copy: None)

    # Members.
    for unit in ("client", "peer", "admin", "orderer"):
        variant(f"a signer who is {unit}", True, signer([unit]))
    variant("a signer with other units beside", True, signer(["org1", "peer", "x"]))
    variant("a signer of no unit", False, signer(["org1"]))
    variant("a signer of a unit in capitals", False, signer(["PEER"]))
    variant("a signer of two units", False, signer(["peer", "client"]))
    variant("a signer of one unit twice", False, signer(["peer", "peer"]))
    variant("a signer by the root", False, signer(["peer"], by="root"))
    variant("a signer who is an authority", False, signer(["peer"], authority=True))
    variant("a signer older than its issuer", False, signer(["peer"], start=-7200))
    variant("a signer that is not valid yet", True, signer(["peer"], start=7200))
    variant("a signer whose time is over", False, all_of(
        authority("ca.example.com", start=-20 * 86400, days=50), authority("ica.example.com", start=-20 * 86400, days=50),
        signer(["peer"], start=-10 * 86400, days=-5)))
    variant("a signer for clients alone", False, signer(["peer"], extra=[usage(oids.CLIENT_AUTH)]))
    variant("a signer for both", True, signer(["peer"], extra=[usage(oids.CLIENT_AUTH, oids.SERVER_AUTH)]))
    variant("a signer with the higher s", True, signer(["peer"], high=True))
    variant("a signer by a stranger", False, put(peer, certificate(
        "x", ["peer"], keys["peer"], stranger, stranger_key).public_bytes(PEM)))
    variant("the signer revoked", False, revoke(material, keys, material["peer"].serial_number))
    variant("two signers, the first counts", True, put("signcerts/z.pem", stranger.public_bytes(PEM)))
    variant("two signers, the other one first", False, put("signcerts/a.pem", stranger.public_bytes(PEM)))
    variant("an empty signcerts", False, lambda copy: (copy / peer).write_bytes(b""))
    variant("no signcerts", True, all_of(remove("signcerts"), remove("keystore")))
    p224 = ec.generate_private_key(ec.SECP224R1())
    variant("a signer on P-224", True, all_of(put(peer, certificate(
        "x", ["peer"], p224, material["middle"], keys["middle"]).public_bytes(PEM)), stored(private(p224), "priv_sk")))
    k256 = ec.generate_private_key(ec.SECP256K1())
    variant("a signer on secp256k1", False, all_of(put(peer, certificate(
        "x", ["peer"], k256, material["middle"], keys["middle"]).public_bytes(PEM)), stored(private(k256), "priv_sk")))
    rsa_key = rsa.generate_private_key(65537, 2048)
    variant("a signer with RSA", False, all_of(put(peer, certificate(
        "x", ["peer"], rsa_key, material["middle"], keys["middle"]).public_bytes(PEM)), stored(private(rsa_key), "priv_sk")))
    edwards = ed25519.Ed25519PrivateKey.generate()
    variant("a signer with Ed25519", False, all_of(put(peer, certificate(
        "x", ["peer"], edwards, material["middle"], keys["middle"]).public_bytes(PEM)), stored(private(edwards), "priv_sk")))

    # Keys.
    variant("the key under another name", True, stored(private(keys["peer"]), "priv_sk"))
    variant("the key as SEC 1", True, stored(private(keys["peer"], serialization.PrivateFormat.TraditionalOpenSSL), "priv_sk"))
    variant("the key as SEC 1 under its name", True, stored(private(keys["peer"], serialization.PrivateFormat.TraditionalOpenSSL)))
    variant("another's key", False, stored(private(stranger_key), "priv_sk"))
    variant("another's key under the name", False, stored(private(stranger_key)))
    secret = serialization.BestAvailableEncryption(b"pass")
    variant("an encrypted key", False, stored(private(keys["peer"], encryption=secret)))
    variant("an encrypted SEC 1 key", False, stored(private(
        keys["peer"], serialization.PrivateFormat.TraditionalOpenSSL, secret), "priv_sk"))
    variant("no key", False, stored(b"", "none"))
    variant("no key store", False, remove("keystore"))
    variant("an RSA key beside", True, put("keystore/00_sk", private(rsa_key)))
    variant("another key beside", True, put("keystore/00_sk", private(stranger_key)))
    variant("a public key beside", True, put("keystore/00_pk", keys["peer"].public_key().public_bytes(
        PEM, serialization.PublicFormat.SubjectPublicKeyInfo)))
    variant("a public key that takes the key's name", False, lambda copy: put(
        f"keystore/{next((copy / 'keystore').iterdir()).name.replace('_sk', '_pk')}", b"x")(copy))
    variant("noise beside the key", True, put("keystore/.DS_Store", b"\0\1Bud1\377"))

    # Authorities.
    organisation = x509.DirectoryName(x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "O")]))
    hosts = x509.NameConstraints(None, [x509.DNSName("example.org")])
    variant("an authority constrained in organisations", False, authority(
        "ica.example.com", extra=[x509.NameConstraints(None, [organisation])]))
    variant("an authority constrained in hosts, a member with a host's name", False, authority("ica.example.com", extra=[hosts]))
    named = [x509.SubjectAlternativeName([x509.DNSName("peer0.example.com")])]
    variant("an authority constrained in hosts, a member with a host", True, all_of(
        authority("ica.example.com", extra=[hosts]), signer(["peer"], extra=named)))
    variant("an authority constrained in hosts, a member with an excluded host", False, all_of(
        authority("ica.example.com", extra=[hosts]),
        signer(["peer"], extra=[x509.SubjectAlternativeName([x509.DNSName("a.example.org")])])))
    variant("no authorities", False, remove("cacerts"))
    variant("an empty cacerts", False, lambda copy: (copy / root).write_bytes(b""))
    variant("no intermediate", False, remove("intermediatecerts"))
    variant("another root", False, put(root, stranger.public_bytes(PEM)))
    variant("another root beside", True, put("cacerts/z.pem", stranger.public_bytes(PEM)))
    variant("a member among authorities", False, lambda copy: shutil.copy(copy / peer, copy / "cacerts/x.pem"))
    variant("an intermediate among authorities", False, lambda copy: shutil.copy(copy / middle, copy / "cacerts/x.pem"))
    variant("the same root twice", True, lambda copy: shutil.copy(copy / root, copy / "cacerts/x.pem"))
    variant("the root among intermediates too", True, lambda copy: shutil.copy(copy / root, copy / "intermediatecerts/x.pem"))
    variant("a root of the same key and name", False, put("cacerts/z.pem", certificate(
        "ca.example.com", [], keys["root"], None, keys["root"], True).public_bytes(PEM)))
    variant("a root with the higher s", True, authority("ca.example.com", high=True))
    variant("an intermediate with the higher s", True, all_of(authority("ica.example.com", high=True), text(
        "config.yaml", "    Certificate: intermediatecerts/ica.example.com-cert.pem\n", "")))
    variant("an intermediate with the higher s that vouches", True, authority("ica.example.com", high=True))
    variant("a root without an identifier", False, authority("ca.example.com", ski=False))
    variant("a revoked intermediate", False, revoke(material, keys, material["middle"].serial_number, keys["root"], by="root"))
    variant("a root with Ed25519", False, put("cacerts/z.pem", certificate(
        "ed", [], edwards, None, edwards, True).public_bytes(PEM)))
    variant("a root with RSA beside", True, put("cacerts/z.pem", certificate(
        "rsa", [], rsa_key, None, rsa_key, True).public_bytes(PEM)))
    variant("two certificates in a file", True, put(root, material["root"].public_bytes(PEM) + stranger.public_bytes(PEM)))
    variant("text before the certificate", True, put(root, b"# the root\n" + material["root"].public_bytes(PEM)))
    variant("white space after the boundaries", True, put(root, material["root"].public_bytes(PEM).replace(b"-----\n", b"----- \t\r\n")))
    variant("a private key among authorities", False, put("cacerts/z.pem", private(keys["root"])))
    variant("a broken block alone", True, put("cacerts/z.pem", b"-----BEGIN X-----\n!!\n-----END X-----\n"))
    variant("a certificate in DER, which is no PEM", True, put("cacerts/z.der", stranger.public_bytes(DER)))
    for name in ("cacerts/.DS_Store", "intermediatecerts/README.md", "admincerts/.gitkeep", "crls/.gitkeep", "tlscacerts/notes"):
        variant(f"noise in {name}", True, put(name, b"\0\1Bud1\377"))
    variant("a folder among the files", True, lambda copy: (copy / "cacerts/folder").mkdir())

    # Lists.
    variant("a list by another", True, revoke(material, keys, 5, stranger_key))
    variant("a list by another that names the signer", True, revoke(material, keys, material["peer"].serial_number, stranger_key))
    variant("a list without identifier", False, revoke(material, keys, 5, identifier=False))
    variant("a list behind text", False, lambda copy: (copy / "crls/crl.pem").write_bytes(b"text\n" + (copy / "crls/crl.pem").read_bytes()))
    variant("a list that is out of date", True, revoke(material, keys, 5, days=-7))

    # Connections.
    variant("an authority of connections that is out of date", True, put("tlscacerts/z.pem", certificate(
        "tls", [], stranger_key, None, stranger_key, True, start=-9 * 86400, days=3).public_bytes(PEM)))
    variant("a member among authorities of connections", False, put("tlscacerts/z.pem", material["peer"].public_bytes(PEM)))
    variant("an intermediate of connections without anchor", False, put("tlsintermediatecerts/z.pem", certificate(
        "t", [], new_key(), stranger, stranger_key, True).public_bytes(PEM)))
    variant("intermediates of connections where there are no anchors", True, all_of(
        remove("tlscacerts"), put("tlsintermediatecerts/z.pem", material["peer"].public_bytes(PEM))))

    # Administrators.
    admin = lambda units, by="middle": certificate("a", units, new_key(), material[by], keys[by]).public_bytes(PEM)
    foreign = certificate("a", ["admin"], new_key(), stranger, stranger_key).public_bytes(PEM)
    no_units = remove("config.yaml")
    variant("an administrator who is a client", True, put("admincerts/a.pem", admin(["client"])))
    variant("an administrator who is a peer", False, put("admincerts/a.pem", admin(["peer"])))
    variant("an administrator whom a stranger signed", False, put("admincerts/a.pem", foreign))
    variant("an administrator whom a stranger signed, without units", False, all_of(no_units, put("admincerts/a.pem", foreign)))
    variant("an administrator by the root", False, put("admincerts/a.pem", admin(["client"], "root")))
    variant("an administrator who is an authority", False, put("admincerts/a.pem", material["middle"].public_bytes(PEM)))
    variant("no configuration", False, no_units)
    variant("no configuration, and an administrator", True, all_of(no_units, put("admincerts/a.pem", admin([]))))
    variant("units off", False, text("config.yaml", "Enable: true", "Enable: false"))
    variant("units off, and an administrator", True, all_of(
        text("config.yaml", "Enable: true", "Enable: off"), put("admincerts/a.pem", admin([]))))
    variant("no administrators' unit", False, text("config.yaml", "AdminOUIdentifier", "XOUIdentifier"))

    # The configuration.
    certificate_line = "    Certificate: intermediatecerts/ica.example.com-cert.pem\n"
    flow = "NodeOUs: {Enable: true, PeerOUIdentifier: {OrganizationalUnitIdentifier: peer}, AdminOUIdentifier: {OrganizationalUnitIdentifier: admin}}\n"
    merged = ("unit: &unit {Certificate: intermediatecerts/ica.example.com-cert.pem}\nNodeOUs:\n  Enable: yes\n  PeerOUIdentifier:\n"
              "    <<: *unit\n    OrganizationalUnitIdentifier: peer\n  AdminOUIdentifier: {<<: *unit, OrganizationalUnitIdentifier: admin}\n")
    required = CONFIGURATION + ("OrganizationalUnitIdentifiers:\n  - Certificate: intermediatecerts/ica.example.com-cert.pem\n"
                                "    OrganizationalUnitIdentifier: {}\n")
    variant("the root vouches for units", False, text("config.yaml", "intermediatecerts/i", "cacerts/"))
    variant("nobody named for the units", True, text("config.yaml", certificate_line, ""))
    variant("a unit's authority that is not there", True, text("config.yaml", "ica.example.com-cert.pem", "none.pem"))
    variant("a unit's authority that lies elsewhere", True, all_of(
        lambda copy: shutil.copy(copy / middle, copy / "x.pem"), text("config.yaml", "intermediatecerts/ica.example.com-cert.pem", "x.pem")))
    variant("a unit's authority that is not the folder's", False, all_of(
        put("x.pem", stranger.public_bytes(PEM)), text("config.yaml", "intermediatecerts/ica.example.com-cert.pem", "x.pem")))
    variant("a unit's authority that is no PEM", False, all_of(
        put("x.pem", b"text"), text("config.yaml", "intermediatecerts/ica.example.com-cert.pem", "x.pem")))
    for name, good, content in (
            ("flow style", True, flow), ("JSON", True, json.dumps(yaml.safe_load(CONFIGURATION))), ("merges", True, merged),
            ("unknown keys", True, "Extra: [1]\n" + CONFIGURATION + "  More: {a: b}\n"), ("two documents", True, CONFIGURATION + "---\nx: y\n"),
            ("quotes and comments", True, CONFIGURATION.replace(": peer", ": \"peer\" # the peers").replace(": client", ": 'client'")),
            ("line ends of Windows", True, CONFIGURATION.replace("\n", "\r\n")), ("a mark of byte order", True, "\ufeff" + CONFIGURATION),
            ("a required unit", True, required.format("department1")), ("a required unit that is missing", False, required.format("other")),
            ("a required unit without authority", False, "OrganizationalUnitIdentifiers:\n  - OrganizationalUnitIdentifier: peer\n" + CONFIGURATION),
            ("a required unit of nothing", False, "OrganizationalUnitIdentifiers:\n  -\n" + CONFIGURATION),
            ("an empty value of a role", True, CONFIGURATION.replace("OrganizationalUnitIdentifier: orderer", "OrganizationalUnitIdentifier:")),
            ("an empty role", True, CONFIGURATION + "  OrdererOUIdentifier2:\n"), ("an empty value of the signer's role", False,
                CONFIGURATION.replace("OrganizationalUnitIdentifier: peer", "OrganizationalUnitIdentifier:")),
            ("a role that is a text", False, CONFIGURATION.replace("  PeerOUIdentifier:\n" + certificate_line, "  PeerOUIdentifier: peer\n  X:\n")),
            ("a flag that is a text", False, CONFIGURATION.replace("true", '"true"')), ("a flag that is none", False, CONFIGURATION.replace("true", "maybe")),
            ("a flag twice, the last one true", True, CONFIGURATION.replace("  Enable: true", "  Enable: false\n  Enable: true")),
            ("a flag twice, the last one false", False, CONFIGURATION.replace("  Enable: true", "  Enable: true\n  Enable: false")),
            ("the units in two parts", True, CONFIGURATION.replace("  AdminOUIdentifier", "NodeOUs:\n  AdminOUIdentifier")),
            ("no YAML", False, "NodeOUs: {"), ("a tab", False, CONFIGURATION.replace("  Enable", "\tEnable")), ("a list", False, "- NodeOUs\n"),
            ("a text", False, "text\n"), ("empty", False, ""), ("two roles of one name", True, CONFIGURATION.replace(
                "OrganizationalUnitIdentifier: orderer", "OrganizationalUnitIdentifier: client")),
            ("small letters", False, CONFIGURATION.replace("NodeOUs", "nodeOUs"))):
        variant(f"config.yaml: {name}", good, put("config.yaml", content))


def revoke(material, keys, serial, key=None, identifier=True, by="middle", days=7):
    now = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=max(-days, 0) + 1)
    listed = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now).build()
    builder = (x509.CertificateRevocationListBuilder().issuer_name(material[by].subject).last_update(now)
               .next_update(now + datetime.timedelta(days=abs(days))).add_revoked_certificate(listed)
               .add_extension(x509.CRLNumber(2), False))
    if identifier:
        digest = extension(material[by], x509.SubjectKeyIdentifier).digest
        builder = builder.add_extension(x509.AuthorityKeyIdentifier(digest, None, None), False)
    crl = builder.sign(key or keys[by], hashes.SHA256())
    return lambda copy: (copy / "crls/crl.pem").write_bytes(crl.public_bytes(PEM))


# Of the folders of Fabric's own tests (msp/testdata) those that its set-up refuses, and those whose signer it finds invalid.
SUITE_REFUSED = {"badadmin", "badconfigoucert", "expired", "nodeouadmin2", "nodeouadmin3", "nodeous1", "nodeous8", "nodeousbadconf1",
                 "revokedica"}
SUITE_INVALID = {"badconfigou", "nodeouadminclient2", "nodeous2", "nodeous5", "nodeous7", "revocation"}


def suite(checkout, interlock, oracle):
    """Every folder of Fabric's tests and its sample: the verdict of Fabric 2.5.16, as of the beginning of 2026."""
    folders = [path for path in sorted((checkout / "msp/testdata").iterdir()) if path.is_dir()] + [checkout / "sampleconfig/msp"]
    check("32 folders", len(folders) == 32, len(folders))
    for folder in folders:
        done = subprocess.run([interlock, "msp", "check", folder, "--at", "2026-01-01T00:00:00Z", "--json"], capture_output=True, text=True)
        shown = json.loads(done.stdout or "{}")
        name = "sample" if folder.parent.name == "sampleconfig" else folder.name
        check(f"{name}: set up", shown.get("setUp") == (name not in SUITE_REFUSED), done.stdout + done.stderr)
        check(f"{name}: accepted", shown.get("accepted") == (name not in SUITE_REFUSED | SUITE_INVALID), done.stdout + done.stderr)
        if oracle:
            there = fabric(oracle, folder)
            check(f"{name}: Fabric", (there == "") == shown.get("accepted"), there or "accepted")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["check", "make", "agree", "suite"])
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--interlock")
    parser.add_argument("--oracle")
    options = parser.parse_args()
    for folder in map(Path, options.folders):
        if options.what == "check":
            refusal = verdict(folder)
            check(f"{folder}", refusal == "", refusal)
            openssl(folder)
        elif options.what == "make":
            make(folder)
        elif options.what == "agree":
            agree(folder, options.interlock, options.oracle)
        else:
            suite(folder, options.interlock, options.oracle)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
