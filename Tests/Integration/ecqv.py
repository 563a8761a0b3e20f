"""Implicit certificates: from request to order on the command line, an oracle in Python beside each step, rounds and a market."""
import json
import subprocess
import sys
from pathlib import Path

ROUNDS = 10000  # 100,000 are measured in Docs/Enrolment.md


def ecqv(stage, root, shared, order, sample):
    """What `interlock meter` makes, signs and refuses."""
    oracle = root / "Tests/Interop/ecqv_oracle.py"

    def agrees(name, *arguments):
        stage.tool(f"ecqv_oracle.py: {name}", sys.executable, oracle, *arguments, contains=" 0 failed")

    published = shared / "vectors/ecqv/implicit.txt"
    agrees("vectors", "vectors", root / "Vectors/ecqv.json", *([published] if published.exists() else []))

    key, trust = ["--passphrase-file", "pass"], ["--root", "meters/ca.cert.pem", "--crl", "meters/crl.pem"]
    stage.run("setup", "--ca", "meters", "--name", "Meters", *key)
    stage.write("meter.json", {"identity": "meter-17", "type": "prosumer", "permissions": ["SubmitDemand", "SubmitSupply"],
                               "credit": 720, "wallet": "0x52908400098527886E0F7030069857D2E4169EE7"})
    stage.write("richer.json", {**json.loads((stage.folder / "meter.json").read_text()), "credit": 999})
    request = ["--identity", "meter-17", "--out", "meter.req", "--key-out", "meter.req.key", *key]
    stage.run("meter", "request", *request)
    stage.run("meter", "request", *request, status=2, name="meter request over a file")
    mode = (stage.folder / "meter.req.key").stat().st_mode & 0o777
    stage.check("the request's key is 0600", mode == 0o600, oct(mode))
    issue = ["meter", "issue", "--ca", "meters", "--request", "meter.req", *key]
    stage.run(*issue, "--attributes", "meter.json", "--out", "x", status=2, name="meter issue without an issuer")
    stage.run("meter", "issuer", "--ca", "meters", *key)
    issued = json.loads(stage.run(*issue, "--attributes", "meter.json", "--out", "meter.resp", "--json"))
    stage.run(*issue, "--attributes", "meter.json", "--out", "again", status=1, name="meter issue on a request a second time")
    stage.tool("the issuer is no authority for openssl", "openssl", "x509", "-in", "meters/implicit.cert.pem", "-noout", "-purpose",
               contains="SSL client CA : No")
    receive = ["meter", "receive", "--request", "meter.req", "--request-key", "meter.req.key", "--issuer", "meters/implicit.cert.pem",
               "--root", "meters/ca.cert.pem", *key]
    out = ["--out-key", "meter.key.pem", "--out-cert", "meter.ecqv"]
    response = bytearray((stage.folder / "meter.resp").read_bytes())
    response[-1] ^= 1
    (stage.folder / "swapped.resp").write_bytes(response)
    refused = subprocess.run([stage.interlock, *receive, "--response", "swapped.resp", *out], cwd=stage.folder, capture_output=True, text=True)
    stage.check("swapped reconstruction data is refused", refused.returncode == 1 and "reconstructionMismatch" in refused.stderr, refused.stderr)
    stage.run(*receive, "--response", "meter.resp", "--attributes", "richer.json", *out, status=1, name="meter receive of other attributes")
    stage.check("nothing was written", not (stage.folder / "meter.key.pem").exists())
    stage.run(*receive, "--response", "meter.resp", "--attributes", "meter.json", *out)
    agrees("receive", "receive", "--request", "meter.req", "--request-key", "meter.req.key", "--pass", "pass", "--response", "meter.resp",
           "--issuer", "meters/implicit.cert.pem", "--key", "meter.key.pem", "--cert", "meter.ecqv")
    shown = json.loads(stage.run("meter", "show", "meter.ecqv", "--json"))
    stage.check("meter show shows it", shown["serial"] == issued["serial"] and shown["bytes"] == int(issued["certificateBytes"]), shown)

    sign = ["sign", "demand", "--key", "meter.key.pem", "--cert", "meter.ecqv", "--in", stage.write("meters.json", order("demand", "meter-17") | {"address": "0x52908400098527886e0f7030069857d2e4169ee7"}), *key]
    for name, extra, known in (("small", [], ["--cert", "meters/implicit.cert.pem"]), ("whole", ["--with-issuer"], []),
                               ("named", ["--thumbprint"], ["--cert", "meter.ecqv"])):
        stage.run(*sign, *extra, "--out", f"{name}.cose")
        agrees(f"message, {name}", "message", "--cert", "meter.ecqv", "--message", f"{name}.cose")
        stage.run("verify", f"{name}.cose", *trust, *known, name=f"verify, {name}")
    verdict = stage.run("verify", "small.cose", *trust, "--json", status=1, name="verify without the issuer's certificate")
    stage.check("the signer is unknown then", json.loads(verdict)["code"] == "unknownSigner", verdict)
    changed = (stage.folder / "small.cose").read_bytes().replace(b"\x03\x19\x02\xd0", b"\x03\x19\x03\xe7")
    (stage.folder / "forged.cose").write_bytes(changed)
    verdict = stage.run("verify", "forged.cose", *trust, "--cert", "meters/implicit.cert.pem", "--json", status=1, name="verify, forged credit")
    stage.check("forged attributes break the signature", json.loads(verdict)["code"] == "badSignature", verdict)

    token = stage.run("ca", "register", "--ca", "meters", "--attributes", "meter.json", "--profile", "implicit", *key)
    stage.write("meter.token", token)
    stage.run("meter", "request", "--identity", "meter-17", "--out", "next.req", "--key-out", "next.req.key", *key)
    enrol = ["meter", "issue", "--ca", "meters", "--request", "next.req", "--token-file", "meter.token", *key]
    stage.run(*enrol, "--out", "next.resp", name="meter issue by token")
    stage.run(*enrol, "--out", "again", status=1, name="meter issue by a used token")

    stage.run("revoke", "--ca", "meters", "--serial", issued["serial"], "--reason", "keyCompromise", *key)
    verdict = stage.run("verify", "whole.cose", *trust, "--json", status=1, name="verify, revoked")
    stage.check("it is revoked by its authority's list", json.loads(verdict)["code"] == "revoked", verdict)
    stage.run("ca", "journal", "verify", "--ca", "meters")

    tally = stage.run("suite", "ecqv", "--rounds", ROUNDS, name="rounds").splitlines()[-1]
    stage.check("every round is right", tally == f"{ROUNDS} passed, 0 failed, 0 skipped", tally)
    tally = stage.run("suite", "ecqv", "--rounds", 500, "--level", 192, name="rounds on P-384").splitlines()[-1]
    stage.check("every round on P-384 is right", tally == "500 passed, 0 failed, 0 skipped", tally)

    run = ["market", "run", *sample, "--out", "meters-run"]
    summary = json.loads(stage.run(*run, "--credentials", "ecqv", "--json", name="market run of meters"))
    stage.check("the market runs with implicit certificates",
                summary["auditGood"] and not summary["surprises"] and summary["trades"] > 100, summary)
    again = json.loads(stage.run(*run, "--credentials", "ecqv", "--json", name="the same run again"))
    stage.check("a run that is over has no more trades", again["trades"] == summary["trades"], again)
    stage.run(*run, status=2, name="a run with other certificates in its folder")
    stage.run("ledger", "verify", "meters-run/ledger", "--genesis", summary["genesisHash"])
