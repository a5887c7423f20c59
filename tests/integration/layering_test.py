# SPDX-License-Identifier: Apache-2.0
"""Includes follow the arrows of ARCHITECTURE.md, and Qt, LibTorch and CUDA stay in their rooms."""
import re
import unittest

from support import ROOT

MIDDLE = {"base", "kernel", "diff", "roofline", "protocol"}
UPPER = {"plan", "mutate", "judge", "store", "report"}
ALLOWED = {
    "base": set(),
    "kernel": {"base"},
    "format": set(),
    "diff": {"base"},
    "roofline": {"base"},
    "protocol": {"base", "kernel", "roofline"},
    "runner": {"base", "kernel", "protocol"},
    "lab": {"base", "kernel", "roofline", "protocol", "runner"},
    **{room: MIDDLE | UPPER for room in UPPER},
    "engine": MIDDLE | UPPER,
    "cli": MIDDLE | UPPER | {"engine"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
FRAMEWORKS = re.compile(r"(torch/|ATen/|c10/|cuda|cupti|nvrtc|cublas|nvml)")


def includes():
    for path in sorted((ROOT / "core").rglob("*")):
        if path.suffix in (".h", ".cpp"):
            room = path.relative_to(ROOT / "core").parts[0]
            for name in INCLUDE.findall(path.read_text()):
                yield path.relative_to(ROOT), room, name


class Layering(unittest.TestCase):
    def test_the_window_sees_no_framework_of_the_lab(self):
        files = [path for path in (ROOT / "ui").rglob("*") if path.suffix in (".h", ".cpp")]
        self.assertGreater(len(files), 20)
        wrong = [f"{path.relative_to(ROOT)}: {name}" for path in files for name in INCLUDE.findall(path.read_text())
                 if FRAMEWORKS.match(name) or name.startswith(("lab/", "runner/", "cli/"))]
        self.assertEqual(wrong, [])

    def test_the_bridge_is_the_window_without_a_window(self):
        files = [path for path in (ROOT / "ui/bridge").iterdir() if path.suffix in (".h", ".cpp")]
        self.assertGreater(len(files), 20)
        wrong = [f"{path.name}: {name}" for path in files for name in INCLUDE.findall(path.read_text())
                 if name.startswith(("ui/", "QtGui/", "QtWidgets/")) and name != "ui/text.h"
                 and not name.startswith("ui/bridge/")]
        self.assertEqual(wrong, [])

    def test_threads_meet_in_one_place(self):
        """What crosses by other ways is ordered for Qt, but not for the thread sanitizer."""
        crossing = re.compile(r"invokeMethod|QueuedConnection|QFuture|QPromise|QtConcurrent|postEvent")
        found = {path.relative_to(ROOT).as_posix() for path in (ROOT / "ui").rglob("*")
                 if path.suffix in (".h", ".cpp") and crossing.search(path.read_text())}
        self.assertEqual(found, {"ui/bridge/post.h"})

    def test_arrows_point_one_way(self):
        wrong = [f"{path}: {name}" for path, room, name in includes()
                 if "/" in name and name.split("/")[0] in ALLOWED and name.split("/")[0] != room
                 and name.split("/")[0] not in ALLOWED[room]]
        self.assertEqual(wrong, [])

    def test_every_room_is_known(self):
        rooms = {path.name for path in (ROOT / "core").iterdir() if path.is_dir()}
        self.assertLessEqual(rooms, set(ALLOWED))

    def test_frameworks_stay_in_the_lab(self):
        wrong = [f"{path}: {name}" for path, room, name in includes()
                 if re.match(r"Q[A-Z]|Qt", name) or (room != "lab" and FRAMEWORKS.match(name))]
        self.assertEqual(wrong, [])

    def test_every_source_has_its_licence_line(self):
        missing = []
        for folder in ("core", "app", "kernels", "tests", "packaging", "resources"):
            for path in (ROOT / folder).rglob("*"):
                if path.suffix in (".h", ".cpp", ".cu", ".py", ".sh", ".cmake", ".toml") and path.is_file():
                    if "SPDX-License-Identifier" not in "\n".join(path.read_text().splitlines()[:5]):
                        missing.append(str(path.relative_to(ROOT)))
        self.assertEqual(missing, [])


if __name__ == "__main__":
    unittest.main()
