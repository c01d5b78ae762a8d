#!/usr/bin/env python3
"""Every shipped pin in every process: the pictures of the moulds on one sheet.

    tools/mould_sheet.py OUT.png

Runs `sprue mould SCENE --process P` with a usual alloy and mould and lays the mould.png of each (part, upper half, lower half, each from
above and below, section through the first cavity) side by side: a row a process, a column a pin. Needs rsvg-convert (librsvg2-bin).
"""
import base64
import pathlib
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
pins = ["kingfisher", "monstera", "summit"]
processes = [("spin", "zamak3", "htv-silicone"), ("gravity", "zamak3", "h13"), ("pressure", "zamak3", "h13"),
             ("investment", "c85700", "investment"), ("rtv", "pewter", "rtv-silicone")]
width, height, title = 400, 533, 26  # pixels of a tile


def picture(pin, process, alloy, mould, folder):
    command = [root / "build/sprue", "mould", root / f"scenes/{pin}.toml", "--process", process, "--alloy", alloy, "--mould", mould]
    command += ["--quiet", "--force", "--set", "output.step=no", "-o", folder]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{pin}, {process}: {done.stderr}")
    return base64.b64encode((pathlib.Path(folder) / "mould.png").read_bytes()).decode()


def main():
    tiles = []
    with tempfile.TemporaryDirectory() as scratch:
        for row, (process, alloy, mould) in enumerate(processes):
            for column, pin in enumerate(pins):
                data = picture(pin, process, alloy, mould, pathlib.Path(scratch) / "out")
                x, y = column * width, row * (height + title)
                tiles.append(f'<text x="{x + 8}" y="{y + 18}" font-family="DejaVu Sans" font-size="14">{pin}: {process}, {alloy} in {mould}</text>')
                tiles.append(f'<image x="{x}" y="{y + title}" width="{width}" height="{height}" href="data:image/png;base64,{data}"/>')
    size = f'width="{len(pins) * width}" height="{len(processes) * (height + title)}"'
    sheet = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="100%" height="100%" fill="#fff"/>{"".join(tiles)}</svg>'
    subprocess.run(["rsvg-convert", "--unlimited", "-o", sys.argv[1]], input=sheet.encode(), check=True)


if __name__ == "__main__":
    main()
