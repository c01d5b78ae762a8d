"""The two cases both programs run: boxes of whole cells, so that both solve the same staircase. Lengths in m."""
from dataclasses import dataclass, field


@dataclass
class Box:
    low: tuple
    high: tuple

    def cells(self, h):
        return [(round(a / h), round(b / h)) for a, b in zip(self.low, self.high)]


@dataclass
class Case:
    """`rooms` without `islands` is the cavity; `metal` stands in it at the start. Names of the sides of the bounding box by axis and end;
    a side is closed where it is not named. Fluids: metal, then gas."""
    name: str
    cell: float
    end_time: float
    first_step: float
    rooms: list
    metal: list
    sides: dict
    density: tuple
    viscosity: tuple          # kinematic, m2/s
    tension: float            # N/m
    contact_angle: float      # degrees, in the metal
    gravity: float            # m/s2, downwards
    inlet_speed: float = 0
    islands: list = field(default_factory=list)

    def bounds(self):
        low = tuple(min(r.low[d] for r in self.rooms) for d in range(3))
        high = tuple(max(r.high[d] for r in self.rooms) for d in range(3))
        return Box(low, high)

    def check(self):
        for box in self.rooms + self.islands + self.metal:
            for x in (*box.low, *box.high):
                if abs(x / self.cell - round(x / self.cell)) > 1e-6:
                    raise SystemExit(f"{self.name}: a cell of {self.cell * 1e3:g} mm does not divide {x * 1e3:g} mm; try half or twice the default")


def dam_break(cell=57.15e-3 / 20, end_time=0.1):
    """Martin and Moyce (1952): a column of water a wide and 2 a high in a tank 4 a long and a / 2 wide, open above."""
    a = 57.15e-3
    return Case("dam-break", cell, end_time, 1e-4, [Box((0, 0, 0), (4 * a, a / 2, 2.2 * a))], [Box((0, 0, 0), (a, a / 2, 2 * a))],
                {"top": (2, 1)}, (1000, 1.2), (1e-6, 1.5e-5), 0.072, 90, 9.80665)


def plate(cell=0.15e-3, end_time=4e-3):
    """Zinc through a gate at 1 m/s into a plate 12 x 6 x 1.5 mm with ten islands that stand 0.6 mm down from its top (recesses for enamel),
    0.6 mm apart; gas leaves at the far end. Contact angle 150 degrees."""
    mm = 1e-3
    box = lambda *v: Box(tuple(mm * x for x in v[:3]), tuple(mm * x for x in v[3:]))
    islands = [box(0.9 + 2.1 * i, y, 0.9, 2.4 + 2.1 * i, y + 1.5, 1.5) for i in range(5) for y in (-1.8, 0.3)]
    rooms = [box(0, -3, 0, 12, 3, 1.5), box(-1.2, -1.2, 0.3, 0, 1.2, 0.9), box(12, -0.6, 0.3, 13.2, 0.6, 0.9)]
    return Case("plate", cell, end_time, 1e-6, rooms, [box(-1.2, -1.2, 0.3, -0.6, 1.2, 0.9)], {"gate": (0, 0), "vent": (0, 1)},
                (6570, 1.2), (5.3e-7, 1.5e-5), 0.78, 150, 9.80665, 1.0, islands)
