#!/usr/bin/env python3
"""Reference cases at full size, one after the other, and their table in docs/validation-full.md.

    tools/full_validation.py            every case that build/sprue knows; hours on one core
    tools/full_validation.py NAME...    these cases; the rows of the others stay
    tools/full_validation.py --table    only writes the table again

Results are kept in build/full-validation/NAME.json with the commit of the program that gave them.
"""
import json
import pathlib
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent
program, kept = root / "build/sprue", root / "build/full-validation"


def all_cases():
    return sorted(p.stem for p in (root / "scenes/validation").glob("*.toml"))


def commit():
    return subprocess.run(["git", "-C", root, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()


def run(name):
    done = subprocess.run([program, "validate", name, "--full", "--threads", "1", "--json", "--quiet"], capture_output=True, text=True)
    if not done.stdout:
        sys.exit(f"{name}: {done.stderr.strip()}")
    result = json.loads(done.stdout)["cases"][0]
    result["commit"] = commit()
    (kept / f"{name}.json").write_text(json.dumps(result, indent=1))
    print(f"{name}: {'reached' if result['pass'] else 'NOT REACHED'}, {result['wall_s']:.0f} s", flush=True)


def row(result):
    def shown(key):
        error, bar = result["errors"][key], result["bars"].get(key)
        text = f"{key} {error:.3g}"
        if bar is None:
            return text
        return f"{text} ({bar:g})" if error <= bar else f"**{text} ({bar:g})**"

    errors = "; ".join(shown(key) for key in result["errors"]) or result.get("failure", "")
    reached = "yes" if result["pass"] else "no"
    return f"| {result['case']} | {result['cells']} | {errors} | {reached} | {result['wall_s']:.0f} | {result['commit']} |"


def write_table():
    results = [json.loads(p.read_text()) for p in sorted(kept.glob("*.json"))]
    missing = sorted(set(all_cases()) - {r["case"] for r in results})
    reached = sum(r["pass"] for r in results)
    lines = [
        "# Reference cases at full size",
        "",
        "Written by `tools/full_validation.py` from `sprue validate NAME --full --threads 1`. Each error stands before its bar; in bold: not reached, why is said in",
        "docs/validation.md. Seconds are of one core of a machine that others loaded. The commit is that of the program.",
        "",
        f"{reached} of {len(results)} are reached." + (f" Not run: {', '.join(missing)}." if missing else ""),
        "",
        "| case | cells | errors (bars) | reached | s | commit |",
        "|---|---|---|---|---|---|",
        *map(row, results),
    ]
    (root / "docs/validation-full.md").write_text("\n".join(lines) + "\n")


def main():
    kept.mkdir(parents=True, exist_ok=True)
    names = sys.argv[1:]
    if names != ["--table"]:
        for name in names or all_cases():
            run(name)
    write_table()


main()
