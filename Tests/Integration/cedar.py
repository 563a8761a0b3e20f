"""Cedar: the public tests, and random policies, entities and requests beside PyPI's `cedarpy`."""
import json
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INTEROP = ROOT / "Tests/Interop"
TRIPLES = 20_000


def cedar(stage, shared):
    import cedarpy

    commands(stage)
    alone(stage)
    if (shared / "vectors/cedar").is_dir():
        public_tests(stage, shared / "vectors/cedar")
    made = stage.tool("cedar_cases.py writes its cases", sys.executable, INTEROP / "cedar_cases.py", "cedar")
    stage.check(f"at least {TRIPLES} triples", int(made.split()[-1]) >= TRIPLES, made)
    tested(stage, "cedarpy's decisions, reasons, errors and validation verdicts", "cedar/tests")
    forms(stage, cedarpy, stage.folder / "cedar/forms")
    texts(stage, stage.folder / "cedar/parse")


def tested(stage, name, *paths):
    done = subprocess.run([stage.interlock, "policy", "test", *map(str, paths)], cwd=stage.folder, capture_output=True, text=True)
    last = done.stdout.splitlines()[-1]
    stage.check(name, done.returncode == 0 and last.endswith(" passed, 0 failed"), done.stdout[-4000:] + done.stderr)
    print(f"  {name}: {last}", flush=True)


def public_tests(stage, folder):
    tested(stage, "the handwritten tests", folder / "tests")
    with tarfile.open(folder / "corpus-open.tar.xz") as archive:
        archive.extractall(stage.folder / "corpus", filter="data")
    tested(stage, "the open half of the corpus", "corpus")


def commands(stage):
    """The commands as a person meets them."""
    stage.write("zone.cedar", 'permit (principal, action == Interlock::Action::"SubmitDemand", resource)\n'
                              'when { principal.zone == "north" };\n')
    stage.run("policy", "check", "zone.cedar")
    stage.run("policy", "check", "--schema", "market", "zone.cedar", "--json", status=1)
    shown = subprocess.run([stage.interlock, "policy", "check", "--schema", "market", "zone.cedar"], cwd=stage.folder,
                           capture_output=True, text=True).stdout
    stage.check("policy check names file, line and column, and points", "zone.cedar:2:18" in shown and "^^^^" in shown, shown)
    stage.write("entities.json", [
        {"uid": {"type": "User", "id": "a"}, "attrs": {"ip": {"__extn": {"fn": "ip", "arg": "10.0.0.7"}}}, "parents": []}])
    stage.write("office.cedar", 'permit (principal, action, resource) when { principal.ip.isInRange(ip("10.0.0.0/8")) };\n'
                                'forbid (principal, action, resource) when { context.missing };\n')
    request = {"principal": 'User::"a"', "action": 'Action::"b"', "resource": 'User::"a"'}
    stage.write("request.json", request)
    ask = ["policy", "authorize", "--policies", "office.cedar", "--request", "request.json"]
    answer = json.loads(stage.run(*ask, "--entities", "entities.json", "--json"))
    stage.check("policy authorize tells reasons and errors", answer["decision"] == "allow" and answer["reasons"] == ["policy0"]
                and answer["errors"][0]["policy"] == "policy1", answer)
    stage.run(*ask, "--json", status=1, name="a request without its entities")
    stage.run(*ask, "--entities", "office.cedar", status=2, name="entities that are policies")
    stage.run(*ask, "--entities", "none.json", status=3, name="entities that are not there")
    stage.run("policy", "format", "--check", "zone.cedar")
    stage.write("untidy.cedar", "// kept\npermit(principal,action,resource);")
    stage.run("policy", "format", "--check", "untidy.cedar", status=1)
    stage.run("policy", "format", "--write", "untidy.cedar")
    stage.check("policy format writes", (stage.folder / "untidy.cedar").read_text()
                == "// kept\npermit (principal, action, resource);\n")
    stage.run("policy", "test", "office.cedar", status=2, name="policy test of no test")
    stage.write("test.json", {"policies": "office.cedar", "entities": "entities.json", "requests": [
        {"principal": {"type": "User", "id": "a"}, "action": {"type": "Action", "id": "b"}, "resource": {"type": "User", "id": "a"},
         "context": {}, "decision": "deny", "reason": [], "errors": []}]})
    stage.run("policy", "test", "test.json", "--json", status=1)


def alone(stage):
    """A package that depends on the language and on nothing else of ours."""
    stage.write("Package.swift", f"""// swift-tools-version: 6.2
import PackageDescription
let package = Package(name: "alone", dependencies: [.package(name: "interlock", path: "{ROOT}")], targets: [
    .executableTarget(name: "Alone", dependencies: [.product(name: "InterlockAccess", package: "interlock")], path: "alone")])
""")
    (stage.folder / "alone").mkdir()
    stage.write("alone/main.swift", """import InterlockAccess
let authorizer = Authorizer(try PolicySet(parsing: "permit (principal, action, resource) when { context.n > 1 };"))
let uid = EntityUID(type: "User", id: "a")
let request = AuthorizationRequest(principal: uid, action: uid, resource: uid, context: ["n": 2])
print(authorizer.isAuthorized(request, entities: EntityStore()).decision)
""")
    stage.tool("InterlockAccess is used alone", "swift", "run", "--package-path", stage.folder, contains="allow")


def forms(stage, cedarpy, folder):
    """Text to JSON, JSON to text, and text laid out, as cedarpy reads them."""
    def output(*arguments):
        return subprocess.run([stage.interlock, "policy", "format", *map(str, arguments)], capture_output=True, text=True).stdout

    def bodies(policies):
        return sorted(json.dumps(policy, sort_keys=True) for part in ("staticPolicies", "templates")
                      for policy in policies[part].values())

    wrong, count = [], 0
    for path in sorted(folder.glob("*.cedar")):
        expected = json.loads(path.with_suffix(".est").read_text())
        made = {"json": json.loads(output("--to", "json", path) or "{}") == expected,
                "layout": json.loads(cedarpy.policies_to_json_str(output(path))) == expected,
                # Templates come last in what is written, which changes what they are called.
                "text": bodies(json.loads(cedarpy.policies_to_json_str(output(path.with_suffix(".est"))))) == bodies(expected)}
        wrong += [(path.name, form) for form, good in made.items() if not good]
        count += len(made)
    stage.check(f"{count} conversions are cedarpy's", count > 0 and not wrong, wrong)


def texts(stage, folder):
    """Damaged texts: both read them, or neither."""
    verdicts = json.loads((folder / "parse.json").read_text())
    done = subprocess.run([stage.interlock, "policy", "check", "--json", *verdicts], cwd=folder, capture_output=True, text=True)
    wrong = [found["file"] for found in json.loads(done.stdout) if found["valid"] != verdicts[found["file"]]]
    stage.check(f"{len(verdicts)} damaged texts parse as with cedarpy", not wrong, wrong)
