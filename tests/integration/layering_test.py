# SPDX-License-Identifier: Apache-2.0
"""Includes follow the arrows of ARCHITECTURE.md, and Qt, LibTorch and CUDA stay in their rooms."""
import graphlib
import re
import unittest

from support import ROOT

# Headers that a room reads of another without linking it: the runner links nothing that is not its own, and what goes into
# a package is compiled with it.
WITHOUT_LINK = {"runner": {"base"}, "lab/package_runtime": {"lab/model", "runner"}, "lab/apply": {"lab/package_runtime"}}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
FRAMEWORKS = re.compile(r"(torch/|ATen/|c10/|cuda|cupti|nvrtc|cublas|nvml)")


def room_of(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "lab" else parts[0]


def arrows():
    """Of each room, those that its line in the build names."""
    rooms = {}
    for file in ("core/CMakeLists.txt", "core/lab/rooms.cmake"):
        for body in re.findall(r"^autokernel_room\(([^)]*)\)", (ROOT / file).read_text(), re.M):
            room, *words = body.split("LINK")[0].split()
            rooms[room] = set(words) - {"DEPENDS", "format"}  # which comes with base
    return rooms


def includes():
    for path in sorted((ROOT / "core").rglob("*")):
        if path.suffix in (".h", ".cpp"):
            room = room_of(path.relative_to(ROOT / "core").as_posix())
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

    def test_a_room_includes_what_it_links_and_links_what_it_includes(self):
        rooms = arrows()
        self.assertGreater(len(rooms), 20)
        used = {room: set() for room in rooms}
        for path, room, name in includes():
            self.assertIn(room, rooms, path)
            if "/" in name and room_of(name) in rooms and room_of(name) != room:
                used[room].add(room_of(name))
        for room, linked in rooms.items():
            with self.subTest(room=room):
                self.assertEqual(used[room] - WITHOUT_LINK.get(room, set()), linked)

    def test_arrows_point_one_way(self):
        graphlib.TopologicalSorter(arrows()).prepare()  # raises where they form a circle

    def test_frameworks_stay_in_the_lab(self):
        wrong = [f"{path}: {name}" for path, room, name in includes()
                 if re.match(r"Q[A-Z]|Qt", name) or (not room.startswith("lab/") and FRAMEWORKS.match(name))]
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
