# SPDX-License-Identifier: Apache-2.0
"""What leaves the window: a chart, the report, the table; and the end of the visit."""
import csv
import subprocess
import xml.etree.ElementTree

from desktop import until
from evening import KERNEL
from morning import NOTE


class Exporting:
    def save_as(self, name):
        """Into the dialog that is open; what is there already is asked about."""
        file = self.documents / name
        self.window.fill("File", str(file))
        self.window.click("Save", "push button")
        until(lambda: file.exists() and file.stat().st_size > 0, lambda: f"{file} is written\n{self.window.describe()}", 30)
        self.window.wait_gone("Save", "push button")
        return file

    def test_4a_the_chart_as_vectors(self):
        self.window.key("ctrl+2")
        self.window.key("ctrl+e")
        self.window.find("Export the chart", "dialog")
        self.window.choose("PNG, pixels", "SVG, vectors")
        self.assertRegex(self.window.find("File", "text").text, rf"^{KERNEL}-.*-run\d+-progress\.svg$")
        picture = xml.etree.ElementTree.parse(self.save_as("chart.svg")).getroot()
        self.assertEqual(picture.tag, "{http://www.w3.org/2000/svg}svg")
        words = " ".join(text.strip() for text in picture.itertext() if text.strip())
        self.assertIn(f"{KERNEL}/default", words)
        self.assertIn("speedup over eager", words)

    def test_4b_a_file_that_is_there_is_asked_about(self):
        file = self.documents / "chart.svg"
        before = file.stat().st_mtime_ns
        self.window.key("ctrl+e")
        self.window.fill("File", str(file))
        self.window.click("Save", "push button")
        self.window.find("chart.svg is there already. Save again to replace it.", "label")
        self.assertEqual(file.stat().st_mtime_ns, before)
        self.window.key("Escape")
        self.window.wait_gone("Save", "push button")

    def test_4c_the_report_on_paper(self):
        self.window.menu("Export", r"Report….*")
        self.window.find("Export the report", "dialog")
        self.window.choose("HTML, one file", "PDF, for paper")
        file = self.save_as("report.pdf")
        self.assertEqual(file.read_bytes()[:5], b"%PDF-")
        text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
        for words in (KERNEL, f"{len(self.history.experiments(self.run_id()))} experiments", NOTE):
            self.assertIn(words, " ".join(text.split()))

    def test_4d_the_experiments_as_a_table(self):
        self.window.key("ctrl+5")
        self.window.key("ctrl+alt+e")
        self.window.find("Export the experiments", "dialog")
        with self.save_as("experiments.csv").open(newline="") as table:
            rows = list(csv.DictReader(table))
        stored = self.history.rows("SELECT number, verdict FROM experiments WHERE run_id = ?", self.run_id())
        self.assertEqual({(int(row["number"]), row["verdict"]) for row in rows}, {(row["number"], row["verdict"]) for row in stored})

    def test_4e_the_window_closes_without_a_question_and_leaves_nothing(self):
        self.window.key("ctrl+q")
        self.assertEqual(self.window.wait_for_end(), 0)
        self.assertEqual(self.workers(), [])
        self.assertEqual(self.window.log.read_text(), "", "nothing was complained about")
