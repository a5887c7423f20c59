# SPDX-License-Identifier: Apache-2.0
"""A desktop in memory: a screen, a window manager, a session bus and the accessibility bus.

Everything that is started here ends with it: at the end, at a failure, at a signal, and when this very
process is killed.
"""
import importlib.util
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

TOOLS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool", "dbus-daemon": "dbus", "setpriv": "util-linux"}
MARKER = "AUTOKERNEL_TEST_DESKTOP"  # in the environment of whatever runs here, the bus's own children too
PATIENCE = 10.0  # seconds for what takes a fraction of one


def missing_packages():
    """What the desktop needs and this machine lacks, as Debian names it."""
    missing = {package for tool, package in TOOLS.items() if not shutil.which(tool)}
    try:
        import gi

        gi.require_version("Atspi", "2.0")
    except (ImportError, ValueError):
        missing |= {"python3-gi", "gir1.2-atspi-2.0"}
    if not list(pathlib.Path("/usr/share/dbus-1").glob("*/org.a11y.Bus.service")):
        missing.add("at-spi2-core")
    return sorted(missing)


def until(condition, what, seconds=PATIENCE, pause=0.1):
    """What `condition` gives as soon as that is true; `what` it should have become may be a function."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:.0f} s in vain: {what() if callable(what) else what}")
        time.sleep(pause)


class Desktop:
    def __init__(self, size="1600x1000"):
        self._size = size
        self._processes = []

    def __enter__(self):
        self._scratch = tempfile.TemporaryDirectory(prefix="newcomer-", ignore_cleanup_errors=True)
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self._processes):
            process.terminate()
        # The bus started some of them, and programs start their own.
        for patience, how in ((3.0, signal.SIGTERM), (PATIENCE, signal.SIGKILL)):
            try:
                until(lambda: not self.signal_all(0), "processes of the desktop are left", patience)
            except AssertionError:
                self.signal_all(how)
        self._scratch.cleanup()

    def _start(self):
        self.folder = pathlib.Path(self._scratch.name)
        places = {name: self.folder / name.lower() for name in
                  ("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "TMPDIR")}
        for place in places.values():
            place.mkdir(mode=0o700)
        self.home = self.folder / "home"
        (self.home / "Documents").mkdir(parents=True)
        # Not the caller's display, bus or Qt platform, nor what a desktop of the caller's says of style.
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("XDG_", "QT_", "DBUS_", "WAYLAND_", "DISPLAY", "XAUTHORITY", "AT_SPI"))}
        self.environment = {**kept, **{name: str(place) for name, place in places.items()}, "HOME": str(self.home),
                            MARKER: str(self.folder), "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "LC_ALL": "C.UTF-8"}
        self.environment["DISPLAY"] = ":" + self._first_line(
            lambda end: ["Xvfb", "-displayfd", end, "-screen", "0", f"{self._size}x24", "-nolisten", "tcp"])
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self._first_line(
            lambda end: ["dbus-daemon", "--session", "--nofork", f"--print-address={end}"])
        self.launch("openbox")
        # This process asks the accessibility bus too.
        os.environ.update(self.environment)
        import gi

        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi

        Atspi.init()
        Atspi.get_desktop(0).set_cache_mask(Atspi.Cache.NONE)  # what shows now, not what did

    def _first_line(self, command):
        """Starts what says on a descriptor where it can be met."""
        reader, writer = os.pipe()
        with os.fdopen(reader) as said:
            self.launch(*command(str(writer)), pass_fds=[writer])
            os.close(writer)
            line = said.readline().strip()
        if not line:
            raise RuntimeError(f"{command('')[0]} did not start")
        return line

    def launch(self, *command, **keywords):
        """Starts a program here that ends with this process, however that ends."""
        keywords = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **keywords}
        process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *map(str, command)], env=self.environment,
                                   cwd=self.home, start_new_session=True, **keywords)
        self._processes.append(process)
        return process

    def signal_all(self, how):
        """The processes that belong here; with 0 they are counted only."""
        mark = f"{MARKER}={self.folder}".encode()
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if int(entry.name) == os.getpid() or mark not in (entry / "environ").read_bytes().split(b"\0"):
                    continue
                if how:
                    os.kill(int(entry.name), how)
                found.append(int(entry.name))
            except OSError:
                pass  # it has ended meanwhile
        return found

    # What a person's hands do ------------------------------------------------------------------------------

    def _xdotool(self, *arguments):
        subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, check=True, capture_output=True)

    def click(self, x, y, button=1):
        self._xdotool("mousemove", x, y, "click", button)

    def key(self, *keys):
        self._xdotool("key", "--clearmodifiers", "--delay", 40, *keys)

    def write(self, text):
        self._xdotool("type", "--clearmodifiers", "--delay", 12, text)

    def picture(self, file):
        if shutil.which("import"):
            subprocess.run(["import", "-window", "root", str(file)], env=self.environment, check=False)
        return pathlib.Path(file).exists()
