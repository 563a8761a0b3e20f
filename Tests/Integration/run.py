#!/usr/bin/env python3
"""The integration stage: runs the `interlock` executable as a user would, and checks it against other tools.

    Tests/Integration/run.py --interlock .build/release/interlock [--only NAME]

Needs openssl and, for the message checks, the PyPI packages cbor2 and pycose in this Python. Prints a line a check and,
last, `N passed, N failed`.
"""
import argparse
import datetime
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ca import ca
from cedar import cedar as cedar_language
from ceremony import ceremony
from documents import documents, folders
from market import clearing, signed, trading
from ecqv import ecqv as implicit
from ocsp import ocsp
from revocation import revocation
from suites import suites as public_suites

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
SAMPLE = ["--data", str(ROOT / "Docs/Data/sample-day.csv"), "--day", "2026-06-15"]


class Stage:
    def __init__(self, interlock, folder):
        self.interlock = str(Path(interlock).resolve())
        self.folder = Path(folder)
        self.passed = self.failed = 0

    def check(self, name, good, detail=""):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print(f"FAILED {name}: {str(detail)[:2000]}", flush=True)

    def run(self, *arguments, status=0, stdin=None, name=None):
        """Runs the tool; its exit status is a check."""
        done = subprocess.run([self.interlock, *map(str, arguments)], cwd=self.folder, input=stdin, capture_output=True)
        label = name or "interlock " + " ".join(map(str, arguments[:3]))
        self.check(f"{label} ends with {status}", done.returncode == status,
                   f"ended with {done.returncode}: {done.stderr.decode()}{done.stdout.decode()}")
        if status != 0 and "--json" not in arguments:
            lines = done.stderr.decode().splitlines()
            self.check(f"{label} says why in one line", len(lines) == 1, lines)
        return done.stdout.decode()

    def tool(self, name, *arguments, good=True, contains=""):
        done = subprocess.run(list(map(str, arguments)), cwd=self.folder, capture_output=True)
        output = (done.stdout + done.stderr).decode(errors="replace")
        self.check(name, (done.returncode == 0) == good and contains in output, output)
        return output

    def write(self, name, content):
        (self.folder / name).write_text(content if isinstance(content, str) else json.dumps(content))
        return name


WALLET = "0x" + "5a" * 20


def attributes(name, kind, permissions, credit=700):
    return {"identity": name, "type": kind, "permissions": permissions, "credit": credit, "wallet": WALLET}


def order(kind, name, sequence=1, start=None):
    start = start or time.strftime("%Y-%m-%dT%H:00:00Z", time.gmtime(time.time() + 7200))
    return {"market": "lem-1", "buyer" if kind == "demand" else "seller": name, "address": WALLET,
            "deliveryPeriod": start, "energyWh": 250, "price": 2400, "sequence": sequence}


def authority(stage):
    """An authority, and what openssl says of what it writes."""
    stage.write("pass", "a passphrase for tests\n")
    stage.write("alicepass", "alice's own passphrase\n")
    stage.run("setup", "--ca", "ca", "--name", "Valley", "--passphrase-file", "pass")
    stage.run("setup", "--ca", "ca", "--passphrase-file", "pass", status=2, name="a second setup")
    stage.check("the master key is 0600", os.stat(stage.folder / "ca/master.key").st_mode & 0o777 == 0o600)
    stage.write("alice.json", attributes("alice", "buyer", ["SubmitDemand"]))
    stage.write("bob.json", attributes("bob", "prosumer", ["SubmitDemand", "SubmitSupply"]))
    keygen = ["keygen", "--ca", "ca", "--passphrase-file", "pass", "--delivery-passphrase-file", "alicepass"]
    issued = json.loads(stage.run(*keygen, "--attributes", "alice.json", "--out", "alice", "--json"))
    stage.run(*keygen, "--attributes", "alice.json", "--out", "alice", status=2, name="keygen over a file")
    stage.run(*keygen, "--attributes", "bob.json", "--out", "bob", "--format", "pkcs12")
    stage.run(*keygen, "--attributes", "bob.json", "--out", "bob2")
    stage.check("the private key is 0600", os.stat(stage.folder / "alice.key.pem").st_mode & 0o777 == 0o600)
    stage.run("keygen", "--ca", "ca", "--passphrase-file", "alicepass", "--attributes", "bob.json", "--out", "x",
              "--delivery-passphrase-file", "alicepass", status=1, name="keygen under a wrong passphrase")
    stage.write("forged.json", attributes("eve", "buyer", ["SubmitDemand"], credit=5000))
    stage.run(*keygen, "--attributes", "forged.json", "--out", "eve", status=2, name="keygen of a credit beyond limits")

    stage.tool("openssl x509 reads the certificate", "openssl", "x509", "-in", "alice.cert.pem", "-noout", "-text",
               contains="1.2.3.4.5.6.7.8.1")
    verify = ["openssl", "verify", "-x509_strict", "-crl_check", "-CAfile", "ca/ca.cert.pem", "-CRLfile", "ca/crl.pem"]
    stage.tool("openssl verify accepts the certificate", *verify, "alice.cert.pem", contains="OK")
    stage.tool("openssl crl accepts the list", "openssl", "crl", "-in", "ca/crl.pem", "-noout", "-CAfile",
               "ca/ca.cert.pem", contains="verify OK")
    stage.tool("openssl pkcs8 opens the key", "openssl", "pkcs8", "-in", "alice.key.pem", "-passin", "file:alicepass")
    stage.tool("openssl pkcs8 refuses a wrong passphrase", "openssl", "pkcs8", "-in", "alice.key.pem", "-passin",
               "file:pass", good=False)
    stage.tool("openssl pkcs12 opens the key", "openssl", "pkcs12", "-in", "bob.p12", "-passin", "file:alicepass",
               "-noenc", contains="BEGIN PRIVATE KEY")
    # bob's two deliveries hold one key: KeyGen is a function of master key and attributes.
    keys = [subprocess.run(["openssl", "pkey", "-pubout"], cwd=stage.folder, capture_output=True, input=subprocess.run(
        command, cwd=stage.folder, capture_output=True).stdout).stdout for command in (
        ["openssl", "pkcs12", "-in", "bob.p12", "-passin", "file:alicepass", "-noenc", "-nocerts"],
        ["openssl", "pkcs8", "-in", "bob2.key.pem", "-passin", "file:alicepass"])]
    stage.check("the same attributes give the same key", keys[0] and keys[0] == keys[1], keys)
    stage.tool("openssl makes a transport key", "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
               "ec_paramgen_curve:P-256", "-noenc", "-keyout", "transport.key", "-out", "transport.pem", "-subj",
               "/CN=transport", "-days", "2")
    stage.run(*keygen[:-2], "--attributes", "bob.json", "--out", "bob3", "--format", "cms", "--transport", "transport.pem")
    stage.tool("openssl cms opens the delivery", "openssl", "cms", "-decrypt", "-inform", "DER", "-in", "bob3.p7m",
               "-inkey", "transport.key", "-recip", "transport.pem", contains="PRIVATE KEY")
    return issued


def messages(stage, issued):
    """Orders signed, judged, revoked; other COSE tools agree."""
    sign = ["--key", "alice.key.pem", "--cert", "alice.cert.pem", "--passphrase-file", "alicepass"]
    stage.write("demand.json", order("demand", "alice"))
    stage.run("sign", "demand", *sign, "--in", "demand.json", "--out", "demand.cose")
    stage.run("sign", "demand", *sign, "--in", "demand.json", "--out", "demand.cose", status=2, name="sign over a file")
    trust = ["--root", "ca/ca.cert.pem", "--crl", "ca/crl.pem"]
    verdict = json.loads(stage.run("verify", "demand.cose", *trust, "--json"))
    stage.check("verify admits the demand", verdict["admitted"] and verdict["demand"]["energyWh"] == 250, verdict)
    stage.run("verify", "demand.cose", *trust)
    bytes_ = (stage.folder / "demand.cose").read_bytes()
    for place in range(0, len(bytes_), 7):
        (stage.folder / "bad.cose").write_bytes(bytes_[:place] + bytes([bytes_[place] ^ 1]) + bytes_[place + 1:])
        stage.run("verify", "bad.cose", *trust, status=1, name=f"verify with byte {place} changed")
    signed(stage, sign, trust)
    stage.write("supply.json", order("supply", "alice"))
    stage.run("sign", "supply", *sign, "--in", "supply.json", "--out", "supply.cose")
    verdict = json.loads(stage.run("verify", "supply.cose", *trust, "--json", status=1))
    stage.check("a buyer may not sell", verdict["code"] == "notPermitted", verdict)
    stage.write("impostor.json", order("demand", "bob"))
    stage.run("sign", "demand", *sign, "--in", "impostor.json", "--out", "impostor.cose")
    verdict = json.loads(stage.run("verify", "impostor.cose", *trust, "--json", status=1))
    stage.check("alice is not bob", verdict["code"] == "identityMismatch", verdict)
    stage.write("elsewhere.json", order("demand", "alice") | {"address": "LV5.201/17"})
    stage.run("sign", "demand", *sign, "--in", "elsewhere.json", "--out", "elsewhere.cose")
    verdict = json.loads(stage.run("verify", "elsewhere.cose", *trust, "--json", status=1))
    stage.check("a place in the grid is no wallet", verdict["code"] == "addressMismatch", verdict)
    stage.write("upper.json", order("demand", "alice") | {"address": "0x" + "5A" * 20})
    stage.run("sign", "demand", *sign, "--in", "upper.json", "--out", "upper.cose")
    stage.run("verify", "upper.cose", *trust, name="the wallet's digits in the other case")
    verdict = json.loads(stage.run("verify", "demand.cose", "--root", "ca/ca.cert.pem", "--json", status=1))
    stage.check("no revocation list, no verdict", verdict["code"] == "revocationUnknown", verdict)
    pycose(stage)

    stage.run("cert", "verify", "alice.cert.pem", *trust)
    shown = json.loads(stage.run("cert", "show", "alice.cert.pem", "--json"))
    stage.check("cert show reads the serial", shown[0]["serial"] == issued["serial"], shown)
    stage.run("revoke", "--ca", "ca", "--serial", issued["serial"], "--reason", "keyCompromise", "--passphrase-file", "pass")
    stage.run("revoke", "--ca", "ca", "--serial", issued["serial"], "--passphrase-file", "pass", status=1, name="a second revoke")
    verdict = json.loads(stage.run("cert", "verify", "alice.cert.pem", *trust, "--json", status=1))
    stage.check("cert verify says revoked", verdict["code"] == "revoked", verdict)
    verdict = json.loads(stage.run("verify", "demand.cose", *trust, "--json", status=1))
    stage.check("verify says revoked", verdict["code"] == "revoked", verdict)
    stage.tool("openssl says revoked", "openssl", "verify", "-crl_check", "-CAfile", "ca/ca.cert.pem", "-CRLfile",
               "ca/crl.pem", "alice.cert.pem", good=False, contains="certificate revoked")
    stage.run("crl", "--ca", "ca", "--passphrase-file", "pass")
    listed = json.loads(stage.run("crl", "--show", "ca/crl.pem", "--json"))
    stage.check("the list has the serial", listed["number"] == 3 and listed["revoked"][0]["reason"] == "keyCompromise", listed)


def pycose(stage):
    """pycose and cbor2 verify the demand, and refuse it with any byte changed."""
    key = subprocess.run(["openssl", "x509", "-in", "alice.cert.pem", "-noout", "-pubkey"], cwd=stage.folder, capture_output=True)
    (stage.folder / "alice.public.pem").write_bytes(key.stdout)
    output = stage.tool("pycose agrees on the demand", sys.executable, ROOT / "Tests/Interop/cose_interop.py", "verify",
                        "--message", "demand.cose", "--public-key", "alice.public.pem", "--external-aad",
                        b"interlock/1/demand".hex(), contains=" 0 failed")
    print(f"  cose_interop.py: {output.splitlines()[-1]}", flush=True)


def command_line(stage):
    """Wrong words, wrong files, help."""
    stage.run("--help")
    stage.run("--version")
    for words in (["setup"], ["nonsense"], ["verify"], ["market", "run"], ["sign", "demand", "--key"], ["vectors", "check"],
                  ["market", "run", *SAMPLE[:3], "2026-02-30", "--out", "x"]):
        stage.run(*words, status=2, name=f"wrong words {words}")
    for command in ("setup", "keygen", "sign demand", "verify", "revoke", "crl", "ca init", "ca register", "ca issue", "request", "enroll",
                    "ca intermediate request", "ca intermediate sign", "ca intermediate install",
                    "ca split", "ca combine", "ca refresh", "ca rehearse", "ca share open", "ca share check", "ca transcript",
                    "ca renew", "ca revoke", "ca crl", "ca list", "ca show", "ca journal verify", "ca journal show", "cert show", "cert verify", "policy check",
                    "sign cancel", "sign reading", "sign rules", "market run", "market replay", "market clear", "market book", "market settle",
                    "market orders", "bench clearing", "ledger show", "ledger verify", "vectors check", "bench", "msp export", "msp import", "msp check"):
        stage.check(f"the help of {command} has an example", "EXAMPLE" in stage.run(*command.split(), "--help"))
    rows = json.loads(stage.run("bench", "--seconds", "0.05", "--json"))
    stage.check("bench puts the gate beside bare verification", any(row.get("beside") == "verify" for row in rows), rows)
    stage.run("cert", "show", "no-such-file", status=3)
    stage.run("market", "run", "--data", "no-such-file", "--day", "2026-06-15", "--out", "x", status=3)
    stage.run("ledger", "verify", "no-such-folder", status=3)
    (stage.folder / "empty").write_bytes(b"")
    for words in (["cert", "show", "empty"], ["market", "run", "--data", "empty", "--day", "2026-06-15", "--out", "x"],
                  ["vectors", "check", "empty"]):
        stage.run(*words, status=2, name=f"an empty file: {words[0]}")
    policy = ROOT / "Sources/InterlockMarket/Resources/market.cedar"
    stage.run("policy", "check", policy)
    stage.write("bad.cedar", "permit (principal, action, resource) when { principal.credit >= };")
    stage.check("policy check points at the fault", "^" in subprocess.run(
        [stage.interlock, "policy", "check", "bad.cedar"], cwd=stage.folder, capture_output=True, text=True).stdout)
    stage.run("policy", "check", "bad.cedar", "--json", status=1)


def market(stage):
    """The day that the product carries and, where it is there, the real week."""
    days = [SAMPLE]
    if (SHARED / "data/households.csv").exists():
        days += [["--data", str(SHARED / "data/households.csv"), "--day", f"2016-06-{day}"] for day in range(13, 20)]
    for number, day in enumerate(days):
        summary = json.loads(stage.run("market", "run", *day, "--out", f"run{number}", "--json"))
        stage.check(f"{day[3]}: audited, all dispatched, no surprise", summary["auditGood"] and not summary["surprises"]
                    and summary["dispatched"] == summary["trades"] > 0, summary)
        expected = {"badSignature", "expired", "gateClosed", "identityMismatch", "limits", "malformed", "notPermitted",
                    "notYetValid", "replayed", "revoked", "unknownSigner"}
        stage.check(f"{day[3]}: the unfit were refused for every reason", set(summary["ordersRefused"]) == expected, summary)
        stage.run("ledger", "verify", f"run{number}/ledger", "--genesis", summary["genesisHash"])
        stage.run("ledger", "verify", f"run{number}/ledger", "--genesis", "00" * 32, status=1, name="another genesis")
        print(f"  {day[3]}: {summary['trades']} trades, {summary['tradedWh']} Wh, {summary['tradesPerSecond']:.0f} trades/s, "
              f"p50 {summary['latencyMillisecondsP50']:.1f} ms, p99 {summary['latencyMillisecondsP99']:.1f} ms, "
              f"audit {summary['auditSeconds']:.2f} s", flush=True)
    stage.run("ledger", "show", "run0/ledger")
    stage.run("ledger", "show", "run0/ledger", "--block", "0", "--json")


def kills(stage, rounds=30):
    """kill -9 at any moment, then go on: no trade lost, none doubled, the same day's business as without."""
    whole = json.loads(stage.run("market", "run", *SAMPLE, "--out", "whole", "--json"))
    begin = time.monotonic()
    stage.run("market", "run", *SAMPLE, "--out", "timed", "--json")
    length = time.monotonic() - begin
    chance = random.Random(20260615)
    killed = done = 0
    while killed < rounds:
        out = f"killed{done}"
        while killed < rounds:
            process = subprocess.Popen([stage.interlock, "market", "run", *SAMPLE, "--out", out, "--json"], cwd=stage.folder,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(chance.uniform(0.02, 0.6) * length)
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
        summary = json.loads(stage.run("market", "run", *SAMPLE, "--out", out, "--json", name=f"going on after kill {killed}"))
        same = [key for key in ("trades", "tradedWh", "meanPrice", "dispatched") if summary[key] != whole[key]]
        stage.check(f"run {done} comes to the same after {killed} kills in all", summary["auditGood"] and not same,
                    [(key, summary[key], whole[key]) for key in same])
        lines = [json.loads(line) for line in (stage.folder / out / "dispatch.jsonl").read_text().splitlines()]
        stage.check(f"run {done} dispatched each trade once", len({line["key"] for line in lines}) == len(lines) == summary["trades"])
        stage.run("ledger", "verify", f"{out}/ledger")
        done += 1
    print(f"  {killed} kills in {done} runs of {length:.1f} s", flush=True)


def flips(stage, count=300):
    """One bit anywhere in a segment, and ledger verify names the block."""
    source = stage.folder / "whole/ledger/peers/peer-1/blocks"
    if not source.exists():
        stage.run("market", "run", *SAMPLE, "--out", "whole", "--json")
    copy = stage.folder / "flipped"
    shutil.copytree(source, copy, dirs_exist_ok=True)
    segment = sorted(copy.glob("*.seg"))[0]
    good = segment.read_bytes()
    starts = []
    offset = 0
    while offset < len(good):
        starts.append(offset)
        offset += 20 + int.from_bytes(good[offset + 12:offset + 16], "big") + 32
    stage.check("the frames are as Docs/Formats.md says", offset == len(good))
    chance = random.Random(5)
    places = [chance.randrange(len(good) * 8) for _ in range(count)] + list(range(160)) + [len(good) * 8 - 1]
    # A record in the middle: every bit of its header and of the digest before it.
    middle = starts[len(starts) // 2]
    places += range((middle - 32) * 8, (middle + 20) * 8)
    wrong = []
    for place in places:
        bad = bytearray(good)
        bad[place // 8] ^= 1 << place % 8
        segment.write_bytes(bad)
        done = subprocess.run([stage.interlock, "ledger", "verify", str(copy), "--json"], capture_output=True, text=True)
        block = max(index for index, start in enumerate(starts) if start <= place // 8)
        if done.returncode != 1 or json.loads(done.stdout)["copies"][0]["problemBlock"] != block:
            wrong.append((place, block, done.returncode, done.stdout[:300]))
    stage.check(f"{len(places)} flipped bits are found in the right block", not wrong, wrong[:3])
    segment.write_bytes(good)
    stage.run("ledger", "verify", copy)
    segment.write_bytes(good[:starts[-1] + 30])
    stage.run("ledger", "verify", copy, status=1, name="a block cut short")
    segment.write_bytes(good[:starts[-1]])
    whole = stage.folder / "cut"
    shutil.copytree(stage.folder / "whole/ledger", whole, dirs_exist_ok=True)
    shutil.copy(segment, sorted((whole / "peers/peer-1/blocks").glob("*.seg"))[0])
    stage.run("ledger", "verify", whole, status=1, name="one copy without its last block")
    copies(stage)


def copies(stage):
    """What a node's folder lacks is named, and what the ledger cannot prove is said."""
    part = stage.folder / "part"
    shutil.copytree(stage.folder / "whole/ledger", part, dirs_exist_ok=True)
    shown = json.loads(stage.run("ledger", "verify", part, "--json"))
    stage.check("what is not proven is said", shown["good"] and shown["copies"][0]["lastHash"] in " ".join(shown["notProven"]), shown)
    shutil.rmtree(part / "peers/peer-3")
    done = subprocess.run([stage.interlock, "ledger", "verify", str(part), "--json"], capture_output=True, text=True)
    stage.check("a peer that the genesis names is missed", done.returncode == 1 and any("peer-3" in fault for fault in json.loads(done.stdout)["faults"]),
                done.stdout)
    # Every copy, and not the log, without its last block.
    for name in ("peer-1", "peer-2"):
        segment = sorted((part / f"peers/{name}/blocks").glob("*.seg"))[0]
        good = segment.read_bytes()
        offset = last = 0
        while offset < len(good):
            last = offset
            offset += 20 + int.from_bytes(good[offset + 12:offset + 16], "big") + 32
        segment.write_bytes(good[:last])
    shutil.copytree(part / "peers/peer-1", part / "peers/peer-3")
    shown = json.loads(stage.run("ledger", "verify", part, "--json", name="every copy without its last block"))
    stage.check("the ordered log knows of more", any("1 more block" in note for note in shown["notes"]), shown)
    # Of a folder that was restored in parts, dispatch may be ahead of the ledger: trades between would never be told.
    shutil.copytree(stage.folder / "whole", stage.folder / "ahead", dirs_exist_ok=True)
    (stage.folder / "ahead/ledger/dispatch.next").write_text("999\n")
    stage.run("market", "run", *SAMPLE, "--out", "ahead", status=1, name="dispatch ahead of the ledger")


def full_disk(stage):
    """A disk that is full ends a run with 3; with room again it goes on."""
    mount = stage.folder / "small"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(mount)], capture_output=True).returncode != 0:
        print("  full disk: skipped, no tmpfs can be mounted here", flush=True)
        return
    try:
        stage.run("market", "run", *SAMPLE, "--out", "small/run", status=3, name="market run on a full disk")
        subprocess.run(["mount", "-o", "remount,size=100m", str(mount)], check=True)
        summary = json.loads(stage.run("market", "run", *SAMPLE, "--out", "small/run", "--json", name="market run with room again"))
        stage.check("it goes on to a good audit", summary["auditGood"] and summary["dispatched"] == summary["trades"], summary)
    finally:
        subprocess.run(["umount", str(mount)], check=False)


def embedding(stage):
    """The package of Docs/Embedding.md, as it stands there."""
    text = (ROOT / "Docs/Embedding.md").read_text()
    package = stage.folder / "embedding"
    for name in ("Package.swift", "Sources/Gate/main.swift"):
        block = text.split(f"<!-- {name} -->", 1)[1].split("```swift\n", 1)[1].split("```", 1)[0]
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.replace("../interlock", str(ROOT)))
    stage.run("sign", "demand", "--key", "bob2.key.pem", "--cert", "bob2.cert.pem", "--passphrase-file", "alicepass", "--in",
              stage.write("bobs.json", order("demand", "bob")), "--out", "bobs.cose")
    scratch = Path(os.environ.get("INTERLOCK_EMBEDDING_SCRATCH", package / ".build"))
    built = subprocess.run(["swift", "build", "--package-path", package, "--scratch-path", scratch], capture_output=True, text=True)
    stage.check("the package of Docs/Embedding.md builds", built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:])
    run = [scratch / "debug/Gate", "ca/ca.cert.pem", "ca/crl.pem"]
    stage.tool("it admits a signed demand", *run, "bobs.cose", contains="admitted bob")
    stage.tool("it refuses another's garbage", *run, "bobs.json", good=False, contains="malformed")
    stage.tool("it says how it is called", scratch / "debug/Gate", good=False, contains="usage:")
    stage.run("sign", "demand", "--key", "bob2.key.pem", "--cert", "bob2.cert.pem", "--passphrase-file", "alicepass", "--thumbprint",
              "--in", "bobs.json", "--out", "thumbprint.cose")
    stage.tool("it refuses a thumbprint that it does not know", *run, "thumbprint.cose", good=False, contains="unknownSigner")
    stage.tool("it admits one that it knows", *run, "thumbprint.cose", "bob2.cert.pem", contains="admitted bob")


def vectors(stage):
    """Our vectors, and Wycheproof's where they are there."""
    folders = [ROOT / "Vectors"] + ([SHARED / "vectors/wycheproof"] if (SHARED / "vectors/wycheproof").exists() else [])
    for folder in folders:
        last = stage.run("vectors", "check", folder).splitlines()[-1]
        stage.check(f"{folder.name} ends in its count", last.endswith(" 0 failed") and not last.startswith("0 "), last)
        print(f"  {folder.name}: {last}", flush=True)


def oracles(stage):
    """The independent implementations of Tests/Interop, each with its own closing line."""
    interop = ROOT / "Tests/Interop"

    def python(name, *arguments):
        done = subprocess.run([sys.executable, str(interop / name), *map(str, arguments)], cwd=ROOT, capture_output=True, text=True)
        stage.check(name, done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:])
        print(f"  {name}: {(done.stdout.splitlines() or [''])[-1]}", flush=True)

    def swift_test(name, **environment):
        """A test that writes or reads files for the scripts; the test stage has built it."""
        done = subprocess.run(["swift", "test", "--disable-xctest", "--skip-build", "--filter", name], cwd=ROOT, text=True,
                              capture_output=True, env={**os.environ, **{key: str(value) for key, value in environment.items()}})
        stage.check(f"swift test {name}", done.returncode == 0 and " passed" in done.stdout, done.stdout[-1500:] + done.stderr[-1500:])

    python("keygen_oracle.py", ROOT / "Vectors")
    python("vectors_oracle.py")
    certificates = stage.folder / "certificates"
    certificates.mkdir()
    swift_test("CertificateInteropFiles", INTERLOCK_INTEROP_DIR=certificates)
    for level in sorted(certificates.iterdir()):
        files = {"root": "root.pem", "intermediate": "intermediate.pem", "leaf": "leaf.pem", "revoked": "revoked.pem", "crl": "crl.pem",
                 "passphrase": "passphrase.txt", "pkcs8": "delivery.pem", "pkcs12": "delivery.p12", "cms": "delivery.cms",
                 "transport": "transport.pem", "transport-key": "transport-key.pem"}
        python("x509_interop.py", "--at", 1465819200, *(word for option, file in files.items() for word in (f"--{option}", level / file)))
    lists = stage.folder / "lists"
    python("crl_interop.py", "make", "--out", lists / "theirs")
    swift_test("RevocationInterop", INTERLOCK_CRL_IN=lists / "theirs", INTERLOCK_CRL_OUT=lists / "ours")
    python("crl_interop.py", "check", "--in", lists / "ours")
    messages = stage.folder / "cose"
    python("cose_interop.py", "make", "--out", messages)
    swift_test("COSEInterop", INTERLOCK_COSE_IN=messages)


def msp(stage):
    """Membership folders: Fabric's rules, written anew in Python, take what we export, and we take what Fabric's tools write."""
    script = ROOT / "Tests/Interop/msp_interop.py"
    trust = ["--root", "ca/ca.cert.pem", "--crl", "ca/crl.pem", "--leaf", "bob2.cert.pem"]
    units = ["--node-ous", "--unit", "client=prosumer", "--unit-issuer", "ca/ca.cert.pem"]
    key = ["--key", "bob2.key.pem", "--passphrase-file", "alicepass"]
    stage.run("msp", "export", *trust, *units, *key, "--out", "bob/msp", status=2, name="msp export of a key without the flag")
    (stage.folder / "bob").mkdir()
    stage.run("msp", "export", *trust, *units, *key, "--unencrypted-key", "--out", "bob/msp")
    stage.run("msp", "export", *trust, *units, "--out", "bob/msp", status=2, name="msp export over a folder")
    stage.run("msp", "export", *trust, "--node-ous", "--out", "nobody", status=1, name="msp export of a member of no unit")
    stage.check("nothing is left of it", not (stage.folder / "nobody").exists())
    keys = list((stage.folder / "bob/msp/keystore").iterdir())
    stage.check("the private key is 0600", [key.stat().st_mode & 0o777 for key in keys] == [0o600], keys)
    stage.run("msp", "check", "bob/msp")
    stage.tool("msp_interop.py takes our folder", sys.executable, script, "check", "bob/msp", contains=" 0 failed")

    stage.tool("msp_interop.py makes a folder", sys.executable, script, "make", "fabric", contains=" 0 failed")
    shown = json.loads(stage.run("msp", "import", "fabric/msp", "--out", "imported", "--with-key", "--passphrase-file", "pass", "--json"))
    stage.check("its units are read", shown["nodeOUs"] and shown["units"]["admin"]["name"] == "admin", shown)
    stage.run("msp", "import", "fabric/msp", "--out", "imported", status=2, name="msp import over a folder")
    stage.tool("openssl reads what was imported", "openssl", "verify", "-CAfile", "imported/root.pem", "-untrusted",
               "imported/intermediate.pem", "-CRLfile", "imported/crl.pem", "-crl_check", "imported/leaf.pem", contains="OK")
    stage.run("msp", "export", "--root", "imported/root.pem", "--intermediate", "imported/intermediate.pem", "--crl",
              "imported/crl.pem", "--tls-root", "imported/root.pem", "--leaf", "imported/leaf.pem", "--node-ous", "--unit-issuer",
              "imported/intermediate.pem", "--key", "imported/leaf.key.pem", "--passphrase-file", "pass", "--unencrypted-key",
              "--out", "exported")
    stage.tool("msp_interop.py takes it exported again", sys.executable, script, "check", "exported", contains=" 0 failed")
    original, again = (sorted(folder.rglob("*_sk")) for folder in (stage.folder / "fabric", stage.folder / "exported"))
    stage.check("the key has Fabric's name", [path.name for path in original] == [path.name for path in again], (original, again))
    output = stage.tool("both give the same verdicts", sys.executable, script, "agree", "agree", "--interlock", stage.interlock,
                        contains=" 0 failed")
    print(f"  msp_interop.py: {output.splitlines()[-1]}", flush=True)
    if fabric := os.environ.get("INTERLOCK_FABRIC"):
        stage.tool("Fabric's own folders", sys.executable, script, "suite", fabric, "--interlock", stage.interlock, contains=" 0 failed")
    msp_nodes(stage)


def msp_nodes(stage):
    """A node without attributes, its TLS, an administrator by our own files, and an import that keeps everything."""
    ca = ["--ca", "ca", "--passphrase-file", "pass"]
    for name in ("peer0", "boss", "peer0tls"):
        stage.run("request", "--identity", name.removesuffix("tls"), "--out", name, "--passphrase-file", "pass")
    stage.run("ca", "issue", *ca, "--request", "peer0.csr.pem", "--profile", "peer", "--node", "peer0", "--out", "peer0")
    stage.run("ca", "issue", *ca, "--request", "boss.csr.pem", "--profile", "administrator", "--node", "boss", "--out", "boss")
    tls = ["ca", "issue", *ca, "--profile", "tlsNode", "--node", "peer0", "--host", "peer0.example", "--host", "127.0.0.1", "--host", "::1"]
    stage.run(*tls, "--request", "peer0.csr.pem", "--out", "shared", status=1, name="one key in two places")
    stage.run(*tls, "--request", "peer0.csr.pem", "--shared-key", "--out", "shared", name="one key in two places, where that is stated")
    stage.run(*tls, "--request", "peer0tls.csr.pem", "--out", "peer0tls")
    stage.run("ca", "issue", *ca, "--request", "peer0.csr.pem", "--profile", "participant", "--node", "x", "--out", "x", status=2,
              name="a participant without attributes")
    stage.run("ca", "issue", *ca, "--request", "peer0.csr.pem", "--attributes", "alice.json", "--host", "x.example", "--out", "x", status=2,
              name="a host of a participant")
    for option in (["-verify_ip", "127.0.0.1"], ["-verify_ip", "::1"], ["-verify_hostname", "peer0.example"]):
        for purpose in ("sslserver", "sslclient"):
            stage.tool(f"openssl takes {option[1]} as {purpose}", "openssl", "verify", "-purpose", purpose, *option, "-CAfile", "ca/ca.cert.pem",
                       "peer0tls.cert.pem", contains="OK")
    now = datetime.datetime.now(datetime.timezone.utc)
    begin = json.loads(stage.run("cert", "show", "peer0.cert.pem", "--json"))[0]["notBefore"]
    age = (now - datetime.datetime.fromisoformat(begin)).total_seconds()
    stage.check("a certificate begins up to five minutes back", 0 <= age and begin >= json.loads(
        stage.run("cert", "show", "ca/ca.cert.pem", "--json"))[0]["notBefore"], begin)
    key = ["--key", "peer0.key.pem", "--passphrase-file", "pass", "--unencrypted-key"]
    stage.run("msp", "export", "--root", "ca/ca.cert.pem", "--tls-root", "ca/ca.cert.pem", "--admin", "boss.cert.pem", "--leaf",
              "peer0.cert.pem", "--node-ous", *key, "--out", "peer0.msp", name="msp export with an administrator's leaf and chain")
    stage.run("msp", "check", "peer0.msp")
    stage.run("msp", "import", "peer0.msp", "--out", "peer0.pem")
    names = sorted(path.name for path in (stage.folder / "peer0.pem").iterdir())
    stage.check("an import keeps everything", names == ["admin.pem", "leaf.pem", "root.pem", "tls-root.pem"], names)
    for command in (["check"], ["import"]):
        stage.run("msp", *command, "no-such-folder", status=3, name=f"msp {command[0]} of a folder that is not there")
    (stage.folder / "nothing").mkdir()
    stage.run("msp", "import", "nothing", status=1, name="msp import of an empty folder")
    (stage.folder / "peer0.msp/config.yaml").write_text("NodeOUs: text\n")
    for path in (stage.folder / "peer0.msp/keystore").iterdir():
        path.unlink()
    shown = json.loads(stage.run("msp", "check", "peer0.msp", "--json", status=1, name="msp check of two defects"))
    stage.check("every defect is reported", {one["rule"] for one in shown["defects"]} >= {"configuration", "keyMissing"}, shown)


def cedar(stage):
    cedar_language(stage, SHARED)


def ecqv(stage):
    implicit(stage, ROOT, SHARED, order, SAMPLE)


def suites(stage):
    public_suites(stage, SHARED)


def own_folders(stage):
    folders(stage, SAMPLE)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--interlock", required=True)
    arguments.add_argument("--only")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(options.interlock, folder)
        issued = authority(stage)
        steps = [("messages", lambda: messages(stage, issued)), ("embedding", lambda: embedding(stage))] + [
            (step.__name__, lambda step=step: step(stage))
            for step in (command_line, documents, own_folders, cedar, ca, ceremony, ocsp, revocation, ecqv, suites, msp, vectors, oracles, clearing, trading, market, kills, flips,
                         full_disk)]
        for name, step in steps:
            if options.only in (None, name):
                begin = time.monotonic()
                print(f"{name}", flush=True)
                step()
                print(f"  {time.monotonic() - begin:.0f} s", flush=True)
        print(f"{stage.passed} passed, {stage.failed} failed")
        sys.exit(stage.failed != 0)


if __name__ == "__main__":
    main()
