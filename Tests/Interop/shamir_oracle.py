"""An independent implementation of key ceremonies: plain Python integers, written from Docs/Formats.md.

    shamir_oracle.py vectors Vectors/ceremony.json          checks every case; ends with "N passed, N failed"
    shamir_oracle.py folder CEREMONY CERT GENERATION SHARE…  verifies a folder of `interlock ca`, its transcripts, its shares in
                                                            files for paper, and that they restore the authority's seed
    shamir_oracle.py alter SHARE value|blinding OUT          writes an altered share down well

Needs the package cryptography, for certificates and ECDSA only; CBOR, curve, field and Bech32m are in this file.
"""
import hashlib
import hmac
import json
import sys
from pathlib import Path

P = 2**521 - 1
B = 0x0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00
N = 0x01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409
GX = 0x00C6858E06B70404E9CD9E3ECB662395B4429C648139053FB521F828AF606B4D3DBAA14B5E77EFE75928FE1DC127A2FFA8DE3348B3C1856A429BF97E7E31C2E5BD66
SIZE = 66
ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


class Refused(Exception):
    def __init__(self, code, reason=""):
        super().__init__(f"{code}: {reason}")
        self.code = code


# The curve, in affine coordinates; None is the point at infinity.
def lift(x, odd):
    square = (x**3 - 3 * x + B) % P
    y = pow(square, (P + 1) // 4, P)
    if x >= P or y * y % P != square:
        raise Refused("invalidEncoding", "not on the curve")
    return (x, y if y & 1 == odd else P - y)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] ** 2 - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope**2 - a[0] - b[0]) % P
    return (x, (slope * (a[0] - x) - a[1]) % P)


def times(k, point):
    result = None
    for bit in bin(k % N)[2:]:
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def pack(point):
    return bytes([2 + (point[1] & 1)]) + point[0].to_bytes(SIZE, "big")


def unpack(data):
    if len(data) != SIZE + 1 or data[0] not in (2, 3):
        raise Refused("invalidEncoding", "a commitment")
    return lift(int.from_bytes(data[1:], "big"), data[0] & 1)


def second_generator():
    for counter in range(256):
        x = bytearray(hashlib.shake_256(b"interlock/1/share-generator" + counter.to_bytes(4, "big")).digest(SIZE))
        x[0] &= 1
        try:
            return lift(int.from_bytes(x, "big"), 0)
        except Refused:
            continue


G = next(point for point in (lift(GX, 0), lift(GX, 1)) if point[1] ==
         0x011839296A789A3BC0045C8A5FB42C7D1BD998F54449579B446817AFBD17273E662C97EE72995EF42640C550B9013FAD0761353C7086A272C24088BE94769FD16650)
H = second_generator()


def commit(value, blinding):
    return add(times(value, G), times(blinding, H))


def evaluate(coefficients, x):
    return sum(a * x**power for power, a in enumerate(coefficients)) % N


def basis(places):
    result = []
    for own in places:
        factor = 1
        for other in places:
            if other != own:
                factor = factor * other * pow(other - own, -1, N) % N
        result.append(factor)
    return result


def interpolate(points):
    return sum(factor * y for factor, (_, y) in zip(basis([x for x, _ in points]), points)) % N


def expected(commitments, x):
    result = None
    for power, point in enumerate(commitments):
        result = add(result, times(x**power, point))
    return result


# CBOR, as far as these formats use it, and deterministic.
def head(major, number):
    for size, code in ((0, None), (1, 24), (2, 25), (4, 26), (8, 27)):
        if size == 0 and number < 24:
            return bytes([major << 5 | number])
        if size and number < 1 << 8 * size:
            return bytes([major << 5 | code]) + number.to_bytes(size, "big")


def encode(value):
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(encode, value))
    if isinstance(value, dict):
        pairs = sorted((encode(key), encode(item)) for key, item in value.items())
        return head(5, len(pairs)) + b"".join(key + item for key, item in pairs)


def decode(data):
    def item(at):
        major, low = data[at] >> 5, data[at] & 31
        at += 1
        if low < 24:
            number = low
        elif low < 28:
            size = 1 << (low - 24)
            number, at = int.from_bytes(data[at:at + size], "big"), at + size
        else:
            raise Refused("invalidEncoding", "CBOR")
        if major == 0:
            return number, at
        if major == 1:
            return -1 - number, at
        if major in (2, 3):
            part = data[at:at + number]
            return (part if major == 2 else part.decode()), at + number
        if major == 4:
            values = []
            for _ in range(number):
                value, at = item(at)
                values.append(value)
            return values, at
        if major == 5:
            values = {}
            for _ in range(number):
                key, at = item(at)
                values[key], at = item(at)
            return values, at
        if major == 6 and number == 18:
            value, at = item(at)
            return ("COSE_Sign1", value), at
        raise Refused("invalidEncoding", "CBOR")
    try:
        value, end = item(0)
    except (IndexError, UnicodeDecodeError) as error:
        raise Refused("invalidEncoding", "CBOR") from error
    if end != len(data) or not isinstance(value, tuple) and encode(value) != data:
        raise Refused("invalidEncoding", "not deterministic")
    return value


# Bech32m (BIP-350), a line of paper at a time.
def polymod(values):
    remainder = 1
    for value in values:
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value
        for bit, word in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if top >> bit & 1:
                remainder ^= word
    return remainder


def expand(number, total):
    prefix = f"il{number:02}of{total:02}".encode()
    return [byte >> 5 for byte in prefix] + [0] + [byte & 31 for byte in prefix]


def paper(data):
    chunks = [data[start:start + 25] for start in range(0, len(data), 25)]
    lines = []
    for number, chunk in enumerate(chunks, 1):
        bits = "".join(f"{byte:08b}" for byte in chunk)
        bits += "0" * (-len(bits) % 5)
        values = [int(bits[at:at + 5], 2) for at in range(0, len(bits), 5)]
        check = polymod(expand(number, len(chunks)) + values + [0] * 6) ^ 0x2BC830A3
        letters = "".join(ALPHABET[value] for value in values)
        groups = "-".join(letters[at:at + 5] for at in range(0, len(letters), 5))
        check = "".join(ALPHABET[check >> 5 * (5 - place) & 31] for place in range(6))
        lines.append(f"{number:02}/{len(chunks):02} {groups} {check}\n")
    return "".join(lines)


def unpaper(text):
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    data = b""
    for number, line in enumerate(lines, 1):
        word = line.lower().replace(" ", "").replace("-", "")
        values = [ALPHABET.find(letter) for letter in word[5:]]
        if word[:5] != f"{number:02}/{len(lines):02}" or -1 in values or polymod(expand(number, len(lines)) + values) != 0x2BC830A3:
            raise Refused("invalidEncoding", f"line {number}")
        bits = "".join(f"{value:05b}" for value in values[:-6])
        size = len(bits) // 8 * 8
        if len(bits) - size > 4 or "1" in bits[size:] or number < len(lines) and size != 200:
            raise Refused("invalidEncoding", f"line {number}")
        data += int(bits[:size], 2).to_bytes(size // 8, "big")
    if not data:
        raise Refused("invalidEncoding", "no share")
    return data


# Documents.
def read_set(data):
    fields = decode(data)
    if not isinstance(fields, dict) or sorted(fields) != list(range(1, 10)) or fields[1] != "interlock/1/share-set":
        raise Refused("invalidEncoding", "a set")
    if not 2 <= fields[5] == len(fields[7]) <= len(fields[6]) <= 64 or len(fields[2]) != 16:
        raise Refused("limitExceeded", "a set")
    return {"digest": hashlib.sha256(data).digest(), "id": fields[2], "generation": fields[3], "level": fields[4], "k": fields[5],
            "custodians": fields[6], "commitments": [unpack(point) for point in fields[7]], "authority": fields[8], "previous": fields[9]}


def read_share(data):
    parts = decode(data)
    if not isinstance(parts, list) or len(parts) != 2 or not all(isinstance(part, bytes) for part in parts) or len(parts[1]) != 2 * SIZE:
        raise Refused("invalidEncoding", "a share")
    fields = decode(parts[0])
    if not isinstance(fields, dict) or sorted(fields) != list(range(1, 8)) or fields[1] != "interlock/1/share" or len(fields[2]) != 16 \
            or len(fields[7]) != 32 or not 2 <= fields[4] <= fields[5] <= 64:
        raise Refused("invalidEncoding", "a share")
    value, blinding = (int.from_bytes(parts[1][at:at + SIZE], "big") for at in (0, SIZE))
    if not 1 <= fields[6] <= fields[5] or value >= N or blinding >= N:
        raise Refused("wrongShare", "x or a value")
    return {"id": fields[2], "generation": fields[3], "k": fields[4], "n": fields[5], "x": fields[6], "set": fields[7],
            "value": value, "blinding": blinding}


def write_share(share):
    header = encode({1: "interlock/1/share", 2: share["id"], 3: share["generation"], 4: share["k"], 5: share["n"], 6: share["x"], 7: share["set"]})
    return encode([header, share["value"].to_bytes(SIZE, "big") + share["blinding"].to_bytes(SIZE, "big")])


def check_shares(set_, shares):
    for share in shares:
        if (share["id"], share["generation"], share["set"]) != (set_["id"], set_["generation"], set_["digest"]) \
                or (share["k"], share["n"]) != (set_["k"], len(set_["custodians"])) \
                or commit(share["value"], share["blinding"]) != expected(set_["commitments"], share["x"]):
            raise Refused("wrongShare", f"share {share['x']}")
    if len({share["x"] for share in shares}) != len(shares):
        raise Refused("duplicateShare")
    if len(shares) < set_["k"]:
        raise Refused("tooFewShares")


SEED_SIZES = {128: 32, 192: 48, 256: 64}


def combine(set_, shares):
    check_shares(set_, shares)
    secret = interpolate([(share["x"], share["value"]) for share in shares])
    size = SEED_SIZES[set_["level"]]
    if secret >= 1 << 8 * size:
        raise Refused("wrongShare", "too long")
    seed = secret.to_bytes(size, "big")
    if authority_point(set_["level"], seed) != set_["authority"]:
        raise Refused("wrongShare", "another authority")
    return seed


def authority_point(level, seed):
    """The public key of the authority's key: HKDF and FIPS 186-5 A.2.1, as Docs/Formats.md has it."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    curve, name, length, order = {
        128: (ec.SECP256R1(), "sha256", 40, 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551),
        192: (ec.SECP384R1(), "sha384", 56, 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973),
        256: (ec.SECP521R1(), "sha512", 74, N)}[level]
    prk = hmac.new(b"interlock/1/master", seed, name).digest()
    info, block, out = b"interlock/1/authority" + level.to_bytes(2, "big"), b"", b""
    for counter in range(1, 9):
        block = hmac.new(prk, block + info + bytes([counter]), name).digest()
        out += block
    scalar = int.from_bytes(out[:length], "big") % (order - 1) + 1
    return ec.derive_private_key(scalar, curve).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def read_transcript(data):
    value = decode(data)
    payload = value[1][2] if isinstance(value, tuple) else value[0]
    fields = decode(payload)
    if sorted(fields) != list(range(1, 9)) or fields[1] != "interlock/1/ceremony":
        raise Refused("invalidEncoding", "a transcript")
    return value, payload, dict(zip(("sequence", "kind", "time", "set", "present", "purpose", "previous"), (fields[n] for n in range(2, 9))))


def verify_transcript(value, payload, kind, set_):
    if kind in ("refresh", "rehearse"):
        if not isinstance(value, list) or len(value[1]) != 67 + 2 * SIZE:
            raise Refused("badSignature")
        nonce, y, z = unpack(value[1][:67]), *(int.from_bytes(value[1][at:at + SIZE], "big") for at in (67, 67 + SIZE))
        secret = set_["commitments"][0]
        c = int.from_bytes(hashlib.sha512(b"interlock/1/joint-signature" + pack(secret) + pack(nonce) + payload).digest(), "big")
        if y >= N or z >= N or commit(y, z) != add(nonce, times(c, secret)):
            raise Refused("badSignature")
        return
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    if not isinstance(value, tuple):
        raise Refused("badSignature")
    protected, _, _, signature = value[1]
    curve, hash_ = {128: (ec.SECP256R1(), hashes.SHA256()), 192: (ec.SECP384R1(), hashes.SHA384()), 256: (ec.SECP521R1(), hashes.SHA512())}[set_["level"]]
    half = len(signature) // 2
    der = utils.encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))
    signed = encode(["Signature1", protected, b"interlock/1/ceremony", payload])
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(curve, set_["authority"]).verify(der, signed, ec.ECDSA(hash_))
    except InvalidSignature as error:
        raise Refused("badSignature") from error


def verify_log(transcripts, sets, authority):
    """The set that holds after all of them."""
    set_ = sets[0]
    previous, left = bytes(32), list(sets[1:])
    if not transcripts or set_["authority"] != authority or set_["generation"] != 0:
        raise Refused("brokenChain")
    for sequence, data in enumerate(transcripts):
        value, payload, record = read_transcript(data)
        if record["sequence"] != sequence or record["previous"] != previous or (record["kind"] == "split") != (sequence == 0):
            raise Refused("brokenChain")
        if sequence and (len(set(record["present"])) < set_["k"] or max(record["present"]) > len(set_["custodians"])):
            raise Refused("brokenChain")
        verify_transcript(value, payload, record["kind"], set_)
        if record["kind"] == "refresh":
            if not left:
                raise Refused("brokenChain", "a set is missing")
            following = left.pop(0)
            if following["previous"] != set_["digest"] or following["commitments"][0] != set_["commitments"][0] \
                    or following["id"] != set_["id"] or following["generation"] != set_["generation"] + 1 or following["authority"] != authority:
                raise Refused("brokenChain")
            set_ = following
        if record["set"] != set_["digest"]:
            raise Refused("brokenChain")
        previous = hashlib.sha256(data).digest()
    if left:
        raise Refused("brokenChain")
    return set_


class Tally:
    passed = failed = 0

    def check(self, name, good, detail=""):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print(f"FAILED {name}: {detail}")


def run_case(case):
    """Does what a case of Vectors/ceremony.json says; returns what disagrees."""
    hexes = {name: bytes.fromhex(value) for name, value in case.items() if name in ("seed", "set", "previousSet", "share")}
    kind = case["kind"]
    wrong = []
    if kind in ("split", "refresh"):
        random = [int.from_bytes(bytes.fromhex(word), "big") % N for word in case["randomness"]]
        set_ = read_set(hexes["set"])
        k = case["threshold"]
        if kind == "split":
            values = [int.from_bytes(hexes["seed"], "big")] + random[:k - 1]
            blindings = [random[2 * (k - 1)]] + random[k - 1:2 * (k - 1)]
            first = []
        else:
            old = read_set(hexes["previousSet"])
            present = [read_share(unpaper(text)) for text in case["present"]]
            check_shares(old, present)
            values = [interpolate([(share["x"], share["value"]) for share in present])] + random[:k - 1]
            blindings = [interpolate([(share["x"], share["blinding"]) for share in present])] + random[k - 1:2 * (k - 1)]
            first = [old["commitments"][0] == set_["commitments"][0], set_["previous"] == old["digest"]]
        points = [commit(value, blinding) for value, blinding in zip(values, blindings)]
        wrong += ["commitments"] * (points != set_["commitments"]) + ["the first commitment"] * (not all(first))
        for x, text in enumerate(case["shares"], 1):
            share = {"id": set_["id"], "generation": set_["generation"], "k": k, "n": len(case["shares"]), "x": x, "set": set_["digest"],
                     "value": evaluate(values, x), "blinding": evaluate(blindings, x)}
            wrong += [f"share {x}"] * (paper(write_share(share)) != text)
    elif kind == "combine":
        seed = combine(read_set(hexes["set"]), [read_share(unpaper(text)) for text in case["shares"]])
        wrong += ["the seed"] * (seed != hexes["seed"])
    elif kind == "share":
        share = unpaper(case["text"])
        read_share(share)
        wrong += ["the share"] * (share != hexes["share"])
    elif kind == "log":
        sets = [read_set(bytes.fromhex(data)) for data in case["sets"]]
        set_ = verify_log([bytes.fromhex(data) for data in case["transcripts"]], sets, bytes.fromhex(case["authorityKey"]))
        wrong += ["the set"] * (set_["digest"].hex() != case["setDigest"])
    else:
        wrong.append(f"kind {kind}")
    return wrong


def vectors(path):
    tally = Tally()
    for case in json.loads(Path(path).read_text())["cases"]:
        try:
            wrong = run_case(case)
            tally.check(case["name"], case["result"] == "valid" and not wrong, wrong or "was not refused")
        except Refused as error:
            tally.check(case["name"], case["result"] == "invalid" and error.code == case["error"], error)
    return tally


def folder(path, certificate, generation, files):
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    tally = Tally()
    root = Path(path)
    key = x509.load_pem_x509_certificate(Path(certificate).read_bytes()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    sets = [read_set((root / f"generation-{number}/set.cbor").read_bytes()) for number in range(int(generation) + 1)]
    set_ = verify_log([path.read_bytes() for path in sorted(root.glob("transcript-*.cbor"))], sets, key)
    tally.check("the log ends with the last set", set_["digest"] == sets[-1]["digest"])
    texts = [Path(file).read_text() for file in files]
    shares = [read_share(unpaper(text)) for text in texts]
    seed = combine(set_, shares)
    tally.check("the seed has its length", len(seed) == SEED_SIZES[set_["level"]])
    for text, share in zip(texts, shares):
        lines = "".join(line + "\n" for line in text.splitlines() if not line.startswith("#"))
        tally.check(f"share {share['x']} is written the same", paper(write_share(share)) == lines)
    return tally


def alter(source, part, out):
    share = read_share(unpaper(Path(source).read_text()))
    share[part] ^= 1
    Path(out).write_text(paper(write_share(share)))
    print("ok")


if __name__ == "__main__":
    if sys.argv[1] == "alter":
        alter(*sys.argv[2:5])
        sys.exit(0)
    result = vectors(sys.argv[2]) if sys.argv[1] == "vectors" else folder(*sys.argv[2:5], sys.argv[5:])
    print(f"{result.passed} passed, {result.failed} failed")
    sys.exit(result.failed != 0)
