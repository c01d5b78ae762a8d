#!/usr/bin/env python3
"""Drawings that were not made for it: how many become watertight tooling, and what the others are told.

    tools/read_drawings.py FOLDER... [--count N] [--keep DIR] [--json FILE] [--solids] [--areas FILE]

Each FOLDER (npm install simple-icons flag-icons @twemoji/svg; their folders of SVG files) is read recursively; N drawings spread evenly over
its sorted list (0 = all) go through `sprue mould --width 25mm`, everything else by default, without mould.step and one after the other.
Prints a table: tooling (exit code 0 or 1 and every solid watertight), refused (exit code 2, by reason), other (crash, time over, a
solid that is not watertight). --keep leaves the results folders of what is other in DIR. --solids has admesh, prusa-slicer and
solid_check (build/, CGAL's exact predicates) look at every STL file; what one of them finds fault with counts as other. --areas
compares the area that is drawn, without rim and dividers, with the areas in FILE (lines of tools/drawn_area.js).
"""
import argparse
import collections
import json
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
longest = 120  # s of CPU for one drawing


def spread(files, count):
    if count <= 0 or count >= len(files):
        return files
    return [files[i * len(files) // count] for i in range(count)]


def solid_faults(folder):
    """What other programs find wrong with the STL files of a results folder; empty if nothing."""
    files = sorted(str(file) for file in folder.glob("*.stl"))
    faults = []
    for file in files:
        said = subprocess.run(["admesh", file], capture_output=True, text=True).stdout
        if not re.search(r"Total disconnected facets\s+:\s+0\s+0\b", said) or not re.search(r"Degenerate facets\s+:\s+0\b", said):
            faults.append(f"admesh: {pathlib.Path(file).name}")
    said = subprocess.run(["prusa-slicer", "--info", *files], capture_output=True, text=True).stdout
    if said.count("manifold = yes") != len(files):
        faults.append(f"prusa-slicer: {said.count('manifold = yes')} of {len(files)} are manifold")
    said = subprocess.run([root / "build/solid_check", *files], capture_output=True, text=True)
    if said.returncode != 0:
        faults.append("solid_check: " + "; ".join(line for line in said.stdout.splitlines() if " 0 open edges, 0 flat, 0 crossing pairs" not in line))
    return ", ".join(faults)


def drawn_area(program, file):
    """mm2 at the size that the file states, as the planar map has it without rim and dividers; None where it is refused."""
    command = [program, "check", file, "--width", "25mm", "--threads", "1", "--quiet", "--json"]
    command += ["--set", "design.rim_width=0 mm", "--set", "design.divider_width=0 mm"]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (longest, longest + 5)))
    if done.returncode not in (0, 1):
        return None
    drawn = json.loads(done.stdout)["design"]["drawn"]
    return drawn["area_mm2"] / drawn["scale"] ** 2


def mould(program, file, folder, solids):
    """(outcome, what was said) of one drawing."""
    command = [program, "mould", file, "--width", "25mm", "--threads", "1", "--quiet", "--json", "--force", "--set", "output.step=no", "-o", folder]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (longest, longest + 5)))
    said = done.stderr.strip()
    if done.returncode == 2 and said.startswith("sprue: "):
        return "refused", said.removeprefix("sprue: ")
    if done.returncode not in (0, 1):
        return "other", f"exit code {done.returncode}: {said}"
    parts = json.loads(done.stdout)["mould"]["parts"]
    leaking = [part["file"] for part in parts if not part["watertight"]]
    faults = "not watertight: " + ", ".join(leaking) if leaking else solid_faults(folder) if solids else ""
    return ("other", faults) if faults else ("tooling", "")


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def read_all(name, files, options, areas):
    rows, keep = [], options.keep
    with tempfile.TemporaryDirectory() as scratch:
        for file in files:
            folder, start = pathlib.Path(scratch) / "out", cpu_seconds()
            outcome, said = mould(options.program, file, folder, options.solids)
            row = {"package": name, "file": str(file), "outcome": outcome, "said": said, "seconds": cpu_seconds() - start}
            if str(file) in areas:
                row["area"], row["rendered"] = drawn_area(options.program, file), areas[str(file)]
            rows.append(row)
            if outcome == "other":
                print(f"{file}: {said}", file=sys.stderr, flush=True)
                if keep and folder.exists():
                    shutil.move(folder, pathlib.Path(keep) / (name + "-" + file.stem))
            shutil.rmtree(folder, ignore_errors=True)
    return rows


def table(rows):
    out = ["| package | drawings | tooling | refused | other | median CPU s | longest |", "|---|---|---|---|---|---|---|"]
    for name in dict.fromkeys(row["package"] for row in rows):
        mine = [row for row in rows if row["package"] == name]
        count = collections.Counter(row["outcome"] for row in mine)
        times = sorted(row["seconds"] for row in mine)
        out.append(f"| {name} | {len(mine)} | {count['tooling']} | {count['refused']} | {count['other']} | {times[len(times) // 2]:.2f} | {times[-1]:.1f} |")
    reasons = collections.defaultdict(list)
    for row in rows:
        if row["said"]:  # without the file's name and the numbers
            reasons[row["outcome"], re.sub(r"[\d.]+", "#", re.sub(r"/\S*/\S+", "FILE", row["said"]))[:160]].append(pathlib.Path(row["file"]).stem)
    if reasons:
        out += ["", "| outcome | said | drawings |", "|---|---|---|"]
        for (outcome, said), files in sorted(reasons.items(), key=lambda entry: -len(entry[1])):
            out.append(f"| {outcome} | {said} | {len(files)}: {', '.join(files[:8])} |")
    return "\n".join(out)


def area_table(rows):
    compared = [row for row in rows if row.get("area") and row.get("rendered")]
    if not compared:
        return ""
    off = sorted(((row["area"] / row["rendered"] - 1, row) for row in compared), key=lambda entry: -abs(entry[0]))
    within = sum(abs(error) <= 0.002 for error, _ in off)
    out = ["", f"Drawn area against the renderer: {within} of {len(off)} within 0.2 %, median {100 * abs(off[len(off) // 2][0]):.4f} %.", ""]
    out += ["| drawing | area against the renderer |", "|---|---|"]
    out += [f"| {row['package']}/{pathlib.Path(row['file']).stem} | {100 * error:+.2f} % |" for error, row in off[:40] if abs(error) > 0.002]
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--program", default=root / "build/sprue")
    parser.add_argument("--keep")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--solids", action="store_true")
    parser.add_argument("--areas", type=pathlib.Path)
    options = parser.parse_args()
    rows, areas = [], {}
    if options.areas:
        areas = {file: float(area) for file, area in (line.rsplit(" ", 1) for line in options.areas.read_text().splitlines())}
    for folder in options.folders:
        files = spread(sorted(file for kind in ("svg", "dxf", "png") for file in folder.rglob("*." + kind)), options.count)
        if not files:
            sys.exit(f"{folder}: no drawings")
        rows += read_all(folder.name, files, options, areas)
        if options.json:
            options.json.write_text(json.dumps(rows, indent=1))
    print(table(rows))
    print(area_table(rows))


if __name__ == "__main__":
    main()
