"""What Keras 3 no longer has, and what to use instead: modules and names of modules.

Pure data. Whether each row holds is tested against a Keras without our hooks.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gone:
    """Something without a replacement.

    Attributes:
        advice: what to do instead, a sentence.
        value: what a run goes on with, if not with an unknown.
    """

    advice: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class NewCall:
    """A function that has another name and other arguments.

    Attributes:
        new: where it is now.
        signature: see `signatures`.
    """

    new: str
    signature: str


Row = str | Gone | NewCall

_LAYERS = ("keras.layers",)
_UTILS = ("keras.utils",)
_ENGINE = ("keras.layers", "keras.models", "keras", "keras.utils")

# Old names of functions that are losses and metrics.
_ERRORS = {
    "mse": "mean_squared_error",
    "MSE": "mean_squared_error",
    "mae": "mean_absolute_error",
    "MAE": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "MAPE": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "MSLE": "mean_squared_logarithmic_error",
    "kld": "kl_divergence",
    "KLD": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "logcosh": "log_cosh",
}

# Where the names of a module of Keras 2 are in Keras 3, the first that has a name wins.
# What lies below one of these modules is gone with it, and found at the same place.
MODULES: dict[str, tuple[str, ...]] = {
    **{
        f"keras.layers.{name}": _LAYERS
        for name in (
            "core", "convolutional", "convolutional_recurrent", "recurrent", "recurrent_v2",
            "merge", "merging", "normalization", "normalization_v2", "embeddings", "pooling",
            "advanced_activations", "noise", "wrappers", "local", "locally_connected",
            "cudnn_recurrent", "dense_attention", "multi_head_attention", "einsum_dense",
            "attention", "activation", "regularization", "reshaping", "rnn", "kernelized",
            "preprocessing", "experimental", "serialization",
        )
    },
    **{
        f"keras.utils.{name}": _UTILS
        for name in (
            "vis_utils", "visualize_util", "np_utils", "layer_utils", "io_utils", "conv_utils",
            "training_utils", "multi_gpu_utils", "test_utils", "tf_utils", "image_utils",
            "dataset_utils", "all_utils", "losses_utils", "metrics_utils", "version_utils",
            "image_dataset", "text_dataset", "timeseries_dataset",
        )
    },
    "keras.layers.experimental.preprocessing": _LAYERS,
    "keras.utils.data_utils": ("keras.utils",),
    "keras.utils.generic_utils": ("keras.utils", "keras.saving"),
    "keras.engine": _ENGINE,
    "keras.models.experimental": ("keras.models",),
    "keras.legacy.layers": _LAYERS,
    "keras.legacy.interfaces": (),
    "keras.backend.common": ("keras.backend",),
    "keras.backend.tensorflow_backend": ("keras.backend",),
    "keras.backend.theano_backend": ("keras.backend",),
    "keras.backend.load_backend": ("keras.backend",),
    "keras.callbacks.callbacks": ("keras.callbacks",),
    "keras.callbacks.tensorboard_v1": ("keras.callbacks",),
    "keras.callbacks.tensorboard_v2": ("keras.callbacks",),
    "keras.callbacks.experimental": ("keras.callbacks",),
    "keras.initializations": ("keras.initializers",),
    "keras.initializers.initializers_v1": ("keras.initializers",),
    "keras.initializers.initializers_v2": ("keras.initializers",),
    "keras.objectives": ("keras.losses",),
    "keras.optimizers.experimental": ("keras.optimizers",),
    **{
        f"keras.optimizers.{name}": ("keras.optimizers",)
        for name in (
            "adam_v2", "adagrad_v2", "adadelta_v2", "adamax_v2", "nadam_v2", "rmsprop_v2",
            "gradient_descent_v2", "optimizer_v2", "optimizer_v1", "ftrl",
        )
    },
    "keras.optimizer_v2": ("keras.optimizers",),
    "keras.optimizer_v1": ("keras.optimizers",),
    "keras.experimental": ("keras.optimizers.schedules", "keras.layers", "keras.models"),
    "keras.preprocessing.image_dataset": _UTILS,
    "keras.preprocessing.text_dataset": _UTILS,
    "keras.preprocessing.timeseries": _UTILS,
    "keras.preprocessing.text": ("tensorflow.keras.preprocessing.text",),
    "keras.mixed_precision.experimental": ("keras.mixed_precision",),
    "keras.saving.save": ("keras.models", "keras.saving"),
    "keras.saving.hdf5_format": (),
    "keras.saving.saved_model": (),
    "keras.wrappers.scikit_learn": ("scikeras.wrappers",),
    "keras.applications.music_tagger_crnn": (),
    "keras.applications.audio_conv_utils": (),
    "keras.applications.regnet": (),
    "keras.applications.resnet_rs": (),
    "keras.datasets.cifar": (),
    "keras.dtensor": (),
    "keras.estimator": (),
    "keras.feature_column": (),
    "keras.premade": (),
}  # fmt: skip

_RECURRENT = Gone("Subclass `keras.layers.RNN`, or give it a cell.")
_TENSORFLOW = "tensorflow.keras.preprocessing"
_SCIKERAS = Gone("The package `scikeras` has `KerasClassifier` and `KerasRegressor`.")
_GRAPH = Gone("Keras 3 runs eagerly; there are no sessions, placeholders or graph functions.")
_PHASE = Gone("Pass `training=True` or `training=False` when calling the model.")
_AUGMENT = Gone("Use the image layers of `keras.layers`, such as `RandomRotation`.")
_REDUCTION = Gone('Pass a string: `reduction="sum"`.')
_GPUS = Gone("Use `keras.distribution.DataParallel`, or `tf.distribute.MirroredStrategy`.")

NAMES: dict[str, dict[str, Row]] = {
    "keras.layers": {
        "CuDNNLSTM": "keras.layers.LSTM",
        "CuDNNGRU": "keras.layers.GRU",
        "AtrousConv1D": "keras.layers.Conv1D",
        "AtrousConv2D": "keras.layers.Conv2D",
        "AtrousConvolution1D": "keras.layers.Conv1D",
        "AtrousConvolution2D": "keras.layers.Conv2D",
        "Deconv2D": "keras.layers.Conv2DTranspose",
        "Deconvolution2D": "keras.layers.Conv2DTranspose",
        "Deconvolution3D": "keras.layers.Conv3DTranspose",
        "SyncBatchNormalization": NewCall(
            "keras.layers.BatchNormalization", "axis* momentum* epsilon* synchronized=True"
        ),
        "LSTMV1": "keras.layers.LSTM",
        "LSTMV2": "keras.layers.LSTM",
        "GRUV1": "keras.layers.GRU",
        "GRUV2": "keras.layers.GRU",
        "BatchNormalizationV1": "keras.layers.BatchNormalization",
        "BatchNormalizationV2": "keras.layers.BatchNormalization",
        "PreprocessingLayer": "keras.layers.Layer",
        "Merge": Gone("Use `keras.layers.Concatenate`, `Add`, `Multiply`, … on the tensors."),
        "merge": Gone("Use `keras.layers.concatenate`, `add`, `multiply`, … instead."),
        "Highway": Gone("Write it as a custom layer."),
        "MaxoutDense": Gone("Write it as a Dense layer and a maximum over groups of its units."),
        "ParametricSoftplus": Gone("Write it as a custom layer."),
        "SReLU": Gone("Write it as a custom layer."),
        "TimeDistributedDense": Gone("Use `keras.layers.TimeDistributed(keras.layers.Dense(…))`."),
        "ThresholdedReLU": NewCall("keras.layers.ReLU", "theta:threshold*=1.0"),
        "LocallyConnected1D": Gone("Write it as a custom layer."),
        "LocallyConnected2D": Gone("Write it as a custom layer."),
        "Recurrent": _RECURRENT,
        "AbstractRNNCell": Gone("Subclass `keras.layers.Layer`, with `state_size` and `call`."),
        "DenseFeatures": Gone("Use `keras.utils.FeatureSpace`."),
        "RandomHeight": Gone("Use `keras.layers.RandomZoom`."),
        "RandomWidth": Gone("Use `keras.layers.RandomZoom`."),
        "RandomFourierFeatures": Gone("Write it as a custom layer."),
    },
    "keras.models": {
        "Functional": "keras.models.Model",
        "Layer": "keras.layers.Layer",
        "Input": "keras.layers.Input",
        "InputLayer": "keras.layers.InputLayer",
        "Merge": Gone("Use `keras.layers.Concatenate`, `Add`, `Multiply`, … on the tensors."),
        "Graph": Gone("Use `keras.Model(inputs, outputs)`."),
        "model_from_config": Gone("Use `from_config` of the model's class."),
        "model_from_yaml": Gone("Use `model_from_json`, and `to_json` of the model."),
    },
    "keras.losses": {
        **{old: f"keras.losses.{new}" for old, new in _ERRORS.items()},
        "huber_loss": "keras.losses.huber",
        "bce": "keras.losses.binary_crossentropy",
        "BCE": "keras.losses.binary_crossentropy",
        "cosine": Gone("Use `keras.losses.cosine_similarity`."),
        "cosine_proximity": Gone("Use `keras.losses.cosine_similarity`."),
        "Reduction": _REDUCTION,
    },
    "keras.metrics": {
        **{old: f"keras.metrics.{new}" for old, new in _ERRORS.items()},
        "cosine_similarity": "keras.losses.cosine_similarity",
        "cosine": Gone("Use `keras.losses.cosine_similarity`."),
        "cosine_proximity": Gone("Use `keras.losses.cosine_similarity`."),
        "precision": Gone("Use `keras.metrics.Precision()`."),
        "recall": Gone("Use `keras.metrics.Recall()`."),
        "fbeta_score": Gone("Use `keras.metrics.FBetaScore()`."),
        "fmeasure": Gone("Use `keras.metrics.F1Score()`."),
        "MeanRelativeError": Gone("Write it as a custom metric."),
        "MeanTensor": Gone("Write it as a custom metric."),
    },
    "keras.optimizers": {
        "adam": "keras.optimizers.Adam",
        "sgd": "keras.optimizers.SGD",
        "rmsprop": "keras.optimizers.RMSprop",
        "adagrad": "keras.optimizers.Adagrad",
        "adadelta": "keras.optimizers.Adadelta",
        "adamax": "keras.optimizers.Adamax",
        "nadam": "keras.optimizers.Nadam",
        "TFOptimizer": Gone("Use an optimizer of `keras.optimizers`."),
    },
    "keras.optimizers.legacy": {
        name: f"keras.optimizers.{name}" for name in ("Adadelta", "Adamax", "Nadam")
    },
    "keras.initializers": {
        "normal": "keras.initializers.RandomNormal",
        "uniform": "keras.initializers.RandomUniform",
        "zero": "keras.initializers.Zeros",
        "one": "keras.initializers.Ones",
    },
    "keras.regularizers": {
        "l1l2": NewCall("keras.regularizers.L1L2", "l1 l2"),
        "WeightRegularizer": NewCall("keras.regularizers.L1L2", "l1 l2"),
        "activity_l1": "keras.regularizers.L1",
        "activity_l2": "keras.regularizers.L2",
        "activity_l1l2": NewCall("keras.regularizers.L1L2", "l1 l2"),
        "ActivityRegularizer": Gone("Use `keras.layers.ActivityRegularization`."),
        "EigenvalueRegularizer": Gone("Write it as a custom regularizer."),
    },
    "keras.constraints": {
        "maxnorm": NewCall("keras.constraints.MaxNorm", "m:max_value axis"),
        "nonneg": "keras.constraints.NonNeg",
        "unitnorm": "keras.constraints.UnitNorm",
        "RadialConstraint": Gone("Write it as a custom constraint."),
        "radial_constraint": Gone("Write it as a custom constraint."),
    },
    "keras.callbacks": {
        "BaseLogger": Gone("Keras 3 averages the metrics itself."),
        "Progbar": "keras.utils.Progbar",
    },
    "keras.utils": {
        "multi_gpu_model": _GPUS,
        "HDF5Matrix": Gone("Read the file with `h5py`."),
        "H5Dict": Gone("Read the file with `h5py`."),
        "GeneratorEnqueuer": Gone("Use `keras.utils.PyDataset`, which has `workers`."),
        "OrderedEnqueuer": Gone("Use `keras.utils.PyDataset`, which has `workers`."),
        "SequenceEnqueuer": Gone("Use `keras.utils.PyDataset`, which has `workers`."),
        "print_summary": Gone("Use `model.summary()`."),
        "convert_all_kernels_in_model": Gone("Keras 3 has no Theano kernels to convert."),
        "to_ordinal": Gone("Write it with NumPy."),
    },
    "keras.preprocessing.image": {
        **{
            name: f"{_TENSORFLOW}.image.{name}"
            for name in (
                "ImageDataGenerator", "DirectoryIterator", "Iterator", "NumpyArrayIterator",
                "apply_affine_transform", "apply_brightness_shift", "apply_channel_shift",
                "random_brightness", "random_channel_shift", "random_rotation", "random_shear",
                "random_shift", "random_zoom",
            )
        },
        "image_dataset_from_directory": "keras.utils.image_dataset_from_directory",
        "flip_axis": Gone("Use `keras.ops.flip`."),
        "transform_matrix_offset_center": _AUGMENT,
        "apply_transform": _AUGMENT,
    },
    "keras.preprocessing.sequence": {
        name: f"{_TENSORFLOW}.sequence.{name}"
        for name in ("TimeseriesGenerator", "make_sampling_table", "skipgrams")
    },
}  # fmt: skip
