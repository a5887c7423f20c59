#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks the CUDA path on a machine with a GPU, then makes one kernel faster and prints the result.
# Usage: run_on_device.sh BIN_FOLDER OUTPUT_FOLDER [TIME, such as 5m]
set -u
bin=$(realpath "$1")
out=$(realpath "$2")
time=${3:-3m}
root=$(realpath "$(dirname "$0")/../..")
site=$(python3 -c 'import os, torch; print(os.path.dirname(os.path.dirname(torch.__file__)))')
LD_LIBRARY_PATH=$site/torch/lib$(find "$site"/nvidia/*/lib -maxdepth 0 -printf ':%p')
export LD_LIBRARY_PATH
export AUTOKERNEL_ROOT="$root" AUTOKERNEL_PYTHON="$(command -v python3)" XDG_DATA_HOME="$out/data" XDG_CACHE_HOME=/tmp/autokernel-cache
mkdir -p "$XDG_DATA_HOME"
echo "== devices"
"$bin/autokernel-cli" devices
echo "== without a driver"
CUDA_VISIBLE_DEVICES="" "$bin/autokernel-cli" devices 2>&1 | grep -i cuda
echo "== broken kernels"
python3 "$root/tests/gpu/broken_kernels.py" "$bin/autokernel-worker"
echo "== faults within a run"
python3 "$root/tests/gpu/faulty_run.py" "$bin"
echo "== ladder"
python3 "$root/tests/gpu/ladder_check.py" "$bin"
echo "== run"
"$bin/autokernel-cli" run --kernel rmsnorm --shape R=4096,D=4096 --dtype fp16 --device cuda:0 --for "$time" \
    --history "$out/history.db" > "$out/run.log" 2>&1
echo "exit code $?"
tail -n 40 "$out/run.log"
nvidia-smi --query-gpu=name,driver_version,clocks.sm,clocks.mem --format=csv,noheader
