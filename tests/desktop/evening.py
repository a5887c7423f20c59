# SPDX-License-Identifier: Apache-2.0
"""The evening: the first start, a look at the example, the demo, and a run of one's own from the wizard."""
import os
import re

from desktop import until

KERNEL = "rmsnorm"
SHAPE = "D=1024,R=512"
EXPERIMENTS = 9  # enough for the night to outlast what is done in it
STEP_WITH_A_FAULT = "2 +Inputs and device  !"


class Evening:
    def test_1a_the_first_start_looks_at_this_machine(self):
        self.start()
        self.window.find("Give it a model in the evening", "label")
        self.window.find("No run yet", "label")
        self.window.find(rf".*, {os.cpu_count()} cores, .*", "label", seconds=60)
        self.window.find("Ready: everything that a run needs is here.", "label", seconds=120)
        self.window.find("(roofs measured .*|measured roofs): .*", "label")
        self.assertFalse(self.history.file.exists(), "looking writes no history")

    def test_1b_the_example_is_a_visit(self):
        self.window.click("Look at the example", "push button")
        self.window.find("This is an example: .*read-only.*", "label")
        self.window.find("gpt2", "label")
        self.window.find(r"68 experiments", "label")
        self.assertIsNone(self.window.look("Continue this run"), "it cannot be written")
        self.window.click("Back to my history")
        self.window.find("No run yet", "label")
        self.window.wait_gone("gpt2", "label")
        self.assertIsNone(self.window.look("Continue this run"), "there is none")
        self.assertFalse(self.history.file.exists(), "a visit writes nothing")

    def test_1c_the_demo_is_a_real_run(self):
        self.window.click("Run the demo", "push button")
        run = until(self.history.last_run, "the demo is in the history", 60)
        self.window.find(r"●  (Preparing|Optimising)", "label", seconds=60)
        self.window.find("layernorm/default fp32 D=768,R=128", "label", seconds=60)
        until(lambda: self.history.experiments(run["id"]), "its first experiment is stored", 120)
        self.window.find(r".* · [1-9]\d* experiments?.*", "label")
        self.assertIsNone(self.window.look("New run", "push button"), "one run at a time")

    def test_1d_closing_asks_and_stops_it(self):
        run = self.history.last_run()["id"]
        self.close_window()
        self.window.find("Stop it and close\\?.*", "label")
        self.window.click("Close", "push button")
        self.assertEqual(self.window.wait_for_end(60), 0)
        self.assertEqual(self.history.state(run), "stopped")
        self.assertEqual(self.workers(), [], "nothing measures on")
        self.start()
        self.window.find(r"●  Stopped .*", "label")
        self.window.find_enabled("Continue this run")

    def test_1e_the_wizard_says_what_is_wrong(self):
        self.window.key("ctrl+n")
        self.window.find("What shall run faster\\?", "label")
        self.window.click("A single kernel", "radio button")
        self.window.choose("Cross entropy", "RMSNorm")
        self.window.click("Next")
        self.window.fill("Shape", "R=512,D=oops")
        problem = self.window.find(".*oops.*", "label").name
        self.window.find(STEP_WITH_A_FAULT)
        self.window.click(r"5 +Summary", "check box")
        self.window.find(re.escape(problem), "label")
        self.assertFalse(self.window.find("Start", "push button").has("ENABLED"))
        self.window.click(STEP_WITH_A_FAULT)
        self.window.fill("Shape", "R=512,D=1024")
        self.window.wait_gone(STEP_WITH_A_FAULT)
        self.window.fill("Threads", "1")  # the other core is the desktop's

    def test_1f_the_wizard_starts_a_run_as_it_was_told(self):
        self.window.click("Next")
        self.window.click("For", "check box")
        self.window.find(".*(limit|budget|end).*", "label")
        self.window.click("After", "check box")
        self.window.fill("Number of experiments", str(EXPERIMENTS))
        self.window.click("Measure what PyTorch gives for free at the start", "check box")
        self.window.click("Next")
        self.window.find("For a single kernel they are measured at the start of its run.*", "label")
        self.window.click("Next")
        command = self.window.find("Command line").text
        for part in ("autokernel-cli run", f"--kernel {KERNEL}", "R=512", "D=1024", f"--experiments {EXPERIMENTS}", "--threads 1", "--no-ladder"):
            self.assertIn(part, command)
        self.assertNotIn("--for", command)
        demo = self.history.last_run()["id"]
        self.window.click("Start", "push button")
        run = until(lambda: (run := self.history.last_run())["id"] != demo and run, "the run is in the history", 60)
        self.assertIn(f'"{KERNEL}"', run["config"])
        self.window.find(f"{KERNEL}/default fp32 {SHAPE}", "label", seconds=60)
        self.assertEqual(run["state"], "active")
        self.assertEqual(run["command_line"].split(), command.split(), "the history says how to repeat it")
