"""OCSP: what the authority signs, against openssl and Python's `cryptography`, and theirs against us; and over HTTP."""
import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "Tests/Interop/ocsp_files.py"


def ocsp(stage):
    home = stage.folder
    authority(stage)
    theirs(stage)
    openssl_responder(stage)
    responder(stage)
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
    der = bytes([0x30, 0x84, 0, 0x98, 0x96, 0x80]) + bytes(10_000_000)
    for name, content, code in (("big.der", der, "limitExceeded"), ("cut.der", der[:900], "invalidEncoding")):
        (stage.folder / name).write_bytes(content)
        told = json.loads(stage.run("cert", "verify", name, "--root", "ca/ca.cert.pem", "--json", status=1, name=f"cert verify {name}"))
        stage.check(f"{name} is refused as {code}", told["code"] == code and not told["valid"], told)
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


def responder(stage):
    """The responder over HTTP, with openssl as its client; its list changes under it."""
    scratch = os.environ.get("INTERLOCK_OCSP_SCRATCH", str(ROOT / ".build-ocsp"))
    stage.tool("the responder builds", "swift", "build", "--package-path", ROOT / "Sources/OCSPResponder", "--scratch-path", scratch)
    stage.tool("its key", "openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "plain.key")
    stage.tool("its key, encrypted", "openssl", "pkcs8", "-topk8", "-in", "plain.key", "-out", "ocsp.key", "-passout", "file:pass", "-v2", "aes-256-cbc",
               "-v2prf", "hmacWithSHA256", "-iter", "210000")
    stage.tool("its request", "openssl", "req", "-new", "-key", "plain.key", "-out", "ocsp.csr", "-subj", "/CN=ocsp.valley.example")
    stage.run("ca", "issue", "--ca", "ca", "--passphrase-file", "pass", "--request", "ocsp.csr", "--node", "ocsp.valley.example", "--profile",
              "ocspSigner", "--out", "ocsp")
    shutil.copy(stage.folder / "ca/crl.pem", stage.folder / "served.pem")
    command = [f"{scratch}/debug/interlock-ocsp", "--issuer", "ca/ca.cert.pem", "--certificate", "ocsp.cert.pem", "--key", "ocsp.key",
               "--passphrase-file", "pass", "--crl", "served.pem", "--port", "0"]
    server = subprocess.Popen(command, cwd=stage.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        port = server.stdout.readline().decode().strip()
        stage.check("the responder says its port", port.isdigit(), server.stderr.read() if not port else port)
        ask(stage, f"http://127.0.0.1:{port}/")
    finally:
        server.send_signal(signal.SIGTERM)
        stage.check("SIGTERM ends it", server.wait(20) == 0, server.returncode)


def ask(stage, url):
    def client(name, expected, *options):
        stage.tool(f"openssl asks: {name} is {expected}", "openssl", "ocsp", *options, "-issuer", "ca/ca.cert.pem",
                   "-cert", f"{name}.cert.pem", "-CAfile", "ca/ca.cert.pem", "-url", url, contains=f"{name}.cert.pem: {expected}")
    client("alice", "good")
    client("alice", "good", "-no_nonce", "-sha256")
    client("bob", "revoked", "-respout", "bob.http")
    stage.run("cert", "verify", "bob.cert.pem", "--root", "ca/ca.cert.pem", "--ocsp", "bob.http", status=1, name="what the responder said of bob")
    shown = json.loads(stage.run("cert", "show", "alice.cert.pem", "--json"))[0]
    stage.run("ca", "revoke", "--ca", "ca", "--passphrase-file", "pass", "--serial", shown["serial"], "--reason", "superseded")
    shutil.copy(stage.folder / "ca/crl.pem", stage.folder / "served.pem")
    client("alice", "revoked")
    (stage.folder / "served.pem").write_text("no list")
    client("alice", "revoked", "-no_nonce")
    http(stage, url)


def http(stage, url):
    """The rules of HTTP: GET with the request in the path, what is too long, what is nothing."""
    def curl(name, status, *options, contains=""):
        stage.tool(name, "curl", "-sS", "-o", "answer", "-D", "-", *options, contains=f"HTTP/1.1 {status}")
        head = subprocess.run(["curl", "-sS", "-o", "answer", "-D", "-", *options], cwd=stage.folder, capture_output=True).stdout.decode()
        stage.check(f"{name}: {contains}", contains.lower() in head.lower(), head)
    stage.run("ocsp", "request", "--cert", "bob.cert.pem", "--issuer", "ca/ca.cert.pem", "--out", "get.request")
    path = base64.b64encode((stage.folder / "get.request").read_bytes()).decode().replace("/", "%2F").replace("+", "%2B").replace("=", "%3D")
    curl("GET may be cached", 200, url + path, contains="max-age=")
    told = json.loads(stage.run("ocsp", "show", "answer", "--json"))
    stage.check("GET says revoked", told["answers"][0]["status"] == "revoked", told)
    curl("GET of nothing", 400, url + "%%%")
    media = ["-H", "Content-Type: application/ocsp-request"]
    curl("POST of anything else", 415, "-d", "x=1", url)
    curl("POST of rubbish is answered", 200, *media, "--data-binary", "rubbish", url, contains="application/ocsp-response")
    stage.check("malformedRequest", (stage.folder / "answer").read_bytes() == bytes([0x30, 3, 0x0A, 1, 1]))
    (stage.folder / "huge").write_bytes(bytes(1 << 20))
    curl("POST of a megabyte", 413, *media, "-H", "Expect:", "--data-binary", "@huge", url)
    curl("DELETE", 405, "-X", "DELETE", url)
