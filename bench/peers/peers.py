#!/usr/bin/python3
"""CPU seconds per simulated millisecond of Debian's OpenFOAM (package openfoam) and of sprue, one thread each, on the same cells:

    bench/peers/peers.py [dam-break] [plate] [--cell MM] [--time MS] [--peers interFoam,interIsoFoam] [--repeats N]

Everything is written in a temporary folder that is removed at the end. CPU time (user and system), the best of the repeats: others may load
the machine. Meshing and setting of fields are not counted, the start of OpenFOAM's solvers is (some tenths of a second)."""
import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import geometry
import openfoam
import sprue_scene

ROOT = Path(__file__).resolve().parent.parent.parent
BENCH = ROOT / "build/sprue_scene_bench"
BARS = {"dam-break": 50, "plate": 200}
CASES = {"dam-break": geometry.dam_break, "plate": geometry.plate}


def run(command, folder, environment, log):
    """CPU seconds of the command; its output in the log. Stops with the end of the log where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(log, "w") as out:
        status = subprocess.run(command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT).returncode
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status != 0:
        raise SystemExit("%s failed (%d):\n%s" % (" ".join(command), status, "".join(open(log).readlines()[-25:])))
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def mesh(folder, case, environment):
    run(["blockMesh"], folder, environment, folder / "log.blockMesh")
    if case.islands or len(case.rooms) > 1:
        run(["topoSet"], folder, environment, folder / "log.topoSet")
        run(["subsetMesh", "-overwrite", "-patch", "walls", "cavity"], folder, environment, folder / "log.subsetMesh")
    run(["setFields"], folder, environment, folder / "log.setFields")


def of_openfoam(case, solver, pressure, folder, environment):
    openfoam.write(folder, case, solver, pressure)
    mesh(folder, case, environment)
    seconds = run([solver], folder, environment, folder / "log.solver")
    log = (folder / "log.solver").read_text()
    share = re.findall(r"Phase-1 volume fraction = (\S+)", log)
    courant = re.findall(r"^deltaT = (\S+)", log, re.M)
    note = "%d steps, last %s s" % (len(courant), courant[-1] if courant else "?")
    if share:
        note += ", metal %.4f of the box at the end" % float(share[-1])
    return seconds, note


def of_sprue(case, folder, environment):
    scene = folder / "scene.toml"
    scene.write_text(sprue_scene.text(case))
    run([str(BENCH), str(scene), "0", "1"], folder, environment, folder / "log.sprue")
    log = (folder / "log.sprue").read_text()
    return float(re.search(r"CPU seconds: (\S+),", log).group(1)), log


def compare(case, arguments, environment, folder):
    case.check()
    own = 1e300
    for _ in range(arguments.repeats):
        seconds, log = of_sprue(case, folder, environment)
        own = min(own, seconds)
    print("%s, cell %.4g mm, %.4g ms\n  sprue: %.2f CPU s" % (case.name, 1e3 * case.cell, 1e3 * case.end_time, own))
    print("    " + log.split(": ", 1)[1].splitlines()[0], flush=True)
    for solver in arguments.peers.split(","):
        place = folder / solver
        place.mkdir()
        seconds, note = of_openfoam(case, solver, arguments.pressure, place, environment)
        ratio = seconds / own
        milliseconds = 1e3 * case.end_time
        print("  %s: %.1f CPU s (%s)" % (solver, seconds, note))
        print("  CPU seconds per simulated millisecond: %s %.4g, sprue %.4g; ratio %.1f, bar %d: %s" % (
            solver, seconds / milliseconds, own / milliseconds, ratio, BARS[case.name], "reached" if ratio >= BARS[case.name] else "NOT REACHED"), flush=True)
        shutil.rmtree(place)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", default=["dam-break", "plate"], help="dam-break, plate; both without one")
    parser.add_argument("--cell", type=float, help="edge of a cell, mm")
    parser.add_argument("--time", type=float, help="simulated time, ms")
    parser.add_argument("--peers", default="interFoam,interIsoFoam")
    parser.add_argument("--pressure", default="gamg", choices=sorted(openfoam.PRESSURE), help="OpenFOAM's pressure solver")
    parser.add_argument("--repeats", type=int, default=3, help="of sprue; OpenFOAM runs once")
    arguments = parser.parse_args()
    if shutil.which("interFoam") is None:
        raise SystemExit("OpenFOAM is missing: sudo apt-get install -y --no-install-recommends openfoam")
    if not BENCH.exists():
        raise SystemExit("build/sprue_scene_bench is missing: cmake --build build --target sprue_scene_bench")
    environment = {**os.environ, **openfoam.ENVIRONMENT}
    commit = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    print("%s; sprue %s" % (openfoam.version(environment), commit))
    for name in arguments.cases:
        if name not in CASES:
            raise SystemExit("unknown case %s: use %s" % (name, " or ".join(CASES)))
        options = {}
        if arguments.cell:
            options["cell"] = 1e-3 * arguments.cell
        if arguments.time:
            options["end_time"] = 1e-3 * arguments.time
        with tempfile.TemporaryDirectory(prefix="sprue-peers-") as folder:
            compare(CASES[name](**options), arguments, environment, Path(folder))


if __name__ == "__main__":
    main()
