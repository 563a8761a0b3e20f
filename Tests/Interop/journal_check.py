#!/usr/bin/env python3
"""Verifies an authority's journal as Docs/Formats.md has it, sharing no code with the library: the frames of the file, the
chain, the signed head, and every row of the store against its record.

    journal_check.py CA-FOLDER [--head FILE]

Needs the PyPI packages cbor2 and cryptography. Prints each fault and, last, `N passed, N failed`.
"""
import argparse
import hashlib
import io
import sqlite3
import sys
from pathlib import Path

import cbor2
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

CURVES = {-7: (32, hashes.SHA256), -35: (48, hashes.SHA384), -36: (66, hashes.SHA512)}
REASONS = {0: "unspecified", 1: "keyCompromise", 2: "cACompromise", 3: "affiliationChanged", 4: "superseded",
           5: "cessationOfOperation", 6: "certificateHold", 9: "privilegeWithdrawn", 10: "aACompromise"}


def sha256(data):
    return hashlib.sha256(data).digest()


def deterministic(data):
    """The one item in `data`, which must be in the form of RFC 8949 section 4.2.1 and all there is.

    cbor2's canonical order is the older one (shorter keys first); for keys of one type and under 24 bytes it is the same.
    """
    stream = io.BytesIO(data)
    item = cbor2.CBORDecoder(stream).decode()
    if stream.read() or cbor2.dumps(item, canonical=True) != data:
        raise ValueError("not deterministic CBOR")
    return item


def frames(data):
    """Number and body of each record of the file."""
    offset = 0
    while offset < len(data):
        header = data[offset:offset + 16]
        if header[:4] != b"ILF1" or sha256(header)[:4] != data[offset + 16:offset + 20]:
            raise ValueError(f"byte {offset}: no record begins here")
        number, length = int.from_bytes(header[4:12], "big"), int.from_bytes(header[12:16], "big")
        end = offset + 20 + length
        if sha256(data[offset:end]) != data[end:end + 32]:
            raise ValueError(f"byte {offset}: the digest is wrong")
        yield number, data[offset + 20:end]
        offset = end + 32


def read_head(data, certificate):
    """The [count, digest, time, previous count] that the authority's key has signed; version 1 has no previous count."""
    message = deterministic(data)
    protected, unprotected, payload, signature = message.value
    algorithm = deterministic(protected)[1]
    size, hash_ = CURVES[algorithm]
    if message.tag != 18 or unprotected or len(signature) != 2 * size:
        raise ValueError("not a COSE_Sign1 of ours")
    content = deterministic(payload)
    purpose = b"interlock/1/journal-head" if len(content) == 3 else b"interlock/2/journal-head"
    signed = cbor2.dumps(["Signature1", protected, purpose, payload])
    r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
    certificate.public_key().verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(hash_()))
    return content


class Check:
    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, name, good):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print(f"FAILED {name}")


def check_rows(check, database, records):
    def event(number):
        return records[number][4], records[number][5]

    issues = lists = tokens = 0
    last = {}
    for record in records:
        if record[4] in ("revoke", "release"):
            last[record[5]["serial"]] = record[1]
    for row in database.execute("SELECT * FROM certificate"):
        issues += 1
        serial, kind = row["serial"], "renew" if row["renewal"] else "intermediate" if row["profile"] == "authority" else "issue"
        check(f"certificate {serial.hex()}", event(row["record"]) == (kind, {
            "serial": serial, "subject": row["subject"], "identity": row["identity"], "profile": row["profile"],
            "generation": row["generation"], "renewal": row["renewal"], "key": row["key"],
            "attributes": None if row["attributes"] is None else sha256(row["attributes"]), "notBefore": row["not_before"],
            "notAfter": row["not_after"], "certificate": sha256(row["der"])}))
        certificate = x509.load_der_x509_certificate(row["der"])
        check(f"the DER of {serial.hex()}", certificate.serial_number == int.from_bytes(serial, "big")
              and int(certificate.not_valid_after_utc.timestamp()) == row["not_after"])
        check(f"the last word on {serial.hex()}", row["revocation"] == last.get(serial))
        held = [row[name] for name in ("revoked_at", "reason", "invalid_since")]
        check(f"no part of a revocation of {serial.hex()}", row["revoked_at"] is not None or held == [None] * 3)
        if row["revocation"] is not None:
            expected = ("release", {"serial": serial}) if row["revoked_at"] is None else ("revoke", {
                "serial": serial, "at": row["revoked_at"], "reason": REASONS[row["reason"]], "invalidSince": row["invalid_since"]})
            check(f"revocation of {serial.hex()}", event(row["revocation"]) == expected)
    for row in database.execute("SELECT * FROM token"):
        tokens += 1
        check(f"token {row['id'].hex()}", event(row["record"]) == ("register", {
            "token": row["id"], "identity": row["identity"], "profile": row["profile"], "attributes": sha256(row["attributes"]),
            "expires": row["expires"], "hash": row["hash"]}))
        refused = sum(record[4] == "refuse" and record[5]["token"] == row["id"] for record in records)
        check(f"attempts at token {row['id'].hex()}", row["attempts"] == 10 - refused)
        if row["used"] is not None:
            check(f"use of token {row['id'].hex()}", event(row["used"])[0] == "enrol" and event(row["used"])[1]["token"] == row["id"])
    for row in database.execute("SELECT * FROM list"):
        lists += 1
        kind, content = event(row["record"])
        check(f"list {row['number']}", kind == "crl" and content["number"] == row["number"] and content["base"] == row["base"]
              and (row["der"] is None or content["list"] == sha256(row["der"])))
        newest = max(record[1] for record in records if record[4] == "crl" and record[5]["base"] is None)
        check(f"the bytes of list {row['number']}", (row["der"] is not None) == (row["record"] == newest))
    kinds = [record[4] for record in records]
    check("as many certificates as issues", issues == sum(kinds.count(kind) for kind in ("issue", "renew", "intermediate")))
    check("as many tokens as registrations", tokens == kinds.count("register"))
    check("as many lists as crl records", lists == kinds.count("crl"))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--head", type=Path)
    options = arguments.parse_args()
    check = Check()
    certificate = x509.load_pem_x509_certificate((options.folder / "ca.cert.pem").read_bytes())
    database = sqlite3.connect(options.folder / "authority.sqlite")
    database.row_factory = sqlite3.Row
    previous, records, digests = bytes(32), [], []
    try:
        for number, body in frames((options.folder / "journal").read_bytes()):
            record = deterministic(body)
            check(f"record {number}: form", len(record) == 6 and record[0] == "interlock/1/journal" and record[1] == number == len(records))
            check(f"record {number}: chain", record[2] == previous)
            row = database.execute("SELECT body FROM record WHERE sequence = ?", [number]).fetchone()
            check(f"record {number}: the store's copy", row is not None and row["body"] == body)
            previous = sha256(body)
            records.append(record)
            digests.append(previous)
        check("no record beyond the file's", database.execute("SELECT COUNT(*) FROM record").fetchone()[0] == len(records))
        (head,) = database.execute("SELECT message, synced FROM head").fetchall()
        count, digest, _, *before = read_head(head["message"], certificate)
        check("the signed head is the last record's", count == len(records) and digest == previous)
        check("as many records before the last act as were signed", not before or before == [head["synced"]])
        for path in [options.folder / "journal.head"] + ([options.head] if options.head else []):
            count, digest, *_ = read_head(path.read_bytes(), certificate)
            check(f"{path.name} is a beginning of the journal", 0 < count <= len(records) and digests[count - 1] == digest)
        check_rows(check, database, records)
    except (ValueError, InvalidSignature, cbor2.CBORDecodeError, KeyError, IndexError, TypeError) as error:
        check(f"{type(error).__name__}: {error}", False)
    print(f"{check.passed} passed, {check.failed} failed")
    sys.exit(check.failed != 0)


if __name__ == "__main__":
    main()
