"""Clearing: `interlock market clear` as a person meets it, beside the oracle in Python and PyPI's `pymarket`."""
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

INTEROP = Path(__file__).resolve().parents[2] / "Tests/Interop"
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
