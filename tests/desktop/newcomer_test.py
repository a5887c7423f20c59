# SPDX-License-Identifier: Apache-2.0
"""A newcomer's first night with the window: real runs, real mouse and key events, one story in four chapters."""
import os
import pathlib
import signal
import sys
import tempfile
import time
import unittest

from desktop import Desktop, missing_packages
from evening import Evening
from exporting import Exporting
from history import History
from morning import Morning
from night import Night
from program import Program

BIN = pathlib.Path(os.environ["AUTOKERNEL_BIN"])
PICTURES = pathlib.Path(os.environ.get("AUTOKERNEL_TEST_PICTURES", tempfile.gettempdir()))


class NewcomerTest(Evening, Night, Morning, Exporting, unittest.TestCase):
    """In the order of the names; what follows a failure cannot be told, so the first one ends it."""

    desktop = None
    window = None
    history = None

    @property
    def documents(self):
        return self.desktop.home / "Documents"

    def start(self):
        NewcomerTest.history = History(self.desktop.folder / "xdg_data_home/autokernel/history.db")
        NewcomerTest.window = self.another_window()

    def another_window(self):
        window = Program(self.desktop, BIN / "autokernel")
        window.find("AutoKernel", "frame", seconds=30)
        return window

    def close_window(self):
        """As the window manager's users close: the program is asked."""
        self.window.key("alt+F4")

    def workers(self):
        def name(pid):
            try:
                return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
            except OSError:
                return ""

        return [pid for pid in self.desktop.signal_all(0) if name(pid).startswith(("autokernel-work", "autokernel-runn"))]


class Result(unittest.TextTestResult):
    """Says how long each step took, and keeps what the screen showed when one failed."""

    def startTest(self, test):
        self._began = time.monotonic()
        super().startTest(test)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.stream.writeln(f"    {time.monotonic() - self._began:.1f} s")

    def addFailure(self, test, error):
        self._keep(test)
        super().addFailure(test, error)

    def addError(self, test, error):
        self._keep(test)
        super().addError(test, error)

    def _keep(self, test):
        PICTURES.mkdir(parents=True, exist_ok=True)
        picture = PICTURES / f"{test.id().rsplit('.', 1)[-1]}.png"
        if test.desktop and test.desktop.picture(picture):
            self.stream.writeln(f"the screen: {picture}")
        if test.window:
            self.stream.writeln(f"what shows:\n{test.window.describe()}")
            self.stream.writeln(f"what the program said:\n{test.window.log.read_text()}")


def main():
    if missing := missing_packages():
        print(f"skipped: a desktop in memory needs {', '.join(missing)}; packaging/test.sh installs them")
        return 77
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)  # as Ctrl+C: what was started is ended
    with Desktop() as NewcomerTest.desktop:
        program = unittest.main(testRunner=unittest.TextTestRunner(verbosity=2, failfast=True, resultclass=Result), exit=False)
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
