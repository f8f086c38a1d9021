"""Parts of reports, written shortly."""

from keras_lsp.report import Layer, Model, Span, Weights

N = None
SPAN = Span("/w/model.py", 3, 9, 3, 20)


def weights(total, *, frozen=0, formula=""):
    return Weights(total, total - frozen, frozen, 4 * total, formula)


def layer(name, class_name="Dense", inputs=(), outputs=(), inbound=(), path=None, **rest):
    return Layer(
        name=name,
        class_name=class_name,
        path=path or [name],
        input_shapes=[list(shape) for shape in inputs],
        output_shapes=[list(shape) for shape in outputs],
        inbound=list(inbound),
        dtype="float32",
        **rest,
    )


def model(*layers, name="functional", class_name="Functional", **rest):
    return Model(id="m1", name=name, class_name=class_name, span=SPAN, layers=[*layers], **rest)
