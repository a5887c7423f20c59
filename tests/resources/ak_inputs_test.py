#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What example_inputs() of a user's file may give (resources/python/ak_inputs.py)."""
import sys
import types
import unittest
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "resources" / "python"))
import ak_inputs  # noqa: E402

a, b = torch.zeros(2), torch.ones(2)


def sets_of(given):
    module = types.SimpleNamespace(example_inputs=lambda: given)
    sets = ak_inputs.inputs_of_file(module)
    ak_inputs.check_alike(sets)
    return sets


class ExampleInputs(unittest.TestCase):
    def test_every_form(self):
        for given, weights, arguments in [
                (a, [1], 1), ((a, a), [1], 2), ({"x": a, "y": a}, [1], 2), ([a, b], [1, 1], 1),
                ([(a, a), (b, b)], [1, 1], 2), ([(3, a), (0.5, b)], [3, 0.5], 1),
                ([(3, (a, a)), (1, (b, b))], [3, 1], 2), ([(2.0, {"x": a}), {"x": b}], [2, 1], 1),
                ([(2, [a]), (b,)], [2, 1], 1), ({"args": a, "weight": 4}, [4], 1),
                ([{"args": (a,), "kwargs": {"y": a}, "weight": 4.0}], [4], 2)]:
            with self.subTest(given=given):
                sets = sets_of(given)
                self.assertEqual([each.weight for each in sets], weights)
                self.assertEqual({len(each.leaves()) for each in sets}, {arguments})

    def test_bad_ones_are_a_sentence(self):
        for given, words in [
                ([(0, (a,))], "weight 0"), ([(-1.5, a)], "weight -1.5"), ([(float("nan"), (a,))], "weight nan"),
                ([("twice", (a,))], "weight 'twice'"), ([(True, {"x": a})], "weight True"),
                ([{"args": (a,), "weight": "much"}], "weight 'much'"), ((3, (3,)), "hold no tensor"),
                ([{"args": (a,), "kwargs": 3}], "kwargs"), ([], "empty list"), ([a, 3], "a int")]:
            with self.subTest(given=given):
                with self.assertRaises(ak_inputs.ExportError) as caught:
                    sets_of(given)
                self.assertIn(words, str(caught.exception))
                self.assertNotIn("\n", str(caught.exception))


class PassedAsFirst(unittest.TestCase):
    """A set may name what another passes by position: forward() knows where it belongs."""

    @staticmethod
    def passed(given, forward):
        sets = ak_inputs.passed_as_first(ak_inputs.inputs_of_file(types.SimpleNamespace(example_inputs=lambda: given)),
                                         forward)
        ak_inputs.check_alike(sets)
        return sets

    def test_by_name_or_position_in_any_order(self):
        for given, args, names in [([(3, (a,)), (1, {"x": b})], 1, []), ([{"x": a, "y": a}, {"y": a, "x": b}], 0, ["x", "y"]),
                                   ([(a, a), {"y": a, "x": b}], 2, []), ([{"args": (a,), "kwargs": {"y": a}}, (b, a)], 1, ["y"])]:
            with self.subTest(given=given):
                sets = self.passed(given, lambda x, y=None: x)
                self.assertEqual(len(sets[1].args), args)
                self.assertEqual(list(sets[1].kwargs), names)
                self.assertIs(sets[1].leaves()[0], b)
        self.assertEqual([each.weight for each in self.passed([(3, (a,)), (2, {"x": b})], lambda x: x)], [3, 2])

    def test_other_arguments_are_still_refused(self):
        for given in ([(a,), {"z": b}], [(a,), (a, b)], [{"x": a}, {"x": a, "y": b}]):
            with self.subTest(given=given), self.assertRaises(ak_inputs.ExportError):
                self.passed(given, lambda x, y=None: x)


if __name__ == "__main__":
    unittest.main()
