#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Saves every page and dialog, light and dark, at 1x and 2x: tests/desktop/screenshots.sh DIR [HISTORY [PROGRAM]]
# Without a history it shows the example that ships; its run is compared with its own first half. Needs no display.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:?say into which folder}
history=${2:-$top/resources/example/history.db}
program=${3:-$top/build/release/bin/autokernel}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
save() { # theme, scale, folder
    QT_QPA_PLATFORM=offscreen QT_SCALE_FACTOR=$2 XDG_CONFIG_HOME=$scratch XDG_RUNTIME_DIR=$scratch \
        "$program" --history "$scratch/history.db" --theme "$1" --screenshots "$3"
}
for theme in light dark; do
    for scale in 1 2; do
        cp "$history" "$scratch/history.db"
        save $theme $scale "$out/$theme-${scale}x"
        python3 "$top/tests/desktop/with_shorter_run.py" "$scratch/history.db"
        save $theme $scale "$scratch/two"
        cp "$scratch/two/compare.png" "$out/$theme-${scale}x/"
    done
done
