#!/usr/bin/env python3
"""Recomputes the signing, gate, route, matching and trade vectors from the prose of Docs/Formats.md, with cbor2 and cryptography.

    vectors_oracle.py [FOLDER]     the package's Vectors folder where it is left out

Prints what does not agree and, last, `N passed, N failed`. Shares no code with the package.
"""
import hashlib
import json
import sys
from datetime import datetime
from pathlib import Path

import cbor2
import market_oracle
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

CURVES = {128: (ec.SECP256R1(), hashes.SHA256()), 192: (ec.SECP384R1(), hashes.SHA384()), 256: (ec.SECP521R1(), hashes.SHA512())}
ORDERS = {
    128: 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    192: 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    256: 0x01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409,
}
passed = failed = 0


def check(name, good):
    global passed, failed
    passed += bool(good)
    failed += not good
    if not good:
        print(f"FAILED {name}")


def canonical(value):
    return cbor2.dumps(value, canonical=True)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def verifies(key, level, signature, message):
    """r‖s of the right length, in range, s in its lower half, and the key's over the message."""
    size = (ORDERS[level].bit_length() + 7) // 8
    if len(signature) != 2 * size:
        return False
    r, s = (int.from_bytes(part, "big") for part in (signature[:size], signature[size:]))
    if not (0 < r < ORDERS[level] and 0 < s <= ORDERS[level] // 2):
        return False
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(CURVES[level][1]))
        return True
    except InvalidSignature:
        return False


def signing(case):
    curve, digest = CURVES[case["level"]]
    raw, message = bytes.fromhex(case["signature"]), bytes.fromhex(case["message"])
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(curve, bytes.fromhex(case["publicKey"]))
    except ValueError:
        return check(case["name"], case["result"] == "invalid")
    check(case["name"], verifies(key, case["level"], raw, message) == (case["result"] == "valid"))
    if case["result"] == "valid":
        half = len(raw) // 2
        r, s = int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
        check(case["name"] + ", DER", encode_dss_signature(r, s).hex() == case["der"])
        private = ec.derive_private_key(int(case["privateKey"], 16), curve)
        own = private.sign(message, ec.ECDSA(digest, deterministic_signing=True))
        check(case["name"] + ", RFC 6979", own.hex() in (case["der"], encode_dss_signature(r, ORDERS[case["level"]] - s).hex()))


def seconds(time):
    return int(datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp())


def order_payload(order, party):
    fields = {1: order["market"], 2: order[party], 3: order["address"], 4: seconds(order["deliveryPeriod"]), 5: order["energyWh"],
              6: order["price"], 7: order["sequence"]}
    if "timeInForce" in order:
        fields[9] = {"immediateOrCancel": 1, "fillOrKill": 2}[order["timeInForce"]]
    for label, key in ((8, "periods"), (11, "minimumFillWh"), (12, "amends")):
        if key in order:
            fields[label] = order[key]
    if "validUntil" in order:
        fields[10] = seconds(order["validUntil"])
    return fields


def rules_json(rules):
    """Sorted keys, no white space: as they stand in a rule change."""
    return json.dumps(rules, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def message_payload(kind, message):
    if kind in ("demand", "supply"):
        return canonical(order_payload(message, "buyer" if kind == "demand" else "seller"))
    if kind == "cancel":
        return canonical({1: message["market"], 2: message["participant"], 3: message["owner"], 4: message["order"],
                          5: message["sequence"]})
    if kind == "reading":
        return canonical({1: message["market"], 2: message["participant"], 3: message["owner"], 4: seconds(message["deliveryPeriod"]),
                          5: message["consumedWh"], 6: message["generatedWh"], 7: message["sequence"]})
    return canonical({1: rules_json(message["rules"]), 2: message["participant"], 3: message["sequence"]})


def same_wallet(address, certificate):
    """Whether an order's address is the wallet address in the attribute extension: 0x, and digits in either case."""
    attributes = certificate.extensions.get_extension_for_oid(x509.ObjectIdentifier("1.2.3.4.5.6.7.8.1")).value.value
    wallet = json.loads(attributes)["attrs"]["wallet"]
    return address.startswith("0x") and address.lower() == wallet.lower()


def gate(file):
    certificates = {}
    for der in map(bytes.fromhex, file["certificates"]):
        certificates[hashlib.sha256(der).digest()] = x509.load_der_x509_certificate(der)
    for case in file["cases"]:
        if case["result"] != "valid" and case["error"] not in ("badSignature", "addressMismatch"):
            continue
        tag = cbor2.loads(bytes.fromhex(case["message"]))
        protected, unprotected, payload, signature = tag.value
        header = cbor2.loads(protected)
        certificate = certificates[header[34][1]] if 34 in header else x509.load_der_x509_certificate(header[33])
        signed = canonical(["Signature1", protected, f"interlock/1/{case['kind']}".encode(), payload])
        good = verifies(certificate.public_key(), 128, signature, signed)
        check(case["name"], good == (case.get("error") != "badSignature"))
        if case.get("edition", 1) >= 2:
            check(case["name"] + ", address", same_wallet(cbor2.loads(payload)[3], certificate) == (case["result"] == "valid"))
        if case["result"] != "valid":
            continue
        check(case["name"] + ", header", tag.tag == 18 and unprotected == {} and header[1] == -7
              and header[3] == f"application/vnd.interlock.{case['kind']}+cbor" and canonical(header) == protected)
        check(case["name"] + ", payload", case.get("payload") in (None, payload.hex()))
        check(case["name"] + ", JSON", message_payload(case["kind"], case[case["kind"]]) == payload)
        if "id" in case:
            check(case["name"] + ", id", sha256(f"interlock/1/{case['kind']}".encode() + b"\0" + payload) == case["id"])


def route(case):
    names = [case["seller"], case["buyer"], case["matchingCentre"]]
    allowed = all(1 <= len(name) <= 64 and all(c.isalnum() or c in "._@:-" for c in name) for name in names)
    check(case["name"], allowed == (case["result"] == "valid") and (not allowed or sha256(canonical(names)) == case["route"]))


def matching(case):
    """A clearing rule, by market_oracle.py."""
    def written(place, order):
        force = "immediateOrCancel" if order.get("immediate") else "gateClosure"
        return market_oracle.Order(order["side"], place, order["owner"], "", order["energyWh"], order["price"],
                                   order.get("minimumWh", 0), force, position=place)
    terms = market_oracle.Terms(case.get("margin", "time"), case.get("tick", 1), 1, case.get("referencePrice", 0))
    orders = [written(place, order) for place, order in enumerate(case["orders"])]
    trades, cancelled, _ = market_oracle.cleared(case["rule"], orders, terms)
    matches = [{"demand": t.demand, "supply": t.supply, "energyWh": t.energy, "price": t.price}
               | ({"sellerPrice": t.seller_price} if t.seller_price != t.price else {}) for t in trades]
    cancellations = [{"position": c.order, "energyWh": c.energy, "reason": c.reason} for c in cancelled]
    check(case["name"], ((matches, cancellations) == (case["matches"], case["cancellations"])) == (case["result"] == "valid"))


def trade(case):
    data = bytes.fromhex(case["trade"])
    try:
        fields = cbor2.loads(data)
        good = (canonical(fields) == data and set(fields) - {11} == set(range(1, 11)) and 0 <= fields[1] < 1 << 62 and fields[2] % 900 == 0
                and isinstance(fields[8], int) and (11 not in fields or fields[11] < fields[8]) and fields[7] <= 10 ** 9
                and fields[10].hex() == sha256(canonical([fields[6], fields[5], case["matchingCentre"]])))
    except Exception:
        good = False
    check(case["name"], good == (case["result"] == "valid"))
    if good:
        check(case["name"] + ", id", sha256(data) == case["id"])


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "Vectors"
    for name, each in (("signing", signing), ("route", route), ("matching", matching), ("trades", trade)):
        for case in json.loads((folder / f"{name}.json").read_text())["cases"]:
            each(case)
    gate(json.loads((folder / "gate.json").read_text()))
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
