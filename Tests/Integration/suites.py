"""The public suites of path validation, where ../shared has them."""
import re


def suites(stage, shared):
    """x509-limbo without a disagreement; PKITS with the one that is refused by design."""
    limbo, pkits = shared / "vectors/limbo/limbo-open.json", shared / "vectors/pkits"
    if not limbo.exists() or not pkits.exists():
        print("suites: ../shared is not there; skipped")
        return
    tally = stage.run("suite", "limbo", limbo, name="x509-limbo").splitlines()[-1]
    stage.check("x509-limbo agrees in 75 cases", re.fullmatch(r"75 passed, 0 failed, 17 skipped", tally), tally)
    # DSA parameters that are inherited (RFC 3279 section 2.3.2) are refused, so one valid path is not.
    lines = stage.run("suite", "pkits", pkits, "--at", "2026-06-15T00:00:00Z", status=1, name="PKITS").splitlines()
    stage.check("PKITS agrees in 202 of 203 cases", lines[-1] == "202 passed, 1 failed, 0 skipped", lines)
    stage.check("the one is DSA's", len(lines) == 2 and "DSAParameterInheritance" in lines[0], lines)
