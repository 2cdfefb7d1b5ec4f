"""Runs docs/verify/verify.py on what our log answers, and on the same with anything changed.

  verify_test.py VERIFY_PY MAKE_PROOF_FIXTURES
"""
import contextlib
import copy
import importlib.util
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

VERIFY, MAKE = sys.argv[1], sys.argv[2]
SPEC = importlib.util.spec_from_file_location("verify", VERIFY)
SCRIPT = importlib.util.module_from_spec(SPEC)
sys.dont_write_bytecode = True
SPEC.loader.exec_module(SCRIPT)
KEPT = tempfile.TemporaryDirectory()
FOLDER = KEPT.name
subprocess.run([MAKE, FOLDER], check=True)


def path(name):
    return os.path.join(FOLDER, name)


def load(name):
    with open(path(name), encoding="utf-8") as file:
        return json.load(file)


KEY = open(path("key.txt"), encoding="utf-8").read()


def verify(answer, *more, key=KEY):
    """Exit code and output for a fixture's name, or for a changed answer."""
    if not isinstance(answer, str):
        with open(path("changed.json"), "w", encoding="utf-8") as file:
            json.dump(answer, file)
        answer = "changed.json"
    keys = ["--key", key] if key else []
    output = io.StringIO()
    with mock.patch.object(sys, "argv", [VERIFY, *keys, path(answer), *more]), contextlib.redirect_stdout(output):
        code = SCRIPT.main()
    return code, output.getvalue()


def text_file(text):
    with open(path("text.txt"), "w", encoding="utf-8") as file:
        file.write(text)
    return path("text.txt")


def flipped(text, at):
    """One character changed, to another of its kind."""
    other = "1" if text[at] == "0" else "0" if text[at].isdigit() else "b" if text[at] == "a" else "a"
    return text[:at] + other + text[at + 1 :]


class Verify(unittest.TestCase):
    def assert_proved(self, *arguments, **named):
        code, output = verify(*arguments, **named)
        self.assertEqual(code, 0, output)
        return output

    def assert_refused(self, *arguments, **named):
        code, output = verify(*arguments, **named)
        self.assertEqual(code, 1, output)
        self.assertIn("FAIL", output)
        self.assertNotIn("PROVED", output)
        return output

    def test_what_our_log_answers_is_proved(self):
        for name in ["head.json", "old_head.json", "by_link.json", "by_text.json", "removed.json", "erased.json"]:
            self.assert_proved(name)
        output = self.assert_proved("by_link.json")
        self.assertIn("published", output)
        self.assertIn("edited", output)
        self.assertIn("erased", self.assert_proved("erased.json"))
        self.assertIn("cannot prove", self.assert_proved("not_here.json"))

    def test_the_exit_code_tells(self):
        for name, code in [("by_link.json", 0), ("waiting.json", 1)]:
            done = subprocess.run([sys.executable, VERIFY, "--key", KEY, path(name)], capture_output=True, check=False)
            self.assertEqual(done.returncode, code)

    def test_a_key_that_is_not_given_is_noted(self):
        self.assertIn("NOTE", self.assert_proved("by_link.json", key=None))

    def test_an_older_head_is_contained(self):
        self.assert_proved("head.json", "--since", path("old_head.json"), path("consistency.json"))

    def test_words_are_those_of_the_post(self):
        for text in ["Good morning, world. \u263a", "Bonjour le monde.", "Good  evening,\nworld."]:
            self.assert_proved("by_link.json", "--text", text_file(text))
        self.assert_refused("by_link.json", "--text", text_file("Good night, world."))

    def test_removed_words_are_recognised_by_who_kept_them(self):
        kept = 'Removed words, with "quotes" and a \\ and \u0007.\nAnd a line.'
        self.assert_proved("removed.json", "--text", text_file(kept))
        self.assert_refused("removed.json", "--text", text_file("Other words"))
        self.assert_refused("erased.json", "--text", text_file("Erased words"))

    def test_a_leaf_without_a_head_is_not_proved_yet(self):
        self.assertIn("ask again", self.assert_refused("waiting.json"))

    def test_a_lost_head_is_not_contained_and_the_log_says_so(self):
        output = self.assert_refused(
            "restored_head.json", "--since", path("old_head.json"), path("restored_consistency.json"))
        self.assertIn("says itself", output)
        self.assertIn("GAP", self.assert_proved("restored_head.json"))

    def test_nothing_in_a_head_can_be_changed(self):
        head = load("by_link.json")["head"]
        for name, value in [("size", head["size"] + 1), ("root", flipped(head["root"], 5)), ("at", "2026-01-01T00:00:00Z")]:
            changed = load("by_link.json")
            changed["head"][name] = value
            self.assert_refused(changed)
        text = head["checkpoint"]
        for at in range(0, len(text), 7):
            if text[at].isalnum():
                changed = load("by_link.json")
                changed["head"]["checkpoint"] = flipped(text, at)
                self.assert_refused(changed)

    def test_nothing_in_a_leaf_can_be_changed(self):
        answer = load("by_link.json")
        for number, leaf in enumerate(answer["posts"][0]["leaves"]):
            for at in range(0, len(leaf["data"]), 11):
                changed = copy.deepcopy(answer)
                changed["posts"][0]["leaves"][number]["data"] = flipped(leaf["data"], at)
                self.assert_refused(changed)
            for name, value in [("leaf", leaf["leaf"] + 1), ("leaf", -1), ("leaf", 10**30), ("proof", None), ("proof", [])]:
                changed = copy.deepcopy(answer)
                changed["posts"][0]["leaves"][number][name] = value
                self.assert_refused(changed)
            for at, item in enumerate(leaf["proof"]):
                changed = copy.deepcopy(answer)
                changed["posts"][0]["leaves"][number]["proof"][at] = flipped(item, at)
                self.assert_refused(changed)
                del changed["posts"][0]["leaves"][number]["proof"][at]
                self.assert_refused(changed)

    def test_no_word_can_be_changed(self):
        answer = load("by_link.json")
        for number, leaf in enumerate(answer["posts"][0]["leaves"]):
            for at, opening in enumerate(leaf["openings"]):
                for name in ["salt", "bytes"]:
                    changed = copy.deepcopy(answer)
                    changed["posts"][0]["leaves"][number]["openings"][at][name] = flipped(opening[name], 12)
                    self.assert_refused(changed)
                changed = copy.deepcopy(answer)
                changed["posts"][0]["leaves"][number]["openings"].append(opening)
                self.assert_refused(changed)

    def test_a_leaf_of_another_post_is_refused(self):
        changed = load("by_link.json")
        changed["posts"][0]["note"] = load("removed.json")["posts"][0]["note"]
        self.assert_refused(changed)
        changed = load("by_link.json")
        changed["posts"][0]["leaves"].append(load("removed.json")["posts"][0]["leaves"][0])
        self.assert_refused(changed)

    def test_nothing_in_a_consistency_proof_can_be_changed(self):
        proof = load("consistency.json")

        def refused(changed):
            with open(path("proof.json"), "w", encoding="utf-8") as file:
                json.dump(changed, file)
            self.assert_refused("head.json", "--since", path("old_head.json"), path("proof.json"))

        for at, item in enumerate(proof["proof"]):
            refused({**proof, "proof": proof["proof"][:at] + [flipped(item, 0)] + proof["proof"][at + 1 :]})
            refused({**proof, "proof": proof["proof"][:at] + proof["proof"][at + 1 :]})
        refused({**proof, "proof": proof["proof"] + [proof["proof"][0]]})
        refused({**proof, "from": proof["from"] - 1})

    def test_another_key_proves_nothing(self):
        name, number, encoded = KEY.split("+", 2)
        for key in [f"{name}+{number}+{encoded[:-4]}AAA=", f"other.example+{number}+{encoded}", "nonsense"]:
            self.assert_refused("by_link.json", key=key)

    def test_what_is_no_answer_is_refused(self):
        for answer in [{}, [], {"head": None}, {"head": {}}, {"head": {"key": KEY, "checkpoint": ""}}]:
            self.assert_refused(answer)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
