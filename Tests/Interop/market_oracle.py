#!/usr/bin/env python3
"""The clearing rules written a second time, from their rules in words, and random books that compare the two.

    market_oracle.py --interlock .build/release/interlock [--seed N] [--books N]

Every rule is as plain as its words: the continuous auction looks through all resting orders, the uniform price is found
by trying every price, maximum flow is the least cut over all sets of groups. `interlock market clear` is asked for many
periods at once. Trades and cancellations are compared in their sequence; where a policy on the pair leaves more than one
maximum flow, volume, price and the rights of each order are. Needs nothing but Python. Prints, last, `N passed, N failed`;
a failure is shown by the smallest book that still fails.
"""
import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from bisect import bisect
from collections import Counter, defaultdict, namedtuple
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

RULES = ["cda", "uniform", "pay-as-bid", "mid", "mcafee"]
PERIODS = 100
IMMEDIATE = ("immediateOrCancel", "fillOrKill")
POLICIES = {
    "zone": "permit (principal, action, resource) when { principal.zone == resource.zone };",
    "green": "permit (principal, action, resource) when { !principal.wantsGreen || resource.green };",
}

Trade = namedtuple("Trade", "demand supply energy price seller_price")
Cancelled = namedtuple("Cancelled", "order energy reason")


@dataclass(frozen=True)
class Order:
    side: str
    id: str
    participant: str
    time: str
    energy: int
    price: int
    minimum: int = 0
    force: str = "gateClosure"
    attributes: dict = field(default_factory=dict, compare=False)
    position: int = 0

    @property
    def least(self):
        return self.energy if self.force == "fillOrKill" else self.minimum

    @property
    def conditional(self):
        return self.force in IMMEDIATE or self.minimum > 0

    @property
    def group(self):
        return tuple(sorted(self.attributes.items()))


@dataclass(frozen=True)
class Terms:
    margin: str = "time"
    tick: int = 1
    step: int = 1
    reference: int = 0
    policy: str = ""

    def permits(self, buyer, seller):
        """Whether participants of these attributes may trade; an attribute that is missing is an error, and no permit."""
        buyer, seller = dict(buyer), dict(seller)
        if self.policy == "zone":
            return "zone" in buyer and "zone" in seller and buyer["zone"] == seller["zone"]
        if self.policy == "green":
            return buyer.get("wantsGreen") is False or (buyer.get("wantsGreen") is True and seller.get("green") is True)
        return True

    def down(self, price):
        return price // self.tick * self.tick

    def rules(self):
        trading = {"margin": self.margin, "tick": self.tick, "energyStep": self.step, "referencePrice": self.reference}
        return {"market": "study", "priceFloor": -100_000 * self.tick, "priceCap": 100_000 * self.tick,
                "trading": trading | ({"partners": POLICIES[self.policy]} if self.policy else {})}


def crosses(demand, supply):
    return demand.price >= supply.price


def best_first(orders):
    """One side's orders: best price first, then by position."""
    return sorted(orders, key=lambda order: (-order.price if order.side == "buy" else order.price, order.position))


def demands_and_supplies(orders):
    return best_first(o for o in orders if o.side == "buy"), best_first(o for o in orders if o.side == "sell")


# The continuous double auction.

def continuous(orders, terms):
    resting, left, trades, cancelled = [], {}, [], []

    def reachable(order):
        """What rests on the other side, may be met and is within the limit, best price first, then by position."""
        def met(other):
            demand, supply = (order, other) if order.side == "buy" else (other, order)
            return demand.side != supply.side and crosses(demand, supply) and terms.permits(demand.group, supply.group)
        return best_first(filter(met, resting))

    for order in orders:
        left[order] = order.energy
        others = reachable(order)
        if sum(left[o] for o in others if o.participant != order.participant) < order.least:
            cancelled.append(Cancelled(order.id, order.energy, "minimumNotMet"))
            continue
        for other in others:
            if left[order] == 0:
                break
            if other.participant == order.participant:
                cancelled.append(Cancelled(other.id, left[other], "ownOrder"))
                resting.remove(other)
                continue
            energy = min(left[order], left[other])
            demand, supply = (order, other) if order.side == "buy" else (other, order)
            trades.append(Trade(demand.id, supply.id, energy, other.price, other.price))
            left[order] -= energy
            left[other] -= energy
            if left[other] == 0:
                resting.remove(other)
        if left[order] and order.force in IMMEDIATE:
            cancelled.append(Cancelled(order.id, left[order], "notImmediate"))
        elif left[order]:
            resting.append(order)
    return trades, cancelled


# What the auctions have in common.

def own_orders(orders, terms):
    """Each order cancels, as it would on arrival, the older ones of its owner that it crosses and may meet, the best first."""
    standing, cancelled = [], []
    for order in orders:
        crossed = [o for o in standing if o.participant == order.participant and o.side != order.side
                   and terms.permits(o.group, o.group) and (crosses(order, o) if order.side == "buy" else crosses(o, order))]
        for other in best_first(crossed):
            standing.remove(other)
            cancelled.append(Cancelled(other.id, other.energy, "ownOrder"))
        standing.append(order)
    return standing, cancelled


def first_with_first(demands, supplies, price):
    """Pairs (order, energy) of both sides in their sequence; `price` gives what buyer and seller have."""
    demands, supplies, trades = [list(d) for d in demands], [list(s) for s in supplies], []
    while demands and supplies:
        (demand, wanted), (supply, offered) = demands[0], supplies[0]
        prices = price(demand, supply)
        if prices is None:
            break
        energy = min(wanted, offered)
        trades.append(Trade(demand.id, supply.id, energy, *prices))
        demands[0][1] -= energy
        supplies[0][1] -= energy
        demands, supplies = [d for d in demands[:1] if d[1]] + demands[1:], [s for s in supplies[:1] if s[1]] + supplies[1:]
    return trades


def parts(terms, orders):
    """The connected parts of the market, as far as there are orders: pairs of the groups that buy and that sell in it."""
    buying, selling = ({o.group for o in orders if o.side == side} for side in ("buy", "sell"))
    edges = {(b, s) for b in buying for s in selling if terms.permits(b, s)}
    found = []
    while edges:
        buyers, sellers = map(lambda g: {g}, next(iter(edges)))
        while True:
            inside = {(b, s) for b, s in edges if b in buyers or s in sellers}
            if {b for b, _ in inside} <= buyers and {s for _, s in inside} <= sellers:
                break
            buyers |= {b for b, _ in inside}
            sellers |= {s for _, s in inside}
        edges -= inside
        found.append((buyers, sellers, len(inside) == len(buyers) * len(sellers)))
    return found


def by_parts(orders, terms):
    for buyers, sellers, whole in parts(terms, orders):
        yield [o for o in orders if o.group in (buyers if o.side == "buy" else sellers)], whole


# The uniform price.

def tradable(demands, supplies, terms):
    """The most energy that can change hands: the least cut over all sets of groups of buyers."""
    wanted, offered = Counter(), Counter()
    for order in demands:
        wanted[order.group] += order.energy
    for order in supplies:
        offered[order.group] += order.energy
    buyers = list(wanted)
    reached = {b: {s for s in offered if terms.permits(b, s)} for b in buyers}
    return min(sum(wanted[b] for b in buyers if b not in chosen) + sum(offered[s] for s in set().union(*(reached[b] for b in chosen)))
               for count in range(len(buyers) + 1) for chosen in combinations(buyers, count))


def uniform_price(demands, supplies, terms):
    """Price and volume, by trying every multiple of the tick between the lowest and the highest limit."""
    if not demands or not supplies:
        return None
    lowest, highest = supplies[0].price, demands[0].price
    best, among = None, []
    for price in range(-terms.down(-lowest), highest + 1, terms.tick):
        wanted, offered = [o for o in demands if o.price >= price], [o for o in supplies if o.price <= price]
        volume = tradable(wanted, offered, terms)
        surplus = abs(sum(o.energy for o in wanted) - sum(o.energy for o in offered))
        if volume and (best is None or (-volume, surplus) < best):
            best, among = (-volume, surplus), []
        if volume and (-volume, surplus) == best:
            among.append(price)
    if not among:
        return None
    return min(among, key=lambda p: (abs(p - terms.down(terms.reference)), p)), -best[0]


def rationed(orders, quota, margin):
    """(order, energy) of one side's orders, best first, that trade `quota` in all."""
    fills = []
    for price in dict.fromkeys(o.price for o in orders):
        level = [o for o in orders if o.price == price]
        total = sum(o.energy for o in level)
        amount = min(quota, total)
        quota -= amount
        if margin == "pro-rata":
            shares = {o: o.energy * amount // total for o in level}
            losers = sorted(level, key=lambda o: (-(o.energy * amount % total), o.position))
            for order in losers[:amount - sum(shares.values())]:
                shares[order] += 1
        else:
            shares = {}
            for order in level:
                shares[order] = min(order.energy, amount)
                amount -= shares[order]
        fills += [(o, shares[o]) for o in level if shares[o]]
    return fills


def uniform(orders, terms):
    """The trades where everyone may trade with everyone; see `check_uniform` for the rest."""
    demands, supplies = demands_and_supplies(orders)
    found = uniform_price(demands, supplies, terms)
    if not found:
        return []
    price, volume = found
    fills = (rationed([o for o in demands if o.price >= price], volume, terms.margin),
             rationed([o for o in supplies if o.price <= price], volume, terms.margin))
    return first_with_first(*fills, lambda demand, supply: (price, price))


def check_uniform(orders, terms, trades):
    """With partners: price and volume of each part, and that of orders of one group the better come first."""
    by_id, traded = {o.id: o for o in orders}, Counter()
    for trade in trades:
        traded[trade.demand] += trade.energy
        traded[trade.supply] += trade.energy
    for inside, _ in by_parts(orders, terms):
        demands, supplies = demands_and_supplies(inside)
        found = uniform_price(demands, supplies, terms)
        ours = [t for t in trades if by_id[t.demand] in inside]
        volume = sum(t.energy for t in ours)
        if (found[1] if found else 0) != volume:
            return f"the volume is {volume}, not {found}"
        if any((t.price, t.seller_price) != (found[0], found[0]) for t in ours):
            return f"the price is not {found}"
        # Groups with the same partners are one class, whose orders are filled as those of one curve.
        for side in (demands, supplies):
            classes = defaultdict(list)
            for order in side:
                others = {o.group for o in (supplies if side is demands else demands)}
                partners = [g for g in others if (terms.permits(order.group, g) if side is demands else terms.permits(g, order.group))]
                classes[frozenset(partners)].append(order)
            for curve in classes.values():
                quota = sum(traded[o.id] for o in curve)
                if {o.id: e for o, e in rationed(curve, quota, terms.margin)} != {o.id: traded[o.id] for o in curve if traded[o.id]}:
                    return f"the fills of {[o.id for o in curve]} are not by price and margin"
    return None


# The auctions that price each pair on its own.

def pairwise(price):
    def clear(orders, terms):
        """Each demand in turn takes, of the supplies that it may, the best."""
        demands, supplies = demands_and_supplies(orders)
        left, trades = {o: o.energy for o in orders}, []
        for demand in demands:
            for supply in supplies:
                energy = min(left[demand], left[supply])
                if energy and crosses(demand, supply) and terms.permits(demand.group, supply.group):
                    trades.append(Trade(demand.id, supply.id, energy, *[price(demand.price, supply.price, terms)] * 2))
                    left[demand] -= energy
                    left[supply] -= energy
        return trades
    return clear


# McAfee's auction.

def borne(orders, surplus):
    """(order, energy) where all bear the same part of the surplus, or all that they have; the rest falls on the latest."""
    # The largest part that all can bear together.
    part = bisect(range(max((o.energy for o in orders), default=0)), surplus, key=lambda p: sum(min(o.energy, p + 1) for o in orders))
    rest = surplus - sum(min(o.energy, part) for o in orders)
    left = {o: o.energy - min(o.energy, part) for o in orders}
    for order in sorted((o for o in orders if left[o]), key=lambda o: -o.position)[:rest]:
        left[order] -= 1
    return [(o, left[o]) for o in orders if left[o]]


def mcafee(orders, terms):
    trades = []
    for inside, whole in by_parts(orders, terms):
        if whole:
            trades += mcafee_of_all(inside, terms)
    return trades


def mcafee_of_all(orders, terms):
    demands, supplies = demands_and_supplies(orders)
    every = first_with_first([(o, o.energy) for o in demands], [(o, o.energy) for o in supplies],
                             lambda demand, supply: (0, 0) if crosses(demand, supply) else None)
    if not every:
        return []
    k, l = [o.id for o in demands].index(every[-1].demand), [o.id for o in supplies].index(every[-1].supply)
    buyers, sellers, prices = demands[:k], supplies[:l], (demands[k].price, supplies[l].price)
    if len({o.energy for o in orders}) == 1 and k + 1 < len(demands) and l + 1 < len(supplies):
        middle = terms.down((demands[k + 1].price + supplies[l + 1].price) // 2)
        if supplies[l].price <= middle <= demands[k].price:
            buyers, sellers, prices = demands[:k + 1], supplies[:l + 1], (middle, middle)
    surplus = sum(o.energy for o in buyers) - sum(o.energy for o in sellers)
    return first_with_first(borne(buyers, max(0, surplus)), borne(sellers, max(0, -surplus)), lambda demand, supply: prices)


AUCTIONS = {
    "uniform": uniform,
    "pay-as-bid": pairwise(lambda demand, supply, terms: demand),
    "mid": pairwise(lambda demand, supply, terms: max(terms.down((demand + supply) // 2), supply)),
    "mcafee": mcafee,
}


def admitted(orders, terms):
    """What the market's steps let in, in the sequence of time, then of the file; and the ids of the rest."""
    orders = [replace(o, position=n) for n, o in enumerate(sorted(orders, key=lambda o: o.time))]
    good = [o for o in orders if o.price % terms.tick == 0 and o.energy % terms.step == 0]
    return good, [o for o in orders if o.price % terms.tick or o.energy % terms.step]


def cleared(rule, orders, terms):
    """What a rule makes of orders: the trades, the cancellations, and the orders that an auction looks at."""
    if rule == "cda":
        return *continuous(orders, terms), orders
    conditional = [Cancelled(o.id, o.energy, "continuousOnly") for o in orders if o.conditional]
    standing, own = own_orders([o for o in orders if not o.conditional], terms)
    return AUCTIONS[rule](standing, terms), conditional + own, standing


def verdict(rule, orders, terms, trades, cancelled):
    """What is wrong with a rule's outcome for one period; nothing where nothing is."""
    *expected, standing = cleared(rule, orders, terms)
    if cancelled != expected[1]:
        return f"cancellations: {cancelled}\n  expected: {expected[1]}"
    if not terms.policy or rule == "cda":
        if trades != expected[0]:
            return f"trades: {trades}\n  expected: {expected[0]}"
    elif rule == "uniform":
        wrong = check_uniform(standing, terms, trades)
        if wrong:
            return f"trades: {trades}\n  {wrong}"
    elif sorted(trades) != sorted(expected[0]):
        return f"trades: {trades}\n  expected in any sequence: {expected[0]}"
    return invariants(rule, orders, terms, trades, cancelled)


def invariants(rule, orders, terms, trades, cancelled):
    """What holds whatever the rule, by the outcome alone."""
    by_id, traded = {o.id: o for o in orders}, Counter()
    for trade in trades:
        demand, supply = by_id[trade.demand], by_id[trade.supply]
        traded[demand.id] += trade.energy
        traded[supply.id] += trade.energy
        good = {"sides": (demand.side, supply.side) == ("buy", "sell"), "energy": trade.energy > 0,
                "limits": supply.price <= trade.seller_price <= trade.price <= demand.price,
                "no trade with itself": demand.participant != supply.participant,
                "permitted": terms.permits(demand.group, supply.group),
                "one price": rule == "mcafee" or trade.price == trade.seller_price,
                "ticks": trade.price % terms.tick == trade.seller_price % terms.tick == 0}
        for name, holds in good.items():
            if not holds:
                return f"{name}: {trade}"
    for id, energy in traded.items():
        if energy > by_id[id].energy:
            return f"{id} trades {energy} of {by_id[id].energy}"
    for order in orders:
        if rule == "cda" and 0 < order.minimum and not any(c.order == order.id for c in cancelled) and traded[order.id] < order.minimum:
            return f"{order.id} trades less than its minimum"
    for id, energy, reason in cancelled:
        if energy + traded[id] != by_id[id].energy:
            return f"{id} is cancelled with {energy} left"
    return None


# Books, and what the tool makes of them.

def known_books():
    """What random books hardly meet, with the rule and the terms under which it shows."""
    def order(number, side, name, energy, price, attributes=None):
        return Order(side, f"0.{number}", name, "2026-06-14T00:00:00Z", energy, price, attributes=attributes or {})

    # 10 and 15 leave the same surplus, 11 to 14 none, but are no ticks: the reference of 13 is rounded down first.
    yield "uniform", Terms(tick=5, reference=13), [order(0, "buy", "a", 1, 10), order(1, "buy", "b", 2, 20),
                                                   order(2, "sell", "c", 2, 0), order(3, "sell", "d", 1, 15)]
    # A participant that may not trade with itself: both orders stay.
    itself = {"wantsGreen": True, "green": False}
    for rule in RULES:
        yield rule, Terms(policy="green"), [order(0, "sell", "a", 1, 1, itself), order(1, "buy", "a", 1, 5, itself)]


def random_terms(rng):
    policy = rng.choice(["", "", "", "zone", "green"])
    return Terms(rng.choice(["time", "pro-rata"]), rng.choice([1, 1, 1, 2, 3, 5]), rng.choice([1, 1, 1, 2]), rng.randint(-12, 30), policy)


def random_book(rng, terms, place, conditions, people):
    kind = rng.choices(["tiny", "small", "wide", "equal", "large"], [40, 35, 15, 10, 1])[0]
    count = {"tiny": rng.randint(1, 7), "large": rng.randint(250, 330)}.get(kind) or rng.randint(5, 24)
    low, high = (-150, 400) if kind == "wide" else rng.choice([(-3, 6), (-12, 30), (0, 3)])
    most = {"wide": 10**6, "large": 60, "equal": 1}.get(kind) or rng.choice([3, 9, 1000])
    names = rng.sample(sorted(people), rng.randint(2, len(people)))
    seconds = rng.choice([1, 20, 86_000])
    orders = []
    for number in range(count):
        name, at, energy = rng.choice(names), rng.randrange(seconds), rng.randint(1, most) * terms.step
        price = rng.randint(low, high) * (terms.tick if kind != "wide" else 1) // terms.tick * terms.tick
        if rng.random() < 0.01:
            price, energy = price + rng.randrange(terms.tick), energy + rng.randrange(terms.step)
        force, minimum = "gateClosure", 0
        if rng.random() < conditions:
            force = rng.choice(["gateClosure", *IMMEDIATE])
            minimum = 0 if force == "fillOrKill" else rng.choice([0, rng.randint(1, energy)])
        orders.append(Order(rng.choice(["buy", "sell"]), f"{place}.{number}", name,
                            f"2026-06-14T{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}Z", energy, price, minimum, force, people[name]))
    return orders


def random_people(rng, terms):
    def attributes():
        if terms.policy == "zone":
            return rng.choice([{"zone": "north"}, {"zone": "south"}, {"zone": "south"}, {"zone": 3}, {}])
        if terms.policy == "green":
            return {key: value for key in ("wantsGreen", "green") if (value := rng.choice([True, False, False, None])) is not None}
        return {}
    return {f"p{n}": attributes() for n in range(rng.choice([2, 4, 9, 40]))}


def period(place):
    return f"2026-06-{15 + place // 96:02}T{place // 4 % 24:02}:{place % 4 * 15:02}:00Z"


class Tool:
    def __init__(self, interlock, folder):
        self.interlock, self.folder = str(Path(interlock).resolve()), Path(folder)

    def clear(self, rule, books, terms, form):
        """The trades and cancellations of each period, and the refused ids."""
        columns = ["side", "id", "participant", "time", "period", "energy_wh", "price", "minimum_fill_wh", "time_in_force"]
        path = self.folder / f"orders.{form}"
        rows = [(o, period(place)) for place, book in enumerate(books) for o in book]
        if form == "csv":
            with open(path, "w", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                plain = not any(o.conditional for o, _ in rows)
                writer.writerow(columns[:7] if plain else columns)
                for o, start in rows:
                    row = [o.side, o.id, o.participant, o.time, start, o.energy, o.price]
                    writer.writerow(row if plain else row + [o.minimum or "", o.force if o.force != "gateClosure" else ""])
        else:
            def written(o, start):
                row = {"side": o.side, "id": o.id, "participant": o.participant, "time": o.time, "period": start,
                       "energyWh": o.energy, "price": o.price}
                row |= {"minimumFillWh": o.minimum} if o.minimum else {}
                row |= {"timeInForce": o.force} if o.force != "gateClosure" else {}
                return row | ({"attributes": o.attributes} if o.attributes else {})
            path.write_text(json.dumps([written(*row) for row in rows]))
        (self.folder / "rules.json").write_text(json.dumps(terms.rules()))
        done = subprocess.run([self.interlock, "market", "clear", "--rule", rule, "--orders", path, "--config",
                               self.folder / "rules.json", "--json"], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"market clear ends with {done.returncode}: {done.stderr}")
        made = json.loads(done.stdout)
        assert made["rule"] == rule and [p["period"] for p in made["periods"]] == sorted(p["period"] for p in made["periods"])
        outcome = {p["period"]: (
            [Trade(t["demand"], t["supply"], t["energyWh"], t["price"], t["sellerPrice"]) for t in p["trades"]],
            [Cancelled(c["order"], c["energyWh"], c["reason"]) for c in p["cancellations"]]) for p in made["periods"]}
        people = {o.id: o.participant for o, _ in rows}
        assert all((t["buyer"], t["seller"]) == (people[t["demand"]], people[t["supply"]]) for p in made["periods"] for t in p["trades"])
        return [outcome.get(period(place), ([], [])) for place in range(len(books))], sorted(r["order"] for r in made["refused"])


def compare(tool, rule, books, terms, form):
    """What is wrong, book by book; none where nothing is."""
    outcomes, refused = tool.clear(rule, books, terms, form)
    sorted_books = [admitted(book, terms) for book in books]
    if refused != sorted(o.id for _, bad in sorted_books for o in bad):
        return [f"refused: {refused}"] * len(books)
    return [verdict(rule, good, terms, *outcome) for (good, _), outcome in zip(sorted_books, outcomes)]


def smallest(tool, rule, book, terms, form):
    """A part of the book that still fails and of which no single order can be left out."""
    progress = True
    while progress:
        progress = False
        for place in range(len(book)):
            fewer = book[:place] + book[place + 1:]
            if compare(tool, rule, [fewer], terms, form)[0]:
                book, progress = fewer, True
                break
    return book


def show(tool, rule, book, terms, form, wrong):
    small = smallest(tool, rule, book, terms, form) if compare(tool, rule, [book], terms, form)[0] else book
    print(f"FAILED {rule} {form} {terms}")
    for o in small:
        print(f"  {o.side},{o.id},{o.participant},{o.time},{o.energy},{o.price},{o.minimum or ''},{o.force} {o.attributes or ''}")
    print("  " + (compare(tool, rule, [small], terms, form)[0] or wrong), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interlock", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--books", type=int, default=2000, help="books a rule")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    passed, failures, trades = Counter(), Counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        tool = Tool(options.interlock, folder)
        for rule, terms, book in known_books():
            wrong = compare(tool, rule, [book], terms, "json")[0]
            passed[rule] += wrong is None
            failures[rule] += wrong is not None
            if wrong:
                show(tool, rule, book, terms, "json", wrong)
        for begin in range(0, options.books, PERIODS):
            terms = random_terms(rng)
            people = random_people(rng, terms)
            conditions = rng.choice([0, 0, 0.1, 0.4])
            books = [random_book(rng, terms, place, conditions, people) for place in range(min(PERIODS, options.books - begin))]
            form = "json" if terms.policy else rng.choice(["csv", "json"])
            for rule in RULES:
                wrong = compare(tool, rule, books, terms, form)
                passed[rule] += wrong.count(None)
                failing = [(len(book), place) for place, book in enumerate(books) if wrong[place]]
                failures[rule] += len(failing)
                if failing and failures[rule] == len(failing):
                    place = min(failing)[1]
                    show(tool, rule, books[place], terms, form, wrong[place])
    print(", ".join(f"{rule}: {passed[rule]} books" for rule in RULES))
    print(f"{sum(passed.values())} passed, {sum(failures.values())} failed")
    sys.exit(sum(failures.values()) != 0)


if __name__ == "__main__":
    main()
