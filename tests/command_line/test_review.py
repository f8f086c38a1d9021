"""`keras-lsp diff` of whole trees in real repositories, with workers that run nothing."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keras_lsp.command_line import check, review_formats
from keras_lsp.command_line.review import FileReview, Review
from keras_lsp.main import main
from keras_lsp.presentation import budgets
from keras_lsp.presentation.changes import compare
from keras_lsp.programs import git
from tests.memory.rows import report_of, row, weights
from tests.repository import Repository
from tests.server.fake_server import FakeWorkers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Report

MODEL = "import keras\nmodel = Sequential()\nDense(2)\nDense(1)\n"
WIDE = MODEL.replace("(2)", "(4)") + "Dense(3)\n"


class QuietWorkers(FakeWorkers):
    ran: list[str]

    async def run(self, job):  # type: ignore[no-untyped-def]
        self.ran.append(Path(job.path).name)
        return await super().run(job)

    async def close(self) -> None:
        pass


@pytest.fixture
def ran() -> list[str]:
    return []


@pytest.fixture
def repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ran: list[str]
) -> Iterator[Repository]:
    monkeypatch.chdir(tmp_path)
    QuietWorkers.ran = ran
    monkeypatch.setattr(check, "new_workers", QuietWorkers)
    return Repository(tmp_path)


def put(repository: Repository, name: str, text: str) -> None:
    path = repository.directory / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_what_changed_came_and_went_is_told_and_the_rest_is_not_run(
    repository: Repository, capsys: pytest.CaptureFixture[str], ran: list[str]
) -> None:
    repository.commit(a_py=MODEL, gone_py=MODEL, same_py=MODEL, plain_py="x = 1\n")
    put(repository, "a.py", WIDE)
    put(repository, "new.py", MODEL)
    put(repository, "plain.py", "x = 2\n")
    (repository.directory / "gone.py").unlink()
    assert main(["diff", "HEAD"]) == 0
    assert capsys.readouterr().out == (
        "a.py: model 7 → 19 params, since HEAD: +12 params, 1 layer added, 2 changed\n"
        "  Outputs of 32 samples: 384.00 B → 1.00 KB (+640.00 B)\n"
        "  ~ dense (Dense)    (None, 2) → (None, 4)  4 → 8\n"
        "  ~ dense_1 (Dense)  (None, 1)              3 → 5  input (None, 2) → (None, 4)\n"
        "  + dense_2 (Dense)  (None, 3)              6\n"
        "gone.py: model 7 params, removed since HEAD\n"
        "new.py: model 7 params, new since HEAD\n"
        "  + dense (Dense)    (None, 2)  4\n"
        "  + dense_1 (Dense)  (None, 1)  3\n"
    )
    assert ran == ["a.py", "a.py", "gone.py", "new.py"]


def test_a_program_whose_module_changed_is_compared_and_told_once(
    repository: Repository, capsys: pytest.CaptureFixture[str], ran: list[str]
) -> None:
    repository.commit(
        a_py="import part\nimport keras\n", b_py="import part\nimport keras\n", part_py=MODEL
    )
    put(repository, "part.py", WIDE)
    assert main(["diff", "HEAD"]) == 0
    told = capsys.readouterr().out
    assert told.count(": model 7 → 19 params") == told.count("part.py: model 7 → 19 params") == 1
    assert sorted(set(ran)) == ["a.py", "b.py", "part.py"]


def test_nothing_changed(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit(a_py=MODEL)
    put(repository, "a.py", "# a comment\n" + MODEL)
    assert main(["diff", "HEAD"]) == 0
    assert capsys.readouterr().out == "No model changed since HEAD.\n"
    assert main(["diff", "HEAD", "--format", "markdown"]) == 0
    assert capsys.readouterr().out == (
        "<!-- keras-lsp diff -->\n### Keras models since `HEAD`\n\n"
        "No model changed, and no problem is new or gone.\n"
    )


def test_a_new_error_fails_and_an_old_one_does_not(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit(a_py=f"{MODEL}# problem here\n", b_py=f"{MODEL}# problem there\n")
    put(repository, "a.py", f"# above\n{MODEL}# problem here\n")
    put(repository, "b.py", f"{MODEL}# nothing\n")
    assert main(["diff", "HEAD"]) == 0
    assert capsys.readouterr().out == "gone: b.py:5: error KL101 there\n"
    put(repository, "a.py", f"{MODEL}# problem here\n# problem too\n")
    assert main(["diff", "HEAD", "a.py"]) == 1
    assert capsys.readouterr().out == "new: a.py:6: error KL101 too\n"
    assert main(["diff", "HEAD", "a.py", "--ignore", "KL1"]) == 0


def test_a_comment_in_markdown(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit(a_py=MODEL)
    put(repository, "a.py", f"{WIDE}# problem `x` <b>[y](z)\n")
    put(repository, "pyproject.toml", "[tool.keras-lsp.budgets]\nmax-params = 100\n")
    assert main(["diff", "HEAD", "--format", "markdown"]) == 1
    assert capsys.readouterr().out == (
        "<!-- keras-lsp diff -->\n"
        "### Keras models since `HEAD`\n"
        "\n"
        "1 model changed, 1 **new error**.\n"
        "\n"
        "| Model | Parameters | FLOPs | Outputs of 32 samples | Budget |\n"
        "| :--- | ---: | ---: | ---: | :--- |\n"
        "| `model` in `a.py` | 7 → 19 (+12) | unknown (Dense) | 384.00 B → 1.00 KB (+640.00 B) | "
        "params 19 of 100 (19%) |\n"
        "\n"
        "<details><summary>Layers of <code>model</code> in <code>a.py</code>: "
        "+12 params, 1 layer added, 2 changed</summary>\n"
        "\n"
        "```diff\n"
        "! dense (Dense)    (None, 2) → (None, 4)  4 → 8\n"
        "! dense_1 (Dense)  (None, 1)              3 → 5  input (None, 2) → (None, 4)\n"
        "+ dense_2 (Dense)  (None, 3)              6\n"
        "```\n"
        "\n"
        "</details>\n"
        "\n"
        "#### New problems\n"
        "\n"
        "- error KL101 in `a.py:6`: `x` \\<b\\>\\[y\\](z)\n"
    )


def test_pictures_are_written_and_shown_where_they_can_be_seen(
    repository: Repository, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    repository.commit(src__a_py=MODEL)
    put(repository, "src/a.py", WIDE)
    address = "https://example.org/raw/"
    arguments = ["--format", "markdown", "--pictures", "seen/here", "--pictures-url", address]
    assert main(["diff", "HEAD", *arguments]) == 0
    assert "![model](https://example.org/raw/src-a-model.svg)\n" in capsys.readouterr().out
    picture = (tmp_path / "seen" / "here" / "src-a-model.svg").read_text(encoding="utf-8")
    assert "dense_2" in picture
    assert main(["diff", "HEAD", *arguments[:4]]) == 0
    assert "Picture: `src-a-model.svg`\n" in capsys.readouterr().out
    put(repository, "src/a+.py", MODEL)
    put(repository, "src/a!.py", MODEL)
    assert main(["diff", "HEAD", *arguments]) == 0
    names = {"src-a-model.svg", "src-a-model-2.svg", "src-a-model-3.svg"}
    assert {path.name for path in Path("seen/here").iterdir()} == names


def test_json(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    commit = repository.commit(a_py=MODEL)
    put(repository, "a.py", f"{WIDE}# problem now\n")
    assert main(["diff", "HEAD", "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["revision"], told["commit"]) == ("HEAD", commit)
    (file,) = told["files"]
    assert file["models"][0]["text"] == "+12 params, 1 layer added, 2 changed"
    assert file["new_problems"] == [
        {
            "code": "KL101",
            "severity": "error",
            "path": "a.py",
            "cell": None,
            "line": 6,
            "message": "now",
        }
    ]


def test_what_cannot_be_analysed_is_told_and_what_could_not_is_all_new(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit(a_py=MODEL, b_py="import keras\nx = (\n", c_py=f"{MODEL}# crash\n")
    put(repository, "a.py", f"{MODEL}# crash\n")
    put(repository, "b.py", MODEL)
    put(repository, "c.py", MODEL)
    put(repository, "d.py", f"{MODEL}# fail\n")
    assert main(["diff", "HEAD"]) == 2
    *told, last = capsys.readouterr().out.splitlines()
    assert last == "d.py: not analysed: no Keras here"
    assert told == [
        "a.py: not analysed: crashed after 0.01 s",
        (
            "b.py: not known at HEAD, so all of it is told as new: did not compile: '(' was never "
            "closed"
        ),
        "b.py: model 7 params, new since HEAD",
        "  + dense (Dense)    (None, 2)  4",
        "  + dense_1 (Dense)  (None, 1)  3",
        "c.py: not known at HEAD, so all of it is told as new: crashed after 0.01 s",
        "c.py: model 7 params, new since HEAD",
        "  + dense (Dense)    (None, 2)  4",
        "  + dense_1 (Dense)  (None, 1)  3",
    ]
    (repository.directory / "a.py").unlink()
    (repository.directory / "d.py").unlink()
    assert main(["diff", "HEAD"]) == 0


def test_what_git_ignores_is_not_a_part_of_the_tree(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    put(repository, ".gitignore", "build/\n")
    repository.commit(a_py=MODEL)
    put(repository, "build/b.py", MODEL)
    assert main(["diff", "HEAD"]) == 0
    assert capsys.readouterr().out == "No model changed since HEAD.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], "unknown revision 'nothing'; name a branch, tag or commit"),
        (["--output=x"], None),
    ],
)
def test_what_cannot_be_compared(
    repository: Repository,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str | None,
) -> None:
    repository.commit(a_py=MODEL)
    if message is None:
        with pytest.raises(SystemExit):
            main(["diff", *arguments])
        return
    assert main(["diff", *arguments]) == 2
    assert capsys.readouterr().err == f"keras-lsp: {message}\n"


def test_outside_of_a_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["diff", "HEAD"]) == 2
    assert capsys.readouterr().err == "keras-lsp: is not in a git repository\n"


@pytest.mark.parametrize("hashed", ["sha1", "sha256"])
def test_contents_are_named_as_git_names_them(tmp_path: Path, hashed: str) -> None:
    done = subprocess.run(
        ["git", "init", "--quiet", f"--object-format={hashed}"], cwd=tmp_path, check=False
    )
    if done.returncode:
        pytest.skip("this git knows one hash only")
    (tmp_path / "a").write_bytes(b"x\r\n\0")
    name = subprocess.run(
        ["git", "hash-object", "a"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert git.object_name(b"x\r\n\0", name) == name


def test_a_model_of_which_only_the_batch_is_another_one_has_changed() -> None:
    def trained(batch: int) -> Report:
        layer = row("Dense", [None, 784], [None, 4096], role="dense", weights=weights(3_215_360))
        return report_of([layer], [[None, 784]], [[None, 4096]], backend="jax", batch=batch)[0]

    before, after = trained(8), trained(8192)
    limits, _ = budgets.read({"max-memory": "1 GB"})
    file = FileReview(
        "a.py", check.Outcome("a.py", after, budgets=tuple(limits)),
        compare(before.models, after.models), before=before,
    )  # fmt: skip
    whole = Review("main", "0123", [file])
    names = check.PathNames.of(["a.py"])
    told = "at least 49 MB at batch 8 → at least 202 MB at batch 8,192"
    assert review_formats.as_text(whole, names) == (
        "a.py: net 3,215,360 params, unchanged since main\n"
        f"  Memory to train: {told}\n"
        "  budget: memory at least 202 MB at batch 8,192 of 1 GB\n"
    )
    assert f"| {told} |" in review_formats.as_markdown(whole, names)
