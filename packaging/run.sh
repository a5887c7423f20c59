#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sets up, builds and runs AutoKernel.
#
#   packaging/run.sh [--headless] [--setup-only] [--python PATH] [arguments of `autokernel-cli run`]
#
# With no further arguments a machine with a display opens the window; one without, or --headless, makes the
# example model gpt2 faster for five minutes. Arguments go to the terminal's program, and other verbs work
# too: packaging/run.sh report last --html
here=$(dirname "${BASH_SOURCE[0]}")
case "${1:-}" in -h | --help) sed -n '3,10s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
setup_only=
headless=
arguments=()
chosen_python=
while [ $# -gt 0 ]; do
    case "$1" in
        --headless) headless=yes ;;
        --setup-only) setup_only=yes ;;
        --python)
            [ $# -ge 2 ] || { echo "autokernel set-up: --python needs a path" >&2; exit 2; }
            chosen_python=$2; shift ;;
        *) arguments+=("$1") ;;
    esac
    shift
done
# shellcheck source=packaging/setup.sh
. "$here/setup.sh"
choose_python "$chosen_python"
install_system_packages
install_python
build_target=app/all # the programs: tests would take as long again
build_minutes=ten
build release
[ -z "$setup_only" ] || { say "ready: $top/build/release/bin/autokernel and autokernel-cli"; exit 0; }
export AUTOKERNEL_PYTHON=$python
if [ ${#arguments[@]} = 0 ] && [ -z "$headless" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$top/build/release/bin/autokernel"
fi
cli=$top/build/release/bin/autokernel-cli
[ ${#arguments[@]} -gt 0 ] || arguments=(--example gpt2 --for 5m)
case "${arguments[0]}" in
    run | resume | devices | profile | ladder | status | stop | list | show | judge | diff | compare | export | report | verify | package | --version) exec "$cli" "${arguments[@]}" ;;
    *) exec "$cli" run "${arguments[@]}" ;;
esac
