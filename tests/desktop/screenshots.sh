#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Saves every page and dialog, light and dark, at 1x and 2x: tests/desktop/screenshots.sh DIR [HISTORY]
# Without a history it shows the example that ships. Needs no display.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:?say into which folder}
history=${2:-$top/resources/example/history.db}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for theme in light dark; do
    for scale in 1 2; do
        cp "$history" "$scratch/history.db"
        QT_QPA_PLATFORM=offscreen QT_SCALE_FACTOR=$scale XDG_CONFIG_HOME=$scratch XDG_RUNTIME_DIR=$scratch \
            "$top/build/release/bin/autokernel" --history "$scratch/history.db" --theme $theme \
            --screenshots "$out/$theme-${scale}x"
    done
done
