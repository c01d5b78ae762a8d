"""A case of OpenFOAM for interFoam or interIsoFoam with the settings of their dam-break tutorials (maxCo 1, three pressure corrections, no
momentum predictor); pressure by GAMG or CG with a GAMG preconditioner, whichever is asked for."""
import subprocess
from pathlib import Path

ENVIRONMENT = {"WM_PROJECT_DIR": "/usr/share/openfoam", "WM_PROJECT_VERSION": "1912", "FOAM_SIGFPE": "false"}


def dictionary(name, body, kind="dictionary"):
    return "FoamFile\n{\n  version 2.0;\n  format ascii;\n  class %s;\n  object %s;\n}\n%s\n" % (kind, name, body)


def vector(v):
    return "(%s)" % " ".join("%.9g" % x for x in v)


def mesh_files(case):
    b = case.bounds()
    counts = [hi - lo for lo, hi in b.cells(case.cell)]
    corners = [(b.low[0], b.low[1], b.low[2]), (b.high[0], b.low[1], b.low[2]), (b.high[0], b.high[1], b.low[2]), (b.low[0], b.high[1], b.low[2])]
    corners += [(x, y, b.high[2]) for x, y, _ in corners]
    faces = {(0, 0): "(0 4 7 3)", (0, 1): "(1 2 6 5)", (1, 0): "(0 1 5 4)", (1, 1): "(3 7 6 2)", (2, 0): "(0 3 2 1)", (2, 1): "(4 5 6 7)"}
    named = {side: name for name, side in case.sides.items()}
    patches = "".join("%s { type patch; faces (%s); }\n" % (named[s], faces[s]) for s in named)
    walls = " ".join(f for s, f in faces.items() if s not in named)
    block = "vertices (%s);\nblocks (hex (0 1 2 3 4 5 6 7) %s simpleGrading (1 1 1));\nedges ();\nboundary\n(\n%swalls { type wall; faces (%s); }\n);\nmergePatchPairs ();\nscale 1;"
    return {"system/blockMeshDict": dictionary("blockMeshDict", block % (" ".join(vector(c) for c in corners), vector(counts), patches, walls)),
            "system/topoSetDict": dictionary("topoSetDict", "actions\n(\n%s);" % "".join(
                "{ name cavity; type cellSet; action %s; source boxToCell; box %s %s; }\n" % (action, vector(box.low), vector(box.high))
                for boxes, first, then in ((case.rooms, "new", "add"), (case.islands, "subtract", "subtract"))
                for n, box in enumerate(boxes) for action in ((first if n == 0 else then),)))}


def field_files(case):
    wall = "type constantAlphaContactAngle; theta0 %g; limit gradient; value uniform 0;" % case.contact_angle
    inlet, out = "fixedValue; value uniform", "inletOutlet; inletValue uniform"
    zero_velocity = "(0 0 0)"
    alpha, velocity, pressure = {"walls": wall}, {"walls": "type noSlip;"}, {"walls": "type fixedFluxPressure; value uniform 0;"}
    for name in case.sides:
        if name == "gate":
            alpha[name] = "type %s 1;" % inlet
            velocity[name] = "type %s (%g 0 0);" % (inlet, case.inlet_speed)
            pressure[name] = "type fixedFluxPressure; value uniform 0;"
        else:
            alpha[name] = "type %s 0; value uniform 0;" % out
            velocity[name] = "type pressureInletOutletVelocity; value uniform %s;" % zero_velocity
            pressure[name] = "type totalPressure; p0 uniform 0; value uniform 0;"

    def text(name, kind, dimensions, value, patches):
        body = "dimensions %s;\ninternalField uniform %s;\nboundaryField\n{\n%s}" % (
            dimensions, value, "".join("%s { %s }\n" % p for p in patches.items()))
        return dictionary(name, body, kind)

    metal = "".join("boxToCell { box %s %s; fieldValues (volScalarFieldValue alpha.metal 1); }\n" % (vector(m.low), vector(m.high)) for m in case.metal)
    return {"0/alpha.metal": text("alpha.metal", "volScalarField", "[0 0 0 0 0 0 0]", "0", alpha),
            "0/U": text("U", "volVectorField", "[0 1 -1 0 0 0 0]", zero_velocity, velocity),
            "0/p_rgh": text("p_rgh", "volScalarField", "[1 -1 -2 0 0 0 0]", "0", pressure),
            "system/setFieldsDict": dictionary("setFieldsDict", "defaultFieldValues (volScalarFieldValue alpha.metal 0);\nregions\n(\n%s);" % metal)}


def physics_files(case):
    phase = lambda name, n: "%s { transportModel Newtonian; nu %g; rho %g; }\n" % (name, case.viscosity[n], case.density[n])
    return {"constant/transportProperties": dictionary("transportProperties", "phases (metal air);\n%s%ssigma %g;" % (phase("metal", 0), phase("air", 1), case.tension)),
            "constant/turbulenceProperties": dictionary("turbulenceProperties", "simulationType laminar;"),
            "constant/g": dictionary("g", "dimensions [0 1 -2 0 0 0 0];\nvalue (0 0 -%g);" % case.gravity, "uniformDimensionedVectorField")}


SCHEMES = """ddtSchemes { default Euler; }
gradSchemes { default Gauss linear; }
divSchemes
{
  div(rhoPhi,U) Gauss linearUpwind grad(U);
  div(phi,alpha) Gauss vanLeer;
  div(phirb,alpha) Gauss linear;
  div(((rho*nuEff)*dev2(T(grad(U))))) Gauss linear;
}
laplacianSchemes { default Gauss linear corrected; }
interpolationSchemes { default linear; }
snGradSchemes { default corrected; }
"""

PRESSURE = {"gamg": "solver GAMG; smoother DICGaussSeidel;", "cg-gamg": "solver PCG; preconditioner { preconditioner GAMG; smoother DICGaussSeidel; nVcycles 1; tolerance 1e-7; relTol 0.05; }",
            "cg": "solver PCG; preconditioner DIC;"}

SOLUTION = """solvers
{
  "alpha.metal.*"
  {
    nAlphaCorr 2; nAlphaSubCycles 1; cAlpha 1; MULESCorr yes; nLimiterIter 5;
    isofaceTol 1e-6; surfCellTol 1e-6; nAlphaBounds 3; snapTol 1e-12; clip true; reconstructionScheme isoAlpha; writeFields false;
    solver smoothSolver; smoother symGaussSeidel; tolerance 1e-8; relTol 0;
  }
  "pcorr.*" { %(pressure)s tolerance 1e-5; relTol 0; }
  p_rgh { %(pressure)s tolerance 1e-7; relTol 0.05; }
  p_rghFinal { %(pressure)s tolerance 1e-7; relTol 0; }
  "U.*" { solver smoothSolver; smoother symGaussSeidel; tolerance 1e-6; relTol 0; }
}
PIMPLE { momentumPredictor no; nOuterCorrectors 1; nCorrectors 3; nNonOrthogonalCorrectors 0; pRefCell 0; pRefValue 0; }
relaxationFactors { equations { ".*" 1; } }
"""


def write(folder, case, solver, pressure):
    control = ("application %s;\nstartFrom startTime;\nstartTime 0;\nstopAt endTime;\nendTime %g;\ndeltaT %g;\nwriteControl adjustableRunTime;\nwriteInterval %g;\npurgeWrite 1;\n"
               "writeFormat binary;\nwritePrecision 6;\ntimeFormat general;\ntimePrecision 9;\nrunTimeModifiable no;\nadjustTimeStep yes;\nmaxCo 1;\nmaxAlphaCo 1;\nmaxDeltaT 1;")
    files = {"system/controlDict": dictionary("controlDict", control % (solver, case.end_time, case.first_step, case.end_time)),
             "system/fvSchemes": dictionary("fvSchemes", SCHEMES), "system/fvSolution": dictionary("fvSolution", SOLUTION % {"pressure": PRESSURE[pressure]})}
    for part in (mesh_files(case), field_files(case), physics_files(case)):
        files.update(part)
    for name, text in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def version(environment):
    out = subprocess.run(["dpkg-query", "-W", "-f=${Version}", "openfoam"], capture_output=True, text=True, env=environment)
    return "OpenFOAM (Debian %s)" % out.stdout.strip()
