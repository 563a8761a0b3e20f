#!/usr/bin/env python3
"""Decisions a second by the market's policies: `interlock bench policy` beside PyPI's `cedarpy`, in one run.

    cedar_bench.py --interlock .build/release/interlock [--seconds N] [--json]

Both decide the same request by the same files. cedarpy is timed with policies and entities parsed beforehand, which is
the fastest that it does, and with their texts, which is how it is mostly called; ours with the policies compiled and the
store made beforehand. Needs cedarpy in this Python.
"""
import argparse
import json
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import cedarpy


def median(seconds, body):
    """The median time of a call in nanoseconds."""
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 5:
        begin = time.perf_counter_ns()
        for _ in range(20):
            body()
        times.append((time.perf_counter_ns() - begin) / 20)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interlock", required=True)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        done = subprocess.run([options.interlock, "bench", "policy", "--seconds", str(options.seconds), "--json", "--write", name],
                              capture_output=True, check=True)
        ours = [row for row in json.loads(done.stdout) if row["name"] == "decision"]
        entities, request = (folder / "entities.json").read_text(), json.loads((folder / "request.json").read_text())
        for row, others in zip(ours, (0, 10, 100, 1000)):
            text = (folder / f"policies-{others}.cedar").read_text()
            policies, store = cedarpy.PolicySet.from_str(text), cedarpy.Entities.from_json_str(entities)
            assert cedarpy.is_authorized(request, policies, store).decision.value == "Allow"
            parsed = median(options.seconds, lambda: cedarpy.is_authorized(request, policies, store))
            texts = median(options.seconds, lambda: cedarpy.is_authorized(request, text, entities))
            rows.append({"policies": row["policies"], "interlock": row["nanoseconds"], "cedarpyParsed": parsed, "cedarpyTexts": texts,
                         "ratioParsed": parsed / row["nanoseconds"], "ratioTexts": texts / row["nanoseconds"]})
    if options.json:
        return print(json.dumps(rows))
    print("policies   interlock    cedarpy, parsed        cedarpy, texts")
    for row in rows:
        print(f"{row['policies']:8} {row['interlock']:8.0f} ns {row['cedarpyParsed']:9.0f} ns {row['ratioParsed']:6.0f}x"
              f" {row['cedarpyTexts']:12.0f} ns {row['ratioTexts']:6.0f}x")


if __name__ == "__main__":
    main()
