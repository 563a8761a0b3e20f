"""The market's commands as a person meets them: `market clear` beside the oracle in Python and PyPI's `pymarket`, then every
clearing rule on the whole way to the ledger."""
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INTEROP = ROOT / "Tests/Interop"
SAMPLE = ROOT / "Docs/Data/sample-day.csv"
WEEK = ROOT.parent / "shared/data/households.csv"
HEAD = "side,id,participant,time,period,energy_wh,price"
WHEN = "2026-06-15T11:00:00Z,2026-06-15T12:00:00Z"
BOOKS = 2000


def clearing(stage):
    commands(stage)
    beside(stage, "market_oracle.py", "--books", BOOKS)
    if importlib.util.find_spec("pymarket"):
        beside(stage, "pymarket_compare.py")
    else:
        print("  pymarket is not in this Python; skipped")
    beside(stage, "market_week.py", "--data", WEEK if WEEK.exists() else SAMPLE)


def trading(stage):
    reading(stage)
    for rule in ("cda", "uniform", "pay-as-bid", "mid", "mcafee"):
        ledger(stage, rule)


def ledger(stage, rule):
    """A day by one rule: audited, settled, and its trades made again by two more processes from the intake log alone."""
    out = f"by-{rule}"
    run = ["market", "run", "--data", SAMPLE, "--day", "2026-06-15", "--rule", rule, "--out", out]
    summary = json.loads(stage.run(*run, "--json"))
    stage.check(f"{rule}: audited, all dispatched, no surprise", summary["auditGood"] and not summary["surprises"]
                and summary["dispatched"] == summary["trades"] > 0, summary)
    other = "cda" if rule == "mid" else "mid"
    stage.run(*run[:-4], "--rule", other, "--out", out, status=2, name=f"{rule}: going on by another rule")
    shutil.copytree(stage.folder / out / "ledger", stage.folder / out / "copy")
    made = [stage.run("market", "replay", f"{out}/{folder}") for folder in ("ledger", "copy")]
    stage.check(f"{rule}: same log, same trades, byte for byte", made[0] == made[1] and len(made[0].splitlines()) == summary["trades"])
    told = [json.loads(line)["key"] for line in (stage.folder / out / "dispatch.jsonl").read_text().splitlines()]
    shown = json.loads(stage.run("market", "replay", f"{out}/ledger", "--json"))
    stage.check(f"{rule}: the trades are those that dispatch was told of",
                [sha256(bytes.fromhex(line["trade"])) for line in shown] == told and all(line["committed"] for line in shown))
    settled = json.loads(stage.run("market", "settle", "--ledger", f"{out}/ledger", "--json"))
    conserved(stage, rule, settled)
    books = json.loads(stage.run("market", "book", "--ledger", f"{out}/ledger", "--json"))
    stage.check(f"{rule}: the statistics are of all trades", sum(b["statistics"]["energyWh"] for b in books) == summary["tradedWh"])


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def conserved(stage, name, settled):
    """What everyone pays and is paid comes to nothing, and to each one's balance."""
    accounts, balances = Counter(), Counter()
    for payment in settled["payments"]:
        accounts[payment["payer"]] -= payment["amount"]
        accounts[payment["payee"]] += payment["amount"]
    for statement in settled["statements"]:
        balances[statement["participant"]] += statement["balance"]
    stage.check(f"{name}: money is conserved", sum(accounts.values()) == 0 and all(accounts[n] == b for n, b in balances.items()), settled)


def reading(stage):
    """Orders of meter data, their book, its picture, and their settlement."""
    stage.run("market", "orders", "--data", SAMPLE, "--out", "day.csv")
    stage.run("market", "orders", "--data", SAMPLE, "--out", "day.csv", status=2, name="market orders over a file")
    noon = ["market", "book", "--orders", "day.csv", "--rule", "uniform", "--period", "2026-06-15T12:00:00Z"]
    [book] = json.loads(stage.run(*noon, "--svg", "noon.svg", "--json"))
    stage.check("the book has both sides", book["demands"] and book["supplies"], book)
    cleared = json.loads(stage.run("market", "clear", "--rule", "uniform", "--orders", "day.csv", "--json"))
    [period] = [p for p in cleared["periods"] if p["period"] == book["period"]]
    stage.check("the curves cross where uniform clears", book["crossingWh"] == sum(t["energyWh"] for t in period["trades"]), book)
    stage.check("the picture is one", (stage.folder / "noon.svg").read_text().startswith("<svg "))
    stage.run(*noon, "--svg", "noon.svg", status=2, name="market book over a file")
    stage.run("market", "book", "--orders", "day.csv", "--ledger", "x", status=2, name="market book of two things")
    stage.write("fees.json", {"market": "study", "fees": [
        {"name": "grid", "payer": "buy", "recipient": "dso", "perKilowattHour": 700},
        {"name": "vat", "payer": "buy", "recipient": "state", "millionths": 190000, "including": ["grid"]}],
        "imbalance": {"balancer": "dso", "shortPrice": 4000, "longPrice": 500}})
    stage.write("meters.csv", "participant,period,consumed_wh,generated_wh\nH001,2026-06-15T12:00:00Z,900,0\n")
    settled = json.loads(stage.run("market", "settle", "--orders", "day.csv", "--rule", "mcafee", "--config", "fees.json",
                                   "--readings", "meters.csv", "--json"))
    conserved(stage, "a study", settled)
    stage.check("one has an imbalance", sum("imbalanceWh" in s for s in settled["statements"]) == 1)
    stage.write("misspelt.json", {"market": "study", "trading": {"tik": 5}})
    stage.run("market", "clear", "--orders", "day.csv", "--config", "misspelt.json", status=2, name="a misspelt rule")


def signed(stage, sign, trust):
    """Cancels, readings and rule changes, signed and judged; `sign` and `trust` are the options of a buyer."""
    made = {
        "cancel": {"market": "lem-1", "participant": "alice", "order": 1, "sequence": 2},
        "reading": {"market": "lem-1", "participant": "alice", "deliveryPeriod": "2026-01-15T12:00:00Z", "consumedWh": 245,
                    "generatedWh": 0, "sequence": 3},
        "rules": {"participant": "alice", "sequence": 4, "rules": {"market": "lem-1", "trading": {"mechanism": "uniform"}}},
    }
    # A buyer may cancel its own orders; it has no permission for the others.
    for kind, message in made.items():
        stage.write(f"{kind}.json", message)
        stage.run("sign", kind, *sign, "--in", f"{kind}.json", "--out", f"{kind}.cose")
        good = kind == "cancel"
        verdict = json.loads(stage.run("verify", f"{kind}.cose", *trust, "--json", status=0 if good else 1))
        stage.check(f"verify of a {kind}", verdict["admitted"] == good and verdict.get("code") == (None if good else "notPermitted"), verdict)
    stage.write("wrong.json", made["rules"] | {"rules": {"market": "lem-1", "priceFloor": 5, "priceCap": 4}})
    stage.run("sign", "rules", *sign, "--in", "wrong.json", "--out", "wrong.cose", status=2, name="sign rules that contradict themselves")


def beside(stage, script, *arguments):
    command = [sys.executable, INTEROP / script, "--interlock", stage.interlock, *arguments]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    last = (done.stdout.splitlines() or [""])[-1]
    stage.check(script, done.returncode == 0 and last.endswith(" passed, 0 failed"), done.stdout[-4000:] + done.stderr[-2000:])
    print(f"  {script}: {last}", flush=True)


def commands(stage):
    rows = [("buy", "d1", "ann", 300, 2500), ("sell", "s1", "bob", 200, 1000), ("sell", "s2", "eve", 200, 2000)]
    stage.write("orders.csv", "\n".join([HEAD, *(f"{side},{id},{name},{WHEN},{energy},{price}" for side, id, name, energy, price in rows)]) + "\n")
    time, period = WHEN.split(",")
    stage.write("orders.json", [{"side": side, "id": id, "participant": name, "time": time, "period": period, "energyWh": energy, "price": price}
                                for side, id, name, energy, price in rows])
    for rule, prices in {"cda": [], "uniform": [2000, 2000], "pay-as-bid": [2500, 2500], "mid": [1750, 2250], "mcafee": []}.items():
        made = json.loads(stage.run("market", "clear", "--rule", rule, "--orders", "orders.csv", "--json"))
        twin = json.loads(stage.run("market", "clear", "--rule", rule, "--orders", "orders.json", "--json"))
        stage.check(f"market clear by {rule}: CSV and JSON are one", made == twin, (made, twin))
        if rule != "cda":
            stage.check(f"market clear by {rule}: the prices", [t["price"] for t in made["periods"][0]["trades"]] == prices, made)
    stage.write("rules.json", {"market": "study", "trading": {"mechanism": "uniform", "tick": 1000}})
    made = json.loads(stage.run("market", "clear", "--orders", "orders.csv", "--config", "rules.json", "--json"))
    stage.check("an order off the tick is refused", made["rule"] == "uniform" and [r["order"] for r in made["refused"]] == ["d1"], made)
    stage.write("twins.csv", f"{HEAD}\nbuy,a,ann,{WHEN},1,1\nsell,a,bob,{WHEN},1,1\n")
    stage.run("market", "clear", "--orders", "twins.csv", status=2, name="market clear of two orders with one id")
    stage.write("side.csv", f"{HEAD}\nlend,a,ann,{WHEN},1,1\n")
    stage.run("market", "clear", "--orders", "side.csv", status=2, name="market clear of an unknown side")
    stage.run("market", "clear", "--orders", "none.csv", status=3, name="market clear of no file")
