"""What may come of something that is not known, read off a program's text."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from keras_lsp.report import Problem, Span
from keras_lsp.worker.problems.flow import Flow
from keras_lsp.worker.source.sources import Sources

if TYPE_CHECKING:
    from keras_lsp.worker.problems.flow import Kind

PATH = "/project/main.py"


def reached(text: str, kind: Kind = "missing") -> list[str]:
    """Of the lines that end in `# ?`, those whose error may come of the lines with `# !`.

    A line that ends in `# ? via N` is called from line N.
    """
    text = textwrap.dedent(text).strip()
    flow = Flow(Sources(PATH, text, ("/project",)))
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if line.endswith("# !"):
            flow.note_line(kind, PATH, number)
    found = []
    for number, line in enumerate(lines, 1):
        code, _, mark = line.partition("  # ?")
        if not _:
            continue
        calling = [(PATH, int(mark.removeprefix(" via ")))] if mark else []
        if flow.behind_lines([*calling, (PATH, number)]):
            found.append(code.strip())
    return found


def test_names_pass_it_on_by_assignment_until_they_are_bound_anew() -> None:
    text = """
        files = glob("data/*.png")  # !
        count = len(files)
        size = 3
        half = count / 2
        print(1 / half)  # ?
        print(1 / size)  # ?
        half = 5
        print(1 / half)  # ?
    """
    assert reached(text) == ["print(1 / half)"]


def test_what_is_put_into_a_thing_is_in_it_and_a_module_is_no_thing() -> None:
    text = """
        import numpy as np
        rows, other = [], []
        files = glob("data/*.png")  # !
        for file in files:
            rows.append(file)
        np.save("x", files)
        rows[0]  # ?
        other[0]  # ?
        np.zeros(3)[5]  # ?
    """
    assert reached(text) == ["rows[0]"]


def test_a_condition_passes_it_on_to_what_stands_under_it() -> None:
    text = """
        words = {}
        plain = {}
        if exists("words.txt"):  # !
            words = read("words.txt")
        words["the"]  # ?
        plain["the"]  # ?
        if not words:
            raise ValueError("no words")  # ?
    """
    assert reached(text) == ['words["the"]', 'raise ValueError("no words")']


def test_arguments_carry_it_into_a_function_and_results_out_of_it() -> None:
    text = """
        def first(names, size):
            width = size + 1
            print(1 / width)  # ? via 10
            return names[0]  # ? via 10

        def load():
            return glob("data/*.png")  # !

        files = load()
        start = first(files, size=3)
        start.stem  # ?
    """
    assert reached(text) == ["return names[0]", "start.stem"]


def test_attributes_carry_it_from_method_to_method() -> None:
    text = """
        class Corpus:
            def __init__(self):
                self.words = open("words.txt")  # !
                self.size = 3

            def first(self):
                print(1 / self.size)  # ? via 11
                return self.words[0]  # ? via 11

        corpus = 3
        print(first())
    """
    assert reached(text) == ["return self.words[0]"]


def test_the_end_of_a_loop_is_before_its_beginning() -> None:
    text = """
        last = None
        for step in range(3):
            print(last.name)  # ?
            last = find("x")  # !
    """
    assert reached(text) == ["print(last.name)"]


def test_what_is_missing_outweighs_what_only_training_would_give() -> None:
    flow = Flow(Sources(PATH, "a = 1\nb = a[0]\n", ("/project",)))
    flow.note_line("values", PATH, 1)
    assert [note.kind for note in flow.behind_lines([(PATH, 2)])] == ["values"]
    told = Problem("KL901", "information", "not here", Span(PATH, 1, 1, 1, 2))
    flow.note_line("missing", PATH, 1, told)
    flow.note_line("values", PATH, 1)
    (note,) = flow.behind_lines([(PATH, 2)])
    assert (note.kind, note.problem) == ("missing", told)


def test_an_exception_is_held_against_the_lines_that_it_passed() -> None:
    text = "found = [] \ndef take(rows):\n    return rows[0]\ntake(found)\n"
    flow = Flow(Sources(PATH, text, ("/project",)))
    flow.note_line("missing", PATH, 1)
    with pytest.raises(IndexError) as failed:
        exec(compile(text, PATH, "exec"), {})
    assert {note.line for note in flow.behind(failed.value)} == {1}


def test_without_notes_nothing_is_read() -> None:
    flow = Flow(Sources(PATH, "not python at all (", ("/project",)))
    assert not flow.behind_frame(sys._getframe())
    assert not flow.behind_lines([])


def test_text_that_cannot_be_read_speaks_for_nothing() -> None:
    flow = Flow(Sources(PATH, "not python at all (", ("/project",)))
    flow.note_line("missing", PATH, 1)
    assert not flow.behind_lines([(PATH, 1)])


def test_what_is_written_into_a_file_is_read_from_its_path() -> None:
    text = """
        import json
        labels = fetch(URL)  # !
        with open("labels.json", "w") as file:
            json.dump(labels, file)
        with open("labels.json") as file:
            json.load(file)  # ?
        with open("other.json", "w") as file:
            file.write("{")
        with open("other.json") as file:
            json.load(file)  # ?
        PATH = "model.tflite"
        interpreter = Interpreter(model_path=PATH)  # ?
        writer = TFRecordWriter("model.tflite")
        writer.write(labels)
        interpreter = Interpreter(model_path=PATH)  # ?
        PATH = "model.tflite"
        interpreter = Interpreter(model_path=PATH)  # ?
    """
    assert reached(text) == [
        "json.load(file)",
        "interpreter = Interpreter(model_path=PATH)",
    ]


def test_what_is_fitted_has_what_it_was_fitted_to_though_the_call_gives_something_else() -> None:
    text = """
        frame = read("reviews.csv")  # !
        encoder, other = LabelEncoder(), LabelEncoder()
        labels = encoder.fit_transform(frame["label"])
        encoder.classes_  # ?
        other.classes_  # ?
    """
    assert reached(text) == ["encoder.classes_"]
