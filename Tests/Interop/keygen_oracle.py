#!/usr/bin/env python3
"""Recomputes interlock's vectors of setup, attribute sets and KeyGen from the prose of Docs/Formats.md alone.

Shares no code with interlock: CBOR by PyPI's cbor2, HKDF by the standard library's hmac, curves, scrypt and AES-GCM
by PyPI's cryptography. A case with "result": "invalid" must be refused with the error code that it names. The last
line is "N passed, N failed", and the exit status is 1 where any failed.

  keygen_oracle.py VECTORS_FOLDER            checks attributes.json, setup.json and keygen.json there
  keygen_oracle.py --write VECTORS_FOLDER    writes these files anew, their inputs taken from this script
"""

import argparse
import hashlib
import hmac
import json
import re
import sys
from pathlib import Path

try:
    import cbor2
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
except ImportError:
    sys.exit("keygen_oracle.py: needs two Python packages: pip install cbor2 cryptography")

# SP 800-186 section 3.2.1: curve, order n, hash function, bytes of a seed.
LEVELS = {
    128: (
        ec.SECP256R1(),
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
        "sha256",
        32,
    ),
    192: (
        ec.SECP384R1(),
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
        "sha384",
        48,
    ),
    256: (
        ec.SECP521R1(),
        0x01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409,
        "sha512",
        64,
    ),
}
TYPES = ("seller", "buyer", "prosumer", "matching-centre", "peer", "orderer", "regulator")
SCHEMA = {  # name: type, required, limits; the standard schema
    "identity": ("String", True, {"maximumLength": 64}),
    "type": ("String", True, {"allowed": TYPES}),
    "permissions": ("Set<String>", True, {}),
    "credit": ("Long", True, {"minimum": 0, "maximum": 1000}),
    "wallet": ("String", True, {"maximumLength": 42}),
    "feeder": ("String", False, {"maximumLength": 64}),
    "meter": ("String", False, {"maximumLength": 64}),
    "peakLoadW": ("Long", False, {"minimum": 0, "maximum": 1_000_000_000}),
    "peakGenerationW": ("Long", False, {"minimum": 0, "maximum": 1_000_000_000}),
    "green": ("Bool", False, {}),
}


class Refused(Exception):
    """The error code with which interlock must refuse the input, too."""


def require(condition, code):
    if not condition:
        raise Refused(code)


# Attribute sets.


def check_text(text):
    require(len(text.encode()) <= 256, "invalidAttribute")
    require(not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text), "invalidAttribute")


def check_set(values):
    """The rules of every attribute set, whatever the schema."""
    require(len(values) <= 64, "limitExceeded")
    for name, value in values.items():
        require(re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]{0,63}", name, re.ASCII), "invalidAttribute")
        require(not name.startswith("hf."), "invalidAttribute")
        if isinstance(value, str):
            check_text(value)
        elif isinstance(value, bool):
            pass
        elif isinstance(value, int):
            require(-(2**63) <= value < 2**63, "invalidAttribute")
        elif isinstance(value, frozenset):
            require(len(value) <= 64, "invalidAttribute")
            for member in value:
                check_text(member)
                require(member and "," not in member, "invalidAttribute")
        else:
            raise Refused("invalidAttribute")
    identity, credit = values.get("identity"), values.get("credit")
    require(isinstance(identity, str) and re.fullmatch(r"[A-Za-z0-9._@:-]{1,64}", identity), "invalidAttribute")
    require(values.get("type") in TYPES, "invalidAttribute")
    require(isinstance(values.get("permissions"), frozenset), "invalidAttribute")
    require(type(credit) is int and 0 <= credit <= 1000, "invalidAttribute")
    wallet = values.get("wallet")
    require(isinstance(wallet, str) and re.fullmatch(r"0x[0-9a-fA-F]{40}", wallet), "invalidAttribute")
    require(len(encode(values)) <= 8192, "limitExceeded")
    return values


def encode(values):
    """RFC 8949 section 4.2.1: keys in the bytewise order of their encodings; sets in that of their UTF-8."""
    entries = []
    for name, value in values.items():
        if isinstance(value, frozenset):
            value = sorted(value, key=str.encode)
        entries.append((cbor2.dumps(name), cbor2.dumps(value)))
    require(len(entries) < 256, "limitExceeded")
    head = bytes([0xA0 + len(entries)]) if len(entries) < 24 else bytes([0xB8, len(entries)])
    return head + b"".join(key + value for key, value in sorted(entries))


def decode(data):
    require(len(data) <= 8192, "limitExceeded")
    try:
        decoded = cbor2.loads(data)
    except Exception:
        raise Refused("invalidEncoding") from None
    require(isinstance(decoded, dict), "invalidEncoding")
    values = {}
    for name, value in decoded.items():
        require(isinstance(name, str), "invalidEncoding")
        require(isinstance(value, (str, int, bool, list)), "invalidEncoding")
        require(not isinstance(value, int) or -(2**63) <= value < 2**63, "invalidEncoding")
        if isinstance(value, list):
            require(all(isinstance(member, str) for member in value), "invalidEncoding")
            value = frozenset(value)
        values[name] = value
    require(encode(values) == data, "invalidEncoding")
    return check_set(values)


def from_json(fields):
    values = {}
    for name, value in fields.items():
        if isinstance(value, list):
            require(all(isinstance(member, str) for member in value), "invalidAttribute")
            require(len(set(value)) == len(value), "invalidAttribute")
            value = frozenset(value)
        values[name] = value
    return check_set(values)


# The attribute extension.


def text_form(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, frozenset):
        return ",".join(sorted(value, key=str.encode))
    return str(value)


def go_json(texts):
    """As Go's json.Marshal: keys by bytes, no white space, < > & and U+2028/9 escaped."""
    out = json.dumps(
        {"attrs": dict(sorted(texts.items(), key=lambda item: item[0].encode()))},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    for character in "<>&\u2028\u2029":
        out = out.replace(character, f"\\u{ord(character):04x}")
    return out


def write_extension(values):
    return go_json({name: text_form(value) for name, value in values.items()})


def read_extension(text):
    require(len(text.encode()) <= 65536, "limitExceeded")
    try:
        form = json.loads(text)
    except ValueError:
        raise Refused("invalidEncoding") from None
    texts = form.get("attrs") if isinstance(form, dict) else None
    require(isinstance(texts, dict) and all(isinstance(t, str) for t in texts.values()), "invalidEncoding")
    require(go_json(texts) == text, "invalidEncoding")
    values = {}
    for name, written in texts.items():
        if name.startswith("hf."):
            continue
        require(name in SCHEMA, "invalidAttribute")
        kind = SCHEMA[name][0]
        if kind == "Long":
            require(re.fullmatch(r"-?[0-9]{1,19}", written), "invalidAttribute")
            value = int(written)
        elif kind == "Bool":
            require(written in ("true", "false"), "invalidAttribute")
            value = written == "true"
        elif kind == "Set<String>":
            value = frozenset(written.split(",")) if written else frozenset()
        else:
            value = written
        require(text_form(value) == written, "invalidAttribute")
        values[name] = value
    check_set(values)
    check_schema(values)
    return values


def check_schema(values):
    for name, (_, required, _) in SCHEMA.items():
        require(name in values or not required, "invalidAttribute")
    for name, value in values.items():
        require(name in SCHEMA, "invalidAttribute")
        kind, _, limits = SCHEMA[name]
        types = {"String": str, "Long": int, "Bool": bool, "Set<String>": frozenset}
        require(type(value) is types[kind], "invalidAttribute")
        if kind == "Long":
            require(limits.get("minimum", value) <= value <= limits.get("maximum", value), "invalidAttribute")
        for text in [value] if kind == "String" else value if kind == "Set<String>" else []:
            require(len(text.encode()) <= limits.get("maximumLength", 256), "invalidAttribute")
            require(text in limits.get("allowed", [text]), "invalidAttribute")


# Keys.


def extract(hash_name, salt, secret):
    return hmac.new(salt, secret, hash_name).digest()  # RFC 5869 section 2.2


def expand(hash_name, key, info, count):
    out = block = b""
    counter = 1
    while len(out) < count:  # RFC 5869 section 2.3
        block = hmac.new(key, block + info + bytes([counter]), hash_name).digest()
        out, counter = out + block, counter + 1
    return out[:count]


def ecdsa_key(level, key, info):
    curve, order, hash_name, _ = LEVELS[level]
    count = (order.bit_length() + 64 + 7) // 8
    c = int.from_bytes(expand(hash_name, key, info, count), "big")
    return c % (order - 1) + 1  # FIPS 186-5 A.2.1


def master(level, seed):
    require(level in LEVELS and len(seed) == LEVELS[level][3], "invalidEncoding")
    return extract(LEVELS[level][2], b"interlock/1/master", seed)


def authority_key(level, seed):
    return ecdsa_key(level, master(level, seed), b"interlock/1/authority" + level.to_bytes(2, "big"))


def keygen_key(level, seed):
    hash_name = LEVELS[level][2] if level in LEVELS else ""
    info = b"interlock/1/keygen" + level.to_bytes(2, "big")
    return expand(hash_name, master(level, seed), info, hashlib.new(hash_name).digest_size)


def generate_key(level, seed, encoding, generation):
    decode(encoding)
    info = b"interlock/1/participant" + level.to_bytes(2, "big") + generation.to_bytes(4, "big")
    return ecdsa_key(level, keygen_key(level, seed), info + hashlib.new(LEVELS[level][2], encoding).digest())


def private_hex(level, scalar):
    return scalar.to_bytes((LEVELS[level][1].bit_length() + 7) // 8, "big").hex()


def public_hex(level, scalar):
    point = ec.derive_private_key(scalar, LEVELS[level][0]).public_key()
    return point.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint).hex()


# Sealed master keys.


def sealing_key(header, passphrase):
    kdf = Scrypt(salt=header[3], length=32, n=1 << header[4], r=header[5], p=header[6])
    return kdf.derive(passphrase.encode())


def seal(level, seed, passphrase, salt, nonce, cost):
    fields = {1: "interlock/1/master-key", 2: level, 3: salt, 4: cost[0], 5: cost[1], 6: cost[2], 7: nonce}
    header = cbor2.dumps(fields)
    text = AESGCM(sealing_key(fields, passphrase)).encrypt(nonce, seed, header)
    return cbor2.dumps([header, text])


def strict(data, limit):
    require(len(data) <= limit, "limitExceeded")
    try:
        value = cbor2.loads(data)
    except Exception:
        raise Refused("invalidEncoding") from None
    require(cbor2.dumps(value, canonical=True) == data, "invalidEncoding")
    return value


def unseal(data, passphrase):
    parts = strict(data, 512)
    require(isinstance(parts, list) and [type(part) for part in parts] == [bytes, bytes], "invalidEncoding")
    header = strict(parts[0], 512)
    require(isinstance(header, dict) and sorted(header) == [1, 2, 3, 4, 5, 6, 7], "invalidEncoding")
    require(header[1] == "interlock/1/master-key" and header[2] in LEVELS, "invalidEncoding")
    require(type(header[3]) is bytes and len(header[3]) == 16, "invalidEncoding")
    require(type(header[7]) is bytes and len(header[7]) == 12, "invalidEncoding")
    require(all(type(header[label]) is int for label in (4, 5, 6)), "invalidEncoding")
    require(10 <= header[4] <= 22 and 1 <= header[5] <= 32 and 1 <= header[6] <= 16, "limitExceeded")
    require(128 * header[5] << header[4] <= 1 << 28, "limitExceeded")
    require(len(parts[1]) == LEVELS[header[2]][3] + 16, "invalidEncoding")
    try:
        return header[2], AESGCM(sealing_key(header, passphrase)).decrypt(header[7], parts[1], parts[0])
    except InvalidTag:
        raise Refused("wrongPassphrase") from None


# Checking.


def check_attributes(case):
    """What is expected of the one input that the case has, or of each of the forms that agree."""
    found = []
    if "encoding" in case:
        found.append(decode(bytes.fromhex(case["encoding"])))
    if "json" in case:
        found.append(from_json(case["json"]))
    if "extension" in case:
        found.append(read_extension(case["extension"]))
    same = all(encode(values) == encode(found[0]) for values in found)
    if "extension" in case:
        same = same and write_extension(found[0]) == case["extension"]
    return same


def check_setup(case):
    if "sealed" in case:
        level, seed = unseal(bytes.fromhex(case["sealed"]), case["passphrase"])
        return level == case["level"] and seed.hex() == case["seed"]
    level, seed = case["level"], bytes.fromhex(case["seed"])
    key = authority_key(level, seed)
    return (
        private_hex(level, key) == case["authorityPrivateKey"]
        and public_hex(level, key) == case["authorityPublicKey"]
        and keygen_key(level, seed).hex() == case["keyGenKey"]
    )


def check_keygen(case):
    level = case["level"]
    attributes = bytes.fromhex(case["attributes"])
    key = generate_key(level, bytes.fromhex(case["seed"]), attributes, case["generation"])
    return private_hex(level, key) == case["privateKey"] and public_hex(level, key) == case["publicKey"]


CHECKS = {"attributes.json": check_attributes, "setup.json": check_setup, "keygen.json": check_keygen}


def agrees(check, case):
    try:
        return check(case) and case["result"] == "valid"
    except Refused as refusal:
        return case["result"] == "invalid" and case["error"] == str(refusal)


# Inputs.

FIVE = {
    "identity": "household-017",
    "type": "prosumer",
    "permissions": ["SubmitDemand", "SubmitSupply"],
    "credit": 720,
    "wallet": "0x52908400098527886E0F7030069857D2E4169EE7",
}
SETS = {
    "the paper's five": FIVE,
    "a household with a meter and a roof": FIVE
    | {"feeder": "LV5.201", "meter": "1EMH0012345678", "green": True, "peakLoadW": 4000, "peakGenerationW": 9900},
    "no permissions, no credit": FIVE | {"permissions": [], "credit": 0, "type": "regulator"},
    "texts beyond ASCII, and characters that JSON or HTML give a meaning": FIVE
    | {"feeder": "Trafo \"Süd\" <&> \\ 変電所 😀", "meter": ""},
    "permissions in the order of their bytes, not of their letters": FIVE
    | {"permissions": ["b", "B", "a", "ä", "aa", "Zz", "é", "e\u0301x", "🙂", "\uff5e"]},
}
FREE = {  # beyond the standard schema, so without an extension
    "integers of every length, negative ones too": FIVE
    | {f"n{index}": n for index, n in enumerate([0, 23, 24, 255, 256, 65535, 65536, 2**32, 2**63 - 1, -1, -(2**63)])},
    "names short and long": FIVE | {"a": 1, "Z": 2, "a" * 23: 3, "a" * 24: 4, "a" * 64: 5, "x.y_z-0": "v"},
}


def attribute_cases():
    for name, fields in SETS.items():
        values = from_json(fields)
        yield {"name": name, "json": fields, "encoding": encode(values).hex(), "extension": write_extension(values), "result": "valid"}
    for name, fields in FREE.items():
        yield {"name": name, "json": fields, "encoding": encode(from_json(fields)).hex(), "result": "valid"}

    def json_case(name, error="invalidAttribute", **changes):
        fields = {key: value for key, value in (FIVE | changes).items() if value is not None}
        return {"name": name, "json": fields, "result": "invalid", "error": error}

    yield json_case("an identity with a space", identity="household 017")
    yield json_case("an empty identity", identity="")
    yield json_case("an identity of 65 bytes", identity="h" * 65)
    yield json_case("an identity that is a number", identity=17)
    yield json_case("an unknown participant type", type="trader")
    yield json_case("no participant type", type=None)
    yield json_case("permissions as one text", permissions="SubmitDemand")
    yield json_case("a permission twice", permissions=["SubmitDemand", "SubmitDemand"])
    yield json_case("an empty permission", permissions=[""])
    yield json_case("a permission with a comma", permissions=["SubmitDemand,SubmitSupply"])
    yield json_case("65 permissions", permissions=[f"p{index}" for index in range(65)])
    yield json_case("a credit score of 1001", credit=1001)
    yield json_case("a credit score below zero", credit=-1)
    yield json_case("a credit score as text", credit="720")
    yield json_case("a credit score as a flag", credit=True)
    yield json_case("a wallet without 0x", wallet="52908400098527886E0F7030069857D2E4169EE7")
    yield json_case("a wallet of 39 digits", wallet="0x" + "a" * 39)
    yield json_case("a wallet with a g", wallet="0x" + "g" * 40)
    yield json_case("a name that begins with a digit", **{"1st": 1})
    yield json_case("an empty name", **{"": 1})
    yield json_case("a name of 65 bytes", **{"a" * 65: 1})
    yield json_case("a name that is Fabric CA's", **{"hf.Registrar.Roles": "*"})
    yield json_case("a line break in a text", feeder="LV5\n201")
    yield json_case("a C1 control character in a text", feeder="LV5\u0085")
    yield json_case("a bidirectional override in a text", feeder="LV5\u202e102")
    yield json_case("a text of 257 bytes", feeder="x" * 257)
    yield json_case("a number that is not whole", feeder=0.5)
    yield json_case("an object as value", feeder={"id": "LV5.201"})
    yield json_case("65 attributes", "limitExceeded", **{f"a{index}": index for index in range(60)})
    yield json_case("more than 8192 bytes", "limitExceeded", **{f"a{index}": "x" * 256 for index in range(32)})

    base = from_json(FIVE)
    pairs = sorted(
        (cbor2.dumps(name), cbor2.dumps(sorted(v) if isinstance(v, frozenset) else v)) for name, v in base.items()
    )
    good = encode(base)

    def encoded(name, data, error="invalidEncoding"):
        return {"name": name, "encoding": data.hex(), "result": "invalid", "error": error}

    def rebuilt(entries):
        return bytes([0xA0 + len(entries)]) + b"".join(key + value for key, value in entries)

    def with_value(name, value):
        return rebuilt([(key, value if key == cbor2.dumps(name) else old) for key, old in pairs])

    yield encoded("no bytes", b"")
    yield encoded("bytes after the map", good + b"\x00")
    yield encoded("the last byte missing", good[:-1])
    yield encoded("names not sorted", rebuilt([pairs[1], pairs[0]] + pairs[2:]))
    yield encoded("a name twice", rebuilt(pairs[:1] + pairs))
    yield encoded("a map of indefinite length", b"\xbf" + good[1:] + b"\xff")
    yield encoded("the map's count in two bytes", b"\xb8\x05" + good[1:])
    yield encoded("an integer in more bytes than it needs", with_value("credit", bytes.fromhex("1a000002d0")))
    yield encoded("an integer that 64 bits do not hold with a sign", with_value("credit", bytes.fromhex("1bffffffffffffffff")))
    yield encoded("an integer as a floating-point number", with_value("credit", cbor2.dumps(720.0, canonical=True)))
    yield encoded("an integer with a tag", with_value("credit", b"\xc1" + cbor2.dumps(720)))
    yield encoded("null as value", with_value("wallet", b"\xf6"))
    yield encoded("a byte string as value", with_value("wallet", b"\x41a"))
    yield encoded("a set that is not sorted", with_value("permissions", cbor2.dumps(["SubmitSupply", "SubmitDemand"])))
    yield encoded("a set with a text twice", with_value("permissions", cbor2.dumps(["SubmitDemand", "SubmitDemand"])))
    yield encoded("a set with a number in it", with_value("permissions", cbor2.dumps(["SubmitDemand", 1])))
    yield encoded("a name that is a number", rebuilt([(b"\x01", b"\x01")] + pairs))
    yield encoded("a text that is not UTF-8", with_value("wallet", b"\x61\xff"))
    yield encoded("an array in place of the map", cbor2.dumps([1]))
    yield encoded("a credit score of 1001, well encoded", with_value("credit", cbor2.dumps(1001)), "invalidAttribute")
    yield encoded("8193 bytes", b"\xa1\x61a\x59\x20\x00" + bytes(8187), "limitExceeded")

    extension = write_extension(base)

    def extended(name, text, error="invalidEncoding"):
        return {"name": "extension: " + name, "extension": text, "result": "invalid", "error": error}

    yield extended("a space after a colon", extension.replace('"attrs":', '"attrs": '))
    yield extended("names not sorted", '{"attrs":{"type":"prosumer",' + extension[10:].replace(',"type":"prosumer"', ""))
    yield extended("a name twice", extension.replace('"credit":"720"', '"credit":"720","credit":"720"'))
    yield extended("a name twice with other values", extension.replace('"credit":"720"', '"credit":"1","credit":"720"'))
    yield extended("a number in place of a string", extension.replace('"720"', "720"))
    yield extended("an escape that need not be", extension.replace("household", "\\u0068ousehold"))
    yield extended("an angle bracket not escaped", extension.replace('"identity"', '"feeder":"<","identity"'))
    yield extended("a further member of the object", extension[:-1] + ',"x":{}}')
    yield extended("bytes after the object", extension + "\n")
    yield extended("not JSON", extension[:-1])
    yield extended("an integer with a sign", extension.replace('"720"', '"+720"'), "invalidAttribute")
    yield extended("an integer with a leading zero", extension.replace('"720"', '"0720"'), "invalidAttribute")
    yield extended("a flag in capitals", extension.replace('"identity"', '"green":"True","identity"'), "invalidAttribute")
    yield extended("a set not sorted", extension.replace("SubmitDemand,SubmitSupply", "SubmitSupply,SubmitDemand"), "invalidAttribute")
    yield extended("a set with a member twice", extension.replace("SubmitDemand,SubmitSupply", "SubmitDemand,SubmitDemand"), "invalidAttribute")
    yield extended("a set with an empty member", extension.replace("SubmitDemand,", ","), "invalidAttribute")
    yield extended("a name that the schema does not know", extension.replace('"identity"', '"foo":"1","identity"'), "invalidAttribute")
    yield extended("a value beyond the schema's limits", extension.replace('"permissions"', '"peakLoadW":"-1","permissions"'), "invalidAttribute")
    yield extended("one of the five missing", extension.replace('"credit":"720",', ""), "invalidAttribute")


def seed_of(level):
    return hashlib.shake_256(b"interlock test seed %d" % level).digest(LEVELS[level][3])


def setup_cases():
    for level in LEVELS:
        seeds = {"a seed": seed_of(level), "a seed of zeros": bytes(LEVELS[level][3])}
        for name, seed in seeds.items():
            key = authority_key(level, seed)
            yield {
                "name": f"{name}, {level} bits",
                "level": level,
                "seed": seed.hex(),
                "authorityPrivateKey": private_hex(level, key),
                "authorityPublicKey": public_hex(level, key),
                "keyGenKey": keygen_key(level, seed).hex(),
                "result": "valid",
            }
    for level, count in ((128, 31), (128, 33), (192, 32), (256, 66)):
        yield {
            "name": f"a seed of {count} bytes, {level} bits",
            "level": level,
            "seed": bytes(count).hex(),
            "result": "invalid",
            "error": "invalidEncoding",
        }
    passphrase = "correct horse battery staple"
    salt, nonce = bytes(range(16)), bytes(range(0xA0, 0xAC))
    for level in LEVELS:
        yield {
            "name": f"sealed, {level} bits",
            "level": level,
            "sealed": seal(level, seed_of(level), passphrase, salt, nonce, (10, 8, 1)).hex(),
            "passphrase": passphrase,
            "seed": seed_of(level).hex(),
            "result": "valid",
        }

    def refused(name, data, error, words=passphrase):
        return {"name": "sealed: " + name, "sealed": data.hex(), "passphrase": words, "result": "invalid", "error": error}

    good = seal(128, seed_of(128), passphrase, salt, nonce, (10, 8, 1))
    header, text = cbor2.loads(good)
    fields = cbor2.loads(header)

    def changed(**labels):
        changes = {int(label[1:]): value for label, value in labels.items()}
        return cbor2.dumps([cbor2.dumps(fields | changes, canonical=True), text])

    yield refused("another passphrase", good, "wrongPassphrase", "correct horse battery stable")
    yield refused("a bit of the tag changed", good[:-1] + bytes([good[-1] ^ 1]), "wrongPassphrase")
    yield refused("a bit of the salt changed", changed(_3=bytes([1]) + salt[1:]), "wrongPassphrase")
    yield refused("another nonce", changed(_7=bytes(12)), "wrongPassphrase")
    yield refused("another cost within the limits", changed(_5=4), "wrongPassphrase")
    yield refused("another format", changed(_1="interlock/2/master-key"), "invalidEncoding")
    yield refused("an unknown level", changed(_2=129), "invalidEncoding")
    yield refused("the level of a longer seed", changed(_2=192), "invalidEncoding")
    yield refused("a label that there is not", changed(_8=0), "invalidEncoding")
    yield refused("N = 2^63", changed(_4=63), "limitExceeded")
    yield refused("N = 2^23", changed(_4=23), "limitExceeded")
    yield refused("log2 N = 2^64 - 1", changed(_4=2**63 - 1), "limitExceeded")
    yield refused("log2 N below zero", changed(_4=-1), "limitExceeded")
    yield refused("N = 2", changed(_4=1), "limitExceeded")
    yield refused("r = 33", changed(_5=33), "limitExceeded")
    yield refused("r = 0", changed(_5=0), "limitExceeded")
    yield refused("p = 2^32", changed(_6=2**32), "limitExceeded")
    yield refused("N = 2^22 with r = 32: 16 GiB", changed(_4=22, _5=32), "limitExceeded")
    yield refused("a salt of 15 bytes", changed(_3=salt[1:]), "invalidEncoding")
    yield refused("the last byte missing", good[:-1], "invalidEncoding")
    yield refused("bytes after the end", good + b"\x00", "invalidEncoding")
    yield refused("no bytes", b"", "invalidEncoding")
    yield refused("513 bytes", good + bytes(513 - len(good)), "limitExceeded")


def keygen_cases():
    for level in LEVELS:
        for name in ("the paper's five", "a household with a meter and a roof", "no permissions, no credit"):
            attributes = encode(from_json(SETS[name]))
            for generation in (0, 1):
                key = generate_key(level, seed_of(level), attributes, generation)
                yield {
                    "name": f"{name}, {level} bits, generation {generation}",
                    "level": level,
                    "seed": seed_of(level).hex(),
                    "attributes": attributes.hex(),
                    "generation": generation,
                    "privateKey": private_hex(level, key),
                    "publicKey": public_hex(level, key),
                    "result": "valid",
                }
    five = encode(from_json(FIVE))
    key = generate_key(128, seed_of(128), five, 2**32 - 1)
    yield {
        "name": "the last generation",
        "level": 128,
        "seed": seed_of(128).hex(),
        "attributes": five.hex(),
        "generation": 2**32 - 1,
        "privateKey": private_hex(128, key),
        "publicKey": public_hex(128, key),
        "result": "valid",
    }
    long = from_json(FIVE | {f"a{index}": "x" * 256 for index in range(30)})
    key = generate_key(256, seed_of(256), encode(long), 0)
    yield {
        "name": "attributes of eight kilobytes",
        "level": 256,
        "seed": seed_of(256).hex(),
        "attributes": encode(long).hex(),
        "generation": 0,
        "privateKey": private_hex(256, key),
        "publicKey": public_hex(256, key),
        "result": "valid",
    }
    bad = {"level": 128, "generation": 0, "result": "invalid", "error": "invalidEncoding"}
    yield {"name": "attributes with bytes after them", "seed": seed_of(128).hex(), "attributes": five.hex() + "00"} | bad
    yield {"name": "a seed of 31 bytes", "seed": bytes(31).hex(), "attributes": five.hex()} | bad
    yield {"name": "no attributes", "seed": seed_of(128).hex(), "attributes": "a0"} | bad | {"error": "invalidAttribute"}


FILES = {
    "attributes.json": (
        "Attribute sets in three forms that must agree: \"json\" for people, \"encoding\" (canonical deterministic CBOR, hex), "
        "\"extension\" (the text of X.509 extension 1.2.3.4.5.6.7.8.1, read under the standard schema). An invalid case "
        "has one form, which must be refused with the code \"error\".",
        attribute_cases,
    ),
    "setup.json": (
        "Master keys: from \"seed\" (hex) the authority's ECDSA key (private scalar; public point in X9.63 form) and the KeyGen "
        "key K. Cases with \"sealed\" (hex) are master key files that open under \"passphrase\" to \"level\" and \"seed\". Test seeds only.",
        setup_cases,
    ),
    "keygen.json": (
        "KeyGen(MPK, AS) -> PKr: from \"seed\", \"attributes\" (canonical encoding) and \"generation\" the participant's ECDSA key "
        "(private scalar; public point in X9.63 form). Test seeds only.",
        keygen_cases,
    ),
}


def write(folder):
    for name, (description, cases) in FILES.items():
        document = {
            "description": description,
            "source": "Tests/Interop/keygen_oracle.py --write, from the prose of Docs/Formats.md",
            "format": f"interlock/1/{name.removesuffix('.json')}",
            "cases": list(cases()),
        }
        (folder / name).write_text(json.dumps(document, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.write:
        write(options.folder)
    passed = failed = 0
    for name, check in CHECKS.items():
        for case in json.loads((options.folder / name).read_text())["cases"]:
            if agrees(check, case):
                passed += 1
            else:
                failed += 1
                print(f"{name}: {case['name']}: does not agree")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
