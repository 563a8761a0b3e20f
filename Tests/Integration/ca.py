"""The stage `ca`: an authority run by its commands, killed, short of room, and tampered with."""
import fcntl
import json
import os
import pty
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CSR_FILES = ROOT / "Tests/Interop/csr_files.py"
PASS = ["--passphrase-file", "pass"]


def person(name, credit=700):
    return {"identity": name, "type": "buyer", "permissions": ["SubmitDemand"], "credit": credit, "wallet": "0x" + "5a" * 20}


def journal_good(stage, folder, name, *options):
    """Both the tool and the independent script find nothing wrong."""
    verdict = json.loads(stage.run("ca", "journal", "verify", "--ca", folder, *options, "--json", name=f"{name}: journal verify"))
    stage.check(f"{name}: the journal is good", verdict["good"], verdict)
    if verdict["unsynced"] == 0:
        stage.tool(f"{name}: journal_check.py agrees", sys.executable, ROOT / "Tests/Interop/journal_check.py", folder,
                   contains=" 0 failed")
    return verdict


def issue(stage, folder, who, out, *options, **named):
    stage.write(f"{who}.person.json", person(who))
    return stage.run("keygen", "--ca", folder, "--attributes", f"{who}.person.json", "--out", out, *PASS,
                     "--delivery-passphrase-file", "pass", *options, **named)


def life(stage):
    """Issue, renew, hold, release, revoke; lists and deltas that openssl reads."""
    stage.run("ca", "init", "--ca", "root", "--name", "Consortium", *PASS)
    stage.run("ca", "init", "--ca", "root", *PASS, status=2, name="a second ca init")
    for name in ("authority.sqlite", "journal", "master.key"):
        stage.check(f"{name} is 0600", os.stat(stage.folder / "root" / name).st_mode & 0o777 == 0o600)
    first = json.loads(issue(stage, "root", "carol", "carol", "--json"))
    again = json.loads(issue(stage, "root", "carol", "carol-again", "--json"))
    stage.check("asked again, it is the same certificate", first["serial"] == again["serial"], [first, again])
    stage.write("carol.person.json", person("carol", 500))
    stage.run("keygen", "--ca", "root", "--attributes", "carol.person.json", "--out", "carol-other", *PASS,
              "--delivery-passphrase-file", "pass", status=1, name="other attributes for one generation")
    issue(stage, "root", "carol", "carol-long", "--days", "5000", status=2, name="keygen beyond the authority's end")
    stage.run("ca", "init", "--ca", "brief", "--days", "30", *PASS)
    issue(stage, "brief", "carol", "brief-long", "--days", "31", status=2, name="keygen a day beyond the authority's end")
    issue(stage, "brief", "carol", "brief")
    stage.tool("left out, it ends with its authority", "bash", "-c",
               "cmp <(openssl x509 -in brief.cert.pem -noout -enddate) <(openssl x509 -in brief/ca.cert.pem -noout -enddate)")
    renewed = json.loads(stage.run("ca", "renew", "--ca", "root", "--serial", first["serial"], "--out", "carol-renewed", *PASS, "--json"))
    stage.run("ca", "renew", "--ca", "root", "--serial", first["serial"], "--out", "x", *PASS, status=1, name="a second renewal")
    stage.tool("the renewal is of the same key", "bash", "-c",
               "cmp <(openssl x509 -in carol.cert.pem -noout -pubkey) <(openssl x509 -in carol-renewed.cert.pem -noout -pubkey)")
    revoke = ["ca", "revoke", "--ca", "root", *PASS, "--serial"]
    stage.run(*revoke, renewed["serial"], "--reason", "certificateHold")
    stage.tool("openssl sees the hold", "openssl", "crl", "-in", "root/crl.pem", "-noout", "-text", contains="Certificate Hold")
    stage.run("ca", "crl", "--ca", "root", "--delta", "delta.pem", "--hours", "1", *PASS)
    stage.run("ca", "crl", "--ca", "root", "--delta", "delta.pem", *PASS, status=2, name="a delta over a file")
    stage.tool("openssl reads the delta", "openssl", "crl", "-in", "delta.pem", "-noout", "-text", contains="Delta CRL Indicator")
    shutil.copy(stage.folder / "root/journal.head", stage.folder / "published.head")
    shutil.copytree(stage.folder / "root", stage.folder / "root-old")
    stage.run(*revoke, renewed["serial"], "--reason", "removeFromCRL")
    shutil.copy(stage.folder / "root/journal.head", stage.folder / "newer.head")
    stage.run(*revoke, first["serial"], "--reason", "keyCompromise", "--invalid-since", "2026-01-02T03:04:05Z")
    shown = json.loads(stage.run("ca", "crl", "--show", "root/crl.pem", "--json"))
    stage.check("a compromised key is revoked in both its certificates", {entry["serial"] for entry in shown["revoked"]}
                == {first["serial"], renewed["serial"]} and shown["revoked"][0]["invalidSince"] == "2026-01-02T03:04:05Z", shown)
    stage.tool("openssl sees since when", "openssl", "crl", "-in", "root/crl.pem", "-noout", "-text", contains="Jan  2 03:04:05 2026 GMT")
    listed = json.loads(stage.run("ca", "list", "--ca", "root", "--status", "revoked", "--json"))
    stage.check("ca list has both", len(listed) == 2, listed)
    pem = stage.run("ca", "show", "--ca", "root", first["serial"], "--pem")
    stage.check("ca show prints what was delivered", pem == (stage.folder / "carol.cert.pem").read_text(), pem)
    stage.run("ca", "show", "--ca", "root", "0badf00d", status=1, name="ca show of a stranger")
    journal_good(stage, "root", "after a certificate's life", "--head", "published.head")
    stage.run("ca", "journal", "verify", "--ca", "root-old", "--head", "newer.head", status=1, name="a folder put back to an older state")
    stage.run("ca", "journal", "show", "--ca", "root")


def tampering(stage, places=60):
    """Any changed byte of the journal's file, its end cut off, and rows changed in the store."""
    folder = stage.folder / "root"
    good = (folder / "journal").read_bytes()
    chance = random.Random(3)
    missed = []
    for place in [chance.randrange(len(good)) for _ in range(places)]:
        (folder / "journal").write_bytes(good[:place] + bytes([good[place] ^ 0x10]) + good[place + 1:])
        done = subprocess.run([stage.interlock, "ca", "journal", "verify", "--ca", "root", "--json"], cwd=stage.folder, capture_output=True)
        if done.returncode != 1 or "badRecord" not in json.loads(done.stdout):
            missed.append((place, done))
    stage.check(f"{places} changed bytes of the journal are found, and a record named", not missed, missed[:2])
    (folder / "journal").write_bytes(good[:len(good) // 2])
    stage.run("ca", "journal", "verify", "--ca", "root", status=1, name="half a journal")
    issue(stage, "root", "dave", "dave", status=1, name="no issue on half a journal")
    (folder / "journal").write_bytes(good)
    journal_good(stage, "root", "put right again")


def rows(stage):
    """What somebody writes who has the disk and not the key: damaged numbers, older lists; and a store put back."""
    stage.run("ca", "init", "--ca", "rows", *PASS)
    serial = json.loads(issue(stage, "rows", "mallory", "mallory", "--json"))["serial"]
    stage.run("ca", "crl", "--ca", "rows", *PASS, "--hours", "48")
    shutil.copy(stage.folder / "rows/crl.pem", stage.folder / "rows-old.pem")
    shutil.copytree(stage.folder / "rows", stage.folder / "rows-before")
    stage.run("ca", "revoke", "--ca", "rows", *PASS, "--serial", serial, "--reason", "keyCompromise")
    shown = json.loads(stage.run("crl", "--show", "rows/crl.pem", "--json"))
    span = [time.mktime(time.strptime(shown[name], "%Y-%m-%dT%H:%M:%SZ")) for name in ("thisUpdate", "nextUpdate")]
    stage.check("revoke keeps the list's period", span[1] - span[0] == 48 * 3600, shown)
    stage.tool("openssl writes the older list's DER", "openssl", "crl", "-in", "rows-old.pem", "-outform", "DER", "-out", "rows-old.der")
    old = (stage.folder / "rows-old.der").read_bytes()
    for name, sql, values in (("generation", "UPDATE certificate SET generation = -1", ()), ("list", "UPDATE list SET der = ?", (old,)),
                              ("list.base", "UPDATE list SET base = 1", ()), ("synced", "UPDATE head SET synced = 0", ()),
                              ("trigger", "CREATE TRIGGER t AFTER INSERT ON record BEGIN UPDATE certificate SET revoked_at = NULL; END", ())):
        shutil.copytree(stage.folder / "rows", stage.folder / f"rows-{name}")
        database = sqlite3.connect(stage.folder / f"rows-{name}/authority.sqlite")
        database.execute(sql, values)
        database.commit()
        database.close()
        stage.run("ca", "journal", "verify", "--ca", f"rows-{name}", "--head", "rows/journal.head", status=1, name=f"journal verify, {name} changed")
        if name != "synced":
            stage.run("ca", "ocsp", "--ca", f"rows-{name}", *PASS, "--cert", "mallory.cert.pem", "--out", f"{name}.ocsp",
                      status=0 if name == "generation" else 1, name=f"ocsp, {name} changed")
    stage.run("ca", "list", "--ca", "rows-generation", status=1, name="list of a damaged row")
    for file, content in (("crl.pem", "no list"), ("journal.head", "no head")):
        stage.write(f"rows/{file}", content)
        issue(stage, "rows", f"after-{file}", f"after-{file}", name=f"issue with an unreadable {file}")
    stage.check("the list is published again", (stage.folder / "rows/crl.pem").read_text().startswith("-----BEGIN X509 CRL"))
    stage.run("ca", "crl", "--ca", "rows", *PASS)
    journal_good(stage, "rows", "with its outputs made anew")
    for file in ("crl.pem", "journal.head"):
        shutil.copytree(stage.folder / "rows-before", stage.folder / f"rows-restored-{file}")
        shutil.copy(stage.folder / "rows" / file, stage.folder / f"rows-restored-{file}" / file)
        issue(stage, f"rows-restored-{file}", "late", f"late-{file}", status=1, name=f"a store older than its {file}")
    stage.run("ca", "journal", "verify", "--ca", "rows-restored-journal.head", status=1, name="journal verify of a store older than its journal.head")


def clock(stage):
    """A clock that goes back dates nothing before the last act; a re-key supersedes a certificate on hold."""
    stage.run("ca", "init", "--ca", "clock", *PASS)
    serial = json.loads(issue(stage, "clock", "olga", "olga", "--json"))["serial"]
    if not shutil.which("faketime"):
        print("  clock: skipped, no faketime", flush=True)
    else:
        stage.run("ca", "crl", "--ca", "clock", *PASS)
        shutil.copy(stage.folder / "clock/crl.pem", stage.folder / "clock-2.pem")
        command = ["faketime", "-f", "-1d", stage.interlock, "ca", "revoke", "--ca", "clock", "--serial", serial, *PASS]
        done = subprocess.run(command, cwd=stage.folder, capture_output=True, text=True)
        stage.check("revoked by a clock of yesterday, and told", done.returncode == 0 and "last act was at" in done.stderr, done)
        lists = [json.loads(stage.run("crl", "--show", name, "--json")) for name in ("clock-2.pem", "clock/crl.pem")]
        stage.check("no list is dated before the last", lists[0]["thisUpdate"] <= lists[1]["thisUpdate"], lists)
        stage.check("no entry is dated after its list", lists[1]["revoked"][0]["at"] <= lists[1]["thisUpdate"], lists)
        journal_good(stage, "clock", "after a clock that went back")
    held = json.loads(issue(stage, "clock", "pia", "pia", "--json"))["serial"]
    stage.run("ca", "revoke", "--ca", "clock", *PASS, "--serial", held, "--reason", "certificateHold")
    stage.run("request", "--identity", "pia", "--out", "pia2", "--passphrase-file", "alicepass")
    stage.run("ca", "issue", "--ca", "clock", *PASS, "--request", "pia2.csr.pem", "--attributes", "pia.person.json", "--supersede", "--out", "pia2")
    shown = json.loads(stage.run("ca", "show", "--ca", "clock", held, "--json"))
    stage.check("a certificate on hold is superseded", shown["status"] == "revoked" and shown["reason"] == "superseded", shown)


def kills(stage, rounds=25):
    """kill -9 at any moment of an issue; asked again, the same generation gives one certificate."""
    stage.run("ca", "init", "--ca", "killed-ca", *PASS)
    stage.write("victim.person.json", person("victim"))
    begin = time.monotonic()
    issue(stage, "killed-ca", "timing", "timing")
    length = time.monotonic() - begin
    chance = random.Random(17)
    killed = 0
    for number in range(rounds):
        name = f"k{number}"
        stage.write(f"{name}.person.json", person(name))
        command = [stage.interlock, "keygen", "--ca", "killed-ca", "--attributes", f"{name}.person.json", "--out", name, *PASS,
                   "--delivery-passphrase-file", "pass"]
        process = subprocess.Popen(command, cwd=stage.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(length * chance.uniform(0.3, 1.05))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        for path in stage.folder.glob(f"{name}.key.pem"):
            path.unlink()
        delivered = (stage.folder / f"{name}.cert.pem")
        before = delivered.read_text() if delivered.exists() else None
        delivered.unlink(missing_ok=True)
        issue(stage, "killed-ca", name, name, name=f"issue again after kill {killed}")
        stage.check(f"what was delivered before is what is on record ({name})", before in (None, delivered.read_text()))
    listed = json.loads(stage.run("ca", "list", "--ca", "killed-ca", "--json"))
    stage.check("one certificate for each generation", len(listed) == rounds + 1 == len({row["identity"] for row in listed}), len(listed))
    journal_good(stage, "killed-ca", f"after {killed} kills")
    print(f"  {killed} kills in {rounds} issues of {length:.2f} s", flush=True)


def at_once(stage, processes=8):
    """Many processes issue at once: to different people, and to the same."""
    stage.run("ca", "init", "--ca", "busy", *PASS)
    for name in ("same", *(f"p{number}" for number in range(processes))):
        stage.write(f"{name}.person.json", person(name))
    running = [subprocess.Popen([stage.interlock, "keygen", "--ca", "busy", "--attributes", f"{name}.person.json", "--out", f"busy-{place}", *PASS,
                                 "--delivery-passphrase-file", "pass", "--json"], cwd=stage.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
               for place, name in enumerate([f"p{number}" for number in range(processes)] + ["same"] * processes)]
    ends = [(process.communicate(), process.returncode) for process in running]
    stage.check(f"{2 * processes} processes at once all end well", all(code == 0 for _, code in ends), [end for end in ends if end[1]][:2])
    serials = [json.loads(output[0])["serial"] for output, code in ends if code == 0]
    stage.check("the same order has one certificate, others have their own", len(set(serials)) == processes + 1, serials)
    stage.check("the store has no more", len(json.loads(stage.run("ca", "list", "--ca", "busy", "--json"))) == processes + 1)
    journal_good(stage, "busy", "after many at once")


def prompts(stage):
    """A passphrase typed at a terminal, and one that a person breaks off."""
    def at_terminal():
        # Whoever runs this in the background has ^C ignored.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def ask():
        controller, terminal = pty.openpty()
        process = subprocess.Popen([stage.interlock, "ca", "crl", "--ca", "root"], cwd=stage.folder, stdin=terminal, stdout=terminal, stderr=terminal,
                                   start_new_session=True, preexec_fn=at_terminal)
        shown = b""
        while not shown.endswith(b": "):
            shown += os.read(controller, 1000)
        return controller, terminal, process

    def echoes(terminal):
        return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)

    controller, terminal, process = ask()
    stage.check("a passphrase is typed without echo", not echoes(terminal))
    os.write(controller, b"half\x03")
    stage.check("^C ends the command", process.wait(10) == -signal.SIGINT)
    stage.check("^C gives the terminal its echo back", echoes(terminal))
    controller, terminal, process = ask()
    os.write(controller, (stage.folder / "pass").read_bytes().splitlines()[0] + b"\n")
    stage.check("a typed passphrase opens the key", process.wait(30) == 0)
    stage.check("the echo is back", echoes(terminal))


def refusals(stage):
    """What is wrong with a market's data is said before an authority is made."""
    text = (ROOT / "Docs/Data/sample-day.csv").read_text().splitlines()
    name = text[1].split(",")[0]
    stage.write("bad-name.csv", "\n".join([text[0], *(line.replace(name, "peer-1", 1) for line in text[1:])]) + "\n")
    stage.run("market", "run", "--data", "bad-name.csv", "--day", "2026-06-15", "--out", "refused", status=2, name="a household named as a peer")
    stage.run("market", "run", "--data", ROOT / "Docs/Data/sample-day.csv", "--day", "2026-06-15", "--out", "refused", "--passphrase-file", "nowhere",
              status=3, name="market run without its passphrase")
    stage.check("nothing was made", not (stage.folder / "refused").exists())
    for words in (["cert", "show", "pass"], ["crl", "--show", "pass"]):
        done = subprocess.run([stage.interlock, *words], cwd=stage.folder, capture_output=True, text=True)
        stage.check(f"{words[0]} names the file that is wrong", done.returncode == 2 and "pass:" in done.stderr, done)
    done = subprocess.run([stage.interlock, "crl", "--ca", "root", "--passphrase-file", "alicepass"], cwd=stage.folder, capture_output=True, text=True)
    stage.check("a wrong passphrase names the key's file", done.returncode == 1 and "root/master.key" in done.stderr, done)


def no_room(stage):
    """A disk that fills up: issues end with 3, nothing is half done, and with room again it goes on."""
    mount = stage.folder / "tiny"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=280k", "tmpfs", str(mount)], capture_output=True).returncode != 0:
        print("  full disk: skipped, no tmpfs can be mounted here", flush=True)
        return
    try:
        stage.run("ca", "init", "--ca", "tiny/ca", *PASS)
        full = None
        for number in range(80):
            stage.write(f"f{number}.person.json", person(f"f{number}"))
            done = subprocess.run([stage.interlock, "keygen", "--ca", "tiny/ca", "--attributes", f"f{number}.person.json", "--out", f"f{number}",
                                   *PASS, "--delivery-passphrase-file", "pass"], cwd=stage.folder, capture_output=True)
            if done.returncode != 0:
                full = done
                break
        stage.check("a full disk ends an issue with 3", full is not None and full.returncode == 3, full)
        subprocess.run(["mount", "-o", "remount,size=20m", str(mount)], check=True)
        verdict = json.loads(stage.run("ca", "journal", "verify", "--ca", "tiny/ca", "--json", name="journal verify after a full disk"))
        stage.check("nothing is half done", verdict["good"], verdict)
        issue(stage, "tiny/ca", f"f{number}", f"again-f{number}", name="issue with room again")
        journal_good(stage, "tiny/ca", "with room again")
    finally:
        subprocess.run(["umount", str(mount)], check=False)


def enrolment(stage):
    """Tokens, requests of ours and of openssl's, re-enrolment and re-key."""
    stage.write("erin.json", person("erin"))
    register = ["ca", "register", "--ca", "root", *PASS, "--attributes", "erin.json", "--json"]
    stage.write("erin.token", json.loads(stage.run(*register))["token"] + "\n")
    stage.write("other.token", json.loads(stage.run(*register))["token"].lower() + "\n")
    stage.write("wish.json", person("erin", 1000))
    stage.run("request", "--identity", "erin", "--attributes", "wish.json", "--out", "erin", "--passphrase-file", "alicepass")
    stage.run("request", "--identity", "erin", "--out", "erin", "--passphrase-file", "alicepass", status=2, name="request over a file")
    stage.check("the new key is 0600", os.stat(stage.folder / "erin.key.pem").st_mode & 0o777 == 0o600)
    stage.tool("openssl req verifies the request", "openssl", "req", "-in", "erin.csr.pem", "-noout", "-verify", contains="verify OK")
    stage.tool("cryptography verifies the request", sys.executable, CSR_FILES, "read", "erin.csr.pem", "erin")
    stage.tool("cryptography writes a request", sys.executable, CSR_FILES, "write", "theirs.csr.pem", "ocsp.theirs.example")
    stage.run("ca", "issue", "--ca", "root", "--passphrase-file", "pass", "--request", "theirs.csr.pem", "--profile", "tlsClient", "--node",
              "ocsp.theirs.example", "--out", "theirs", name="issue on cryptography's request")
    enroll = ["enroll", "--ca", "root", *PASS, "--json"]
    stage.write("bad.token", "AAAAAA-" * 7 + "AAAAAA\n")
    stage.run(*enroll, "--request", "erin.csr.pem", "--token-file", "bad.token", "--out", "x", status=2, name="enroll by a mistyped token")
    enrolled = json.loads(stage.run(*enroll, "--request", "erin.csr.pem", "--token-file", "erin.token", "--out", "erin"))
    again = json.loads(stage.run(*enroll, "--request", "erin.csr.pem", "--token-file", "erin.token", "--out", "erin-again"))
    stage.check("an enrolment again is the same certificate", enrolled["serial"] == again["serial"], [enrolled, again])
    shown = json.loads(stage.run("cert", "show", "erin.cert.pem", "--json"))
    stage.check("the authority decides, not the request", '"700"' in shown[0]["attributes"], shown)
    stage.tool("openssl makes a request", "openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-noenc", "-keyout",
               "erin2.key", "-out", "erin2.csr", "-subj", "/CN=erin")
    stage.tool("openssl makes an RSA request", "openssl", "req", "-new", "-newkey", "rsa:2048", "-noenc", "-keyout", "rsa.key", "-out", "rsa.csr",
               "-subj", "/CN=erin")
    stage.run(*enroll, "--request", "erin2.csr", "--token-file", "erin.token", "--out", "x", status=1, name="a token used twice")
    stage.run(*enroll, "--request", "rsa.csr", "--token-file", "other.token", "--out", "x", status=1, name="an RSA request")
    second = json.loads(stage.run(*enroll, "--request", "erin2.csr", "--token-file", "other.token", "--out", "erin2"))
    stage.check("another key is the next generation", second["generation"] == "1", second)
    stage.run("request", "--identity", "gate", "--out", "gate", "--passphrase-file", "alicepass")
    node = ["ca", "issue", "--ca", "root", *PASS, "--request", "gate.csr.pem"]
    stage.run(*node, "--profile", "tlsServer", "--attributes", "erin.json", "--out", "gate", status=2, name="attributes for a TLS server")
    stage.run(*node, "--profile", "tlsServer", "--node", "gate", "--host", "gate.example", "--out", "gate")
    stage.tool("openssl accepts the TLS server", "openssl", "verify", "-purpose", "sslserver", "-verify_hostname", "gate.example", "-CAfile",
               "root/ca.cert.pem", "gate.cert.pem", contains="OK")
    csr = (stage.folder / "erin.csr.pem").read_text().splitlines()
    line = list(csr[2])
    line[5] = "A" if line[5] != "A" else "B"
    stage.write("changed.csr.pem", "\n".join([*csr[:2], "".join(line), *csr[3:]]) + "\n")
    stage.run("ca", "issue", "--ca", "root", *PASS, "--request", "changed.csr.pem", "--attributes", "erin.json", "--out", "x", status=1,
              name="a changed request")
    stage.run("request", "--identity", "erin", "--out", "erin3", "--passphrase-file", "alicepass")
    issued = json.loads(stage.run("ca", "issue", "--ca", "root", *PASS, "--request", "erin3.csr.pem", "--attributes", "erin.json", "--supersede",
                                  "--seconds", "3600", "--out", "erin3", "--json"))
    valid = json.loads(stage.run("ca", "list", "--ca", "root", "--identity", "erin", "--status", "valid", "--json"))
    stage.check("a re-key supersedes", [row["serial"] for row in valid] == [issued["serial"]], valid)
    stage.run("request", "--identity", "erin", "--key", "erin3.key.pem", "--out", "erin4", "--passphrase-file", "alicepass")
    renew = ["ca", "renew", "--ca", "root", *PASS, "--serial", issued["serial"], "--out", "erin4"]
    stage.run(*renew, "--request", "erin.csr.pem", status=1, name="a renewal asked for by another key")
    stage.run(*renew, "--request", "erin4.csr.pem")
    stage.write("erin3.order.json", {"market": "lem-1", "buyer": "erin", "address": "0x" + "5a" * 20, "energyWh": 250, "price": 2400, "sequence": 1,
                                     "deliveryPeriod": time.strftime("%Y-%m-%dT%H:00:00Z", time.gmtime(time.time() + 7200))})
    stage.run("sign", "demand", "--key", "erin3.key.pem", "--cert", "erin4.cert.pem", "--passphrase-file", "alicepass", "--in", "erin3.order.json",
              "--out", "erin.cose")
    stage.run("verify", "erin.cose", "--root", "root/ca.cert.pem", "--crl", "root/crl.pem", name="an order under a renewed certificate")
    journal_good(stage, "root", "after enrolments")


def hierarchy(stage):
    """An offline root, an organisation's authority below it, its rollover, and what openssl makes of the chain."""
    stage.write("orgpass", "the organisation's own\n")
    org = ["--passphrase-file", "orgpass"]
    stage.run("ca", "intermediate", "request", "--ca", "org", "--out", "org.csr.pem", *org)
    sign = ["ca", "intermediate", "sign", "--ca", "root", *PASS, "--request", "org.csr.pem", "--organization", "Valley Grid", "--days", "1000"]
    stage.run(*sign, "--out", "org")
    stage.run(*sign, "--out", "org", status=2, name="intermediate sign over a file")
    stage.run("ca", "intermediate", "install", "--ca", "org", "--certificate", "org.cert.pem", "--root", "busy/ca.cert.pem", *org, status=1,
              name="install below another root")
    stage.run("ca", "intermediate", "install", "--ca", "org", "--certificate", "org.cert.pem", "--root", "root/ca.cert.pem", *org)
    stage.write("frank.json", person("frank"))
    made = json.loads(stage.run("keygen", "--ca", "org", "--attributes", "frank.json", "--out", "frank", *org, "--delivery-passphrase-file", "pass", "--json"))
    stage.check("a bare identity gets the organisation's namespace", made["identity"] == "valley-grid:frank", made)
    stage.tool("openssl sees the name constraint", "openssl", "x509", "-in", "org.cert.pem", "-noout", "-text", contains="X509v3 Name Constraints: critical")
    verify = ["openssl", "verify", "-x509_strict", "-crl_check_all", "-CAfile", "root/ca.cert.pem", "-CRLfile", "root/crl.pem", "-CRLfile", "org/crl.pem",
              "-untrusted", "org.cert.pem"]
    stage.run("ca", "crl", "--ca", "root", *PASS)
    stage.tool("openssl verifies the chain of three", *verify, "frank.cert.pem", contains="OK")
    trust = ["--root", "root/ca.cert.pem", "--intermediate", "org.cert.pem", "--crl", "root/crl.pem", "--crl", "org/crl.pem"]
    stage.run("cert", "verify", "frank.cert.pem", *trust)
    serial = json.loads(stage.run("ca", "list", "--ca", "root", "--profile", "authority", "--json"))[0]["serial"]
    stage.run("ca", "revoke", "--ca", "root", *PASS, "--serial", serial, "--reason", "cACompromise")
    stage.run("cert", "verify", "frank.cert.pem", *trust, status=1, name="a member of a revoked authority")
    for folder in ("root", "org"):
        journal_good(stage, folder, f"{folder} at the end")


def organisation(stage, folder, name, *options, status=0):
    """An organisation's authority below `valley`; where signing is refused, its request alone."""
    if not (stage.folder / f"{folder}.csr.pem").exists():
        stage.run("ca", "intermediate", "request", "--ca", folder, "--out", f"{folder}.csr.pem", *PASS)
    told = stage.run("ca", "intermediate", "sign", "--ca", "valley", *PASS, "--request", f"{folder}.csr.pem", "--organization", name, "--days", "1000",
                     "--out", folder, "--json", *options, status=status, name=f"intermediate sign of {name!r} {options}")
    if status == 0:
        stage.run("ca", "intermediate", "install", "--ca", folder, "--certificate", f"{folder}.cert.pem", "--root", "valley/ca.cert.pem", *PASS)
        return json.loads(told)


def namespaces(stage):
    """No organisation can speak for another's member, and none can be taken for another."""
    stage.run("ca", "init", "--ca", "valley", *PASS, "--name", "Valley")
    stage.run("ca", "init", "--ca", "dark", *PASS, "--name", "Val\u202eley", status=2, name="init under a name that turns text round")
    made = organisation(stage, "north", "North")
    stage.check("the namespace is told", made["namespace"] == "north:", made)
    organisation(stage, "south", "South", "--namespace", "NORTH:", status=1)
    organisation(stage, "south", "NORTH", "--namespace", "other:", status=1)
    organisation(stage, "south", "South", "--name", "Valley Root CA", "--namespace", "a b", status=2)
    organisation(stage, "south", "Valley", "--name", "valley root ca", status=1)
    stage.write("any.json", {name: True for name in ("identity", "type", "permissions", "credit", "wallet")})
    organisation(stage, "south", "South", "--grant", "any.json", status=1)
    stage.write("some.json", {name: True for name in ("type", "permissions", "credit", "wallet")})
    stage.check("a grant without identities gets them", organisation(stage, "south", "South", "--grant", "some.json")["namespace"] == "south:")
    stage.write("h1.json", person("household-1"))
    stage.write("foreign.json", person("north:household-1"))
    keygen = ["keygen", "--delivery-passphrase-file", "pass", *PASS]
    for folder in ("north", "south"):
        stage.run(*keygen, "--ca", folder, "--attributes", "h1.json", "--out", f"{folder}-h1")
    stage.run(*keygen, "--ca", "south", "--attributes", "foreign.json", "--out", "x", status=1, name="another organisation's member")
    stage.run(*keygen, "--ca", "valley", "--attributes", "foreign.json", "--out", "x", status=1, name="the root's member in a namespace given away")
    stage.write("H1.json", person("Household-1"))
    stage.run(*keygen, "--ca", "north", "--attributes", "H1.json", "--out", "x", status=1, name="an identity in another case")
    stage.run("request", "--identity", "household-2", "--out", "h2", "--passphrase-file", "pass")
    stage.write("h2.json", person("household-2"))
    stage.write("h2.token", stage.run("ca", "register", "--ca", "north", *PASS, "--attributes", "h2.json"))
    enrolled = json.loads(stage.run("enroll", "--ca", "north", *PASS, "--request", "h2.csr.pem", "--token-file", "h2.token", "--out", "h2", "--json"))
    stage.check("a token's bare identity gets the namespace", enrolled["identity"] == "north:household-2", enrolled)
    trust = ["--root", "valley/ca.cert.pem", "--intermediate", "north/ca.cert.pem", "--intermediate", "south/ca.cert.pem",
             "--crl", "valley/crl.pem", "--crl", "north/crl.pem", "--crl", "south/crl.pem"]
    for key, name, good in (("north-h1", "north:household-1", True), ("south-h1", "north:household-1", False), ("north-h1", "household-1", False)):
        stage.write("order.json", {"market": "lem-1", "buyer": name, "address": "0x" + "5a" * 20, "energyWh": 250, "price": 2400, "sequence": 1,
                                   "deliveryPeriod": time.strftime("%Y-%m-%dT%H:00:00Z", time.gmtime(time.time() + 7200))})
        (stage.folder / "order.cose").unlink(missing_ok=True)
        stage.run("sign", "demand", "--key", f"{key}.key.pem", "--cert", f"{key}.cert.pem", *PASS, "--in", "order.json", "--out", "order.cose")
        stage.run("verify", "order.cose", *trust, status=0 if good else 1, name=f"{key} speaks for {name}")
    stage.run("ca", "init", "--ca", "hill", *PASS, "--name", "Hill")
    roots = ["--root", "valley/ca.cert.pem", "--root", "hill/ca.cert.pem", "--insecure-no-revocation"]
    stage.run(*keygen, "--ca", "hill", "--attributes", "h1.json", "--out", "hill-h1")
    stage.run("cert", "verify", "hill-h1.cert.pem", *roots, status=1, name="a member of one of two roots without a namespace")
    stage.run("ca", "init", "--ca", "lake", *PASS, "--name", "Lake", "--namespace", "lake")
    stage.run(*keygen, "--ca", "lake", "--attributes", "h1.json", "--out", "lake-h1")
    stage.run("cert", "verify", "lake-h1.cert.pem", "--root", "lake/ca.cert.pem", *roots, name="a member of a root with a namespace")
    for folder in ("valley", "north", "south"):
        journal_good(stage, folder, f"{folder} with namespaces")


def ca(stage):
    for step in (life, tampering, rows, clock, kills, at_once, enrolment, hierarchy, namespaces, prompts, refusals, no_room):
        step(stage)
