#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""torch.compile as a rung of a model compiles for each input set, also where these are more than torch's own limit."""
import os
import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(os.environ["AUTOKERNEL_ROOT"])
ASK = """
import functools, sys
sys.path.insert(0, sys.argv[1])
import rung_model, torch
from torch._dynamo.testing import CompileCounter
counter = CompileCounter()
torch.compile = functools.partial(torch.compile, backend=counter)
model = rung_model.compile_for_each_set(torch.nn.ReLU(), 9)
for _ in range(2):
    for size in range(2, 11):
        model(torch.zeros(size))
print(counter.frame_count)
"""


class RungSets(unittest.TestCase):
    def test_each_set_is_compiled_once(self):
        asked = subprocess.run([os.environ["AUTOKERNEL_PYTHON"], "-c", ASK, ROOT / "resources/python"], check=True,
                               capture_output=True, text=True)
        self.assertEqual(asked.stdout.split(), ["9"], asked.stderr)


if __name__ == "__main__":
    unittest.main()
