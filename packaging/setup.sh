# SPDX-License-Identifier: Apache-2.0
# Sourced by run.sh and test.sh: installs what is missing, configures and builds. Every step is skipped when
# its result is there already; every failure ends with one sentence that says what to do.

set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
torch_version=2.11.0
data_home=${XDG_DATA_HOME:-$HOME/.local/share}/autokernel
# Paths below it are hashed as relative ones: a file that two builds share is compiled once.
export CCACHE_BASEDIR=$top

system_packages=(
    g++ cmake ninja-build ccache python3-venv python3-dev binutils
    nlohmann-json3-dev libtomlplusplus-dev libcli11-dev libfmt-dev libexpected-dev libdtl-dev
    libsqlite3-dev libsqlitecpp-dev libzstd-dev libmbedtls-dev
    libgtest-dev libgmock-dev libbenchmark-dev python3-jsonschema
    qt6-base-dev qt6-svg-dev libqcustomplot-dev fonts-dejavu-core
)

say() { printf '%s\n' "$*" >&2; }
die() { say "autokernel set-up: $*"; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

missing_packages() {
    local package
    for package in "${system_packages[@]}"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s ' "$package"
    done
}

install_system_packages() {
    command -v dpkg-query >/dev/null || die "this set-up knows Debian and Ubuntu. Install the equivalents of: ${system_packages[*]}"
    local missing
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; then
        die "no rights to install packages. Ask an administrator for: apt-get install $missing"
    fi
    say "installing system packages (about 350 MB to download on a bare system): $missing"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq || die "cannot reach the Debian package servers: is there a network?"
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null \
        || die "apt-get could not install: $missing"
}

has_torch() {
    "$1" - "$torch_version" <<'PY' 2>/dev/null
import importlib.metadata as m, sys
sys.exit(m.version("torch").split("+")[0] != sys.argv[1])
PY
}

free_gigabytes() {
    mkdir -p "$1"
    df -P -k "$1" | awk 'NR == 2 { print int($4 / 1048576) }'
}

# choose_python PATH-or-nothing: sets `python`, which install_python then makes usable.
choose_python() {
    python=${1:-${AUTOKERNEL_PYTHON:-$data_home/python/bin/python}}
    [ -z "$1" ] || [ -x "$1" ] || die "--python $1 is not a program."
}

install_python() {
    if [ "$python" != "$data_home/python/bin/python" ]; then
        has_torch "$python" || die "$python has no torch $torch_version. Install it there, or choose no other Python."
        return 0
    fi
    if [ -x "$python" ] && has_torch "$python" && [ -e "$data_home/python/.complete-$torch_version" ]; then
        return 0
    fi
    local free
    free=$(free_gigabytes "$data_home")
    [ "$free" -ge 8 ] || die "8 GB of disk space are needed under $data_home; $free GB are free."
    say "installing LibTorch $torch_version with CUDA 13.0 into $data_home/python (2.5 GB to download, 5 GB on disk; about two minutes)"
    python3 -m venv "$data_home/python" || die "cannot make a Python environment in $data_home/python."
    "$python" -m pip install --quiet --disable-pip-version-check \
        "torch==$torch_version" numpy transformers nvidia-cuda-crt==13.0.88 nvidia-cuda-cccl==13.0.85 >&2 \
        || die "pip could not install torch $torch_version: is there a network, and 8 GB of space?"
    touch "$data_home/python/.complete-$torch_version"
}

# is_configured PRESET [cmake -D options]: with this Python and these options.
is_configured() {
    local cache=build/$1/CMakeCache.txt option
    shift
    [ -e "${cache%/*}/build.ninja" ] || return 1
    for option in "AUTOKERNEL_PYTHON=$python" "${@#-D}"; do
        grep -q "^${option%%=*}:[A-Z]*=${option#*=}\$" "$cache" || return 1
    done
}

# build PRESET [cmake -D options]: configures where it must, then builds what changed of $build_target.
build_target=all # programs and tests
build_minutes=twenty
build() {
    local preset=$1
    shift
    command -v c++ >/dev/null || die "no C++ compiler was found although g++ is installed: is /usr/bin in PATH?"
    cd "$top"
    local log=$top/build/$preset-setup.log
    mkdir -p "$top/build"
    if ! is_configured "$preset" "$@"; then
        say "configuring ($preset)"
        cmake --preset "$preset" -DAUTOKERNEL_PYTHON="$python" -DCMAKE_UNITY_BUILD=ON "$@" >"$log" 2>&1 \
            || { tail -n 20 "$log" >&2; die "cmake could not configure; the whole log is $log"; }
    fi
    say "building ($preset); the first time takes up to $build_minutes minutes on two cores"
    if [ -t 2 ]; then
        cmake --build --preset "$preset" --target "$build_target" >&2 || die "the build failed; its messages stand above."
    else
        cmake --build --preset "$preset" --target "$build_target" >"$log" 2>&1 \
            || { grep -E -A3 'error|FAILED' "$log" | tail -n 40 >&2; die "the build failed; the whole log is $log"; }
    fi
}
