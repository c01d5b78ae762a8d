#!/usr/bin/env python3
"""Freezing times of a pin's plate (scenes/validation/freezing-plate.toml) for docs/freezing.md: alloys in moulds that suit them, with the interval that the
intervals of the data give; which of two alloys in one mould freezes first, or that the data cannot tell.

    tools/freezing_table.py        a few minutes of one core

Each property with an interval is set to its ends, one at a time; the changes of ln t add as squares. In a comparison what both share (mould, contact) is changed
for both together.
"""
import json
import math
import pathlib
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent
program = root / "build/sprue"
moulds = {"htv-silicone": ["zamak3", "zamak5", "za8", "pewter"], "filled-silicone": ["zamak3"], "h13": ["zamak3", "zamak5", "za8"],
          "beryllium-copper": ["c85700"], "graphite": ["c85700"], "investment": ["c85700"]}
of_alloy = ["latent_heat", "density_liquid", "specific_heat_liquid", "thermal_conductivity_solid"]
of_mould = ["thermal_conductivity", "specific_heat", "density"]


def sprue(*words):
    done = subprocess.run([program, *words], capture_output=True, text=True)
    if not done.stdout:
        sys.exit(" ".join(map(str, words)) + ": " + done.stderr.strip())
    return json.loads(done.stdout)


def material(name):
    return sprue("materials", "show", name, "--json")["materials"][0]


def freezing_time(alloy, mould, *settings):
    words = [word for s in [f"alloy.name={alloy}", f"mould.material={mould}", *settings] for word in ("--set", s)]
    return sprue("validate", "freezing-plate", "--threads", "1", "--json", "--quiet", *words)["cases"][0]["observables"]["freezing_time_s"]


def inputs(alloy, mould):
    """(shared by alloys in this mould, key, ends) of what has an interval and is one number."""
    found = []
    for shared, section, m, names in ((False, "alloy", alloy, of_alloy), (True, "mould", mould, of_mould)):
        for p in m["properties"]:
            if p["name"] in names and p["low"] < p["high"] and not p.get("table"):
                found.append((shared, f"{section}.properties.{p['name']}", [f"{p[end]!r} {p['unit']}" for end in ("low", "high")]))
    contact = next(c for c in alloy["contacts"] if c["with"] == mould["name"])["heat_transfer_coefficient"]
    found.append((True, "interface.heat_transfer_coefficient", [f"{contact[end]!r} {contact['unit']}" for end in ("low", "high")]))
    return found


class Row:
    def __init__(self, alloy, mould):
        self.alloy, self.mould, self.time = alloy, mould, freezing_time(alloy, mould)
        self.changes = {}   # (shared, key): ln t at the ends over that of the middle
        for shared, key, ends in inputs(material(alloy), material(mould)):
            self.changes[shared, key] = [math.log(freezing_time(alloy, mould, f"{key}={end}") / self.time) for end in ends]

    def interval(self):
        down = math.sqrt(sum(min(0, *c) ** 2 for c in self.changes.values()))
        up = math.sqrt(sum(max(0, *c) ** 2 for c in self.changes.values()))
        return self.time * math.exp(-down), self.time * math.exp(up)

    def largest(self):
        (_, key), change = max(self.changes.items(), key=lambda c: max(map(abs, c[1])))
        return key, max(map(abs, change))


def verdict(a, b):
    sure = 0
    for which in (a, b):
        sure += sum(max(map(abs, c)) ** 2 for (shared, _), c in which.changes.items() if not shared)
    for key, change in a.changes.items():
        if key[0] and key in b.changes:
            sure += max(abs(x - y) for x, y in zip(change, b.changes[key])) ** 2
    apart = math.log(b.time / a.time)
    if abs(apart) <= math.sqrt(sure):
        return f"{a.alloy} and {b.alloy} in {a.mould}: not distinguishable (ratio {math.exp(apart):.2f}, data leave a factor {math.exp(math.sqrt(sure)):.2f})"
    first, second = (a, b) if apart > 0 else (b, a)
    return f"{first.alloy} before {second.alloy} in {a.mould}: {math.exp(abs(apart)):.2f} times, data leave a factor {math.exp(math.sqrt(sure)):.2f}"


def main():
    print("| alloy | mould | freezes in, s | interval, s | most by |\n|---|---|---|---|---|")
    said = []
    for mould, alloys in moulds.items():
        rows = [Row(alloy, mould) for alloy in alloys]
        for row in rows:
            low, high = row.interval()
            key, change = row.largest()
            print(f"| {row.alloy} | {mould} | {row.time:.3g} | {low:.2g} to {high:.2g} | {key}, {math.exp(change) - 1:.0%} |", flush=True)
        said += [verdict(a, b) for i, a in enumerate(rows) for b in rows[i + 1:]]
    print()
    for line in said:
        print("-", line)


main()
