#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sets up, builds and runs every test.
#
#   packaging/test.sh [--sanitizers] [--python PATH] [--label NAME]
#
# --sanitizers runs the address, undefined-behaviour and thread sanitizer builds instead; --label runs the
# tests of one ctest label only.
here=$(dirname "${BASH_SOURCE[0]}")
case "${1:-}" in -h | --help) sed -n '3,9s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
sanitizers=
label=
chosen_python=
while [ $# -gt 0 ]; do
    case "$1" in
        --sanitizers) sanitizers=yes ;;
        --python | --label)
            [ $# -ge 2 ] || { echo "autokernel tests: $1 needs a value" >&2; exit 2; }
            if [ "$1" = --python ]; then chosen_python=$2; else label=$2; fi
            shift ;;
        *) echo "autokernel tests: unknown flag $1" >&2; exit 2 ;;
    esac
    shift
done
# shellcheck source=packaging/setup.sh
. "$here/setup.sh"
choose_python "$chosen_python"
export AUTOKERNEL_PYTHON=$python
# What reads the reports that the window prints, the desktop file and the manual pages, and the desktop in memory on which
# a newcomer meets the window.
system_packages+=(poppler-utils desktop-file-utils groff-base xvfb openbox xdotool dbus at-spi2-core gir1.2-atspi-2.0 python3-gi imagemagick)
install_system_packages

# A history and caches of their own: tests must not touch the user's.
scratch=$(mktemp -d)
installing=
trap 'rm -rf "$scratch"; [ -z "$installing" ] || kill "$installing" 2>/dev/null || true' EXIT

one_at_a_time='timing|timed_exploits|integration|bench'

run_tests() {
    local preset=$1
    shift
    cd "$top"
    XDG_DATA_HOME=$scratch/data XDG_CACHE_HOME=$scratch/cache \
        ctest --test-dir "build/$preset" --output-on-failure --no-tests=error "$@"
}

if [ -n "$sanitizers" ]; then
    install_python
    for preset in asan tsan; do
        build "$preset"
        run_tests "$preset" -LE "$one_at_a_time|checked_exploits" -j2
    done
    exit 0
fi
# The core needs no Python: it is built while LibTorch is downloaded.
install_python &
installing=$!
build core-only -DAUTOKERNEL_WERROR=ON
run_tests core-only -L unit -j2
wait "$installing" || exit 1
installing=
build release -DAUTOKERNEL_WERROR=ON
if [ -n "$label" ]; then
    run_tests release -L "$label"
else
    # An exploit that gets through once has got through: no second try.
    run_tests release -L exploits -LE timed_exploits -j2
    run_tests release -LE "$one_at_a_time|exploits" -j2 --repeat until-pass:2
    # These measure times. A virtual machine's neighbours disturb some all the same, so a test gets three
    # tries; one that is broken fails them all.
    run_tests release -L 'timing|timed_exploits|bench' --repeat until-pass:3
    run_tests release -L integration --repeat until-pass:2
fi
