#!/usr/bin/env python3
"""Runs meter data through every clearing rule, and prints the table of Docs/Market.md.

    market_week.py --interlock .build/release/interlock --data ../shared/data/households.csv

Self-sufficiency is own use and traded energy as a part of the load. Checks what must hold between the rules, and prints, last,
`N passed, N failed`.
"""
import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

RULES = ["cda", "uniform", "pay-as-bid", "mid", "mcafee"]
passed = failed = 0


def check(name, good):
    global passed, failed
    passed += bool(good)
    failed += not good
    if not good:
        print(f"FAILED {name}")


def price(units):
    return f"{units / 10_000:.4f}"


def outcome(interlock, rule, orders):
    printed = subprocess.run([interlock, "market", "clear", "--rule", rule, "--orders", orders, "--json"],
                             check=True, capture_output=True).stdout
    return json.loads(printed)


def row(rule, trades, load, own_use):
    energy = sum(t["energyWh"] for t in trades)
    paid = sum(t["energyWh"] * t["price"] for t in trades)
    received = sum(t["energyWh"] * t["sellerPrice"] for t in trades)
    prices = sorted(t["price"] for t in trades)
    return [f"`{rule}`", f"{len(trades):,}", f"{energy / 1_000:,.1f}", f"{(own_use + energy) * 100 / load:.1f} %",
            price(paid / energy), price(received / energy), f"{price(prices[0])} to {price(prices[-1])}", f"{(paid - received) / 1e7:,.2f}"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--interlock", required=True)
    parser.add_argument("--data", required=True)
    arguments = parser.parse_args()
    with open(arguments.data) as file:
        readings = [(int(r["load_wh"]), int(r["pv_wh"])) for r in csv.DictReader(file)]
    load, own_use = sum(l for l, _ in readings), sum(min(l, p) for l, p in readings)
    with tempfile.TemporaryDirectory() as folder:
        orders = str(Path(folder, "orders.csv"))
        subprocess.run([arguments.interlock, "market", "orders", "--data", arguments.data, "--out", orders], check=True)
        with open(orders) as file:
            rows = {r["id"]: r for r in csv.DictReader(file)}
        outcomes = {rule: outcome(arguments.interlock, rule, orders) for rule in RULES}
    print(f"{len(rows):,} orders, load {load / 1_000:,.1f} kWh, own use {own_use * 100 / load:.1f} %")
    print("| rule | trades | traded kWh | self-sufficiency | buyers pay | sellers get | prices | market keeps |\n|---|---|---|---|---|---|---|---|")
    volumes = {}
    for rule, result in outcomes.items():
        trades = [t for period in result["periods"] for t in period["trades"]]
        print("| " + " | ".join(row(rule, trades, load, own_use)) + " |")
        volumes[rule] = {p["period"]: sum(t["energyWh"] for t in p["trades"]) for p in result["periods"]}
        left = {key: int(r["energy_wh"]) for key, r in rows.items()}
        good = True
        for trade in trades:
            demand, supply = rows[trade["demand"]], rows[trade["supply"]]
            good &= int(supply["price"]) <= trade["sellerPrice"] <= trade["price"] <= int(demand["price"])
            good &= demand["side"] == "buy" and supply["side"] == "sell" and demand["period"] == supply["period"]
            left[trade["demand"]] -= trade["energyWh"]
            left[trade["supply"]] -= trade["energyWh"]
        check(f"{rule}: within limits", good)
        check(f"{rule}: within energies", min(left.values()) >= 0)
        check(f"{rule}: nothing refused", not result["refused"])
    check("uniform, pay-as-bid and mid trade the same", volumes["uniform"] == volumes["pay-as-bid"] == volumes["mid"])
    check("mcafee trades at most as much", all(volumes["mcafee"].get(p, 0) <= v for p, v in volumes["uniform"].items()))
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
