"""The scene of a case for sprue: shapes, no heat, the metal's properties as constants."""
from geometry import Box


def length(x):
    return '"%.9g mm"' % (1e3 * x)


def triple(v):
    return "[%s]" % ", ".join(length(x) for x in v)


def shape(box, ends):
    centre = [(a + b) / 2 for a, b in zip(box.low, box.high)]
    size = [b - a for a, b in zip(box.low, box.high)]
    lines = ["[[shape]]", 'kind = "rectangle"', "centre = [%s, %s, \"0 mm\"]" % (length(centre[0]), length(centre[1])),
             "size = [%s, %s, \"0 mm\"]" % (length(size[0]), length(size[1])), "low = " + length(box.low[2]), "high = " + length(box.high[2])]
    lines += ['%s = "%s"' % end for end in ends.items()]
    return "\n".join(lines) + "\n\n"


def text(case):
    kinds = {"gate": "inlet", "vent": "open", "top": "open"}
    by_side = {side: kinds[name] for name, side in case.sides.items()}
    sides = ", ".join('"%s"' % by_side.get((d, end), "wall") for d in (0, 1) for end in (0, 1))
    ends = {name: by_side[(2, end)] for name, end in (("bottom", 0), ("top", 1)) if (2, end) in by_side}
    floors = [Box(island.low, (*island.high[:2], island.low[2])) for island in case.islands]   # a later shape lies over earlier ones
    for floor in floors:
        floor.low = (*floor.low[:2], case.bounds().low[2])
    scene = "".join(shape(box, ends) for box in case.rooms + floors)
    scene += "[domain]\norigin = %s\nsides = [%s]\n\n" % (triple((0, 0, 0)), sides)
    scene += "".join('[[initial]]\nkind = "box"\nlow = %s\nhigh = %s\n\n' % (triple(m.low), triple(m.high)) for m in case.metal)
    if case.inlet_speed:
        gate = min(case.rooms, key=lambda room: room.low[0])
        area = (gate.high[1] - gate.low[1]) * (gate.high[2] - gate.low[2])
        scene += '[process]\nkind = "gravity"\npour_rate = "%.9g mL/s"\npour_pressure = "10 bar"\n\n' % (1e6 * area * case.inlet_speed)
    scene += '[gravity]\nacceleration = ["0 m/s2", "0 m/s2", "-%g m/s2"]\n\n' % case.gravity
    scene += '[interface]\nheat_transfer_coefficient = "2000 W/m2/K"\ncontact_angle = "%g deg"\n\n' % case.contact_angle
    scene += '[mould]\nmaterial = "htv-silicone"\ntemperature = "20 degC"\nband = "0 mm"\n\n'
    scene += '[alloy]\nname = "custom"\npour_temperature = "450 degC"\n[alloy.properties]\nliquidus = "420 degC"\nsolidus = "420 degC"\n'
    scene += 'latent_heat = "112 kJ/kg"\nspecific_heat_solid = "480 J/kg/K"\nspecific_heat_liquid = "480 J/kg/K"\n'
    scene += 'thermal_conductivity_solid = "100 W/m/K"\nthermal_conductivity_liquid = "50 W/m/K"\ncoherency_fraction = 0.25\nfeeding_limit_fraction = 0.65\n'
    scene += 'dendrite_arm_spacing = "20 um"\nviscosity_liquid = "%.9g mPa.s"\nsurface_tension = "%g N/m"\n' % (1e3 * case.viscosity[0] * case.density[0], case.tension)
    scene += "".join('%s = "%g kg/m3"\n' % (name, case.density[0]) for name in ("density_liquid", "density_solid", "density_solid_at_solidus"))
    scene += '\n[resolution]\ncell = %s\n\n[run]\nflow = true\nheat = false\nfeeding = false\nend_time = "%.9g ms"\n' % (length(case.cell), 1e3 * case.end_time)
    return scene
