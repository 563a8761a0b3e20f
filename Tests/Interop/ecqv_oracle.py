#!/usr/bin/env python3
"""Implicit certificates (ECQV) written anew from Docs/Formats.md: curves in Python's integers, cbor2 for CBOR.

    ecqv_oracle.py vectors Vectors/ecqv.json [../shared/vectors/ecqv/implicit.txt]
    ecqv_oracle.py receive --request F --request-key F --pass F --response F --issuer F --key F --cert F
    ecqv_oracle.py message --cert F --message F

`receive` checks what `interlock meter receive` wrote, `message` a COSE_Sign1 that `interlock sign` made with it. Ends with
`N passed, N failed`.
"""
import argparse
import base64
import hashlib
import io
import json
import re
import sys

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import serialization

CURVES = {  # SP 800-186: p, b, G, n, hash
    33: (2**256 - 2**224 + 2**192 + 2**96 - 1,
         0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b,
         (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
          0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5),
         0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551, hashlib.sha256),
    49: (2**384 - 2**128 - 2**96 + 2**32 - 1,
         0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef,
         (0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7,
          0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f),
         0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973,
         hashlib.sha384),
}
NAMES = ["identity", "type", "permissions", "credit", "wallet", "feeder", "meter", "peakLoadW", "peakGenerationW", "green",
         "zone", "licensedUntil", "volumeCapWh"]
TYPES = ["seller", "buyer", "prosumer", "matching-centre", "peer", "orderer", "regulator"]
PERMISSIONS = ["SubmitDemand", "SubmitSupply", "Cancel", "SubmitReading", "ChangeRules", "Trade", "Match", "Endorse", "Revoke",
               "ReadOrder", "ReadTrade"]


class Refused(Exception):
    """Its first argument is the code."""


class Curve:
    def __init__(self, compressed_length):
        self.p, self.b, self.g, self.n, self.hash = CURVES[compressed_length]
        self.size = compressed_length - 1

    def add(self, a, b):
        if a is None or b is None:
            return a or b
        if a[0] == b[0]:
            if (a[1] + b[1]) % self.p == 0:
                return None
            slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, self.p)
        else:
            slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, self.p)
        x = (slope * slope - a[0] - b[0]) % self.p
        return x, (slope * (a[0] - x) - a[1]) % self.p

    def times(self, k, point):
        sum_ = None
        for bit in bin(k)[2:]:
            sum_ = self.add(sum_, sum_)
            if bit == "1":
                sum_ = self.add(sum_, point)
        return sum_

    def decompress(self, data):
        x = int.from_bytes(data[1:], "big")
        square = (x**3 - 3 * x + self.b) % self.p
        y = pow(square, (self.p + 1) // 4, self.p)
        if x >= self.p or y * y % self.p != square:
            raise Refused("invalidPoint")
        return x, y if y % 2 == data[0] % 2 else self.p - y

    def compress(self, point):
        return bytes([2 + point[1] % 2]) + point[0].to_bytes(self.size, "big")

    def x963(self, point):
        return b"\4" + b"".join(c.to_bytes(self.size, "big") for c in point)

    def e(self, digest):
        return int.from_bytes(digest, "big") >> max(0, 8 * len(digest) - (self.n.bit_length() - 1))

    def verify(self, key, raw, message):
        r, s = (int.from_bytes(part, "big") for part in (raw[:self.size], raw[self.size:]))
        if not (0 < r < self.n and 0 < s <= self.n // 2):
            return False
        h, w = int.from_bytes(self.hash(message).digest(), "big"), pow(s, -1, self.n)
        point = self.add(self.times(h * w % self.n, self.g), self.times(r * w % self.n, key))
        return point is not None and point[0] % self.n == r


def decode(data):
    stream = io.BytesIO(data)
    value = cbor2.CBORDecoder(stream).decode()
    if stream.read(1) or cbor2.dumps(value, canonical=True) != data:
        raise Refused("invalidEncoding")
    return value


def read_point(data):
    if not isinstance(data, bytes) or len(data) not in CURVES or data[0] not in (2, 3):
        raise Refused("invalidPoint")
    curve = Curve(len(data))
    return curve, curve.decompress(data)


def word(value, table):
    if isinstance(value, int) and 0 <= value < len(table):
        return table[value]
    if not isinstance(value, str) or value in table:
        raise Refused("invalidEncoding")
    return value


def wallet(data):
    digits = data[:20].hex()
    mask = "".join(f"{byte:08b}" for byte in data[20:]) or "0" * 40
    text = "0x" + "".join(d.upper() if m == "1" else d for d, m in zip(digits, mask))
    if len(data) not in (20, 25) or (len(data) == 25 and text == text.lower()):
        raise Refused("invalidEncoding")
    return text


def attributes(encoded):
    values = {}
    for key, value in encoded.items():
        name = word(key, NAMES)
        if name == "type":
            value = word(value, TYPES)
        elif name == "permissions":
            members = [word(member, PERMISSIONS) for member in value]
            numbers = [member for member in value if isinstance(member, int)]
            texts = [member.encode() for member in value if isinstance(member, str)]
            if value != sorted(set(numbers)) + [t.decode() for t in sorted(set(texts))]:
                raise Refused("invalidEncoding")
            value = sorted(members, key=str.encode)
        elif name == "wallet":
            value = wallet(value)
        values[name] = value
    return values


def certificate(data):
    fields = decode(data)
    if not isinstance(fields, list) or len(fields) != 7 or fields[4] != 1:
        raise Refused("invalidEncoding")
    serial = fields[0]
    if not 1 <= len(serial) <= 20 or serial[0] >= 0x80 or serial == b"\0" or (
            len(serial) > 1 and serial[0] == 0 and serial[1] < 0x80) or len(fields[1]) != 8:
        raise Refused("invalidEncoding")
    values = attributes(fields[5])
    curve, point = read_point(fields[6])
    return fields, values, curve, point


def digest(data, issuer, curve):
    return curve.hash(curve.hash(data).digest() + curve.hash(issuer).digest()).digest()


def issuer_key(issuer, curve):
    numbers = x509.load_der_x509_certificate(issuer).public_key().public_numbers()
    return numbers.x, numbers.y


def extract(data, issuer):
    fields, values, curve, point = certificate(data)
    if fields[1] != hashlib.sha256(issuer).digest()[:8]:
        raise Refused("wrongIssuer")
    hashed = digest(data, issuer, curve)
    key = curve.add(curve.times(curve.e(hashed), point), issuer_key(issuer, curve))
    return values, curve, hashed, key


def receive(response, request_key, identity, issuer):
    parts = decode(response)
    if parts[0] != "interlock/1/ecqv-response" or len(parts) != 6:
        raise Refused("invalidEncoding")
    curve, share = read_point(parts[3])
    fields, values, *_ = certificate(parts[4])
    own = curve.times(request_key, curve.g)
    request = cbor2.dumps(["interlock/1/ecqv-request", identity, curve.compress(own)], canonical=True)
    if parts[1] != hashlib.sha256(request).digest()[:8] or values["identity"] != identity:
        raise Refused("wrongRequest")
    values, curve, hashed, key = extract(parts[4], issuer)
    if parts[2] != hashlib.sha256(cbor2.dumps(fields[:6], canonical=True)).digest()[:8]:
        raise Refused("alteredCertificate")
    if curve.add(own, share) != curve.decompress(fields[6]):
        raise Refused("forgedPoint")
    private = (curve.e(hashed) * request_key + int.from_bytes(parts[5], "big")) % curve.n
    if curve.times(private, curve.g) != key:
        raise Refused("reconstructionMismatch")
    return request, parts[4], values, curve, hashed, private, key


class Tally:
    passed = failed = 0

    def check(self, name, good, detail=""):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print(f"FAILED {name} {detail}")

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(self.failed != 0 or self.passed == 0)


def canonical(values):
    return cbor2.dumps(values, canonical=True)


def check_case(case):
    issuer = bytes.fromhex(case["issuer"])
    if "response" in case:
        request, data, values, curve, hashed, private, key = receive(
            bytes.fromhex(case["response"]), int(case["requestKey"], 16), case["identity"], issuer)
        found = {"request": request, "privateKey": private.to_bytes(curve.size, "big")}
    else:
        data = bytes.fromhex(case["certificate"])
        values, curve, hashed, key = extract(data, issuer)
        found = {}
    found |= {"certificate": data, "attributes": canonical(values), "digest": hashed, "publicKey": curve.x963(key)}
    return {name: value.hex() for name, value in found.items() if name in case and case[name] != value.hex()}


def vectors(tally, path, published):
    for case in json.load(open(path))["cases"]:
        try:
            wrong = check_case(case)
            tally.check(case["name"], case["result"] == "valid" and not wrong, wrong)
        except Refused as refusal:
            tally.check(case["name"], case.get("error") == refusal.args[0], refusal)
    for path in published:
        text = open(path).read()
        values = {name: re.findall(rf"^{name} = 0x([0-9A-Fa-f]+)$", text, re.M) for name in
                  ("kU", "k", "dCA", "CertU", "r", "dU", "PUx", "QUx")}
        curve = Curve(33)
        for place in range(len(values["k"])):
            v = {name: int(all_[place], 16) for name, all_ in values.items()}
            data = bytes.fromhex(values["CertU"][place])
            e = curve.e(hashlib.sha256(data).digest())
            point = curve.times((v["kU"] + v["k"]) % curve.n, curve.g)
            key = curve.add(curve.times(e, point), curve.times(v["dCA"], curve.g))
            tally.check(f"IEEE 1609.2, {place + 1}", point[0] == v["PUx"] and data.endswith(curve.compress(point))
                        and (e * v["k"] + v["dCA"]) % curve.n == v["r"] and (e * v["kU"] + v["r"]) % curve.n == v["dU"]
                        and key[0] == v["QUx"] and curve.times(v["dU"], curve.g) == key)


def pem(path, label):
    block = re.search(f"-----BEGIN {label}-----(.*?)-----END", open(path).read(), re.S)
    return base64.b64decode(block.group(1))


def private_number(path, passphrase):
    secret = open(passphrase, "rb").read().split(b"\n")[0]
    key = serialization.load_pem_private_key(open(path, "rb").read(), secret)
    return key.private_numbers().private_value


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("vectors")
    check.add_argument("file")
    check.add_argument("published", nargs="*")
    for name, options in (("receive", "request request-key pass response issuer key cert"), ("message", "cert message")):
        command = commands.add_parser(name)
        for option in options.split():
            command.add_argument(f"--{option}", required=True, dest=option.replace("-", "_"))
    options = parser.parse_args()
    tally = Tally()
    if options.command == "vectors":
        vectors(tally, options.file, options.published)
    elif options.command == "receive":
        name = decode(open(options.request, "rb").read())[1]
        request, data, _, _, _, private, _ = receive(
            open(options.response, "rb").read(), private_number(options.request_key, options.__dict__["pass"]), name,
            pem(options.issuer, "CERTIFICATE"))
        tally.check("the request", request == open(options.request, "rb").read())
        tally.check("the certificate", data == pem(options.cert, "IMPLICIT CERTIFICATE"))
        tally.check("the private key", private == private_number(options.key, options.__dict__["pass"]))
    else:
        data = pem(options.cert, "IMPLICIT CERTIFICATE")
        _, curve, _, key = extract(data, pem(options.cert, "CERTIFICATE"))
        message = cbor2.loads(open(options.message, "rb").read())
        protected, unprotected, payload, signature = message.value
        header = cbor2.loads(protected)
        kind = header[3].removeprefix("application/vnd.interlock.").removesuffix("+cbor")
        signed = cbor2.dumps(["Signature1", protected, f"interlock/1/{kind}".encode(), payload])
        tally.check("the header names the certificate", header.get(-65537) in (data, [data, *header.get(-65537, [])[1:]])
                    or header.get(-65538) == [-16, hashlib.sha256(data).digest()])
        tally.check("nothing is unprotected", unprotected == {})
        tally.check("the signature verifies with the extracted key", curve.verify(key, signature, signed))
        tally.check("what is signed is not what e is a digest of", len(signed) > 2 * curve.hash().digest_size)
    tally.end()


if __name__ == "__main__":
    main()
