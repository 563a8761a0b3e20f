#!/usr/bin/env python3
"""Our clearing rules beside those of PyPI's `pymarket` 0.7.6, on the same random books.

    pymarket_compare.py --interlock .build/release/interlock [--seed N] [--books N] [--bench [--seconds N] [--json]]

What is the same mechanism is compared exactly, what is not by the bounds that hold all the same:

- The quantity at which pymarket's curves of demand and supply cross is the volume of our uniform price, where all limits
  are above zero and no two are equal. pymarket ends the demand curve at a price of 0, and sees a crossing only where the
  curves change sides, not where they touch; we trade an equal demand and supply, which changes no welfare.
- The most welfare, which pymarket finds by linear programming, is that of our uniform price and of our pay-as-bid and mid
  auctions, in every book.
- `huang` is the second case of our mcafee, where limits are above zero and no two are equal: the same orders, prices and
  energies, exactly where the surplus divides by every number of orders, and else within 1 Wh, since ours are whole.
  pymarket makes one order of those with equal limits, so with equal limits K and L are others. It has no first case: where
  ours applies (orders of one energy), we trade at least as much, at one price between the two of huang.
- `maximum_traded_volume` pairs any demand with any supply that it crosses, at many prices: it is at least the volume of
  our uniform price.
- `p2p` draws pairs by lot until no two orders that are left cross. So at our uniform price it has filled one side, and
  trades at least our volume, at most that maximum: more where a high demand meets a high supply, and a low one a low one.
  Its welfare is at most ours, since it then fills orders that the best allocation leaves.
- `muda` draws each order into one of two halves, and clears each at the other's crossing price. Welfare and volume are at
  most ours.

Needs pymarket in this Python. Prints, last, `N passed, N failed`.
"""
import argparse
import json
import multiprocessing
import random
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

warnings.filterwarnings("ignore")

import numpy as np
import pandas as pd
import pulp
import pymarket
from pymarket.bids.demand_curves import demand_curve_from_bids, intersect_stepwise, supply_curve_from_bids

# pymarket is of 2019. It writes into `Series.values`, which pandas 3 gives for reading only; and the solver prints a log.
pd.Series.values = property(lambda series: series.to_numpy(copy=True))
pulp.LpSolverDefault.msg = False

DIVISIBLE = 840  # By 1 ... 8: the surplus of up to 8 orders leaves no rest.
CLEARED = ["uniform", "pay-as-bid", "mid", "mcafee"]


def random_book(rng, kind):
    """(side, energy, price): `divisible` and `whole` have no two equal limits, `equal` one energy, `ties` what comes."""
    a_side = rng.randint(20, 60) if kind == "whole" else rng.randint(1, 8)
    sides = ["buy"] * a_side + ["sell"] * (rng.randint(20, 60) if kind == "whole" else rng.randint(1, 8))
    rng.shuffle(sides)
    prices = [rng.randint(1, 9) for _ in sides] if kind == "ties" else rng.sample(range(1, 4000), len(sides))
    energy = {"divisible": lambda: DIVISIBLE * rng.randint(1, 6), "whole": lambda: rng.randint(1, 5000),
              "equal": lambda: DIVISIBLE, "ties": lambda: rng.randint(1, 9)}[kind]
    return [(side, energy(), price) for side, price in zip(sides, prices)]


def frame(book):
    bids = pymarket.BidManager()
    for user, (side, energy, price) in enumerate(book):
        bids.add_bid(energy, price, user, side == "buy")
    return bids.get_df()


def period(place):
    return f"2026-06-{15 + place // 96:02}T{place // 4 % 24:02}:{place % 4 * 15:02}:00Z"


def write(books, path):
    with open(path, "w") as file:
        file.write("side,id,participant,time,period,energy_wh,price\n")
        for place, book in enumerate(books):
            file.writelines(f"{side},{place}.{n},u{n},2026-06-14T00:00:00Z,{period(place)},{energy},{price}\n"
                            for n, (side, energy, price) in enumerate(book))


def clear(interlock, rule, path):
    done = subprocess.run([interlock, "market", "clear", "--rule", rule, "--orders", path, "--json"], capture_output=True, check=True)
    made = json.loads(done.stdout)
    assert not made["refused"]
    return [p["trades"] for p in made["periods"]]


def number(id):
    return int(id.split(".")[1])


class Comparison:
    def __init__(self):
        self.passed, self.failed, self.told = 0, 0, Counter()

    def check(self, name, good, book, detail):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            self.told[name] += 1
            if self.told[name] == 1:
                print(f"FAILED {name}: {book[:40]}\n  {detail}", flush=True)

    def compare(self, book, kind, ours, seed):
        bids = frame(book)
        volume = {rule: sum(t["energyWh"] for t in trades) for rule, trades in ours.items()}
        welfare = {rule: sum(t["energyWh"] * (book[number(t["demand"])][2] - book[number(t["supply"])][2]) for t in trades)
                   for rule, trades in ours.items()}
        small = len(book) < 40
        if kind != "ties":
            crossing = intersect_stepwise(demand_curve_from_bids(bids)[0], supply_curve_from_bids(bids)[0])[0]
            self.check("uniform: the crossing quantity", volume["uniform"] == (crossing or 0), book, (volume, crossing))
            self.huang(book, kind, bids, ours["mcafee"])
        if small:
            most = pymarket.statistics.maximum_aggregated_utility(bids)[1] or 0
            for rule in ("uniform", "pay-as-bid", "mid"):
                self.check(f"{rule}: the most welfare", abs(welfare[rule] - most) <= 1e-6 * max(1, most), book, (welfare, most))
            crossing = any(d[2] >= s[2] for d in book for s in book if (d[0], s[0]) == ("buy", "sell"))
            largest = (pymarket.statistics.maximum_traded_volume(bids)[1] or 0) if crossing else 0
            self.check("uniform: at most the largest volume", volume["uniform"] <= largest + 1e-6 * max(1, largest), book, (volume, largest))
        self.check("mcafee: within the uniform price's volume", volume["mcafee"] <= volume["uniform"], book, volume)
        for name in ("p2p", "muda"):
            try:
                made, _ = pymarket.mechanisms.__dict__[{"p2p": "P2PTrading", "muda": "MudaAuction"}[name]](
                    bids, r=np.random.RandomState(seed)).run()
            except Exception as error:  # pymarket's own, on books that it was not made for
                self.told[f"{name} ends with {type(error).__name__}"] += 1
                continue
            self.bounds(name, book, made.get_df(), volume["uniform"], welfare["uniform"], largest if small and name == "p2p" else None)

    def bounds(self, name, book, trades, volume, welfare, largest):
        traded, theirs, within = Counter(), 0, True
        for bid, energy, price in zip(trades.bid, trades.quantity, trades.price):
            side, _, limit = book[int(bid)]
            traded[int(bid)] += energy
            theirs += energy * (limit if side == "buy" else -limit)
            within &= energy == 0 or (price <= limit if side == "buy" else price >= limit)
        total = sum(energy for bid, energy in traded.items() if book[bid][0] == "buy")
        self.check(f"{name}: within limits", within and all(e <= book[b][1] for b, e in traded.items()), book, trades)
        self.check(f"{name}: at most our welfare", theirs <= welfare, book, (theirs, welfare))
        if name == "muda":
            self.check("muda: at most our volume", total <= volume, book, (total, volume))
        else:
            self.check("p2p: at least our volume", total >= volume, book, (total, volume))
        if largest is not None:
            self.check("p2p: at most the largest volume", total <= largest * (1 + 1e-9), book, (total, largest))
        self.told[f"{name} trades {'more than' if total > volume else 'as much as' if total == volume else 'less than'} our uniform price"] += 1

    def huang(self, book, kind, bids, ours):
        made, facts = pymarket.HuangAuction(bids).run() if {b[0] for b in book} == {"buy", "sell"} else (None, {})
        theirs = Counter()
        for bid, energy in ((t[0], t[1]) for t in (made.trans if made else [])):
            theirs[int(bid)] += energy
        mine = Counter()
        for trade in ours:
            mine[number(trade["demand"])] += trade["energyWh"]
            mine[number(trade["supply"])] += trade["energyWh"]
        prices = {(t["price"], t["sellerPrice"]) for t in ours}
        detail = (dict(mine), prices, dict(theirs), facts)
        if len(prices) == 1 and len(set(next(iter(prices)))) == 1:
            price = ours[0]["price"]
            self.told["huang beside mcafee's first case"] += 1
            self.check("mcafee: the first case is between huang's prices", kind == "equal"
                       and facts["price_sell"] <= price <= facts["price_buy"] and sum(mine.values()) >= sum(theirs.values()), book, detail)
            return
        if ours:
            self.told["huang beside mcafee's second case"] += 1
            self.check("mcafee: huang's prices", prices == {(facts["price_buy"], facts["price_sell"])}, book, detail)
        near = 1 if kind == "whole" else 1e-6
        self.check("mcafee: huang's energies", all(abs(mine[n] - theirs[n]) <= near for n in range(len(book))), book, detail)


def timed(body, seconds):
    times, end = [], time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        begin = time.perf_counter()
        body()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def within(body, seconds, limit):
    """The median time of a call; nothing where it takes longer than the limit."""
    receiving, sending = multiprocessing.Pipe(False)
    process = multiprocessing.get_context("fork").Process(target=lambda: sending.send(timed(body, seconds)))
    process.start()
    process.join(limit + seconds)
    if process.is_alive():
        process.kill()
        return None
    return receiving.recv() if receiving.poll() else None


def bench(options):
    """Orders a second on the same books; ours from the file of orders to the JSON of trades, process and all.

    Last, our rules alone, as `interlock bench clearing` times them on books of its own.
    """
    rng, rows = random.Random(options.seed), []
    with tempfile.TemporaryDirectory() as folder:
        for size in (100, 300, 1000):
            sides = [["buy", "sell"] * (size // 2) for _ in range(100)]
            books = [[(side, rng.randint(1, 5000), price) for side, price in zip(s, rng.sample(range(1, 40_000), size))] for s in sides]
            write(books, Path(folder) / "orders.csv")
            bids, row = frame(books[0]), {"orders": size}
            for rule in ("cda", *CLEARED):
                seconds = timed(lambda: clear(options.interlock, rule, Path(folder) / "orders.csv"), options.seconds)
                row[rule] = size * len(books) / seconds
            for name, mechanism in (("huang", pymarket.HuangAuction), ("muda", pymarket.MudaAuction), ("p2p", pymarket.mechanisms.P2PTrading)):
                extra = {} if name == "huang" else {"r": np.random.RandomState(options.seed)}
                seconds = within(lambda: mechanism(bids, **extra).run(), options.seconds, 60)
                row[name] = seconds and size / seconds
            rows.append(row)
    done = subprocess.run([options.interlock, "bench", "clearing", "--orders", ",".join(str(row["orders"]) for row in rows), "--json"],
                          capture_output=True, check=True)
    for made in json.loads(done.stdout)["rows"]:
        next(row for row in rows if row["orders"] == made["orders"])[f"{made['rule']} alone"] = made["ordersPerSecond"]
    if options.json:
        return print(json.dumps(rows))
    theirs = {"huang": "mcafee", "muda": "uniform", "p2p": "cda"}
    theirs = {"huang": "mcafee", "muda": "uniform", "p2p": "cda"}
    for row in rows:
        print(f"books of {row.pop('orders')} orders, orders a second:")
        print("  " + ", ".join(f"{name} {speed:,.0f}" if speed else f"{name} more than 60 s a book" for name, speed in row.items()))
        print("  " + ", ".join(f"{ours} is {row[ours] / row[name]:,.0f} times as fast as {name}, alone {row[f'{ours} alone'] / row[name]:,.0f}"
                               for name, ours in theirs.items() if row[name]), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interlock", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--books", type=int, default=200)
    parser.add_argument("--bench", action="store_true")
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    options.interlock = str(Path(options.interlock).resolve())
    if options.bench:
        return bench(options)
    rng, comparison = random.Random(options.seed), Comparison()
    kinds = [("divisible", "divisible", "whole", "equal", "ties")[n % 5] for n in range(options.books)]
    books = [random_book(rng, kind) for kind in kinds]
    with tempfile.TemporaryDirectory() as folder:
        write(books, Path(folder) / "orders.csv")
        ours = {rule: clear(options.interlock, rule, Path(folder) / "orders.csv") for rule in CLEARED}
    for place, (book, kind) in enumerate(zip(books, kinds)):
        comparison.compare(book, kind, {rule: periods[place] for rule, periods in ours.items()}, options.seed + place)
    for name, count in sorted(comparison.told.items()):
        print(f"  {name}: {count}")
    print(f"{comparison.passed} passed, {comparison.failed} failed")
    sys.exit(comparison.failed != 0)


if __name__ == "__main__":
    main()
