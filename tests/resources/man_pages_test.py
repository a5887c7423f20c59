# SPDX-License-Identifier: Apache-2.0
"""The manual pages: they render without a warning, and say every verb and flag of their program."""
import os
import pathlib
import re
import shutil
import subprocess
import unittest

BIN = pathlib.Path(os.environ["AUTOKERNEL_BIN"])
PAGES = pathlib.Path(os.environ["AUTOKERNEL_ROOT"]) / "resources/man"


def rendered(page):
    """The page as text without bold, and what groff said of it."""
    result = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-P-c", "-P-bou", str(page)],
                            capture_output=True, text=True, check=True)
    return result.stdout.replace("\u2010", "-").replace("\u2212", "-"), result.stderr


def help_of(program):
    path = BIN / program
    if not path.exists():
        raise unittest.SkipTest(f"{program} was not built")
    return subprocess.run([path, "--help"], capture_output=True, text=True, check=True).stdout


@unittest.skipUnless(shutil.which("groff"), "there is no groff")
class ManPagesTest(unittest.TestCase):
    def assert_entries(self, program, words):
        """Each of them begins a paragraph of its own, or stands among the words that do."""
        text, _ = rendered(PAGES / f"{program}.1")
        for word in words:
            self.assertRegex(text, rf"(?m)^ {{3,7}}(\S+, )*{re.escape(word)}\b", f"{program}.1 does not describe it")

    def test_every_page_renders_without_a_warning(self):
        pages = sorted(PAGES.glob("*.1"))
        self.assertEqual([page.name for page in pages], ["autokernel-cli.1", "autokernel.1"])
        for page in pages:
            self.assertEqual(rendered(page)[1], "", page.name)

    def test_every_verb_of_the_command_line_stands_in_its_page(self):
        verbs = re.findall(r"(?m)^  ([a-z]+) ", help_of("autokernel-cli").split("Subcommands:")[1])
        self.assertIn("run", verbs)
        self.assert_entries("autokernel-cli", verbs)

    def test_every_flag_of_the_window_stands_in_its_page(self):
        flags = re.findall(r"--[a-z-]+", help_of("autokernel").split("Options:")[1])
        self.assertIn("--history", flags)
        self.assert_entries("autokernel", [*flags, "export", "report"])


if __name__ == "__main__":
    unittest.main()
