#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sets up, builds and runs AutoKernel.
#
#   packaging/run.sh [--headless] [--setup-only] [--python PATH] [arguments of `autokernel-cli run`]
#
# With no further arguments the example model gpt2 is made faster for five minutes. Other verbs work too:
# packaging/run.sh report last --html
here=$(dirname "${BASH_SOURCE[0]}")
case "${1:-}" in -h | --help) sed -n '3,9s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
setup_only=
arguments=()
chosen_python=
while [ $# -gt 0 ]; do
    case "$1" in
        --headless) ;;
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
build release
[ -z "$setup_only" ] || { say "ready: $top/build/release/bin/autokernel-cli"; exit 0; }
export AUTOKERNEL_PYTHON=$python
cli=$top/build/release/bin/autokernel-cli
[ ${#arguments[@]} -gt 0 ] || arguments=(--example gpt2 --for 5m)
case "${arguments[0]}" in
    run | resume | devices | profile | ladder | status | stop | list | show | diff | export | report | verify | package | --version) exec "$cli" "${arguments[@]}" ;;
    *) exec "$cli" run "${arguments[@]}" ;;
esac
