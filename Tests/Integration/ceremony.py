"""The stage `ceremony`: a master key split, rehearsed, used by shares, dealt anew, and tampered with; its arithmetic counted."""
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ORACLE = ROOT / "Tests/Interop/shamir_oracle.py"
PASS = ["--passphrase-file", "pass"]
CUSTODIANS = ["alice", "bob", "carol", "dave", "erin", "frank"]


def custodian(stage, name, curve="P-256"):
    """A certificate and an encrypted key by openssl, as any custodian has them."""
    stage.tool(f"openssl makes {name}'s key", "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", f"ec_paramgen_curve:{curve}",
               "-keyout", f"{name}.key.pem", "-passout", "file:pass", "-out", f"{name}.cert.pem", "-subj", f"/CN={name}", "-days", "2")


def certificates(*names):
    return [word for name in names for word in ("--custodian", f"{name}.cert.pem")]


def open_share(stage, folder, generation, index, name, out):
    stage.run("ca", "share", "open", "--in", f"{folder}/generation-{generation}/share-{index}.p7m", "--key", f"{name}.key.pem",
              "--cert", f"{name}.cert.pem", "--out", out, *PASS)
    stage.check(f"{out} is 0600", os.stat(stage.folder / out).st_mode & 0o777 == 0o600)
    return out


def shares(*files):
    return [word for file in files for word in ("--share", file)]


def person(name):
    return {"identity": name, "type": "buyer", "permissions": ["SubmitDemand"], "credit": 700, "wallet": "0x" + "5a" * 20}


def life(stage):
    """Split, open, rehearse, combine, use; k of n whichever."""
    for name, curve in zip(CUSTODIANS, itertools.cycle(["P-256", "P-384", "P-521"])):
        custodian(stage, name, curve)
    stage.run("ca", "init", "--ca", "kc", "--name", "Consortium", "--level", "192", *PASS)
    split = ["ca", "split", "--ca", "kc", "--threshold", "3", *PASS, "--out", "kc-ceremony"]
    made = json.loads(stage.run(*split, *certificates(*CUSTODIANS[:5]), "--json"))
    stage.check("the custodians are named", [entry["name"] for entry in made["custodians"]] == CUSTODIANS[:5], made)
    stage.run(*split, *certificates(*CUSTODIANS[:5]), status=2, name="a second split into the folder")
    stage.run(*split[:-1], "x", *certificates(*CUSTODIANS[:2]), status=2, name="a threshold above the number")
    stage.run(*split[:-1], "x", *certificates("alice", "bob", "carol", "alice"), status=1, name="one custodian with two shares")
    stage.check("nothing is left of it", not (stage.folder / "x").exists())
    stage.run("ca", "split", "--ca", "kc", "--threshold", "1", *PASS, "--out", "x", *certificates("alice"), status=2, name="a threshold of one")
    files = [open_share(stage, "kc-ceremony", 0, index + 1, name, f"{name}.share") for index, name in enumerate(CUSTODIANS[:5])]
    stage.run("ca", "share", "open", "--in", "kc-ceremony/generation-0/share-1.p7m", "--key", "bob.key.pem", "--cert", "bob.cert.pem",
              "--out", "x", *PASS, status=1, name="another's share does not open")
    stage.tool("openssl cms opens a share", "openssl", "cms", "-decrypt", "-inform", "DER", "-in", "kc-ceremony/generation-0/share-2.p7m",
               "-inkey", "bob.key.pem", "-passin", "file:pass", "-recip", "bob.cert.pem", "-out", "bob.cbor")
    base = ["--ceremony", "kc-ceremony", "--certificate", "kc/ca.cert.pem"]
    stage.run("ca", "share", "check", *base, *shares(*files))
    for subset in itertools.combinations(files, 3):
        stage.run("ca", "combine", *base, *shares(*subset), name=f"combine {subset}")
    for subset in itertools.combinations(files, 2):
        stage.run("ca", "combine", *base, *shares(*subset), status=1, name=f"combine two, {subset}")
    stage.run("ca", "combine", *base, *shares(*files), name="combine all five")
    stage.run("ca", "combine", *base, *shares(files[0], files[1], files[0]), status=1, name="combine with a share twice")
    stage.run("ca", "combine", *base, status=1, name="combine none")
    text = (stage.folder / files[4]).read_text()
    stage.run("ca", "combine", *base, *shares(files[0], files[1]), "--share", "-", stdin=text.upper().replace("-", " ").encode().replace(b"# ", b"#"),
              name="a share from standard input, in capitals")
    stage.run("ca", "rehearse", *base, *shares(*files[1:4]))
    stage.run("ca", "rehearse", *base, *shares(*files[1:3]), status=1, name="rehearse with two")
    before = (stage.folder / "kc/master.key").read_bytes()
    stage.run("ca", "combine", *base, *shares(*files[2:]), "--out", "kc/master.key", *PASS, status=2, name="combine over a file")
    os.rename(stage.folder / "kc/master.key", stage.folder / "kc-original.key")
    stage.write("ann.json", person("ann"))
    keygen = ["keygen", "--ca", "kc", "--attributes", "ann.json", "--delivery-passphrase-file", "pass"]
    stage.run(*keygen, *PASS, "--out", "ann0", status=3, name="without the master key")
    opened = ["--ceremony", "kc-ceremony", *shares(*files[:3])]
    issued = json.loads(stage.run(*keygen, *opened, "--out", "ann", "--json"))
    stage.run(*keygen, "--ceremony", "kc-ceremony", *shares(*files[:2]), "--out", "ann2", status=1, name="keygen with two shares")
    stage.run(*keygen, "--ceremony", "kc-ceremony", "--out", "ann2", status=2, name="keygen with no share")
    stage.run("ca", "revoke", "--ca", "kc", *opened, "--serial", issued["serial"])
    stage.run("ca", "crl", "--ca", "kc", *opened, "--hours", "24")
    stage.run("ca", "register", "--ca", "kc", *opened, "--attributes", "ann.json")
    stage.check("no command leaves a master key", not (stage.folder / "kc/master.key").exists())
    stage.run("ca", "combine", *base, *shares(*files[2:]), "--out", "kc/master.key", *PASS)
    stage.check("the restored file is 0600 and sealed anew", os.stat(stage.folder / "kc/master.key").st_mode & 0o777 == 0o600
                and (stage.folder / "kc/master.key").read_bytes() != before)
    stage.run(*keygen, *PASS, "--out", "ann3", status=1, name="the restored key opens; ann is revoked")
    shown = json.loads(stage.run("ca", "transcript", *base, "--json"))
    kinds = [entry["kind"] for entry in shown["ceremonies"]]
    stage.check("every ceremony is on record", kinds[0] == "split" and kinds.count("combine") == 13 and kinds.count("rehearse") == 1, kinds)
    stage.check("each use of the master key too", [entry["purpose"] for entry in shown["ceremonies"] if entry["kind"] == "open"][:3]
                == ["keygen", "ca revoke", "ca crl"], shown)
    return files


def faults(stage, files):
    """Wrong shares are named, slips of the pen found, tampered transcripts refused."""
    base = ["--ceremony", "kc-ceremony", "--certificate", "kc/ca.cert.pem"]
    stage.run("ca", "init", "--ca", "other", "--level", "192", *PASS)
    stage.run("ca", "split", "--ca", "other", "--threshold", "3", *PASS, "--out", "other-ceremony", *certificates(*CUSTODIANS[:5]))
    foreign = open_share(stage, "other-ceremony", 0, 2, "bob", "bob-other.share")
    found = json.loads(stage.run("ca", "combine", *base, *shares(files[0], foreign, files[2]), "--json", status=1, name="a share of another set"))
    stage.check("its number and its file are named", [(fault["holder"], fault["file"]) for fault in found["faults"]] == [("bob", foreign)], found)
    stage.run("ca", "transcript", "--ceremony", "other-ceremony", "--certificate", "kc/ca.cert.pem", status=1, name="ceremonies of another authority")
    lines = (stage.folder / files[1]).read_text().splitlines()
    body = [number for number, line in enumerate(lines) if not line.startswith("#")]
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    count = 0
    for number in body:
        places = [place for place, letter in enumerate(lines[number]) if place > 5 and letter in letters]
        for place in places[::9]:
            old = lines[number][place]
            for new in letters[(letters.index(old) + 1) % 32::11]:
                if new == old:
                    continue
                altered = lines[:number] + [lines[number][:place] + new + lines[number][place + 1:]] + lines[number + 1:]
                stage.write("slip.share", "\n".join(altered))
                done = subprocess.run([stage.interlock, "ca", "share", "check", *base, "--share", "slip.share"], cwd=stage.folder,
                                      capture_output=True, text=True)
                count += 1
                stage.check(f"line {number}, letter {place} is found", done.returncode == 2 and f"line {number - body[0] + 1} " in done.stderr,
                            (done.returncode, done.stderr))
    stage.check("slips were tried", count > 50, count)
    swapped = lines[:body[0]] + [lines[body[1]], lines[body[0]]] + lines[body[2]:]
    stage.write("slip.share", "\n".join(swapped))
    stage.run("ca", "share", "check", *base, "--share", "slip.share", status=2, name="two lines changed over")
    stage.write("slip.share", "\n".join(lines[:-1]))
    stage.run("ca", "share", "check", *base, "--share", "slip.share", status=2, name="a line left out")
    # A share that was altered and written down well: its checksum is right, its values are not.
    for index, (name, part) in enumerate([("bob", "value"), ("bob", "blinding")]):
        stage.tool(f"the oracle alters {part}", sys.executable, ORACLE, "alter", files[1], part, f"forged{index}.share", contains="ok")
        done = subprocess.run([stage.interlock, "ca", "combine", *base, *shares(files[0], f"forged{index}.share", files[2])],
                              cwd=stage.folder, capture_output=True, text=True)
        stage.check(f"an altered {part} is named", done.returncode == 1 and f"forged{index}.share: share 2 (bob)" in done.stderr, done.stderr)
        stage.check("bob is not blamed for it", "the holder of this file brought it, who need not be bob" in done.stderr, done.stderr)
        done = subprocess.run([stage.interlock, "ca", "crl", "--ca", "kc", "--ceremony", "kc-ceremony", *shares(files[0], f"forged{index}.share", files[2])],
                              cwd=stage.folder, capture_output=True, text=True)
        stage.check("a command that opens the key names the file too", done.returncode == 1 and f"forged{index}.share: share 2 (bob)" in done.stderr, done.stderr)
    transcripts = sorted((stage.folder / "kc-ceremony").glob("transcript-*.cbor"))
    for path in transcripts[:3] + transcripts[-1:]:
        good = path.read_bytes()
        for place in range(0, len(good), 17):
            path.write_bytes(good[:place] + bytes([good[place] ^ 4]) + good[place + 1:])
            done = subprocess.run([stage.interlock, "ca", "transcript", *base], cwd=stage.folder, capture_output=True)
            stage.check(f"{path.name} with byte {place} changed is refused", done.returncode in (1, 2), done.stderr)
        path.write_bytes(good)
    shutil.copytree(stage.folder / "kc-ceremony", stage.folder / "kc-cut")
    (stage.folder / "kc-cut" / transcripts[4].name).write_bytes(transcripts[5].read_bytes())
    stage.run("ca", "transcript", "--ceremony", "kc-cut", *base[2:], status=1, name="a transcript in another's place")
    shutil.copytree(stage.folder / "kc-ceremony", stage.folder / "kc-gap")
    for path in transcripts[1:-1]:
        taken = (stage.folder / "kc-gap" / path.name)
        bytes_ = taken.read_bytes()
        taken.unlink()
        for words in (["ca", "transcript"], ["ca", "combine", *shares(*files[:3])]):
            done = subprocess.run([stage.interlock, *words, "--ceremony", "kc-gap", *base[2:]], cwd=stage.folder, capture_output=True, text=True)
            stage.check(f"{words[1]} without {path.name} is refused, and it is named", done.returncode == 1 and f"{path.name}: is missing" in done.stderr,
                        done.stderr)
        taken.write_bytes(bytes_)
    stage.run("ca", "transcript", "--ceremony", "kc-gap", *base[2:], name="all transcripts put back")
    (stage.folder / "kc-gap/transcript-1.cbor").write_bytes(b"")
    stage.run("ca", "transcript", "--ceremony", "kc-gap", *base[2:], status=2, name="a transcript's name in another form")
    stage.run("ca", "transcript", *base)


def refresh(stage, files):
    """Dealt anew: the same key, other shares, other k and n; old and new do not mix."""
    base = ["--ceremony", "kc-ceremony", "--certificate", "kc/ca.cert.pem"]
    stage.run("ca", "refresh", *base, *shares(*files[:2]), status=1, name="refresh with two")
    made = json.loads(stage.run("ca", "refresh", *base, *shares(*files[1:4]), "--json"))
    stage.check("the next generation", made["generation"] == 1 and made["threshold"] == 3 and len(made["custodians"]) == 5, made)
    fresh = [open_share(stage, "kc-ceremony", 1, index + 1, name, f"{name}1.share") for index, name in enumerate(CUSTODIANS[:5])]
    done = subprocess.run([stage.interlock, "ca", "combine", *base, *shares(files[0], fresh[1], fresh[2])], cwd=stage.folder,
                          capture_output=True, text=True)
    stage.check("old and new do not combine; the old is named", done.returncode == 1 and "share 1 (alice) is of generation 0" in done.stderr, done.stderr)
    shutil.copytree(stage.folder / "kc-ceremony", stage.folder / "kc-back")
    sorted((stage.folder / "kc-back").glob("transcript-*.cbor"))[-1].unlink()
    stage.run("ca", "combine", "--ceremony", "kc-back", *base[2:], *shares(*files[:3]), status=2, name="old shares, the refresh's transcript taken away")
    stage.run("ca", "combine", *base, *shares(*files[:3]), status=1, name="old shares are refused")
    stage.run("ca", "combine", *base, *shares(*fresh[2:]))
    resized = ["alice", "frank"]
    made = json.loads(stage.run("ca", "refresh", *base, *shares(*fresh[:3]), "--threshold", "2", *certificates(*resized), "--json"))
    stage.check("another k and n", made["threshold"] == 2 and [entry["name"] for entry in made["custodians"]] == resized, made)
    last = [open_share(stage, "kc-ceremony", 2, index + 1, name, f"{name}2.share") for index, name in enumerate(resized)]
    stage.run("ca", "combine", *base, *shares(*last))
    stage.run("ca", "rehearse", *base, *shares(*last))
    (stage.folder / "kc-ceremony/generation-3").mkdir()
    stage.run("ca", "refresh", *base, *shares(*last), status=2, name="refresh over what a killed one left")
    (stage.folder / "kc-ceremony/generation-3").rmdir()
    shown = json.loads(stage.run("ca", "transcript", *base, "--json"))
    stage.check("the transcripts lead from the first set to the last", shown["current"]["generation"] == 2, shown)
    output = stage.tool("shamir_oracle.py restores the seed from the CLI's shares", sys.executable, ORACLE, "folder", "kc-ceremony",
                        "kc/ca.cert.pem", "2", *last, contains=" 0 failed")
    print(f"  shamir_oracle.py folder: {output.splitlines()[-1]}", flush=True)


def arithmetic(stage):
    """callgrind counts the instructions of the arithmetic on shares: the same for every secret."""
    if not shutil.which("valgrind"):
        return stage.check("valgrind is there", False, "apt-get install valgrind")
    # Symbols are enough, and valgrind gives up at DWARF 5, which clang writes for C.
    stage.tool("strip keeps the symbols", "strip", "--strip-debug", "-o", "interlock-symbols", stage.interlock)
    functions = {"polynomials": "*SharePolynomial*value*", "combination": "*LagrangeBasis*combination*"}
    for name, pattern in functions.items():
        counts = {}
        for run, seed in enumerate(["zeros", "ones", "random", "random", "random"]):
            done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file=callgrind.{name}.{run}", f"--toggle-collect={pattern}",
                                   "./interlock-symbols", "ca", "share", "trace", "--seed", seed], cwd=stage.folder, capture_output=True, text=True)
            found = re.search(r"Collected : (\d+)", done.stderr)
            counts[f"{seed} {run}"] = int(found.group(1)) if done.returncode == 0 and found else None
        values = set(counts.values())
        stage.check(f"{name}: the same number of instructions for every secret", len(values) == 1 and None not in values
                    and min(values) > 10_000, counts)
        print(f"  callgrind, {name}: {sorted(counts.values(), key=str)} instructions", flush=True)


def ceremony(stage):
    files = life(stage)
    faults(stage, files)
    refresh(stage, files)
    arithmetic(stage)
    output = stage.tool("shamir_oracle.py agrees on Vectors/ceremony.json", sys.executable, ORACLE, "vectors", ROOT / "Vectors/ceremony.json",
                        contains=" 0 failed")
    print(f"  shamir_oracle.py vectors: {output.splitlines()[-1]}", flush=True)
