#!/usr/bin/env python3
"""Random hierarchies with revocation lists: `interlock cert verify` beside an oracle and beside OpenSSL.

  revocation_oracle.py --interlock PATH [--seed 5280] [--count 300] [--keep DIR]

The oracle is written from the text of RFC 5280 (sections 5, 6.1 and 6.3.3) and of Docs/Formats.md ("What a list says"); it
knows what it made, and reads no DER. In the hierarchies an authority changes its key, with self-issued certificates between
the two keys or without; two authorities bear one name; roots certify one another's authorities; lists are complete or deltas,
of everything or of some certificates or some reasons, direct or indirect, fresh, stale, of tomorrow, or dated against their
numbers; serial numbers collide.

An acceptance that the oracle refuses is a failure; a refusal of what it accepts is one too, for the rules are the same. On the
path that was accepted OpenSSL must not find anything revoked, except where lists are dated against their numbers, for it goes
by the date (RFC 5280 section 5.2.3 goes by the number).

The last line is "N passed, N failed", and the exit status is 1 where any failed.
"""
import argparse
import collections
import datetime
import json
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
except ImportError:
    sys.exit("revocation_oracle.py: needs the Python package \"cryptography\": pip install cryptography")

UTC = datetime.timezone.utc
NOW = datetime.datetime(2026, 6, 15, 12, tzinfo=UTC)
DAY = datetime.timedelta(days=1)
FOREVER = (NOW - 1000 * DAY, NOW + 1000 * DAY)
REASONS = {flag for flag in x509.ReasonFlags if flag.name not in ("unspecified", "remove_from_crl")}
HOLD, LIFTED = x509.ReasonFlags.certificate_hold, x509.ReasonFlags.remove_from_crl
URIS = ["http://crl.example/1", "http://crl.example/2"]


# --- what there is

@dataclass(eq=False)
class Key:
    private: object
    identifier: bytes


@dataclass(eq=False)
class Cert:
    name: str
    key: Key
    issuer: str
    signer: Key
    serial: int
    validity: tuple = FOREVER
    authority: bool = True
    usage: str = "both"               # both, certificates, lists, none: no key usage
    points: tuple = ()                # (uri or None, reasons or None, list issuer or None)
    identifier: bytes = b""
    issuer_identifier: bytes = b""    # empty: none
    file: Path = None


@dataclass(frozen=True)
class Scope:
    uri: str = None
    users: bool = False
    authorities: bool = False
    indirect: bool = False
    reasons: frozenset = None


@dataclass(eq=False)
class RevocationList:
    issuer: str
    signer: Key
    number: int
    base: int = None
    scope: Scope = None               # None: everything
    span: tuple = FOREVER
    identified: bool = True
    entries: list = field(default_factory=list)   # (serial, reason or None, issuer of the certificate)
    file: Path = None

    def entry(self, cert):
        return next((entry for entry in self.entries if entry[0] == cert.serial and entry[2] == cert.issuer), None)

    def names(self, cert):
        """Section 5.2.1: the key identifiers, where both are there, and the names."""
        return self.issuer == cert.name and (not self.identified or not cert.identifier or cert.identifier == self.signer.identifier)


# --- the oracle

class Oracle:
    def __init__(self, anchors, certs, lists):
        self.anchors, self.certs, self.lists = anchors, certs, lists

    def paths(self, cert, anchors, path=()):
        """Section 6.1 as far as these certificates go: names, signatures, times, basic constraints, key usage."""
        path = (*path, cert)
        if not cert.validity[0] <= NOW <= cert.validity[1]:
            return
        if cert in anchors:
            yield path
            return
        for issuer in [*self.anchors, *self.certs]:
            if issuer.name != cert.issuer or issuer.key is not cert.signer or not issuer.authority:
                continue
            if issuer.usage not in ("both", "certificates", "none"):
                continue
            if cert.issuer_identifier and issuer.identifier and cert.issuer_identifier != issuer.identifier:
                continue
            if any(issuer.name == other.name and issuer.key is other.key for other in path):
                continue
            yield from self.paths(issuer, anchors, path)

    def valid(self, leaf):
        """The paths on which nothing is revoked."""
        return [path for path in self.paths(leaf, self.anchors) if self.path_status(path, ()) == "good"]

    def path_status(self, path, waiting, alone=False):
        answers = {self.status(cert, issuer, path[-1], waiting, alone) for cert, issuer in zip(path, path[1:])}
        return next((word for word in ("revoked", "unknown") if word in answers), "good")

    def signer_is_valid(self, signer, anchor, waiting):
        """Section 6.3.3 (f): a path to the anchor of the certificate in question, itself not revoked."""
        if signer is anchor:
            return True
        answers = [self.path_status(path, (*waiting, signer)) for path in self.paths(signer, [anchor])]
        if "good" in answers or "revoked" in answers or not answers:
            return "good" in answers
        # A signer whose own status nobody else tells may tell it itself, as PKITS 4.14.30 has it.
        return any(self.path_status(path, (*waiting, signer), True) == "good" for path in self.paths(signer, [anchor]))

    def signers(self, name, issuer, anchor, waiting, alone):
        found = [issuer] if issuer.name == name else []
        if len(waiting) >= 4:
            return found
        for cert in [*self.anchors, *self.certs]:
            if cert.name != name or cert is issuer:
                continue
            if cert in waiting:
                if alone and cert is waiting[-1]:
                    found.append(cert)
            elif self.may_sign(cert) and self.signer_is_valid(cert, anchor, waiting):
                found.append(cert)
        return found

    @staticmethod
    def may_sign(cert):
        return cert.usage in ("both", "lists", "none")

    def status(self, cert, issuer, anchor, waiting, alone=False):
        """Sections 6.3.2 and 6.3.3: revoked by any list in scope; good where every reason is covered."""
        claims, revoked = [], False
        for uri, reasons, list_issuer in (*cert.points, (None, None, None)):
            name = list_issuer or cert.issuer
            for scope in {list_.scope for list_ in self.lists if list_.issuer == name}:
                if not self.in_scope(cert, (uri, list_issuer), scope):
                    continue
                interim = set(REASONS) & (set(reasons) if reasons else REASONS)
                if scope and scope.reasons:
                    interim &= scope.reasons
                for signer, bases, delta in self.voices(name, scope, issuer, anchor, waiting, alone):
                    revoked |= self.is_listed(cert, bases, delta)
                    claims.append((signer, name, interim, max([bases[0].span[1]] + ([delta.span[1]] if delta else []))))
        if revoked:
            return "revoked"
        entitled = self.entitled(claims, cert, issuer, lambda: self.signers(cert.issuer, issuer, anchor, waiting, alone))
        covered = {reason for _, _, interim, until in entitled if NOW <= until for reason in interim}
        return "good" if covered >= REASONS else "unknown"

    @staticmethod
    def in_scope(cert, point, scope):
        """Section 6.3.3 (b)."""
        uri, list_issuer = point
        if list_issuer and not (scope and scope.indirect):
            return False
        if scope is None:
            return True
        if scope.uri and scope.uri != uri:
            return False
        return not (scope.users and cert.authority) and not (scope.authorities and not cert.authority)

    def voices(self, name, scope, issuer, anchor, waiting, alone):
        """Of each key the complete list with the highest number, what bears that number too, and the delta."""
        out = [list_ for list_ in self.lists if list_.issuer == name and list_.scope == scope and list_.span[0] <= NOW]
        complete = [list_ for list_ in out if list_.base is None]
        direct = [list_ for list_ in complete if list_.names(issuer) and list_.signer is issuer.key and self.may_sign(issuer)]
        signers = [issuer]
        if len(direct) < len(complete) and not (direct and len(waiting) >= 2):
            signers = self.signers(name, issuer, anchor, waiting, alone)
        voices = []
        for signer in signers:
            mine = [list_ for list_ in complete if list_.names(signer) and list_.signer is signer.key and self.may_sign(signer)]
            for numbered in (True, False):
                series = [list_ for list_ in mine if (list_.number is not None) == numbered]
                if not series:
                    continue
                rank = lambda list_: list_.number if numbered else list_.span[0]
                top = max(map(rank, series))
                bases = sorted((list_ for list_ in series if rank(list_) == top), key=lambda list_: list_.span[0], reverse=True)
                deltas = [list_ for list_ in out if numbered and list_.base is not None and list_.signer is signer.key
                          and list_.names(signer) and list_.identified == bases[0].identified and list_.base <= top < list_.number]
                delta = max(deltas, key=lambda list_: (list_.number, list_.span[0])) if deltas else None
                voices.append((signer, bases, delta))
        return voices

    @staticmethod
    def is_listed(cert, bases, delta):
        """Section 6.3.3 (i) to (k)."""
        entry = delta.entry(cert) if delta else None
        if entry:
            return entry[1] is not LIFTED
        return any(list_.entry(cert) for list_ in bases)

    def entitled(self, claims, cert, issuer, valid):
        """The key that signed the certificate; another one where that has no list, and may sign none or vouches for it."""
        indirect = [claim for claim in claims if claim[1] != cert.issuer]
        direct = [claim for claim in claims if claim[1] == cert.issuer]
        own = [claim for claim in direct if claim[0].key is issuer.key]
        if own or not self.may_sign(issuer):
            return indirect + (own or direct)
        links = [*valid(), issuer] if direct else []
        return indirect + [claim for claim in direct if any(
            link.name == link.issuer and {link.key, link.signer} == {claim[0].key, issuer.key}
            and (link is issuer or link.signer is issuer.key) for link in links)]


# --- the world

class World:
    keys = []

    def __init__(self, chance, folder):
        self.chance, self.folder, self.used, self.authorities = chance, folder, 0, []
        self.certs, self.lists, self.serial, self.written = [], [], 100, 0
        self.is_inverted = self.odds(0.25)

    def key(self):
        if self.used == len(World.keys):
            private = ec.generate_private_key(ec.SECP256R1())
            World.keys.append(Key(private, x509.SubjectKeyIdentifier.from_public_key(private.public_key()).digest))
        self.used += 1
        return World.keys[self.used - 1]

    def odds(self, share):
        return self.chance.random() < share

    def cert(self, name, key, issuer, signer, **facts):
        self.serial += 1
        root = name == issuer and key is signer
        facts.setdefault("serial", self.chance.randrange(1, 5) if not root and self.odds(0.5) else self.serial)
        # OpenSSL takes a self-issued certificate for a self-signed one where key identifiers are missing.
        identifier = b"" if name != issuer and self.odds(0.05) else key.identifier
        cert = Cert(name, key, issuer, signer, identifier=identifier,
                    issuer_identifier=b"" if name != issuer and self.odds(0.2) else signer.identifier, **facts)
        self.write(cert)
        return cert

    def hierarchy(self):
        self.roots = {name: self.key() for name in ("Root", "Other Root")}
        self.anchors = [self.cert(name, key, name, key) for name, key in self.roots.items()][:self.chance.choice([1, 1, 2])]
        if len(self.anchors) == 2 and self.odds(0.3):
            self.certs.append(self.cert("Other Root", self.roots["Other Root"], "Root", self.roots["Root"]))
        for name in ("A", "B")[:self.chance.choice([1, 1, 2])]:
            first = self.authority(name, *self.above())
            for _ in range(self.chance.choice([0, 1, 1, 2])):
                self.second(name, first)
        if self.odds(0.4):
            key = self.key()
            self.certs.append(self.cert("Lists", key, *self.above(), authority=self.odds(0.7), usage=self.chance.choice(["lists", "both"])))
            self.authorities.append(("Lists", key))
        issuer = self.chance.choice([one for one in self.authorities if one[0] != "Lists"])
        self.leaf = self.cert("leaf", self.key(), *issuer, authority=False, usage="none", points=self.points(), serial=self.chance.randrange(1, 5))

    def above(self):
        """Who certifies an authority: mostly the root."""
        anchor = self.anchors[0] if self.odds(0.8) else self.chance.choice(self.anchors)
        others = [one for one in self.authorities if one[0] != "Lists"]
        return self.chance.choice(others) if others and self.odds(0.2) else (anchor.name, anchor.key)

    def authority(self, name, issuer, signer):
        key = self.key()
        usage = self.chance.choice(["both"] * 7 + ["certificates", "none"])
        validity = FOREVER if self.odds(0.93) else self.chance.choice([(FOREVER[0], NOW - DAY), (NOW + DAY, FOREVER[1])])
        self.certs.append(self.cert(name, key, issuer, signer, usage=usage, validity=validity))
        self.authorities.append((name, key))
        if usage == "certificates" and self.odds(0.7):
            # A key for lists alone, certified by the root or by the authority itself.
            above = (name, key) if self.odds(0.5) else (issuer, signer)
            separate = self.key()
            self.certs.append(self.cert(name, separate, *above, usage="lists", authority=self.odds(0.5)))
            self.authorities.append((name, separate))
        return key

    def second(self, name, first):
        """Another key of the name: a rollover, a namesake; or another certificate of the first key."""
        kind = self.chance.choice(["rollover", "linked", "namesake", "cross"])
        if kind == "cross":
            self.certs.append(self.cert(name, first, *self.above()))
            return
        if kind == "linked":
            key = self.key()
            self.authorities.append((name, key))
            if self.odds(0.8):
                self.certs.append(self.cert(name, key, name, first, usage=self.chance.choice(["both", "both", "lists"])))
            if self.odds(0.5):
                self.certs.append(self.cert(name, first, name, key))
            if self.odds(0.5):
                self.certs.append(self.cert(name, key, self.anchors[0].name, self.anchors[0].key))
            return
        self.authority(name, *((self.anchors[0].name, self.anchors[0].key) if kind == "rollover" else self.above()))

    def points(self):
        points = []
        for _ in range(self.chance.choice([0, 0, 1, 2])):
            uri = self.chance.choice(URIS)
            reasons = self.some_reasons() if self.odds(0.2) else None
            list_issuer = "Lists" if self.odds(0.3) else None
            points.append((None if list_issuer and self.odds(0.5) else uri, reasons, list_issuer))
        return tuple(points)

    def some_reasons(self):
        half = {x509.ReasonFlags.key_compromise, x509.ReasonFlags.ca_compromise, HOLD}
        return frozenset(half if self.odds(0.5) else REASONS - half)

    def scope(self):
        if self.odds(0.65):
            return None
        kind = self.chance.choice(["uri", "users", "authorities", "indirect", "reasons"])
        return Scope(uri=self.chance.choice(URIS) if kind == "uri" or self.odds(0.1) else None, users=kind == "users",
                     authorities=kind == "authorities", indirect=kind == "indirect",
                     reasons=self.some_reasons() if kind == "reasons" else None)

    def revocations(self):
        signers = [(name, key) for name, key in self.roots.items() if any(anchor.name == name for anchor in self.anchors)]
        for name, key in signers + self.authorities:
            indirect = name == "Lists"
            certs = [cert for cert in [*self.anchors, *self.certs] if cert.name == name and cert.key is key]
            if self.odds(0.06) or not any(cert.usage != "certificates" for cert in certs):
                continue
            scope = Scope(indirect=True) if indirect and self.odds(0.8) else None if self.odds(0.8) else self.scope()
            self.series(name, key, scope, revoking=0.06 if name in self.roots else 0.2)
            if self.odds(0.15):
                self.series(name, key, self.scope(), revoking=0.2)

    def series(self, name, key, scope, revoking):
        """A key's lists of one scope, as they came out; some are dated against their numbers."""
        first = self.chance.randrange(1, 4)
        identified = self.odds(0.8)
        made = []
        for number in range(first, first + self.chance.choice([1, 1, 2, 3])):
            age = self.chance.randrange(1, 20) if self.is_inverted and self.odds(0.5) else 20 - number
            start = NOW - age * DAY if self.odds(0.95) else NOW + DAY
            end = max(start, NOW) + self.chance.randrange(1, 5) * DAY if self.odds(0.9) else max(start + DAY / 2, NOW - DAY / 2)
            list_ = RevocationList(name, key, number, scope=scope, span=(start, end), identified=identified, entries=self.entries(name, scope, revoking))
            if self.is_inverted and self.odds(0.1):
                list_.number = None
            made.append(list_)
        if self.is_inverted and self.odds(0.2):
            made.append(RevocationList(name, key, made[-1].number, scope=scope, span=made[-1].span, identified=identified,
                                       entries=self.entries(name, scope, revoking)))
        if self.odds(0.3):
            base = first - 1 + self.chance.randrange(0, 3)
            list_ = RevocationList(name, key, base + self.chance.randrange(1, 5), base=base, scope=scope, identified=identified,
                                   span=(NOW - DAY / 4, NOW + DAY), entries=self.entries(name, scope, 0.3, isDelta=True))
            made.append(list_)
        for list_ in made:
            self.write_list(list_)
        self.lists += made

    def entries(self, name, scope, revoking, isDelta=False):
        entries = []
        issuers = [name] if not (scope and scope.indirect) else list(dict.fromkeys(["A", "B", name]))
        for issuer in issuers:
            for serial in range(1, 5):
                if self.odds(revoking):
                    reasons = [None, HOLD, x509.ReasonFlags.key_compromise, x509.ReasonFlags.superseded] + [LIFTED] * isDelta
                    entries.append((serial, self.chance.choice(reasons), issuer))
        return entries

    def inverted(self):
        """Whether dates go against numbers in some series: the newer list is dated before the older, or ends before it."""
        series = collections.defaultdict(list)
        for list_ in self.lists:
            if list_.base is None:
                series[list_.issuer, id(list_.signer), list_.scope].append(list_)
        for lists in series.values():
            if any(list_.number is None for list_ in lists):
                return True
            ordered = sorted(lists, key=lambda list_: list_.number)
            for older, newer in zip(ordered, ordered[1:]):
                if older.number == newer.number or newer.span[0] <= older.span[0] or newer.span[1] < NOW <= older.span[1]:
                    return True
        return False

    # --- in DER

    def file(self):
        self.written += 1
        return self.folder / f"{self.written}.pem"

    @staticmethod
    def name(text):
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    def write(self, cert):
        builder = (x509.CertificateBuilder().subject_name(self.name(cert.name)).issuer_name(self.name(cert.issuer))
                   .public_key(cert.key.private.public_key()).serial_number(cert.serial)
                   .not_valid_before(cert.validity[0]).not_valid_after(cert.validity[1])
                   .add_extension(x509.BasicConstraints(cert.authority, None), critical=True))
        if cert.usage != "none":
            builder = builder.add_extension(x509.KeyUsage(
                cert.usage == "lists", False, False, False, False, cert.usage in ("both", "certificates") and cert.authority,
                cert.usage in ("both", "lists"), False, False), critical=True)
        if cert.identifier:
            builder = builder.add_extension(x509.SubjectKeyIdentifier(cert.identifier), critical=False)
        if cert.issuer_identifier:
            builder = builder.add_extension(x509.AuthorityKeyIdentifier(cert.issuer_identifier, None, None), critical=False)
        if cert.points:
            builder = builder.add_extension(x509.CRLDistributionPoints([self.point(*point) for point in cert.points]), critical=False)
        cert.file = self.file()
        cert.file.write_bytes(builder.sign(cert.signer.private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def point(self, uri, reasons, list_issuer):
        names = [x509.UniformResourceIdentifier(uri)] if uri else None
        return x509.DistributionPoint(names, None, frozenset(reasons) if reasons else None,
                                      [x509.DirectoryName(self.name(list_issuer))] if list_issuer else None)

    def write_list(self, list_):
        builder = (x509.CertificateRevocationListBuilder().issuer_name(self.name(list_.issuer))
                   .last_update(list_.span[0]).next_update(list_.span[1]))
        if list_.number is not None:
            builder = builder.add_extension(x509.CRLNumber(list_.number), critical=False)
        if list_.identified:
            builder = builder.add_extension(x509.AuthorityKeyIdentifier(list_.signer.identifier, None, None), critical=False)
        if list_.base is not None:
            builder = builder.add_extension(x509.DeltaCRLIndicator(list_.base), critical=True)
        if list_.scope:
            scope = list_.scope
            names = [x509.UniformResourceIdentifier(scope.uri)] if scope.uri else None
            builder = builder.add_extension(x509.IssuingDistributionPoint(
                names, None, scope.users, scope.authorities, scope.reasons, scope.indirect, False), critical=True)
        previous = list_.issuer
        for serial, reason, issuer in list_.entries:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(FOREVER[0])
            if reason:
                entry = entry.add_extension(x509.CRLReason(reason), critical=False)
            if issuer != previous:
                entry = entry.add_extension(x509.CertificateIssuer([x509.DirectoryName(self.name(issuer))]), critical=True)
                previous = issuer
            builder = builder.add_revoked_certificate(entry.build())
        list_.file = self.file()
        list_.file.write_bytes(builder.sign(list_.signer.private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))


# --- the verdicts

def interlock(tool, world):
    words = [tool, "cert", "verify", world.leaf.file, "--as", "rfc5280", "--json", "--at", NOW.strftime("%Y-%m-%dT%H:%M:%SZ")]
    for option, things in (("--root", world.anchors), ("--intermediate", world.certs), ("--crl", world.lists)):
        for thing in things:
            words += [option, thing.file]
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True)
    if done.returncode not in (0, 1) or not done.stdout:
        raise RuntimeError(f"interlock ended with {done.returncode}: {done.stderr.strip()[:300]}")
    return json.loads(done.stdout)


def openssl(world, path):
    """What OpenSSL says of a path."""
    words = ["openssl", "verify", "-crl_check_all", "-extended_crl", "-use_deltas", "-attime", int(NOW.timestamp()), "-trusted", path[-1].file]
    for option, things in (("-untrusted", path[1:-1]), ("-CRLfile", world.lists)):
        for thing in things:
            words += [option, thing.file]
    done = subprocess.run(list(map(str, [*words, world.leaf.file])), capture_output=True, text=True)
    text = done.stdout + done.stderr
    # Where no list by a signer on the path is in force, OpenSSL goes on with one that is not.
    inForce = "CRL is not yet valid" not in text and "CRL has expired" not in text
    return "good" if done.returncode == 0 else "revoked" if "certificate revoked" in text and inForce else "other"


class Run:
    def __init__(self, options):
        self.options, self.tally, self.failures = options, collections.Counter(), 0

    def case(self, seed):
        folder = Path(tempfile.mkdtemp(prefix=f"revocation-{seed}-"))
        world = World(random.Random(seed), folder)
        world.hierarchy()
        world.revocations()
        faults = self.judge(world)
        self.failures += bool(faults)
        self.tally["cases"] += 1
        if faults:
            print(f"FAILED seed {seed}: {'; '.join(faults)}", flush=True)
        if faults and self.options.keep:
            shutil.copytree(folder, Path(self.options.keep) / str(seed), dirs_exist_ok=True)
        shutil.rmtree(folder)

    def judge(self, world):
        oracle = Oracle(world.anchors, world.certs, world.lists)
        expected, verdict = oracle.valid(world.leaf), interlock(self.options.interlock, world)
        self.tally["accepted" if verdict["valid"] else verdict["code"]] += 1
        if not verdict["valid"]:
            return [f"refused as {verdict['code']} ({verdict['reason']}), and the oracle accepts"] if expected else []
        if not expected:
            return ["accepted, and the oracle refuses"]
        names = [text.removeprefix("CN=") for text in verdict["path"]]
        paths = [path for path in expected if [cert.name for cert in path] == names]
        if not paths:
            return ["accepted on a path that the oracle refuses"]
        if world.inverted():
            self.tally["not asked of OpenSSL: dates go against numbers"] += 1
            return []
        said = {openssl(world, path) for path in paths}
        self.tally[f"accepted, OpenSSL: {'good' if 'good' in said else 'no list that it takes' if 'other' in said else 'revoked'}"] += 1
        return ["accepted, and OpenSSL finds a certificate of the path revoked"] if said == {"revoked"} else []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interlock", required=True)
    parser.add_argument("--seed", type=int, default=5280)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--keep", help="copy the files of failures into this folder")
    run = Run(parser.parse_args())
    for number in range(run.options.count):
        run.case(run.options.seed * 100_000 + number)
    for name, count in sorted(run.tally.items()):
        print(f"  {count:6} {name}")
    print(f"{run.tally['cases'] - run.failures} passed, {run.failures} failed")
    return 1 if run.failures else 0


if __name__ == "__main__":
    sys.exit(main())
