#!/usr/bin/env python3
"""Has PyPI's pycose and cbor2 verify what interlock signed, and sign what interlock should verify.

verify    Each message must verify under its public key and external_aad, be in cbor2's canonical encoding as a
          whole and in its protected header and payload, have the lower s, and be refused with any one byte
          changed, with another external_aad, and with another key.

  cose_interop.py verify --message demand.cose --public-key public.pem --external-aad 696e746572...

          --message, --public-key (PEM, SubjectPublicKeyInfo) and --external-aad (hex, "" for none) can be
          repeated, one of each for every message. --payload-is-not-cbor leaves out the payload's encoding.

make      Writes messages signed by pycose, their s made the lower one, into a folder that does not exist yet:
          NAME.cose, NAME.pem (public key) and NAME.aad (hex) for each of ES256, ES384, ES512, without
          certificates, with x5chain and with x5t; and the same with a high s as NAME-high-s.*, which must be refused.

  cose_interop.py make --out DIR

The last line is "N passed, N failed", and the exit status is 1 where any failed. Needs: pip install pycose cbor2
"""

import argparse
import hashlib
import sys
from pathlib import Path

try:
    import cbor2
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from pycose.algorithms import Es256, Es384, Es512
    from pycose.headers import Algorithm, ContentType, X5chain, X5t
    from pycose.keys import EC2Key
    from pycose.messages import Sign1Message
except ImportError as error:
    sys.exit(f"cose_interop.py: {error}: pip install pycose cbor2")

ALGORITHMS = {"ES256": (Es256, ec.SECP256R1()), "ES384": (Es384, ec.SECP384R1()), "ES512": (Es512, ec.SECP521R1())}
# FIPS 186-5's n of P-256, P-384 and P-521, by the bytes of s.
ORDERS = {
    32: 2**256 - 2**224 + 2**192 - 0x4319055258E8617B0C46353D039CDAAF,
    48: 2**384 - 0x389CB27E0BC8D220A7E5F24DB74F58851313E695333AD68D,
    66: 2**521 - 0x5AE79787C40D069948033FEB708F65A2FC44A36477663B851449048E16EC79BF7,
}

passed = failed = 0


def check(name, test):
    """Counts a test as passed unless it returns False or raises."""
    global passed, failed
    try:
        ok, reason = test() is not False, ""
    except Exception as error:  # any failure of another tool is a failed check
        ok, reason = False, f": {type(error).__name__}: {error}"
    passed, failed = passed + ok, failed + (not ok)
    if not ok:
        print(f"FAILED {name}{reason}")


def accepts(encoded, key, aad):
    """Whether pycose reads the bytes as a COSE_Sign1 and its signature is good."""
    try:
        # Not CoseMessage.decode: it wants a list and a dict, and cbor2 6 gives immutable ones inside a tag.
        protected, unprotected, payload, signature = parts(encoded)
        message = Sign1Message.from_cose_obj([protected, dict(unprotected), payload, signature], True)
        message.external_aad, message.key = aad, key
        return message.verify_signature()
    except Exception:  # both raise many kinds
        return False


def is_low(signature):
    half = len(signature) // 2
    return int.from_bytes(signature[half:], "big") <= ORDERS[half] // 2


def is_canonical(encoded):
    return cbor2.dumps(cbor2.loads(encoded), canonical=True) == encoded


def parts(encoded):
    tagged = cbor2.loads(encoded)
    if not isinstance(tagged, cbor2.CBORTag) or tagged.tag != 18:
        raise ValueError("not tagged 18")
    return tagged.value


def verify(options):
    if not len(options.message) == len(options.public_key) == len(options.external_aad):
        sys.exit("cose_interop.py: --message, --public-key and --external-aad come in threes")
    for path, key_path, aad in zip(options.message, options.public_key, map(bytes.fromhex, options.external_aad)):
        encoded, pem = Path(path).read_bytes(), Path(key_path).read_text()
        key = EC2Key.from_pem_public_key(pem)
        curve = serialization.load_pem_public_key(pem.encode()).curve
        other = EC2Key.from_pem_public_key(public_pem(ec.generate_private_key(curve)))
        check(f"{path}: verifies", lambda: accepts(encoded, key, aad))
        check(f"{path}: another external_aad", lambda: not accepts(encoded, key, aad + b"\0"))
        check(f"{path}: another key", lambda: not accepts(encoded, other, aad))
        for index in range(len(encoded)):
            changed = bytearray(encoded)
            changed[index] ^= 1
            check(f"{path}: byte {index} changed", lambda: not accepts(bytes(changed), key, aad))
        check(f"{path}: canonical", lambda: is_canonical(encoded))
        check(f"{path}: protected header canonical", lambda: is_canonical(parts(encoded)[0]))
        check(f"{path}: nothing unprotected", lambda: parts(encoded)[1] == {})
        if not options.payload_is_not_cbor:
            check(f"{path}: payload canonical", lambda: is_canonical(parts(encoded)[2]))
        check(f"{path}: s is low", lambda: is_low(parts(encoded)[3]))


def public_pem(private):
    return private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def with_other_s(encoded):
    """The same message with n - s for s."""
    message = list(parts(encoded))
    half = len(message[3]) // 2
    other = ORDERS[half] - int.from_bytes(message[3][half:], "big")
    message[3] = message[3][:half] + other.to_bytes(half, "big")
    return cbor2.dumps(cbor2.CBORTag(18, message), canonical=True)


def make(options):
    folder = Path(options.out)
    folder.mkdir()
    payload = cbor2.dumps({1: "household-17", 2: 1_465_819_200, -1: [True, None, b"\1\2"]}, canonical=True)
    # Nothing here reads the certificates, so any bytes do.
    certificates = [b"\x30\x03\x02\x01\x01", b"\x30\x03\x02\x01\x02"]
    headers = {
        "plain": {},
        "chain1": {X5chain: certificates[0]},
        "chain2": {X5chain: certificates},
        "thumbprint": {X5t: [-16, hashlib.sha256(certificates[0]).digest()]},
    }
    for algorithm, (identifier, curve) in ALGORITHMS.items():
        private = ec.generate_private_key(curve)
        pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                    serialization.NoEncryption()).decode()
        for kind, extra in headers.items():
            aad = f"interlock/{algorithm}/{kind}".encode()
            message = Sign1Message(phdr={Algorithm: identifier, ContentType: "application/cbor", **extra},
                                   payload=payload, external_aad=aad, key=EC2Key.from_pem_private_key(pem))
            encoded = message.encode()
            low, high = sorted((encoded, with_other_s(encoded)), key=lambda one: not is_low(parts(one)[3]))
            for name, content in ((f"{algorithm}-{kind}", low), (f"{algorithm}-{kind}-high-s", high)):
                (folder / f"{name}.cose").write_bytes(content)
                (folder / f"{name}.pem").write_text(public_pem(private))
                (folder / f"{name}.aad").write_text(aad.hex())
            key = EC2Key.from_pem_public_key(public_pem(private))
            check(f"{algorithm}-{kind}: verifies", lambda: accepts(low, key, aad))
            check(f"{algorithm}-{kind}: canonical", lambda: is_canonical(low) and is_canonical(parts(low)[0]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="verify|make")
    verifying = commands.add_parser("verify")
    for name in ("message", "public-key", "external-aad"):
        verifying.add_argument(f"--{name}", action="append", required=True)
    verifying.add_argument("--payload-is-not-cbor", action="store_true")
    verifying.set_defaults(run=verify)
    making = commands.add_parser("make")
    making.add_argument("--out", required=True)
    making.set_defaults(run=make)
    options = parser.parse_args()
    options.run(options)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
