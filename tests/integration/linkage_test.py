# SPDX-License-Identifier: Apache-2.0
"""Programs need nothing but glibc, libstdc++, LibTorch and NVIDIA's libraries."""
import re
import subprocess
import unittest

from support import BIN

SYSTEM = r"(linux-vdso|ld-linux-x86-64|libc|libm|libdl|libpthread|librt|libgcc_s|libstdc\+\+|libgomp)([.-]|$)"
TORCH = r"lib(torch|torch_cpu|torch_cuda|torch_global_deps|c10|c10_cuda|shm|cu|nv|gomp-)"


def needed(program):
    text = subprocess.run(["readelf", "-d", str(BIN / program)], capture_output=True, text=True, check=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.+?)\]", text)


class Linkage(unittest.TestCase):
    def check(self, program, allowed):
        libraries = needed(program)
        self.assertTrue(libraries)
        self.assertEqual([name for name in libraries if not re.match(allowed, name)], [])

    def test_cli(self):
        self.check("autokernel-cli", SYSTEM)

    def test_runner(self):
        self.check("autokernel-runner", r"(ld-linux-x86-64|libc|libm|libdl|libgomp|libgcc_s)[.-]")

    def test_worker(self):
        self.check("autokernel-worker", f"{SYSTEM}|{TORCH}")


if __name__ == "__main__":
    unittest.main()
