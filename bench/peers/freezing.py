#!/usr/bin/python3
"""A plate of zinc freezing in a steel block: CPU seconds of Debian's chtMultiRegionFoam (package openfoam) and of sprue at equal error of the front.

    bench/peers/freezing.py [--cell MM] [--width MM] [--most SECONDS] [--repeats N]

Same plate, same cells, one thread each. Both fronts are judged against Schwarz's similarity solution: largest relative error from five cells on. sprue runs as
shipped (its steps follow from accuracy); OpenFOAM at time steps that go down by a factor of four until its front is as good or a run would take longer than
--most. CPU time (user and system) of the whole program, of sprue the least of the repeats. Everything is written in a temporary folder that is removed."""
import argparse
import json
import math
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import openfoam
import openfoam_freezing
from freezing_plate import Plate
from peers import ROOT, run

SPRUE = ROOT / "build/sprue"
BAR = 5
FIRST_STEP, FINER = 4e-3, 4     # s; factor from run to run
SAMPLES = 30                    # of OpenFOAM's front
RELAX = 0.9                     # of solidificationMeltingSource, its default

SCENE = """[case]
name = "peer-plate"
kind = "schwarz"
quick_cell = "%(cell).9g mm"

[[shape]]
kind = "rectangle"
centre = ["%(middle).9g mm", "%(half_width).9g mm", "0 mm"]
size = ["%(half).9g mm", "%(width).9g mm", "0 mm"]
high = "%(width).9g mm"
top = "symmetry"
bottom = "symmetry"

[domain]
sides = ["wall", "symmetry", "symmetry", "symmetry"]

[mould]
material = "custom"
temperature = "%(mould_start).9g K"
band = "%(block).9g mm"
[mould.properties]
thermal_conductivity = "%(mould_conductivity).9g W/m/K"
density = "%(mould_density).9g kg/m3"
specific_heat = "%(mould_heat).9g J/kg/K"
metal_contact_limit = "1000 degC"

[[initial]]
kind = "half-space"
point = ["1 m", "0 mm", "0 mm"]
normal = [1, 0, 0]
temperature = "%(melting).9g K"

[interface]
contact_angle = "90 deg"
heat_transfer_coefficient = "1e8 W/m2/K"

[alloy]
name = "custom"
[alloy.properties]
liquidus = "%(melting).9g K"
solidus = "%(melting).9g K"
latent_heat = "%(latent_heat).9g J/kg"
density_liquid = "%(metal_density).9g kg/m3"
density_solid = "%(metal_density).9g kg/m3"
density_solid_at_solidus = "%(metal_density).9g kg/m3"
specific_heat_solid = "%(metal_heat).9g J/kg/K"
specific_heat_liquid = "%(metal_heat).9g J/kg/K"
thermal_conductivity_solid = "%(metal_conductivity).9g W/m/K"
thermal_conductivity_liquid = "%(metal_conductivity).9g W/m/K"
viscosity_liquid = "1 mPa.s"
surface_tension = "0.5 N/m"
coherency_fraction = 0.25
feeding_limit_fraction = 0.65
dendrite_arm_spacing = "20 um"

[run]
flow = false
heat = true
feeding = false
end_time = "%(end_time).9g s"
"""


def of_sprue(plate, folder):
    """CPU seconds, error of the front, steps, imbalance of energy."""
    lengths = {name: 1e3 * getattr(plate, name) for name in ("cell", "half", "block", "width")}
    scene = folder / "plate.toml"
    scene.write_text(SCENE % {**vars(plate), **lengths, "middle": 0.5 * lengths["half"], "half_width": 0.5 * lengths["width"]})
    # the case's own bars may be missed: what counts is printed
    seconds = run(["sh", "-c", '"$0" validate "$1" --threads 1 --json || [ $? = 1 ]', str(SPRUE), str(scene)], folder, os.environ, folder / "log.sprue")
    text = (folder / "log.sprue").read_text()
    case = json.loads(text[text.index("{"):])["cases"][0]
    return seconds, case["errors"]["front"], case["observables"]["steps"], case["errors"]["energy"]


def of_openfoam(plate, dt, folder):
    """CPU seconds and the signed error of the front."""
    place = folder / "openfoam"
    shutil.rmtree(place, ignore_errors=True)
    openfoam_freezing.write(place, plate, dt, SAMPLES, RELAX)
    environment = {**os.environ, **openfoam.ENVIRONMENT, "PWD": str(place)}
    for region in ("metal", "mould"):
        run(["blockMesh", "-region", region], place, environment, place / "log.blockMesh")
    seconds = run(["chtMultiRegionFoam"], place, environment, place / "log.solver")
    return seconds, plate.front_error(openfoam_freezing.front_samples(place))


def at_error(runs, error):
    """CPU seconds at this error by the straight line through the two runs around it (or the last two) in logarithms, and whether that is measured."""
    pairs = list(zip(runs, runs[1:]))
    for (coarse, large), (fine, small) in pairs:
        if abs(large) >= error >= abs(small):
            return coarse * math.exp(math.log(fine / coarse) * math.log(abs(large) / error) / math.log(abs(large / small))), True
    return runs[-1][0], abs(runs[-1][1]) <= error


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cell", type=float, default=0.25, help="edge of a cell, mm")
    parser.add_argument("--width", type=float, default=6, help="of the square looked at, mm (its sides are mirrors)")
    parser.add_argument("--most", type=float, default=300, help="CPU seconds that a run of OpenFOAM may be expected to take")
    parser.add_argument("--repeats", type=int, default=3, help="of sprue; OpenFOAM runs once")
    arguments = parser.parse_args()
    if shutil.which("chtMultiRegionFoam") is None:
        raise SystemExit("OpenFOAM is missing: sudo apt-get install -y --no-install-recommends openfoam")
    if not SPRUE.exists():
        raise SystemExit("build/sprue is missing: cmake --build build --target sprue")
    plate = Plate(cell=1e-3 * arguments.cell, width=1e-3 * arguments.width)
    metal, mould, across = plate.counts()
    commit = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    print("%s; sprue %s\n%d cells of %g mm, %g s" % (openfoam.version(os.environ), commit, (metal + mould) * across * across, arguments.cell, plate.end_time))
    with tempfile.TemporaryDirectory(prefix="sprue-peers-") as name:
        folder = Path(name)
        own = min(of_sprue(plate, folder) for _ in range(arguments.repeats))
        print("sprue: %.2f CPU s, front %.2f %%, %d steps, energy %.1e" % (own[0], 100 * own[1], own[2], own[3]), flush=True)
        runs, dt = [], FIRST_STEP
        while not runs or (abs(runs[-1][1]) > own[1] and runs[-1][0] * FINER <= arguments.most):
            runs.append(of_openfoam(plate, dt, folder))
            print("chtMultiRegionFoam: %.2f CPU s, front %+.2f %%, steps of %.3g ms" % (runs[-1][0], 100 * runs[-1][1], 1e3 * dt), flush=True)
            dt /= FINER
    seconds, measured = at_error(runs, own[1])
    ratio = seconds / own[0]
    print("at sprue's error of the front chtMultiRegionFoam takes %s%.1f CPU s; ratio %s%.1f, bar %d: %s" % (
        "" if measured else "more than ", seconds, "" if measured else "over ", ratio, BAR, "reached" if ratio >= BAR else "NOT REACHED"))


if __name__ == "__main__":
    main()
