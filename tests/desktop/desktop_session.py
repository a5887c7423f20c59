# SPDX-License-Identifier: Apache-2.0
"""A desktop in memory: a screen, a window manager, a session bus and the accessibility bus.

The programs are driven as a person drives them: keys and a mouse through the X server, aimed at what the
accessibility tree says is there. Whatever has no accessible name cannot be found here either.
"""
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time


class NotThere(AssertionError):
    pass


class DesktopSession:
    def __init__(self, size="1600x1000", scale=1.0):
        self.size = size
        self.scale = scale
        self._processes = []
        self._scratch = tempfile.TemporaryDirectory(prefix="desktop-")
        self.folder = pathlib.Path(self._scratch.name)

    def __enter__(self):
        reader, writer = os.pipe()
        self._start(["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{self.size}x24", "-nolisten", "tcp"], pass_fds=[writer])
        os.close(writer)
        number = b""
        while not number.endswith(b"\n"):
            piece = os.read(reader, 16)
            if not piece:
                raise RuntimeError("Xvfb did not start")
            number += piece
        os.close(reader)
        runtime = self.folder / "runtime"
        runtime.mkdir(mode=0o700)
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM")},
            "DISPLAY": f":{number.decode().strip()}",
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "QT_SCALE_FACTOR": str(self.scale),
            "LC_ALL": "C.UTF-8",
        }
        bus = subprocess.run(["dbus-daemon", "--session", "--fork", "--print-address=1", "--print-pid=1"],
                             env=self.environment, capture_output=True, text=True, check=True).stdout.split()
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus[0]
        self._bus = int(bus[1])
        self._start(["openbox"])
        # This process asks the accessibility bus too.
        os.environ.update({name: self.environment[name] for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")})
        import pyatspi  # needs the bus
        self.atspi = pyatspi
        return self

    def __exit__(self, *_):
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
        os.kill(self._bus, signal.SIGTERM)
        self._scratch.cleanup()

    def _start(self, command, **keywords):
        process = subprocess.Popen(command, env=getattr(self, "environment", None), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, **keywords)
        self._processes.append(process)
        return process

    def run(self, *command, **keywords):
        """Starts a program of ours on this desktop."""
        process = subprocess.Popen([str(part) for part in command], env=self.environment, **keywords)
        self._processes.append(process)
        return process

    # Finding -------------------------------------------------------------------------------------------

    def _nodes(self, root=None):
        """Everything that shows, the frontmost window's parts last."""
        if root is None:
            desktop = self.atspi.Registry.getDesktop(0)
            for application in desktop:
                if application is not None and application.name == "AutoKernel":
                    yield from self._nodes(application)
            return
        try:
            for child in root:
                if child is None:
                    continue
                yield child
                yield from self._nodes(child)
        except Exception:  # a part that vanished while it was looked at
            return

    def shows(self, node):
        try:
            states = node.getState()
            return states.contains(self.atspi.STATE_SHOWING) and states.contains(self.atspi.STATE_VISIBLE)
        except Exception:
            return False

    def find(self, name, role=None, timeout=10.0, enabled=True):
        """The first part that shows whose name matches the regular expression in full; waits for it."""
        pattern = re.compile(name)
        deadline = time.monotonic() + timeout
        while True:
            for node in self._nodes():
                try:
                    if not pattern.fullmatch(node.name.replace("&", "")) or (role and node.getRoleName() != role):
                        continue
                    if enabled and not node.getState().contains(self.atspi.STATE_ENABLED):
                        continue
                except Exception:
                    continue
                if self.shows(node):
                    return node
            if time.monotonic() > deadline:
                raise NotThere(f"nothing named {name!r}{' as ' + role if role else ''} shows; what does:\n" + self.describe())
            time.sleep(0.2)

    def has(self, name, role=None):
        try:
            self.find(name, role, timeout=0)
            return True
        except NotThere:
            return False

    def wait_gone(self, name, role=None, timeout=10.0):
        deadline = time.monotonic() + timeout
        while self.has(name, role):
            if time.monotonic() > deadline:
                raise NotThere(f"{name!r} is still there")
            time.sleep(0.2)

    def describe(self):
        lines = []
        for node in self._nodes():
            try:
                if self.shows(node) and node.name:
                    lines.append(f"  {node.getRoleName()}: {node.name[:100]}")
            except Exception:
                continue
        return "\n".join(lines[:120])

    # Doing ---------------------------------------------------------------------------------------------

    def _xdotool(self, *arguments):
        subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, check=True)

    def centre(self, node):
        box = node.queryComponent().getExtents(self.atspi.DESKTOP_COORDS)
        return box.x + box.width // 2, box.y + box.height // 2

    def click(self, name, role=None, timeout=10.0, button=1):
        node = self.find(name, role, timeout) if isinstance(name, str) else name
        x, y = self.centre(node)
        self._xdotool("mousemove", x, y, "click", button)
        time.sleep(0.3)
        return node

    def key(self, *keys):
        self._xdotool("key", "--clearmodifiers", "--delay", "40", *keys)
        time.sleep(0.3)

    def write(self, text):
        self._xdotool("type", "--clearmodifiers", "--delay", "15", text)
        time.sleep(0.2)

    def fill(self, name, text, role=None):
        self.click(name, role)
        self.key("ctrl+a")
        self.write(text)

    def picture(self, file):
        subprocess.run(["import", "-window", "root", str(file)], env=self.environment, check=True)
