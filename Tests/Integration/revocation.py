"""The stage `revocation`: lists of authorities that changed their keys, share a name or had their clocks put back; random
hierarchies beside an oracle and OpenSSL."""
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASS = ["--passphrase-file", "pass"]
SEED, COUNT = 5280, 300


def person(stage, name):
    return stage.write(f"{name}.json", {"identity": name, "type": "prosumer", "permissions": ["SubmitDemand"], "credit": 700,
                                        "wallet": "0x" + "5a" * 20})


def organisation(stage, root, folder, name):
    """An organisation's authority below a root, and one member of it."""
    stage.run("ca", "intermediate", "request", "--ca", folder, "--out", f"{folder}.csr.pem", *PASS)
    stage.run("ca", "intermediate", "sign", "--ca", root, *PASS, "--request", f"{folder}.csr.pem", "--organization", name,
              "--out", folder, "--days", "3000")
    stage.run("ca", "intermediate", "install", "--ca", folder, *PASS, "--certificate", f"{folder}.cert.pem", "--root",
              f"{root}/ca.cert.pem")
    member = f"{folder}-member"
    done = stage.run("keygen", "--ca", folder, *PASS, "--attributes", person(stage, member), "--out", member,
                     "--delivery-passphrase-file", "pass", "--json")
    return member, json.loads(done)["serial"]


def rollover(stage):
    """Docs/Authority.md, "Rollover": what either folder has revoked stays revoked, whichever publishes last."""
    stage.run("ca", "init", "--ca", "valley", "--name", "Valley", *PASS)
    members = {folder: organisation(stage, "valley", folder, "North") for folder in ("north-old", "north-new")}
    trust = ["--root", "valley/ca.cert.pem", "--crl", "valley/crl.pem"]
    for folder in members:
        trust += ["--intermediate", f"{folder}/ca.cert.pem", "--crl", f"{folder}/crl.pem"]
    for member, _ in members.values():
        stage.run("cert", "verify", f"{member}.cert.pem", *trust, name=f"{member} is valid")
    for folder, (member, serial) in members.items():
        stage.run("ca", "revoke", "--ca", folder, *PASS, "--serial", serial, "--reason", "keyCompromise")
        for publisher in [*members] * 2:
            time.sleep(1.1)
            stage.run("ca", "crl", "--ca", publisher, *PASS)
            verdict = json.loads(stage.run("cert", "verify", f"{member}.cert.pem", *trust, "--json", status=1,
                                           name=f"{member} once {publisher} has published"))
            stage.check(f"{member} stays revoked though {publisher} published", verdict["code"] == "revoked", verdict)
    for folder, other in (("north-old", "north-new"), ("north-new", "north-old")):
        stage.run("ca", "crl", "--ca", folder, *PASS, "--cross-list", f"{other}/crl.pem", "--cross-certificate",
                  f"{other}/ca.cert.pem")
        stage.run("ca", "crl", "--ca", folder, *PASS)
        listed = json.loads(stage.run("ca", "crl", "--show", f"{folder}/crl.pem", "--json"))
        stage.check(f"{folder}'s later lists keep what both have revoked", {entry["serial"] for entry in listed["revoked"]}
                    == {serial for _, serial in members.values()}, listed)
        stage.run("ca", "journal", "verify", "--ca", folder)
    stage.run("ca", "crl", "--ca", "north-old", *PASS, "--cross-list", "valley/crl.pem", "--cross-certificate",
              "valley/ca.cert.pem", status=1, name="a list of another name is not taken over")
    lists = (stage.folder / "north-old/crl.pem").read_text() + (stage.folder / "north-new/crl.pem").read_text()
    stage.write("north.lists.pem", lists)
    for folder, (member, _) in members.items():
        stage.tool(f"openssl with both lists finds {member} revoked", "openssl", "verify", "-crl_check", "-partial_chain",
                   "-trusted", f"{folder}/ca.cert.pem", "-CRLfile", "north.lists.pem", f"{member}.cert.pem", good=False,
                   contains="certificate revoked")
    others = [word if word != "north-old/crl.pem" else "north-new/crl.pem" for word in trust]
    stage.run("keygen", "--ca", "north-old", *PASS, "--attributes", person(stage, "third"),
              "--out", "third", "--delivery-passphrase-file", "pass")
    verdict = json.loads(stage.run("cert", "verify", "third.cert.pem", *others, "--json", status=1,
                                   name="the new key's list alone says nothing of the old key's members"))
    stage.check("a list of another key says of nobody that it is good", verdict["code"] == "revocationUnknown", verdict)


def numbers(stage):
    """Of two lists the number decides, though the authority's clock was put back."""
    if not shutil.which("faketime"):
        print("  lists dated against their numbers: skipped, there is no faketime", flush=True)
        return

    def at(moment, *words):
        done = subprocess.run(["faketime", "-f", f"@{moment}", stage.interlock, *words], cwd=stage.folder, capture_output=True)
        stage.check(f"at {moment}: {' '.join(words[:2])}", done.returncode == 0, done.stderr.decode())
        return done.stdout.decode()

    at("2026-06-10 12:00:00", "ca", "init", "--ca", "clock", "--name", "Clock", *PASS)
    issued = at("2026-06-10 12:10:00", "keygen", "--ca", "clock", *PASS, "--attributes", person(stage, "dora"), "--out", "dora",
                "--delivery-passphrase-file", "pass", "--json")
    at("2026-06-10 13:00:00", "ca", "crl", "--ca", "clock", *PASS)
    shutil.copy(stage.folder / "clock/crl.pem", stage.folder / "clock.2.pem")
    at("2026-06-10 12:00:30", "ca", "revoke", "--ca", "clock", "--serial", json.loads(issued)["serial"], *PASS)
    for order in (["clock.2.pem", "clock/crl.pem"], ["clock/crl.pem", "clock.2.pem"]):
        verdict = json.loads(stage.run("cert", "verify", "dora.cert.pem", "--root", "clock/ca.cert.pem", "--crl", order[0], "--crl",
                                       order[1], "--at", "2026-06-10T13:30:00Z", "--json", status=1, name="the clock went back"))
        stage.check("the list with the higher number counts", verdict["code"] == "revoked", verdict)


def revocation(stage):
    home = stage.folder
    stage.folder = home / "revocation"
    stage.folder.mkdir()
    stage.write("pass", "a passphrase for tests\n")
    rollover(stage)
    numbers(stage)
    stage.folder = home
    script = ROOT / "Tests/Interop/revocation_oracle.py"
    output = stage.tool("the oracle and OpenSSL agree", sys.executable, script, "--interlock", stage.interlock, "--seed", SEED,
                        "--count", COUNT, contains=" 0 failed")
    print("\n".join(["  revocation_oracle.py:", *output.splitlines()]), flush=True)
