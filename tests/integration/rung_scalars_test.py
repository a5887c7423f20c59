#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""torch.compile gets each scalar of a kernel type as the type that reference.py declares: an integer stays one."""
import json
import os
import pathlib
import subprocess
import tomllib
import unittest

ROOT = pathlib.Path(os.environ["AUTOKERNEL_ROOT"])
ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
import rung_kernel
for path, count in json.load(sys.stdin):
    function = rung_kernel.load_function(path, "eager")
    print(json.dumps([kind.__name__ for kind in rung_kernel.scalar_types(function, count)]))
"""


class RungScalars(unittest.TestCase):
    def test_integers_stay_integers(self):
        scalars = {path.parent: tomllib.loads(path.read_text()).get("scalar", []) for path in sorted(ROOT.glob("kernels/*/spec.toml"))}
        question = json.dumps([[str(folder / "reference.py"), len(declared)] for folder, declared in scalars.items()])
        asked = subprocess.run([os.environ["AUTOKERNEL_PYTHON"], "-c", ASK, ROOT / "resources/python"], input=question, check=True,
                               capture_output=True, text=True)
        answers = [json.loads(line) for line in asked.stdout.splitlines()]
        expected = [["int" if each.get("integer") else "float" for each in declared] for declared in scalars.values()]
        self.assertEqual(dict(zip(scalars, answers, strict=True)), dict(zip(scalars, expected)))
        self.assertEqual({kind for kinds in expected for kind in kinds}, {"int", "float"})


if __name__ == "__main__":
    unittest.main()
