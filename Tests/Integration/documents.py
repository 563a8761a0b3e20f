"""The command lines of README and help, and rules of the command line that hold for every command."""
import json
import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def leaves(command, path=()):
    """Each command that has no subcommands, as its words and its options."""
    for inner in command.get("subcommands", []):
        if inner["commandName"] == "help":
            continue
        words = path + (inner["commandName"],)
        if inner.get("subcommands"):
            yield from leaves(inner, words)
        else:
            yield words, inner.get("arguments", [])


def fenced(text, mark):
    return text.split(f"<!-- {mark} -->", 1)[1].split("```sh\n", 1)[1].split("```", 1)[0].splitlines()


def documents(stage):
    """README and the root help, line by line; every option of every command given twice; `-` for files."""
    tool = json.loads(stage.run("--experimental-dump-help"))["command"]
    commands = dict(leaves(tool))
    readme(stage, commands)
    quick_start(stage)
    twice(stage, commands)
    outputs(stage, commands)
    typing_errors(stage)


def readme(stage, commands):
    text = (ROOT / "README.md").read_text()
    folder = stage.folder / "readme"
    folder.mkdir()
    (folder / "Docs").symlink_to(ROOT / "Docs")
    (folder / ".build/release").mkdir(parents=True)
    (folder / ".build/release/interlock").symlink_to(stage.interlock)
    first = fenced(text, "run")[0].split("&&")[-1].strip()
    stage.check("README runs the release build", first.startswith("swift run -c release interlock "), first)
    for line in [first.replace("swift run -c release interlock", ".build/release/interlock")] + fenced(text, "next"):
        done = subprocess.run(line, shell=True, cwd=folder, capture_output=True, text=True)
        stage.check(f"README: {line}", done.returncode == 0, done.stderr + done.stdout)
    for line in re.findall(r"`(?:\.build/release/)?interlock ([^`]*)`", text):
        words = line.split()
        if words[-1] == "help" or "help" in words:
            stage.run(*words, name=f"README: interlock {line}")
            continue
        path = [word for word in words if re.fullmatch(r"[a-z]+", word)]
        while path and tuple(path) not in commands and not any(words_[:len(path)] == tuple(path) for words_ in commands):
            path.pop()
        shown = stage.run(*path, "--help", name=f"README: interlock {line}")
        missing = [word for word in words if word.startswith("--") and word.split("=")[0] not in shown]
        stage.check(f"README: interlock {line} has its options", not missing, missing)


def quick_start(stage):
    """The examples of the root help, as they stand there, one after the other."""
    folder = stage.folder / "quick start"
    folder.mkdir()
    (folder / "Docs").symlink_to(ROOT / "Docs")
    shown = subprocess.run([stage.interlock, "--help"], capture_output=True, text=True, env={**os.environ, "COLUMNS": "80"}).stdout
    examples = shown.split("EXAMPLES\n", 1)[1].split("\n\n", 1)[0]
    stage.check("the examples fit into 80 columns", max(map(len, examples.splitlines())) <= 80, examples)
    (folder / "bin").mkdir()
    (folder / "bin/interlock").symlink_to(stage.interlock)
    path = f"{folder / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(["sh", "-eu", "-c", examples], cwd=folder, capture_output=True, text=True, env={**os.environ, "PATH": path})
    stage.check("the quick start of the help succeeds", done.returncode == 0 and "good: demand of alice" in done.stdout, done.stderr + done.stdout)


def twice(stage, commands):
    """An option given twice adds up, or is an error."""
    wrong = []
    for words, arguments in commands.items():
        for argument in arguments:
            names = [name for name in argument.get("names", []) if name["kind"] == "long"]
            if not names or argument["isRepeating"] or names[0]["name"] in ("help", "version"):
                continue
            option = "--" + names[0]["name"]
            given = [option] if argument["kind"] == "flag" else [option, "1"]
            done = subprocess.run([stage.interlock, *words, *given, *given], cwd=stage.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
            if done.returncode != 2 or f"{option} is given twice" not in done.stderr:
                wrong.append((words, option, done.returncode, done.stderr[:200]))
    stage.check("an option given twice is an error in every command", not wrong, wrong[:5])
    policy = stage.write("forbid.cedar", "forbid (principal, action, resource);")
    permit = stage.write("permit.cedar", "permit (principal, action, resource);")
    for order in ([policy, permit], [permit, policy]):
        verdict = json.loads(stage.run("verify", "quick start/demand.cose", "--root", "quick start/ca/ca.cert.pem", "--crl", "quick start/ca/crl.pem",
                                       "--policies", order[0], "--policies", order[1], "--json", status=1, name=f"verify by {order}"))
        stage.check(f"a forbid counts in {order}", verdict["code"] == "notPermitted", verdict)


def outputs(stage, commands):
    """`--out -` is standard output, or refused; no file is called so."""
    streams = []
    for words, arguments in commands.items():
        if not any(name["name"] == "out" for argument in arguments for name in argument.get("names", [])):
            continue
        done = subprocess.run([stage.interlock, *words, "--out", "-"], cwd=stage.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if "is standard output" not in done.stderr:
            streams.append(" ".join(words))
    stage.check("only these write to standard output", sorted(streams) == [
        "market orders", "market sample", "sign cancel", "sign demand", "sign reading", "sign rules", "sign supply"], streams)
    stage.check("no file is called -", not list(stage.folder.rglob("-")), list(stage.folder.rglob("-")))
    sign = ["sign", "demand", "--key", "quick start/alice.key.pem", "--cert", "quick start/alice.cert.pem", "--passphrase-file", "quick start/pass",
            "--in", "quick start/demand.json", "--deterministic", "--out"]
    done = subprocess.run([stage.interlock, *sign, "-"], cwd=stage.folder, capture_output=True)
    stage.run(*sign, "same.cose")
    stage.check("sign --out - writes the message and nothing else", done.stdout == (stage.folder / "same.cose").read_bytes(), done)


def typing_errors(stage):
    """A wrong word is usage, and the right one is named."""
    for words, hint in ((["sgn", "demand"], "sign"), (["ca", "lst"], "list"), (["ledger", "verfy", "x"], "verify"), (["market", "smaple"], "sample")):
        done = subprocess.run([stage.interlock, *words], cwd=stage.folder, capture_output=True, text=True)
        stage.check(f"{words} is usage with a hint", done.returncode == 2 and f'did you mean "{hint}"?' in done.stderr, done.stderr)
    stage.run("market", "sample", "--latitude", "-33.9", "--longitude", "-70.6", "--households", "1", "--out", "south.csv")
    order = {"market": "lem-1", "buyer": "alice", "address": "0x52908400098527886E0F7030069857D2E4169EE7",
             "deliveryPeriod": "2026-06-15T12:00:00Z", "energyWh": 250, "price": 2400, "sequence": 1}
    key = ["--key", "quick start/alice.key.pem", "--cert", "quick start/alice.cert.pem", "--passphrase-file", "quick start/pass", "--out", "never.cose"]
    for change, fault in (({"validuntil": "2026-06-15T11:30:00Z"}, 'unknown member "validuntil"; did you mean "validUntil"?'),
                          ({"minimumFillWH": 100}, 'did you mean "minimumFillWh"?'), ({"timeinforce": "fillOrKill"}, 'did you mean "timeInForce"?'),
                          ({"timeInForce": "now"}, 'expected one of "gateClosure", "immediateOrCancel", "fillOrKill", found "now"'),
                          ({"energyWh": 250.5}, "energyWh: expected a whole number, found 250.5")):
        text = json.dumps({**order, **change}, indent=1)
        done = subprocess.run([stage.interlock, "sign", "demand", *key, "--in", "-"], cwd=stage.folder, capture_output=True, text=True, input=text)
        stage.check(f"sign refuses {change}", done.returncode == 2 and fault in done.stderr and not (stage.folder / "never.cose").exists(), done.stderr)


def folders(stage, sample):
    """`market run` makes its own folder, and takes over no other; gaps are reported; what reads works where nothing can be written."""
    stage.run("market", "run", *sample, "--out", "own")
    (stage.folder / "foreign").mkdir()
    stage.write("foreign/notes.txt", "mine")
    for folder in ("foreign", "own/ca", "quick start/ca", "foreign/notes.txt"):
        stage.run("market", "run", *sample, "--out", folder, status=2, name=f"market run into {folder}")
    stage.check("nothing was written there", [path.name for path in (stage.folder / "foreign").iterdir()] == ["notes.txt"])
    summary = json.loads(stage.run("market", "run", *sample, "--out", "own/", "--json", name="market run goes on in its own folder"))
    stage.check("it names its files", summary["files"]["ledger"] == "own/ledger" and summary["readings"]["missing"] == 0, summary)
    done = subprocess.run([stage.interlock, "ledger", "verify", "own"], cwd=stage.folder, capture_output=True, text=True)
    stage.check("ledger verify says where the ledger is", done.returncode == 2 and "own/ledger" in done.stderr, done)

    lines = Path(sample[1]).read_text().splitlines(keepends=True)
    (stage.folder / "gaps.csv").write_text("".join(lines[:20] + lines[61:]))
    summary = json.loads(stage.run("market", "run", "--data", "gaps.csv", *sample[2:], "--out", "gaps", "--json"))
    stage.check("gaps are reported in JSON", summary["readings"]["missing"] == 41 and len(summary["readings"]["gaps"]) == 1, summary["readings"])
    text = stage.run("market", "run", "--data", "gaps.csv", *sample[2:], "--out", "gaps")
    stage.check("gaps are reported in text", "41 missing: H001 lacks 41 from 2026-06-15T04:45:00Z" in text, text)
    half = [line for line in lines[1:] if line.split(",")[1][14:16] in ("00", "30")]
    (stage.folder / "half.csv").write_text("".join(lines[:1] + half))
    for command in (["market", "run", *sample[2:], "--out", "half"], ["market", "orders"]):
        done = subprocess.run([stage.interlock, *command, "--data", "half.csv"], cwd=stage.folder, capture_output=True, text=True)
        stage.check(f"{command[1]} refuses half-hourly readings", done.returncode == 2 and "one every 30 minutes" in done.stderr, done)
    shown(stage)
    read_only(stage)


def shown(stage):
    """`ledger show --json` is JSON all through; `ledger trades` lists what it holds."""
    blocks = json.loads(stage.run("ledger", "show", "own/ledger", "--json"))
    kinds = {transaction["kind"] for block in blocks for transaction in block["transactions"]}
    stage.check("ledger show knows what it shows", {"genesis", "certificates", "revocationList", "trades"} <= kinds and "malformed" not in kinds, kinds)
    said = [trade for block in blocks for transaction in block["transactions"] for trade in transaction.get("trades", [])]
    trades = json.loads(stage.run("ledger", "trades", "own/ledger", "--json"))
    stage.check("ledger trades lists what the blocks say", [trade["id"] for trade in trades] == [trade["id"] for trade in said], len(trades))
    buyer, block, period = trades[-1]["buyer"], trades[-1]["block"], trades[-1]["period"]
    for option, value, holds in (("participant", buyer, lambda trade: buyer in (trade["buyer"], trade["seller"])),
                                 ("block", block, lambda trade: trade["block"] == block), ("period", period, lambda trade: trade["period"] == period)):
        some = json.loads(stage.run("ledger", "trades", "own/ledger", f"--{option}", value, "--json"))
        stage.check(f"ledger trades by {option}", some == [trade for trade in trades if holds(trade)] != [], some)
    csv = stage.run("ledger", "trades", "own/ledger", "--csv").splitlines()
    stage.check("the CSV has a line a trade", len(csv) == len(trades) + 1 and csv[0].startswith("number,block,period,buyer,seller,energy_wh,price"), csv[:2])
    text = stage.run("ledger", "trades", "own/ledger")
    stage.check("the table ends in the sum", text.splitlines()[-1].startswith(f"{len(trades)} trades, {sum(trade['energyWh'] for trade in trades)} Wh"), text[-200:])


def read_only(stage):
    """Commands that only read, on a folder that cannot be written."""
    mount = stage.folder / "own"
    if subprocess.run(["mount", "--bind", mount, mount], capture_output=True).returncode != 0:
        print("  read-only: skipped, nothing can be mounted here", flush=True)
        return
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", mount], check=True)
        for words in (["ledger", "show", "own/ledger"], ["ledger", "trades", "own/ledger"], ["ledger", "verify", "own/ledger"],
                      ["market", "replay", "own/ledger"], ["market", "settle", "--ledger", "own/ledger"], ["market", "book", "--ledger", "own/ledger"],
                      ["ca", "list", "--ca", "own/ca"], ["ca", "journal", "verify", "--ca", "own/ca"], ["ca", "journal", "show", "--ca", "own/ca"],
                      ["crl", "--show", "own/ca/crl.pem"]):
            stage.run(*words, name=f"{' '.join(words[:3])} on a read-only folder")
    finally:
        subprocess.run(["umount", mount], check=False)
