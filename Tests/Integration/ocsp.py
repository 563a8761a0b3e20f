"""OCSP: what the authority signs, against openssl and Python's `cryptography`, and theirs against us; and over HTTP."""
import base64
import calendar
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "Tests/Interop/ocsp_files.py"
SCRATCH = Path(os.environ.get("INTERLOCK_OCSP_SCRATCH", ROOT / ".build-ocsp"))


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
    stage.write("demand.json", {"market": "lem-1", "buyer": "alice", "address": "0x" + "5a" * 20, "deliveryPeriod": time.strftime("%Y-%m-%dT%H:00:00Z", time.gmtime(time.time() + 7200)),
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


class Responder:
    """A running `interlock-ocsp` on a free port; ended by its pid."""

    def __init__(self, stage, *options, stderr=subprocess.PIPE, user=None, **files):
        names = {"issuer": "ca/ca.cert.pem", "certificate": "ocsp.cert.pem", "key": "ocsp.key", "passphrase_file": "pass", "crl": "served.pem"} | files
        command = [SCRATCH / "debug/interlock-ocsp", "--port", "0", *options]
        for name, path in names.items():
            command += ["--" + name.replace("_", "-"), path]
        self.process = subprocess.Popen(list(map(str, command)), cwd=stage.folder, stdout=subprocess.PIPE, stderr=stderr, user=user)
        self.port = int(self.process.stdout.readline() or 0)
        self.url = f"http://127.0.0.1:{self.port}/"

    def end(self, number=signal.SIGTERM):
        """Its exit status, and for how many seconds it took to end."""
        begin = time.monotonic()
        self.process.send_signal(number)
        try:
            return self.process.wait(20), time.monotonic() - begin
        finally:
            self.process.kill()

    def connect(self, sent=b""):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection.sendall(sent)
        return connection

    def exchange(self, request):
        """All that comes back until the server closes the connection; nil if it does not within 5 seconds."""
        with self.connect(request) as connection:
            connection.settimeout(5)
            answer = b""
            try:
                while part := connection.recv(65536):
                    answer += part
            except TimeoutError:
                return answer, False
            return answer, True


def responder(stage):
    """The responder over HTTP, with openssl as its client; its list changes under it."""
    stage.tool("the responder builds", "swift", "build", "--package-path", ROOT / "Sources/OCSPResponder", "--scratch-path", SCRATCH)
    signer(stage, "ca", "ocsp")
    shutil.copy(stage.folder / "ca/crl.pem", stage.folder / "served.pem")
    statuses(stage)
    server = Responder(stage)
    try:
        stage.check("the responder says its port", server.port > 0)
        ask(stage, server.url)
        protocol(stage, server)
    finally:
        stage.check("SIGTERM ends it", server.end()[0] == 0, server.process.returncode)
    reloading(stage)
    floods(stage)
    signers(stage)


def signer(stage, authority, name):
    """A key, and a certificate for signing responses."""
    stage.tool("its key", "openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "plain.key")
    stage.tool("its key, encrypted", "openssl", "pkcs8", "-topk8", "-in", "plain.key", "-out", f"{name}.key", "-passout", "file:pass", "-v2", "aes-256-cbc",
               "-v2prf", "hmacWithSHA256", "-iter", "210000")
    stage.tool("its request", "openssl", "req", "-new", "-key", "plain.key", "-out", f"{name}.csr", "-subj", f"/CN={name}.valley.example")
    stage.run("ca", "issue", "--ca", authority, "--passphrase-file", "pass", "--request", f"{name}.csr", "--node", f"{name}.valley.example", "--profile",
              "ocspSigner", "--out", name)


def statuses(stage):
    """Exit statuses and messages as the main tool's."""
    stage.write("rubbish.pem", "no list")
    for name, options, status in (("a missing list", {"crl": "missing.pem"}, 3), ("rubbish for a list", {"crl": "rubbish.pem"}, 2),
                                  ("a wrong passphrase", {"passphrase_file": "rubbish.pem"}, 1), ("a participant's certificate", {"certificate": "alice.cert.pem"}, 1)):
        server = Responder(stage, **options)
        said = server.process.stderr.read().decode().splitlines()
        stage.check(f"{name} ends with {status}", server.process.wait(20) == status and len(said) == 1, (server.process.returncode, said))
        path = list(options.values())[0].replace("rubbish.pem", "ocsp.key" if status == 1 else "rubbish.pem")
        stage.check(f"{name} is named", path in said[0], said)
    for option, status in (("--port=99999", 2), ("--lifetme=3", 2)):
        stage.check(f"{option} ends with {status}", subprocess.run([SCRATCH / "debug/interlock-ocsp", option], capture_output=True).returncode == status)
    stage.tool("--version", SCRATCH / "debug/interlock-ocsp", "--version", contains=".")


def protocol(stage, server):
    """HTTP as RFC 9110, RFC 9112 and RFC 9919 have it."""
    der = (stage.folder / "get.request").read_bytes()
    path = urllib.parse.quote(base64.b64encode(der).decode(), safe="").encode()
    host = b"Host: localhost\r\n"
    close = b"Connection: close\r\n"
    post = b"POST / HTTP/1.1\r\n" + host + close + b"Content-Type: Application/OCSP-request; a=b\r\nContent-Length: %d\r\n" % len(der)
    answer, closed = server.exchange(post + b"\r\n" + der)
    stage.check("a media type may have parameters", answer.startswith(b"HTTP/1.1 200") and closed, answer)
    stage.check("nothing says no-store", b"no-store" not in answer.lower(), answer)
    get = b"GET /" + path + b" HTTP/1.1\r\n" + host + close
    answer, closed = server.exchange(get + b"\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    fields = {k.lower(): v.strip() for k, v in (line.split(":", 1) for line in head.decode().split("\r\n")[1:])}
    listed = subprocess.run(["openssl", "crl", "-in", "ca/crl.pem", "-noout", "-lastupdate"], cwd=stage.folder, capture_output=True).stdout.decode()
    modified = time.strptime(fields["last-modified"], "%a, %d %b %Y %H:%M:%S GMT")
    stage.check("Last-Modified is thisUpdate", time.strptime(listed.strip().split("=")[1], "%b %d %H:%M:%S %Y GMT") == modified, (listed, fields))
    stage.check("the weekday is right", time.strftime("%a", time.gmtime(calendar.timegm(modified))) == fields["last-modified"][:3], fields)
    answer, closed = server.exchange(b"HEAD" + get[3:] + b"\r\n")
    stage.check("HEAD has the head of GET alone", answer.endswith(b"\r\n\r\n") and b"content-length: %d" % len(body) in answer.lower() and closed, answer)
    for name, condition, status in (("the tag", b"If-None-Match: " + fields["etag"].encode(), 304), ("another tag", b'If-None-Match: "x"', 200),
                                    ("the date", b"If-Modified-Since: " + fields["last-modified"].encode(), 304),
                                    ("an old date", b"If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT", 200)):
        answer, closed = server.exchange(get + condition + b"\r\n\r\n")
        stage.check(f"{name} gets {status}", answer.startswith(b"HTTP/1.1 %d" % status) and closed, answer)
    absolute = b"GET http://localhost/" + path + b" HTTP/1.1\r\n" + host + close + b"\r\n"
    stage.check("a target with scheme and host", server.exchange(absolute)[0].startswith(b"HTTP/1.1 200"))
    answer, closed = server.exchange(b"GET /" + path + b" HTTP/1.0\r\n\r\n")
    stage.check("HTTP/1.0 is closed", answer.startswith(b"HTTP/1.1 200") and closed, answer[:200])
    expecting = post + b"Expect: 100-continue\r\n\r\n"
    with server.connect(expecting) as connection:
        interim = connection.recv(65536)
        stage.check("100-continue", interim.startswith(b"HTTP/1.1 100"), interim)
        connection.sendall(der)
        stage.check("and then the answer", connection.recv(65536).startswith(b"HTTP/1.1 200"))
    chunked = b"POST / HTTP/1.1\r\n" + host + close + b"Content-Type: application/ocsp-request\r\nTransfer-Encoding: chunked\r\n\r\n"
    for name, sent, status in (("no Host", get.replace(host, b"") + b"\r\n", 400), ("two Hosts", get + host + b"\r\n", 400),
                               ("a bad chunk", chunked + b"zz\r\n", 400), ("another expectation", post + b"Expect: x\r\n\r\n", 417),
                               ("a long target", b"GET /" + b"A" * 40_000 + b" HTTP/1.1\r\n" + host + b"\r\n", 414),
                               ("chunks without end", chunked + b"2000\r\n" + bytes(8192) + b"\r\n1\r\nx\r\n", 413),
                               ("chunks", chunked + b"%x\r\n" % len(der) + der + b"\r\n0\r\n\r\n", 200)):
        answer, _ = server.exchange(sent)
        stage.check(f"{name} gets {status}", answer.startswith(b"HTTP/1.1 %d" % status), answer[:200])


def verdict(stage, server, name="alice"):
    """The responder's word on a certificate, by openssl."""
    done = subprocess.run(["openssl", "ocsp", "-no_nonce", "-issuer", "ca/ca.cert.pem", "-cert", f"{name}.cert.pem", "-CAfile", "ca/ca.cert.pem", "-url", server.url],
                          cwd=stage.folder, capture_output=True)
    words = (done.stdout + done.stderr).decode()
    return next((word for word in ("good", "revoked", "trylater") if word in words), words)


def reloading(stage):
    """A list that cannot be read at first, one behind a symbolic link, and an older one in its place."""
    def publish(revoked=None):
        command = ["ca", "crl", "--ca", "ca", "--passphrase-file", "pass"]
        if revoked:
            shown = json.loads(stage.run("cert", "show", f"{revoked}.cert.pem", "--json"))[0]
            command = ["ca", "revoke", "--ca", "ca", "--passphrase-file", "pass", "--serial", shown["serial"], "--reason", "keyCompromise"]
        stage.run(*command)
        return (stage.folder / "ca/crl.pem").read_bytes()

    for name in ("carol", "dave"):
        stage.write(f"{name}.json", {"identity": name, "type": "buyer", "permissions": ["SubmitDemand"], "credit": 700, "wallet": "0x" + "5a" * 20})
        stage.run("keygen", "--ca", "ca", "--passphrase-file", "pass", "--attributes", f"{name}.json", "--out", name, "--delivery-passphrase-file", "pass")
    old = publish()
    links = stage.folder / "links"
    for number, content in enumerate((old, publish("carol"))):
        (links / str(number)).mkdir(parents=True)
        (links / str(number) / "crl.pem").write_bytes(content)
    (links / "..data").symlink_to("0")
    (links / "crl.pem").symlink_to("..data/crl.pem")
    server = Responder(stage, "--reuse", "0", crl="links/crl.pem")
    try:
        stage.check("behind a link: good at first", verdict(stage, server, "carol") == "good")
        (links / "next").symlink_to("1")
        os.replace(links / "next", links / "..data")
        stage.check("behind a link: the new list counts", verdict(stage, server, "carol") == "revoked")
        (links / "next").symlink_to("0")
        os.replace(links / "next", links / "..data")
        stage.check("an older list is not believed", verdict(stage, server, "carol") == "revoked")
    finally:
        server.end()
        stage.check("the older list is named", b"not newer" in server.process.stderr.read())
    unreadable(stage, publish)


def unreadable(stage, publish):
    """A new list that is there before it can be read: as another user, since root may read everything."""
    if os.getuid() != 0:
        return
    with tempfile.TemporaryDirectory() as name:
        folder, home = Path(name), stage.folder
        folder.chmod(0o755)
        for file in ("ca/ca.cert.pem", "ocsp.cert.pem", "ocsp.key", "pass"):
            shutil.copy(stage.folder / file, folder / Path(file).name)
            (folder / Path(file).name).chmod(0o644)
        served = folder / "crl.pem"
        served.write_bytes(publish())
        shutil.copy(SCRATCH / "debug/interlock-ocsp", folder / "interlock-ocsp")
        command = [folder / "interlock-ocsp", "--port", "0", "--reuse", "0", "--issuer", "ca.cert.pem", "--certificate", "ocsp.cert.pem", "--key", "ocsp.key",
                   "--passphrase-file", "pass", "--crl", "crl.pem"]
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, user=65534)
        server = Responder.__new__(Responder)
        server.process, server.port = process, int(process.stdout.readline() or 0)
        server.url = f"http://127.0.0.1:{server.port}/"
        try:
            word = verdict(stage, server, "dave")
            stage.check("another user's list: good at first", word == "good", word)
            (folder / "next").write_bytes(publish("dave"))
            (folder / "next").chmod(0)
            os.replace(folder / "next", served)
            stage.check("while the new list cannot be read, the one before counts", verdict(stage, server, "dave") == "good")
            served.chmod(0o644)
            time.sleep(1.1)
            stage.check("once it can be read, it counts", verdict(stage, server, "dave") == "revoked")
        finally:
            status, _ = server.end()
            stage.check("another user's responder ends", status == 0, (status, process.stderr.read().decode()))
        stage.folder = home


def floods(stage):
    """Silent connections, half a request at the end, and a standard error that nobody reads."""
    shutil.copy(stage.folder / "ca/crl.pem", stage.folder / "served.pem")
    server = Responder(stage, "--connections", "50", "--timeout", "2")
    try:
        half = [server.connect(b"POST / HTTP/1.1\r\nHost: x\r\n") for _ in range(200)]
        begin = time.monotonic()
        stage.check("beside 200 half-open connections one is served", verdict(stage, server) == "revoked")
        stage.check("at once", time.monotonic() - begin < 2, time.monotonic() - begin)
        time.sleep(3)
        open_ones = 0
        for connection in half:
            connection.settimeout(0.05)
            try:
                open_ones += connection.recv(1) != b""
            except TimeoutError:
                open_ones += 1
            except ConnectionError:
                pass
            connection.close()
        stage.check("silent connections are closed", open_ones == 0, open_ones)
        with server.connect(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/ocsp-request\r\nContent-Length: 9\r\n\r\n1"):
            time.sleep(0.2)
            status, seconds = server.end()
            stage.check("half a body does not keep it", status == 0 and seconds < 5, (status, seconds))
    finally:
        server.process.kill()
    read, write = os.pipe()
    (stage.folder / "marked").write_bytes(b"\xef\xbb\xbf" + (stage.folder / "pass").read_bytes())
    server = Responder(stage, stderr=write, passphrase_file="marked")
    os.close(read)
    os.close(write)
    try:
        (stage.folder / "served.pem").write_text("no list")
        stage.check("a standard error without a reader", verdict(stage, server) == "revoked" and server.process.poll() is None, server.process.poll())
    finally:
        stage.check("and it ends as ever", server.end()[0] == 0, server.process.returncode)
    shutil.copy(stage.folder / "ca/crl.pem", stage.folder / "served.pem")


def signers(stage):
    """A signer of another key of the authority's name, one that is revoked while it serves, and its successor."""
    stage.run("ca", "init", "--ca", "other", "--name", "Valley", "--passphrase-file", "pass")
    signer(stage, "other", "namesake")
    server = Responder(stage, certificate="namesake.cert.pem", key="namesake.key")
    stage.check("a namesake's signer is refused", server.process.wait(20) == 1 and server.port == 0, server.process.returncode)
    signer(stage, "ca", "next")
    for name in ("cert.pem", "key"):
        shutil.copy(stage.folder / f"ocsp.{name}", stage.folder / f"live.{name}")
    server = Responder(stage, "--reuse", "0", certificate="live.cert.pem", key="live.key")
    try:
        stage.check("the signer serves", verdict(stage, server) == "revoked")
        shown = json.loads(stage.run("cert", "show", "ocsp.cert.pem", "--json"))[0]
        stage.run("ca", "revoke", "--ca", "ca", "--passphrase-file", "pass", "--serial", shown["serial"], "--reason", "keyCompromise")
        shutil.copy(stage.folder / "ca/crl.pem", stage.folder / "served.pem")
        stage.check("a revoked signer signs nothing", verdict(stage, server) == "trylater", verdict(stage, server))
        for name in ("cert.pem", "key"):
            shutil.copy(stage.folder / f"next.{name}", stage.folder / f"live.{name}")
        time.sleep(1.1)
        stage.check("its successor is taken up", verdict(stage, server) == "revoked", verdict(stage, server))
    finally:
        server.end()
    server = Responder(stage)
    stage.check("a revoked signer does not start", server.process.wait(20) == 1, server.process.returncode)


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
