#!/usr/bin/env python3
"""Random Cedar policies, entities and requests, with the answers of PyPI's `cedarpy`, as tests in Cedar's public layout.

    cedar_cases.py FOLDER [--seed N] [--sets N] [--requests N] [--statistics]

Writes FOLDER/N.json, which names N.cedar, N.entities.json and perhaps schema.cedarschema: decision, reasons, errors and
validation verdict are cedarpy's. FOLDER/forms holds policies with their JSON form, FOLDER/parse texts of which
parse.json tells whether cedarpy reads them. The same seed writes the same files.

Half of the sets are typed by the schema below, with a mistake here and there; the others are written without regard to
types and have no schema.
"""
import argparse
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path

import cedarpy

SCHEMA = """
entity Group in [Group];
entity User in [Group, G::Team] {
  name: String, age: Long, admin: Bool, "a b": Long, manager?: User, skills: Set<String>, pals: Set<User>,
  home: { zone: String, limit?: Long, deep: { x: Long, y?: decimal } },
  address: ipaddr, joined: datetime, quota: duration, score: decimal, "if"?: Bool
} tags Long;
entity Folder in [Folder];
entity Doc in [Folder] { owner: User, size: Long, labels: Set<String>, open: Bool, made: datetime } tags Set<String>;
entity Colour enum ["red", "green"];
namespace G {
  entity Team in [Group] { lead?: User, budget: decimal, name: String };
}
type Ctx = {
  now: datetime, src: ipaddr, n: Long, s: String, flag: Bool, opt?: Long, span: duration, price: decimal,
  rec: { a: Long, b?: String }, who?: User, colour: Colour, sizes: Set<Long>
};
action all;
action look in [all];
action view in [look] appliesTo { principal: [User], resource: [Doc, Folder], context: Ctx };
action edit in [all] appliesTo { principal: [User, G::Team], resource: [Doc], context: Ctx };
action "own it" appliesTo { principal: [G::Team], resource: [Doc], context: Ctx };
"""

RECORDS = {
    "User": {"name": "String", "age": "Long", "admin": "Bool", "a b": "Long", "manager": "User?", "skills": "Set String",
             "pals": "Set User", "home": "home", "address": "ipaddr", "joined": "datetime", "quota": "duration",
             "score": "decimal", "if": "Bool?"},
    "Doc": {"owner": "User", "size": "Long", "labels": "Set String", "open": "Bool", "made": "datetime"},
    "G::Team": {"lead": "User?", "budget": "decimal", "name": "String"},
    "Folder": {}, "Group": {}, "Colour": {},
    "home": {"zone": "String", "limit": "Long?", "deep": "deep"},
    "deep": {"x": "Long", "y": "decimal?"},
    "rec": {"a": "Long", "b": "String?"},
    "Ctx": {"now": "datetime", "src": "ipaddr", "n": "Long", "s": "String", "flag": "Bool", "opt": "Long?", "span": "duration",
            "price": "decimal", "rec": "rec", "who": "User?", "colour": "Colour", "sizes": "Set Long"},
}
TAGS = {"User": "Long", "Doc": "Set String"}
PARENTS = {"User": ["Group", "G::Team"], "Group": ["Group"], "G::Team": ["Group"], "Doc": ["Folder"], "Folder": ["Folder"]}
ENTITIES = list(PARENTS)
STRINGS = ["", "a", "ab", "north", "*", "a*b", "\u00e9", "e\u0301", "\U0001f600", "\n\t\"\\", "10.0.0.1", "1.5", "x" * 20, "\0"]
LONGS = [0, 1, -1, 2, 7, 24, 100, 2**31, 2**63 - 1, -(2**63), -(2**63) + 1, 2**62, 3037000500]
DECIMALS = ["0.0", "1.0", "1.5", "-1.5", "1.5000", "0.0001", "922337203685477.5807", "-922337203685477.5808", "12.34"]
ADDRESSES = ["127.0.0.1", "10.0.0.1", "10.0.0.0/8", "10.1.0.0/16", "0.0.0.0/0", "224.0.0.1", "::1", "ff00::/8", "ff02::1", "::/0",
             "1:2:3:4:5:6:7:8", "127.0.0.0/7", "224.0.0.0/3", "::1/127"]
MOMENTS = ["1970-01-01", "2024-02-29", "2024-10-15T11:38:02Z", "2024-10-15T11:38:02.101+1134", "0000-01-01",
           "9999-12-31T23:59:59.999Z", "1969-12-31T23:59:59.001Z", "2024-10-15T11:38:02-0530"]
SPANS = ["0ms", "1d", "-1d", "1h30m", "1d2h3m4s5ms", "9223372036854775807ms", "-9223372036854775808ms", "-90m", "999ms"]
WRONG = {"decimal": ["1", "1.23456", "x", "", "+1.0", "922337203685477.5808", "1.", ".5"],
         "ip": ["1.2.3", "::ffff:1.2.3.4", "1.2.3.4/33", "01.2.3.4", "", "::1::", "1.2.3.4/08", "1:2:3:4:5:6:7:8::"],
         "datetime": ["2024-02-30", "2024-10-15T11:38:02", "2016-12-31T23:59:60Z", "2024-1-1", "2024-10-15T24:00:00Z",
                      "2024-10-15T11:38:02+2400", ""],
         "duration": ["", "-", "1", "1h1d", "9223372036854775808ms", "1 h", "1ms1ms", "106751991168d"]}
VALUES = {"decimal": DECIMALS, "ip": ADDRESSES, "datetime": MOMENTS, "duration": SPANS}
FUNCTION = {"decimal": "decimal", "ipaddr": "ip", "datetime": "datetime", "duration": "duration"}


def quoted(text):
    """A Cedar string literal."""
    escapes = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0", "\\": "\\\\", '"': '\\"'}
    return '"' + "".join(escapes.get(c, c) for c in text) + '"'


def uid(type, id):
    return f"{type}::{quoted(id)}"


class Values:
    """Random values, as JSON and as Cedar text."""

    def __init__(self, rng):
        self.rng = rng

    def entity(self, type):
        if type == "Colour":
            return self.rng.choice(["red", "green"])
        return self.rng.choice(["0", "1", "2", "3"]) if self.rng.random() < 0.95 else self.rng.choice(["missing", "\u00e9"])

    def value(self, type, implicit):
        """A value in the JSON form of entities; `implicit` leaves out what a schema tells."""
        rng = self.rng
        if type.startswith("Set "):
            return [self.value(type[4:], implicit) for _ in range(rng.randrange(4))]
        if type in FUNCTION:
            text = rng.choice(VALUES[FUNCTION[type]])
            form = rng.random() if implicit else 0
            call = {"fn": FUNCTION[type], "arg": text}
            return {"__extn": call} if form < 0.4 else text if form < 0.8 else call
        if type == "Long":
            return rng.choice(LONGS) if rng.random() < 0.4 else rng.randrange(-10, 40)
        if type == "String":
            return rng.choice(STRINGS)
        if type == "Bool":
            return rng.random() < 0.5
        if type in PARENTS or type == "Colour":
            name = {"type": type, "id": self.entity(type)}
            return name if implicit and rng.random() < 0.5 else {"__entity": name}
        return self.record(type, implicit)

    def record(self, type, implicit):
        return {name: self.value(field.rstrip("?"), implicit) for name, field in RECORDS[type].items()
                if not field.endswith("?") or self.rng.random() < 0.5}

    def entities(self, implicit):
        entities = []
        for type in ENTITIES:
            for number in range(4):
                if self.rng.random() < 0.05:
                    continue
                # Groups are in groups of a higher number only, so that there is no cycle.
                parents = [{"type": parent, "id": str(other)} for parent in PARENTS[type] for other in range(4)
                           if (parent != type or other > number) and self.rng.random() < 0.3]
                entity = {"uid": {"type": type, "id": str(number)}, "attrs": self.record(type, implicit), "parents": parents}
                if type in TAGS and self.rng.random() < 0.7:
                    entity["tags"] = {self.rng.choice(["a", "b", "\u00e9", ""]): self.value(TAGS[type], implicit) for _ in range(2)}
                entities.append(entity)
        return entities


class Expressions:
    """Cedar expressions of a wanted type; with `wild`, of any."""

    def __init__(self, rng, wild):
        self.rng, self.wild, self.values = rng, wild, Values(rng)

    def text(self, type, depth):
        rng = self.rng
        if rng.random() < (0.25 if self.wild else 0.012):
            type = rng.choice(["Bool", "Long", "String", "Set Long", "User", "decimal", "datetime", "duration", "ipaddr", "rec", "Set User"])
        if depth <= 0 or rng.random() < 0.12:
            return self.leaf(type)
        forms = self.forms(type, depth - 1)
        return rng.choice(forms)()

    def leaf(self, type):
        rng = self.rng
        reachable = [path for path, kind in PATHS if kind == type]
        if reachable and rng.random() < 0.6:
            return rng.choice(reachable)
        if type == "Long":
            value = rng.choice(LONGS) if rng.random() < 0.3 else rng.randrange(0, 40)
            return str(value)
        if type == "Bool":
            return rng.choice(["true", "false"])
        if type == "String":
            return quoted(rng.choice(STRINGS))
        if type in FUNCTION:
            name = FUNCTION[type]
            text = rng.choice(WRONG[name] if rng.random() < (0.1 if self.wild else 0.02) else VALUES[name])
            return f"{name}({quoted(text)})"
        if type.startswith("Set "):
            return "[" + ", ".join(self.leaf(type[4:]) for _ in range(rng.randrange(0 if self.wild else 1, 4))) + "]"
        if type in RECORDS and type not in PARENTS and type != "Colour":
            fields = [f"{self.key(name)}: {self.leaf(kind.rstrip('?'))}" for name, kind in RECORDS[type].items()]
            return "{" + ", ".join(fields) + "}"
        return uid(type, self.values.entity(type))

    @staticmethod
    def key(name):
        return name if re.fullmatch(r"[a-z]+", name) and name != "if" else quoted(name)

    def access(self, target, name):
        return f"{target}.{name}" if re.fullmatch(r"[a-z]+", name) and name != "if" else f"{target}[{quoted(name)}]"

    def forms(self, type, d):
        t, rng = self.text, self.rng
        forms = [lambda: f"(if {t('Bool', d)} then {t(type, d)} else {t(type, d)})", lambda: f"({t(type, d)})"]
        owners = [(owner, name) for owner, fields in RECORDS.items() for name, kind in fields.items()
                  if kind.rstrip("?") == type and owner not in ("Ctx", "Colour")]
        if owners:
            def attribute():
                owner, name = rng.choice(owners)
                target = f"({t(owner, d)})"
                got = self.access(target, name)
                if RECORDS[owner][name].endswith("?") and rng.random() < 0.8:
                    return f"(if {target} has {self.key(name)} then {got} else {self.leaf(type)})"
                return got
            forms += [attribute]
        for owner, kind in TAGS.items():
            if kind == type:
                def tag(owner=owner):
                    target, name = f"({t(owner, 0)})", rng.choice(['"a"', '"b"', "context.s"])
                    got = f"{target}.getTag({name})"
                    return got if rng.random() < 0.2 else f"(if {target}.hasTag({name}) then {got} else {self.leaf(type)})"
                forms += [tag]
        if type == "Long":
            forms += [lambda: f"({t('Long', d)} {rng.choice('+-*')} {t('Long', d)})", lambda: f"-({t('Long', d)})"] * 2
            forms += [lambda: f"({t('duration', d)}).{rng.choice(['toMilliseconds', 'toSeconds', 'toMinutes', 'toHours', 'toDays'])}()"]
        if type.startswith("Set "):
            forms += [lambda: "[" + ", ".join(t(type[4:], d) for _ in range(rng.randrange(1, 4))) + "]"]
        if type == "datetime":
            forms += [lambda: f"({t(type, d)}).offset({t('duration', d)})", lambda: f"({t(type, d)}).toDate()"]
        if type == "duration":
            forms += [lambda: f"({t('datetime', d)}).durationSince({t('datetime', d)})", lambda: f"({t('datetime', d)}).toTime()"]
        if type in FUNCTION and self.wild:
            forms += [lambda: f"{FUNCTION[type]}({t('String', d)})"]
        if type == "Bool":
            forms += self.tests(d)
        return forms

    def tests(self, d):
        t, rng = self.text, self.rng
        some = lambda: rng.choice(["Long", "String", "User", "decimal", "Set Long", "datetime", "ipaddr", "duration", "Bool", "rec"])

        def equal():
            kind = some()
            return f"({t(kind, d)} {rng.choice(['==', '!='])} {t(kind, d)})"

        def ordered():
            kind = rng.choice(["Long", "Long", "datetime", "duration"])
            return f"({t(kind, d)} {rng.choice(['<', '<=', '>', '>='])} {t(kind, d)})"

        def has():
            owner = rng.choice(["User", "home", "rec", "Doc", "G::Team", "deep"])
            names = list(RECORDS[owner]) + ["none", "a b"]
            if owner == "User" and rng.random() < 0.4:
                return f"({t(owner, d)}) has {rng.choice(['home.limit', 'home.deep.y', 'manager.name', 'home.none.x', 'manager.home.zone'])}"
            return f"({t(owner, d)}) has {self.key(rng.choice(names))}"

        def contains():
            kind = rng.choice(["Long", "String", "User"])
            name = rng.choice(["contains", "containsAll", "containsAny", "isEmpty"])
            argument = "" if name == "isEmpty" else t(kind if name == "contains" else f"Set {kind}", d)
            return f"({t(f'Set {kind}', d)}).{name}({argument})"

        def within():
            kind = rng.choice(["User", "Doc", "Group", "G::Team"])
            parent = rng.choice(PARENTS[kind] + [kind])
            right = t(parent, d) if rng.random() < 0.6 else "[" + ", ".join(t(parent, 0) for _ in range(rng.randrange(1, 4))) + "]"
            return f"(({t(kind, d)}) in {right})"

        def kind_of():
            kind = rng.choice(["User", "G::Team", "Doc", "Folder"])
            tail = f" in {uid('Group', '1')}" if kind == "User" and rng.random() < 0.3 else ""
            return f"({rng.choice(['principal', 'resource', '(' + t('User', d) + ')'])} is {kind}{tail})"

        pattern = lambda: quoted("".join(rng.choice(["*", "a", "b", "n", "\u00e9", "x", "o"]) for _ in range(rng.randrange(5)))).replace("b", "\\*" if rng.random() < 0.2 else "b")
        return [
            lambda: f"({' && '.join(t('Bool', d) for _ in range(rng.randrange(2, 4)))})",
            lambda: f"({' || '.join(t('Bool', d) for _ in range(rng.randrange(2, 4)))})",
            lambda: f"!({t('Bool', d)})", equal, equal, ordered, ordered, has, has, contains, contains, within, within, kind_of,
            lambda: f"(({t('String', d)}) like {pattern()})",
            lambda: f"({t('decimal', d)}).{rng.choice(['lessThan', 'lessThanOrEqual', 'greaterThan', 'greaterThanOrEqual'])}({t('decimal', d)})",
            lambda: f"({t('ipaddr', d)}).{rng.choice(['isIpv4', 'isIpv6', 'isLoopback', 'isMulticast'])}()",
            lambda: f"({t('ipaddr', d)}).isInRange({t('ipaddr', d)})",
            lambda: f"({t('User', 0)}).hasTag({rng.choice(['context.s', chr(34) + 'a' + chr(34)])})",
            lambda: f"(action {rng.choice(['==', 'in'])} {uid('Action', rng.choice(['view', 'all', 'look', 'own it']))})",
        ]


def paths():
    """What the variables give without a test: `principal` is taken for a user, `resource` for a document."""
    found = [("principal", "User"), ("resource", "Doc"), ("context.rec", "rec"), ("principal.home", "home")]
    for owner, root in (("User", "principal"), ("Doc", "resource"), ("Ctx", "context")):
        for name, kind in RECORDS[owner].items():
            if not kind.endswith("?"):
                found.append((f"{root}.{name}" if re.fullmatch(r"[a-z]+", name) else f"{root}[{quoted(name)}]", kind))
    return found


PATHS = paths()


def policies(rng, wild, templates):
    """The text of one to five policies."""
    make = Expressions(rng, wild)
    entity = lambda kind: uid(kind, make.values.entity(kind))
    texts = []
    for number in range(rng.randrange(1, 6)):
        slot = lambda name, other: f"?{name}" if templates and rng.random() < 0.5 else other
        principal = rng.choice(["principal"] + ["principal is User"] * 6 + ["principal == %s", "principal in %g", "principal is User in %g",
                                "principal is G::Team"])
        principal = principal.replace("%s", slot("principal", entity("User"))).replace("%g", slot("principal", entity("Group")))
        resource = rng.choice(["resource"] + ["resource is Doc"] * 6 + ["resource == %d", "resource in %f", "resource is Doc in %f"])
        resource = resource.replace("%d", slot("resource", entity("Doc"))).replace("%f", slot("resource", entity("Folder")))
        action = rng.choice(["action", 'action == Action::"view"', 'action in Action::"all"', 'action == Action::"edit"',
                             'action in [Action::"edit", Action::"look"]', 'action in [Action::"view"]', 'action == Action::"own it"'])
        note = rng.choice(["", "", '@id("x")\n', '@why\n@note("\\u{e9}")\n'])
        clauses = "".join(f"\n{rng.choice(['when', 'when', 'unless'])} {{ {make.text('Bool', rng.randrange(1, 4))} }}"
                          for _ in range(rng.randrange(3)))
        texts.append(f"{note}{rng.choice(['permit', 'permit', 'forbid'])} ({principal}, {action}, {resource}){clauses};")
    return "\n".join(texts) + "\n"


def requests(rng, wild, count):
    values = Values(rng)
    made = []
    for _ in range(count):
        action = rng.choice(["view", "view", "edit", "own it"])
        principal = "G::Team" if action == "own it" or action == "edit" and rng.random() < 0.2 else "User"
        resource = "Folder" if action == "view" and rng.random() < 0.2 else "Doc"
        if wild and rng.random() < 0.2:
            action, principal, resource = rng.choice(["all", "none"]), rng.choice(ENTITIES), rng.choice(ENTITIES)
        context = values.record("Ctx", False)
        if wild and rng.random() < 0.3:
            context.pop(rng.choice(sorted(context)))
        made.append({"principal": {"type": principal, "id": values.entity(principal)}, "action": {"type": "Action", "id": action},
                     "resource": {"type": resource, "id": values.entity(resource)}, "context": context})
    return made


ACTIONS = [{"uid": {"type": "Action", "id": name}, "attrs": {}, "parents": [{"type": "Action", "id": parent} for parent in parents]}
           for name, parents in (("all", []), ("look", ["all"]), ("view", ["look"]), ("edit", ["all"]), ("own it", []))]


def erring(errors):
    """The policies that cedarpy's messages name."""
    return sorted({re.search(r"policy `?(policy\d+)`?", error).group(1) for error in errors})


def case(rng, folder, number, count, tally):
    wild = number % 2 == 1
    text = policies(rng, wild, False)
    try:
        parsed = cedarpy.PolicySet.from_str(text)
    except Exception:
        tally["policy sets thrown away"] += 1
        return 0
    entities = Values(rng).entities(not wild) + (ACTIONS if wild else [])
    asked = requests(rng, wild, count)
    schema = None if wild else SCHEMA
    answers = cedarpy.is_authorized_batch(asked, parsed, json.dumps(entities), schema)
    test = {"policies": f"{number}.cedar", "entities": f"{number}.entities.json", "requests": []}
    if schema:
        test |= {"schema": "schema.cedarschema", "shouldValidate": cedarpy.validate_policies(text, schema).validation_passed}
        tally["sets validate" if test["shouldValidate"] else "sets do not validate"] += 1
    for request, answer in zip(asked, answers):
        decision = {"Allow": "allow", "Deny": "deny"}.get(answer.decision.value)
        if decision is None:
            raise SystemExit(f"cedarpy gives no decision in set {number}: {answer.diagnostics.errors}")
        reasons, errors = sorted(answer.diagnostics.reasons), erring(answer.diagnostics.errors)
        tally[decision] += 1
        tally["with a determining policy"] += bool(reasons)
        tally["with an erroring policy"] += bool(errors)
        test["requests"].append(request | {"description": "", "decision": decision, "reason": reasons, "errors": errors})
    (folder / f"{number}.cedar").write_text(text)
    (folder / f"{number}.entities.json").write_text(json.dumps(entities))
    (folder / f"{number}.json").write_text(json.dumps(test))
    return len(asked)


def forms(rng, folder, count):
    """Policies and templates, and what cedarpy makes of them in JSON."""
    folder.mkdir()
    for number in range(count):
        text = policies(rng, number % 2 == 1, True)
        try:
            made = cedarpy.policies_to_json_str(text)
        except Exception:
            continue
        (folder / f"{number}.cedar").write_text(text)
        (folder / f"{number}.est").write_text(made)


def damaged(rng, folder, count):
    """Texts with a token too many, too few or elsewhere, and whether cedarpy parses them."""
    folder.mkdir()
    verdicts = {}
    for number in range(count):
        tokens = re.findall(r'"(?:\\.|[^"\\])*"|\w+|::|[=!<>]=|&&|\|\||\s+|.', policies(rng, True, True), re.S)
        for _ in range(rng.randrange(1, 3)):
            place, other = rng.randrange(len(tokens)), rng.randrange(len(tokens))
            kind = rng.randrange(3)
            if kind == 0:
                del tokens[place]
            elif kind == 1:
                tokens.insert(place, tokens[other])
            else:
                tokens[place], tokens[other] = tokens[other], tokens[place]
        text = "".join(tokens)
        try:
            cedarpy.PolicySet.from_str(text)
            reads = True
        except Exception:
            reads = False
        (folder / f"{number}.cedar").write_text(text)
        verdicts[f"{number}.cedar"] = reads
    (folder / "parse.json").write_text(json.dumps(verdicts))
    return verdicts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=2020)
    parser.add_argument("--sets", type=int, default=2600)
    parser.add_argument("--requests", type=int, default=8)
    parser.add_argument("--statistics", action="store_true")
    options = parser.parse_args()
    rng, tally = random.Random(options.seed), Counter()
    options.folder.mkdir(parents=True, exist_ok=True)
    tests = options.folder / "tests"
    tests.mkdir()
    (tests / "schema.cedarschema").write_text(SCHEMA)
    triples = sum(case(rng, tests, number, options.requests, tally) for number in range(options.sets))
    forms(rng, options.folder / "forms", 300)
    verdicts = damaged(rng, options.folder / "parse", 600)
    tally["damaged texts that parse"] = sum(verdicts.values())
    if options.statistics:
        for name, count in sorted(tally.items()):
            print(f"{count:6} {name}", file=sys.stderr)
    print(triples)


if __name__ == "__main__":
    main()
