"""Quick fixes that may help with a problem; whether they do, a run of the changed text shows.

Made from the report, the texts and the program's names when the run has ended.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from keras_lsp.worker.candidates import (
    arrays,
    code,
    inputs,
    memory,
    merges,
    names,
    outputs,
    own_weights,
    saving,
    shapes,
    targets,
    windows,
)
from keras_lsp.worker.candidates.program import ProgramThatRan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keras_lsp.report import Fix, Problem

    Proposer = Callable[[ProgramThatRan, Problem], Iterator[Fix]]

__all__ = ["ProgramThatRan", "propose"]

# As many can be tried while a person waits.
_MOST = 5

_PROPOSERS: dict[str, tuple[Proposer, ...]] = {
    "KL101": (
        inputs.whole_sequences,
        shapes.without_flattening,
        shapes.image_of_a_vector,
        shapes.at_each_step,
        shapes.class_of_the_rank,
        shapes.of_another_rank,
        inputs.missing_axes,
    ),
    "KL102": (
        merges.same_padding,
        merges.crop_larger,
        merges.last_state,
        merges.projected,
        merges.same_width,
    ),
    "KL103": (
        shapes.channels_last,
        windows.same_padding,
        windows.smaller,
        windows.remove_pooling,
    ),
    "KL104": (inputs.other_target_shape,),
    "KL106": (inputs.pooling_for_flatten,),
    "KL108": (own_weights.size_of_the_input,),
    "KL203": (outputs.add_flatten,),
    "KL204": (inputs.whole_sequences,),
    "KL205": (outputs.other_activation,),
    "KL206": (outputs.one_activation,),
    "KL207": (outputs.hidden_activation,),
    "KL210": (windows.as_wide_as_steps,),
    "KL301": (inputs.pooling_for_flatten,),
    "KL401": (
        arrays.batch_axis,
        arrays.one_sample,
        arrays.batched,
        arrays.size_of_batches,
        arrays.inputs_in_order,
        arrays.key_of_the_input,
        arrays.axes_of_images,
        inputs.of_the_data,
        arrays.axes_of_the_model,
        inputs.flatten_first,
    ),
    "KL402": (
        targets.at_hand,
        targets.for_each_step,
        targets.reshaped,
        outputs.apply_remedy,
        targets.one_hot,
        outputs.add_flatten,
        outputs.last_state,
    ),
    "KL403": (arrays.array_of_as_many, arrays.arrays_of_lists),
    "KL404": (arrays.texts_as_objects, arrays.key_of_the_output, arrays.arrays_of_lists),
    "KL411": (outputs.other_activation, outputs.other_loss_argument),
    "KL412": (outputs.apply_remedy,),
    "KL413": (targets.for_each_step, outputs.apply_remedy),
    "KL414": (inputs.add_rescaling,),
    "KL415": (inputs.more_rows,),
    "KL416": (arrays.scaled_alike,),
    "KL421": (memory.smaller_batch, memory.half_precision),
    "KL602": (saving.add_get_config,),
    "KL601": (
        names.renamed_argument,
        names.other_identifier,
        code.loss_of_one_hot,
        code.operation_of_keras,
        code.name_that_was_meant,
    ),
}


def propose(program: ProgramThatRan, problem: Problem) -> list[Fix]:
    """Candidates for a problem, the best first; those whose text is not Python are left out."""
    text = program.texts.of(problem.span.path)
    if text is None:
        return []
    found: dict[tuple[str, ...], Fix] = {}
    for proposer in _PROPOSERS.get(problem.code, ()):
        for fix in proposer(program, problem):
            alone = all(edit.span.path == text.path for edit in fix.edits)
            if fix.edits and alone and text.holds(fix.edits):
                found.setdefault(tuple(map(str, fix.edits)), fix)
    return list(itertools.islice(found.values(), _MOST))
