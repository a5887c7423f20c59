# SPDX-License-Identifier: Apache-2.0
"""A program with a window, met as a person meets it: eyes are the accessibility tree, hands the mouse and keys.

Whatever has no accessible name, or shows nowhere, cannot be found here either.
"""
import re
import subprocess
import time

from desktop import PATIENCE, until

SETTLE = 0.25  # seconds between a click or key and the next


class Part:
    """One thing that shows."""

    def __init__(self, node, role, name):
        self.node = node
        self.role = role
        self.name = name

    def has(self, state):
        from gi.repository import Atspi

        return self.node.get_state_set().contains(getattr(Atspi.StateType, state))

    @property
    def text(self):
        """What it holds where that is not its name: a field, an editor, a source."""
        from gi.repository import Atspi

        text = self.node.get_text_iface()
        return Atspi.Text.get_text(text, 0, -1) if text else ""

    @property
    def description(self):
        return self.node.get_description()

    @property
    def centre(self):
        from gi.repository import Atspi

        box = self.node.get_component_iface().get_extents(Atspi.CoordType.SCREEN)
        return box.x + box.width // 2, box.y + box.height // 2


class Program:
    """An application on a desktop, from its start to its end."""

    def __init__(self, desktop, *command):
        self.desktop = desktop
        self.log = desktop.folder / f"{len(list(desktop.folder.glob('*.log')))}.log"
        with self.log.open("w") as log:
            self.process = desktop.launch(*command, stdout=log, stderr=subprocess.STDOUT)

    @property
    def is_running(self):
        return self.process.poll() is None

    def wait_for_end(self, seconds=PATIENCE):
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the program still runs after {seconds:.0f} s; it shows:\n{self.describe()}") from None

    # Seeing --------------------------------------------------------------------------------------------------

    def parts(self):
        """All that shows, dialogs last."""
        from gi.repository import Atspi, GLib

        def below(node):
            for i in range(node.get_child_count()):
                try:
                    child = node.get_child_at_index(i)
                    states = child.get_state_set() if child else None
                    if states is None or not states.contains(Atspi.StateType.VISIBLE):
                        continue
                    if states.contains(Atspi.StateType.SHOWING):
                        yield Part(child, child.get_role_name(), (child.get_name() or "").replace("&", ""))
                    yield from below(child)
                except GLib.GError:
                    continue  # it vanished while it was looked at

        every = Atspi.get_desktop(0)
        for i in range(every.get_child_count()):
            try:
                application = every.get_child_at_index(i)
                if application and application.get_process_id() == self.process.pid:
                    yield from below(application)
            except GLib.GError:
                continue

    def look(self, name, role=None):
        """What shows and is called so, or None; name and role are regular expressions, in full. A space is any space."""
        pattern = re.compile(name, re.DOTALL)
        for part in self.parts():
            if pattern.fullmatch(part.name.replace("\u00a0", " ")) and (role is None or re.fullmatch(role, part.role)):
                return part
        return None

    def find(self, name, role=None, seconds=PATIENCE):
        def what():
            return f"no {role or 'part'} {name!r} shows{'' if self.is_running else '; the program has ended'}\n{self.describe()}"

        return until(lambda: self.look(name, role), what, seconds)

    def find_enabled(self, name, role=None, seconds=PATIENCE):
        def look():
            part = self.look(name, role)
            return part if part and part.has("ENABLED") else None

        return until(look, lambda: f"{name!r} is not enabled\n{self.describe()}", seconds)

    def wait_gone(self, name, role=None, seconds=PATIENCE):
        until(lambda: not self.look(name, role), lambda: f"{name!r} still shows\n{self.describe()}", seconds)

    def row(self, table, *words):
        """The cells' texts of the first row of a table that has all these words."""
        part = self.look(table, "table")
        rows = self.rows(part) if part else []
        return next((row for row in rows if all(any(word in cell for cell in row) for word in words)), None)

    def rows(self, table):
        """The texts of a table's rows, as far as they are loaded."""
        grid = table.node.get_table_iface()
        return [[grid.get_accessible_at(row, column).get_name() or "" for column in range(grid.get_n_columns())]
                for row in range(grid.get_n_rows())]

    def describe(self):
        """What shows, one line a part, as far as it says anything."""
        lines = []
        for part in self.parts():
            holds = part.text if part.role in ("text", "spin button") else ""
            if part.name or holds:
                lines.append(f"  {part.role}: {part.name[:150]}{' = ' + holds[:80] if holds else ''}")
        return "\n".join(lines[:250])

    # Doing ---------------------------------------------------------------------------------------------------

    def click(self, name, role=None, seconds=PATIENCE):
        part = name if isinstance(name, Part) else self.find_enabled(name, role, seconds)
        self.desktop.click(*part.centre)
        time.sleep(SETTLE)
        return part

    def key(self, *keys):
        self.desktop.key(*keys)
        time.sleep(SETTLE)

    def write(self, text):
        self.desktop.write(text)
        time.sleep(SETTLE)

    def fill(self, name, text):
        """Replaces what a field holds, and sees that it holds it."""
        field = self.click(name, "text|spin button")
        self.key("ctrl+a")
        self.write(text)
        until(lambda: field.text.startswith(text), lambda: f"{name!r} holds {field.text!r} instead of {text!r}")
        return field

    def choose(self, shown, item):
        """Opens the list of choices that shows one of them, and clicks another."""
        self.click(shown, "combo box")
        self.click(item, "list item")
        self.find(item, "combo box")

    def menu(self, title, item):
        self.click(title, "menu item")
        self.click(item, "menu item")
