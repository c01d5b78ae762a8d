"""The freezing plate both programs run: zinc at its melting point in a steel block, perfect contact, half of it up to the plate's middle. Equal properties
of solid and liquid zinc (the peer has one set); without superheat the liquid stays at the melting point, so that Schwarz's similarity solution holds
for a plate until its fronts meet. Lengths in m, SI."""
import math
from dataclasses import dataclass


@dataclass
class Plate:
    cell: float = 0.25e-3
    half: float = 5e-3           # of the plate
    block: float = 20e-3         # of steel behind it: five times sqrt(alpha t) at the end
    width: float = 11.5e-3       # of the square seen along the plate's normal; its sides are mirrors
    end_time: float = 1.5
    metal_conductivity: float = 100.0
    metal_heat: float = 430.0
    metal_density: float = 6900.0
    latent_heat: float = 112e3
    melting: float = 692.65
    mould_conductivity: float = 35.0
    mould_heat: float = 500.0
    mould_density: float = 7800.0
    mould_start: float = 373.15

    def counts(self):
        """Cells of metal and of steel along the normal, and across."""
        found = [length / self.cell for length in (self.half, self.block, self.width)]
        if any(abs(n - round(n)) > 1e-6 for n in found):
            raise SystemExit("a cell of %g mm does not divide the plate's %g, %g and %g mm" % tuple(1e3 * x for x in (self.cell, self.half, self.block, self.width)))
        return [round(n) for n in found]

    def growth(self):
        """Front over the root of time, m/s^0.5 (Schwarz 1931; Carslaw & Jaeger 1959, section 11.2, without superheat)."""
        diffusivity = self.metal_conductivity / (self.metal_density * self.metal_heat)
        metal = math.sqrt(self.metal_conductivity * self.metal_density * self.metal_heat)
        mould = math.sqrt(self.mould_conductivity * self.mould_density * self.mould_heat)

        def surplus(x):   # latent heat less what leaves the front
            contact = (metal / math.erf(x) * self.melting + mould * self.mould_start) / (metal / math.erf(x) + mould)
            return x * math.sqrt(math.pi) * self.latent_heat - self.metal_heat * (self.melting - contact) * math.exp(-x * x) / math.erf(x)

        low, high = 1e-9, 5.0
        for _ in range(200):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if surplus(middle) < 0 else (low, middle)
        return 2 * low * math.sqrt(diffusivity)

    def front_error(self, samples):
        """Largest relative error of the front over (time, solid share of the half plate), from five cells on as in `sprue validate schwarz`."""
        growth = self.growth()
        errors = [share * self.half / (growth * math.sqrt(t)) - 1 for t, share in samples if t > 0 and growth * math.sqrt(t) >= 5 * self.cell]
        return max(errors, key=abs)
