# Sourced by ./run and ./test: installs what is missing (Debian 12), configures and builds into build/.
# All packages the project uses are listed here and nowhere else.

build_packages="g++ cmake ninja-build pkg-config ccache
  libtbb-dev libeigen3-dev libcgal-dev libopenvdb-dev libimath-dev libblosc-dev libboost-iostreams-dev
  librsvg2-dev libcairo2-dev libpugixml-dev libpolyclipping-dev libtomlplusplus-dev nlohmann-json3-dev libcli11-dev libcpp-httplib-dev
  lib3mf-dev libdxflib-dev libocct-data-exchange-dev libhdf5-dev libpng-dev zlib1g-dev libpotrace-dev libfontconfig-dev fonts-dejavu-core"
test_packages="libgtest-dev libbenchmark-dev admesh prusa-slicer libdime-dev clang-14 libclang-rt-14-dev chromium nodejs"

# install_packages NAME...: what is not there yet, by apt; says the one command to run when we may not.
install_packages() {
  local missing=() name
  for name in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local apt=(apt-get)
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      apt=(sudo apt-get)
    else
      echo "Missing packages. Run this once, then try again:" >&2
      echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
      return 1
    fi
  fi
  echo "Installing: ${missing[*]}" >&2
  "${apt[@]}" update -qq >&2 &&
    DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# npm is a package of its own on Debian, a part of nodejs elsewhere.
install_npm() { command -v npm >/dev/null || install_packages npm; }

# build_tree DIR [cmake options...]: at most two compiler processes at once (CGAL needs over 1 GB each).
build_tree() {
  local dir=$1
  shift
  [ -f "$dir/build.ninja" ] || cmake -S . -B "$dir" -G Ninja "$@" >"$dir.configure.log" 2>&1 || {
    cat "$dir.configure.log" >&2
    return 1
  }
  rm -f "$dir.configure.log"
}
