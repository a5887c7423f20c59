# SPDX-License-Identifier: Apache-2.0
"""The desktop itself: it leaves nothing behind, whatever ends it, and keeps nothing of its caller's open."""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

from desktop import MARKER, Desktop, missing_packages, until
from program import Program

HERE = pathlib.Path(__file__).parent
BIN = pathlib.Path(os.environ["AUTOKERNEL_BIN"])
STORY = f"""
import signal, sys, time
sys.path.insert(0, {str(HERE)!r})
signal.signal(signal.SIGTERM, signal.default_int_handler)
from desktop import Desktop
from program import Program
with Desktop() as desktop:
    Program(desktop, {str(BIN / "autokernel")!r}).find("AutoKernel", "frame", seconds=30)
    print(desktop.folder, flush=True)
    time.sleep(60)
"""


def processes_of(folder):
    mark = f"{MARKER}={folder}".encode()
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(entry.name)
        except OSError:
            pass
    return found


class DesktopTest(unittest.TestCase):
    def end_with(self, how):
        with subprocess.Popen([sys.executable, "-c", STORY], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as story:
            folder = pathlib.Path(story.stdout.readline().strip())
            self.assertTrue(folder.is_dir())
            self.assertGreaterEqual(len(processes_of(folder)), 4, "screen, bus, window manager, program")
            story.send_signal(how)
        until(lambda: not processes_of(folder), lambda: f"left: {processes_of(folder)}", 15)
        return folder

    def test_a_signal_ends_everything_and_clears_up(self):
        self.assertFalse(self.end_with(signal.SIGTERM).exists())

    def test_not_even_a_kill_leaves_a_process(self):
        folder = self.end_with(signal.SIGKILL)
        subprocess.run(["rm", "-rf", str(folder)], check=True)

    def test_nothing_of_the_callers_is_held_open(self):
        with tempfile.NamedTemporaryFile() as lock:
            os.set_inheritable(lock.fileno(), True)
            with Desktop() as desktop:
                Program(desktop, BIN / "autokernel").find("AutoKernel", "frame", seconds=30)
                for pid in processes_of(desktop.folder):
                    held = [os.readlink(each) for each in pathlib.Path(f"/proc/{pid}/fd").iterdir()]
                    self.assertNotIn(lock.name, held)


if __name__ == "__main__":
    if missing := missing_packages():
        print(f"skipped: a desktop in memory needs {', '.join(missing)}; packaging/test.sh installs them")
        sys.exit(77)
    unittest.main(verbosity=2)
