"""OCSP without a network: what the authority signs, against openssl and Python's `cryptography`, and theirs against us."""
import json
import sys
import time
from pathlib import Path

FILES = Path(__file__).resolve().parents[1] / "Interop/ocsp_files.py"


def ocsp(stage):
    home = stage.folder
    authority(stage)
    theirs(stage)
    openssl_responder(stage)
    stage.folder = home


def authority(stage):
    """Signed beforehand and on request; good, revoked, and of another authority."""
    stage.folder = stage.folder / "ocsp"
    stage.folder.mkdir()
    stage.write("pass", "a passphrase for tests\n")
    stage.run("ca", "init", "--ca", "ca", "--name", "Valley", "--passphrase-file", "pass")
    for name in ("alice", "bob"):
        stage.write(f"{name}.json", {"identity": name, "type": "buyer", "permissions": ["SubmitDemand"], "credit": 700, "wallet": "0x" + "5a" * 20})
        stage.run("keygen", "--ca", "ca", "--passphrase-file", "pass", "--attributes", f"{name}.json", "--out", name,
                  "--delivery-passphrase-file", "pass")
    stage.run("ca", "ocsp", "--ca", "ca", "--passphrase-file", "pass", "--cert", "alice.cert.pem", "--out", "alice.ocsp")
    verify = ["cert", "verify", "alice.cert.pem", "--root", "ca/ca.cert.pem"]
    stage.run(*verify, status=1, name="without a list")
    stage.run(*verify, "--ocsp", "alice.ocsp", name="with a response")
    stage.run("cert", "verify", "bob.cert.pem", "--root", "ca/ca.cert.pem", "--ocsp", "alice.ocsp", status=1, name="with another's response")
    for name, expected in (("alice", "GOOD"), ("bob", "REVOKED")):
        if expected == "REVOKED":
            shown = json.loads(stage.run("cert", "show", f"{name}.cert.pem", "--json"))[0]
            stage.run("ca", "revoke", "--ca", "ca", "--passphrase-file", "pass", "--serial", shown["serial"], "--reason", "keyCompromise")
        stage.run("ocsp", "request", "--cert", f"{name}.cert.pem", "--issuer", "ca/ca.cert.pem", "--nonce", "--out", f"{name}.request")
        stage.tool("openssl reads the request", "openssl", "ocsp", "-reqin", f"{name}.request", "-req_text", contains="Nonce")
        stage.run("ca", "ocsp", "--ca", "ca", "--passphrase-file", "pass", "--request", f"{name}.request", "--out", f"{name}.response")
        stage.tool(f"cryptography reads {name}'s response", sys.executable, FILES, "read", f"{name}.response", f"{name}.request",
                   f"{name}.cert.pem", "ca/ca.cert.pem", expected)
        stage.tool(f"openssl believes {name}'s response", "openssl", "ocsp", "-respin", f"{name}.response", "-CAfile", "ca/ca.cert.pem",
                   "-issuer", "ca/ca.cert.pem", "-cert", f"{name}.cert.pem", "-no_nonce", contains=expected.lower())
    told = json.loads(stage.run("cert", "verify", "bob.cert.pem", "--root", "ca/ca.cert.pem", "--ocsp", "bob.response", "--json", status=1))
    stage.check("revoked by OCSP alone", told["code"] == "revoked", told)
    staple(stage)


def staple(stage):
    """A demand with a response in its header passes where there is no list; the bare one does not."""
    stage.write("demand.json", {"market": "lem-1", "buyer": "alice", "address": "LV5.201/17", "deliveryPeriod": time.strftime("%Y-%m-%dT%H:00:00Z", time.gmtime(time.time() + 7200)),
                                "energyWh": 250, "price": 2400, "sequence": 1})
    sign = ["sign", "demand", "--key", "alice.key.pem", "--cert", "alice.cert.pem", "--passphrase-file", "pass", "--in", "demand.json"]
    stage.run(*sign, "--out", "bare.cose")
    stage.run(*sign, "--ocsp", "alice.ocsp", "--out", "stapled.cose")
    root = ["--root", "ca/ca.cert.pem"]
    stage.run("verify", "bare.cose", *root, status=1, name="a bare demand without a list")
    stage.run("verify", "stapled.cose", *root, name="a stapled demand without a list")
    altered = bytearray((stage.folder / "stapled.cose").read_bytes())
    altered[altered.index(b"ocspVals") + 60] ^= 1
    (stage.folder / "altered.cose").write_bytes(altered)
    stage.run("verify", "altered.cose", *root, status=1, name="a stapled demand whose response was altered")


def theirs(stage):
    """Responses that `cryptography` wrote."""
    stage.tool("cryptography writes", sys.executable, FILES, "write", stage.folder)
    for name, code in (("good", None), ("sha256", None), ("direct", None), ("revoked", "revoked"), ("unknown", "revocationUnknown"),
                       ("old", "revocationUnknown"), ("purpose", "keyUsage")):
        told = json.loads(stage.run("cert", "verify", "their-leaf.pem", "--root", "their-root.pem", "--ocsp", f"their-{name}.ocsp", "--json",
                                    status=0 if code is None else 1, name=f"their {name} response"))
        stage.check(f"their {name} response says {code}", told.get("code") == code, told)


def openssl_responder(stage):
    """Requests of ours that openssl answers, from its own kind of index."""
    stage.tool("openssl makes an authority", "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc",
               "-keyout", "o.key", "-out", "o.pem", "-days", "30", "-subj", "/CN=Open CA")
    stage.tool("openssl makes a request", "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout",
               "ol.key", "-out", "ol.csr", "-subj", "/CN=leaf")
    stage.tool("openssl issues", "openssl", "x509", "-req", "-in", "ol.csr", "-CA", "o.pem", "-CAkey", "o.key", "-out", "ol.pem", "-days", "20",
               "-set_serial", "0x1234")
    stage.write("index.txt", "V\t351231235959Z\t\t1234\tunknown\t/CN=leaf\n")
    stage.run("ocsp", "request", "--cert", "ol.pem", "--issuer", "o.pem", "--out", "o.request")
    stage.tool("openssl answers our request", "openssl", "ocsp", "-index", "index.txt", "-CA", "o.pem", "-rsigner", "o.pem", "-rkey", "o.key",
               "-reqin", "o.request", "-respout", "o.response", "-ndays", "1")
    stage.run("ocsp", "show", "o.response", "--json")
    stage.run("cert", "verify", "ol.pem", "--as", "rfc5280", "--root", "o.pem", "--ocsp", "o.response", name="openssl's response")
