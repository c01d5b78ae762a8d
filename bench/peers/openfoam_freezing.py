"""The freezing plate for chtMultiRegionFoam: two solid regions (no flow is solved for), latent heat by the source solidificationMeltingSource, settings of the
tutorials of that solver (PCG with DIC, one outer corrector, Euler)."""
from pathlib import Path

from openfoam import dictionary, vector

SCHEMES = """ddtSchemes { default Euler; }
gradSchemes { default Gauss linear; }
divSchemes { default none; }
laplacianSchemes { default none; laplacian(alpha,h) Gauss linear uncorrected; }
interpolationSchemes { default linear; }
snGradSchemes { default uncorrected; }
"""

SOLUTION = """solvers
{
  h { solver PCG; preconditioner DIC; tolerance 1e-6; relTol 0.1; }
  hFinal { $h; relTol 0; }
}
PIMPLE { nNonOrthogonalCorrectors 0; }
"""

THERMO = """thermoType
{
  type heSolidThermo; mixture pureMixture; transport constIso; thermo hConst; equationOfState rhoConst; specie specie; energy sensibleEnthalpy;
}
mixture
{
  specie { molWeight 60; }
  transport { kappa %g; }
  thermodynamics { Hf 0; Cp %g; }
  equationOfState { rho %g; }
}
"""

LATENT = """freezing
{
  type solidificationMeltingSource;
  active yes;
  solidificationMeltingSourceCoeffs
  {
    selectionMode all; Tmelt %g; L %g; relax %g; thermoMode thermo; rhoRef %g; beta 0;
  }
}
"""

CONTROL = """application chtMultiRegionFoam;
startFrom startTime;
startTime 0;
stopAt endTime;
endTime %g;
deltaT %.9g;
writeControl runTime;
writeInterval %g;
purgeWrite 1;
writeFormat binary;
timeFormat general;
timePrecision 9;
runTimeModifiable no;
adjustTimeStep no;
functions
{
  front
  {
    type volFieldValue; libs ("libfieldFunctionObjects.so"); region metal; regionType all; operation volAverage; fields (freezing:alpha1);
    writeFields no; log no; executeControl runTime; executeInterval %g; writeControl runTime; writeInterval %g;
  }
}
"""


def block_mesh(low, high, width, cells, across, contact_high, other):
    """A box along x; its side towards the other region is `contact`, all other sides are mirrors."""
    corners = [(low, 0, 0), (high, 0, 0), (high, width, 0), (low, width, 0)]
    corners += [(x, y, width) for x, y, _ in corners]
    ends = ["(0 4 7 3)", "(1 2 6 5)"]
    contact = ends[1 if contact_high else 0]
    sides = "(0 1 5 4) (3 7 6 2) (0 3 2 1) (4 5 6 7) " + ends[0 if contact_high else 1]
    return ("vertices (%s);\nblocks (hex (0 1 2 3 4 5 6 7) %s simpleGrading (1 1 1));\nedges ();\nboundary\n(\n"
            "contact { type mappedWall; sampleMode nearestPatchFace; sampleRegion %s; samplePatch contact; faces (%s); }\n"
            "mirror { type wall; faces (%s); }\n);\nmergePatchPairs ();\nscale 1;" % (
                " ".join(vector(c) for c in corners), vector((cells, across, across)), other, contact, sides))


def temperature(start):
    coupled = "type compressible::turbulentTemperatureCoupledBaffleMixed; Tnbr T; kappaMethod solidThermo; value uniform %.9g;" % start
    return "dimensions [0 0 0 1 0 0 0];\ninternalField uniform %.9g;\nboundaryField\n{\ncontact { %s }\nmirror { type zeroGradient; }\n}" % (start, coupled)


def uniform(dimensions, value, patch):
    return "dimensions %s;\ninternalField uniform %g;\nboundaryField\n{\n\".*\" { type %s; value uniform %g; }\n}" % (dimensions, value, patch, value)


def write(folder, plate, dt, samples, relax):
    metal, mould, across = plate.counts()
    interval = plate.end_time / samples
    files = {"system/controlDict": dictionary("controlDict", CONTROL % (plate.end_time, dt, plate.end_time, interval, interval)),
             "system/fvSchemes": dictionary("fvSchemes", SCHEMES), "system/fvSolution": dictionary("fvSolution", "PIMPLE { nOuterCorrectors 1; }"),
             "constant/regionProperties": dictionary("regionProperties", "regions ( fluid () solid (metal mould) );"),
             "constant/g": dictionary("g", "dimensions [0 1 -2 0 0 0 0];\nvalue (0 0 -9.80665);", "uniformDimensionedVectorField"),
             "constant/metal/fvOptions": dictionary("fvOptions", LATENT % (plate.melting, plate.latent_heat, relax, plate.metal_density)),
             "0/metal/freezing:alpha1": dictionary("freezing:alpha1", uniform("[0 0 0 0 0 0 0]", 1, "zeroGradient"), "volScalarField"),
             "system/metal/blockMeshDict": dictionary("blockMeshDict", block_mesh(0, plate.half, plate.width, metal, across, False, "mould")),
             "system/mould/blockMeshDict": dictionary("blockMeshDict", block_mesh(-plate.block, 0, plate.width, mould, across, True, "metal"))}
    for region, start, properties in (("metal", plate.melting, (plate.metal_conductivity, plate.metal_heat, plate.metal_density)),
                                      ("mould", plate.mould_start, (plate.mould_conductivity, plate.mould_heat, plate.mould_density))):
        files["system/%s/fvSchemes" % region] = dictionary("fvSchemes", SCHEMES)
        files["system/%s/fvSolution" % region] = dictionary("fvSolution", SOLUTION)
        files["constant/%s/thermophysicalProperties" % region] = dictionary("thermophysicalProperties", THERMO % properties)
        files["0/%s/T" % region] = dictionary("T", temperature(start), "volScalarField")
        files["0/%s/p" % region] = dictionary("p", uniform("[1 -1 -2 0 0 0 0]", 1e5, "calculated"), "volScalarField")
    for name, text in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def front_samples(folder):
    """(time, solid share of the half plate)."""
    found = next((Path(folder) / "postProcessing").rglob("volFieldValue.dat"))
    rows = [line.split() for line in found.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return [(float(row[0]), 1 - float(row[1])) for row in rows]
