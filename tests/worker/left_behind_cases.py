"""Programs that leave something behind, and for each one that would notice.

`shown` is what the second one prints in a process that no program was run in before.
"""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """What a program leaves behind.

    Attributes:
        leaves: the program.
        looks: an expression of the next program, which prints it.
        shown: what it prints in a fresh process.
        gone: it is set back, so that the process goes on; else it ends.
    """

    leaves: str
    looks: str
    shown: str
    gone: bool = False


SEEN = (
    "warnings.warn_explicit('seen', UserWarning, 'x.py', 1, "
    "registry=vars(np).setdefault('__warningregistry__', {}))"
)
CASES = {
    "a method of a layer": Case(
        "keras.layers.Dense.get_config = lambda self: {'mine': 1}",
        "'mine' in keras.layers.Dense(1).get_config()",
        "False",
    ),
    "a new method of a layer": Case(
        "keras.layers.Layer.mine = lambda self: 1", "hasattr(keras.layers.Layer, 'mine')", "False"
    ),
    "a class attribute of a layer": Case(
        "keras.layers.Layer.mine = 5", "getattr(keras.layers.Dense(1), 'mine', None)", "None"
    ),
    "a class attribute of NumPy": Case(
        "np.random.RandomState.__init_subclass__\nnp.ma.MaskedArray.mine = 5",
        "hasattr(np.ma.MaskedArray, 'mine')",
        "False",
    ),
    "floatx": Case("keras.config.set_floatx('float64')", "keras.config.floatx()", "float32"),
    "the image data format": Case(
        "keras.config.set_image_data_format('channels_first')",
        "keras.config.image_data_format()",
        "channels_last",
    ),
    "epsilon": Case("keras.config.set_epsilon(0.5)", "keras.config.epsilon()", "1e-07"),
    "the dtype policy": Case(
        "keras.config.set_dtype_policy('mixed_float16')",
        "keras.config.dtype_policy().name",
        "float32",
        gone=True,
    ),
    "the global policy": Case(
        "keras.mixed_precision.set_global_policy('mixed_bfloat16')",
        "keras.layers.Dense(1).compute_dtype",
        "float32",
        gone=True,
    ),
    "a registered class": Case(
        "@keras.saving.register_keras_serializable('mine')\nclass Mine(keras.Layer):\n    pass",
        "keras.saving.get_registered_object('mine>Mine')",
        "None",
        gone=True,
    ),
    "custom objects": Case(
        "keras.saving.get_custom_objects()['mine'] = 5",
        "'mine' in keras.saving.get_custom_objects()",
        "False",
        gone=True,
    ),
    "names of layers": Case(
        "keras.layers.Dense(1); keras.layers.Dense(1)",
        "keras.layers.Dense(1).name",
        "dense",
        gone=True,
    ),
    "traceback filtering": Case(
        "keras.config.enable_traceback_filtering()",
        "keras.config.is_traceback_filtering_enabled()",
        "False",
        gone=True,
    ),
    "a seed of NumPy": Case(
        "np.random.seed(1)", "round(float(np.random.rand()), 6) == 0.417022", "False", gone=True
    ),
    "a seed of Python": Case(
        "random.seed(1)", "round(random.random(), 6) == 0.134364", "False", gone=True
    ),
    "print options of NumPy": Case(
        "np.set_printoptions(precision=2)", "np.array([1/3])", "[0.33333333]"
    ),
    "errors of NumPy": Case("np.seterr(all='raise')", "np.geterr()['divide']", "warn"),
    "NumPy's function": Case("np.zeros = np.ones", "np.zeros(2).sum()", "0.0"),
    "a variable of the environment": Case(
        "os.environ['MINE'] = '1'", "os.environ.get('MINE')", "None"
    ),
    "a variable that only C sees": Case("os.putenv('MINE', '1')", "1", "1"),
    "a variable that Keras reads": Case(
        "os.environ['TF_CPP_MIN_LOG_LEVEL'] = '0'",
        "os.environ.get('TF_CPP_MIN_LOG_LEVEL')",
        "3",
        gone=True,
    ),
    "the directory": Case("os.chdir('/usr/lib')", "os.getcwd() == '/usr/lib'", "False", gone=True),
    "the path": Case(
        "sys.path.insert(0, '/usr/mine')", "'/usr/mine' in sys.path", "False", gone=True
    ),
    "a finder": Case(
        "sys.meta_path.append(object())", "object in map(type, sys.meta_path)", "False", gone=True
    ),
    "a hook of the path": Case(
        "sys.path_hooks.insert(0, print)", "print in sys.path_hooks", "False"
    ),
    "arguments": Case("sys.argv.append('mine')", "'mine' in sys.argv", "False", gone=True),
    "a thread": Case(
        "threading.Thread(target=threading.Event().wait, daemon=True).start()",
        "threading.active_count() < 3",
        "True",
    ),
    "a signal handler": Case(
        "signal.signal(signal.SIGTERM, print)",
        "signal.getsignal(signal.SIGTERM) is print",
        "False",
    ),
    "an exit function": Case("atexit.register(print, 1)", "1", "1"),
    "filters of warnings": Case(
        "warnings.filterwarnings('ignore')",
        "[each[0] for each in warnings.filters[:1]] == ['ignore'] and "
        "warnings.filters[0][2] is Warning",
        "False",
        gone=True,
    ),
    "a warning that was shown": Case(
        SEEN, f"{SEEN} or 5", "x.py:1: UserWarning: seen 5", gone=True
    ),
    "a handler of a log": Case(
        "logging.basicConfig(level=10)",
        "logging.root.level, len(logging.root.handlers)",
        "30 0",
        gone=True,
    ),
    "the level of a log": Case(
        "logging.getLogger('absl').setLevel(50)",
        "logging.getLogger('absl').level == 50",
        "False",
        gone=True,
    ),
    "a builtin": Case("import builtins\nbuiltins.sum = max", "sum([1, 2])", "3"),
    "a new builtin": Case(
        "import builtins\nbuiltins.mine = 1", "'mine' in dir(__import__('builtins'))", "False"
    ),
    "the recursion limit": Case("sys.setrecursionlimit(5000)", "sys.getrecursionlimit()", "1000"),
    "a trace function": Case("sys.settrace(lambda *a: None)", "sys.gettrace()", "None"),
    "garbage collection": Case("import gc\ngc.disable()", "__import__('gc').isenabled()", "True"),
    "decimal numbers": Case(
        "import decimal\ndecimal.getcontext().prec = 3",
        "__import__('decimal').getcontext().prec",
        "28",
    ),
    "the locale": Case(
        "import locale\nlocale.setlocale(locale.LC_ALL, 'C')",
        "__import__('locale').setlocale(__import__('locale').LC_CTYPE) == 'C'",
        "False",
    ),
    "a limit": Case(
        "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))",
        "__import__('resource').getrlimit(__import__('resource').RLIMIT_NOFILE)[0] == 64",
        "False",
    ),
    "an open file": Case(
        "mine = os.open('/dev/null', os.O_RDONLY)", "os.path.exists('/proc/self/fd/29')", "False"
    ),
    "a file": Case(
        "open(os.path.join(__import__('tempfile').gettempdir(), 'mine'), 'w').close()",
        "os.path.exists(os.path.join(__import__('tempfile').gettempdir(), 'mine'))",
        "False",
    ),
    "a list of another package": Case(
        "import string, json.decoder\njson.decoder.BACKSLASH['x'] = 'mine'",
        "'x' in __import__('json').decoder.BACKSLASH",
        "False",
    ),
    "a default argument": Case(
        "import inspect\nkeras.ops.mean.__defaults__ = (0, True)",
        "keras.ops.mean.__defaults__",
        "(None, False)",
    ),
    "a keyword's default": Case(
        "import json\njson.dumps.__kwdefaults__['indent'] = 4",
        "__import__('json').dumps([1])",
        "[1]",
    ),
    "code of a function": Case(
        "import json\njson.dumps.__code__ = (lambda *a, **k: 'mine').__code__",
        "__import__('json').dumps([1])",
        "[1]",
    ),
    "a module of a name": Case(
        "import types\nsys.modules['mine'] = types.ModuleType('mine')",
        "'mine' in sys.modules",
        "False",
    ),
    "another module of a name": Case(
        "import types\nsys.modules['json'] = types.ModuleType('json')",
        "hasattr(__import__('json'), 'dumps')",
        "True",
    ),
    "an abstract class": Case(
        "import collections.abc\ncollections.abc.Sequence.register(np.ndarray)",
        "isinstance(np.zeros(1), __import__('collections.abc').abc.Sequence)",
        "False",
    ),
    "a type of copies": Case(
        "import copyreg\ncopyreg.pickle(type(np), lambda m: (str, ('m',)))",
        "type(np) in __import__('copyreg').dispatch_table",
        "False",
    ),
    "a codec": Case(
        "import codecs\ncodecs.register(lambda n: None)",
        "1",
        "1",
    ),
    "an attribute of a function": Case(
        "keras.ops.mean.mine = 5", "hasattr(keras.ops.mean, 'mine')", "False"
    ),
    "a name scope": Case(
        "keras.name_scope('mine').__enter__()", "keras.Variable([0.0], name='it').path", "it"
    ),
    "nothing": Case("model.summary()", "keras.layers.Dense(1).name", "dense", gone=True),
}

TENSORFLOW = {
    "a seed of Keras": Case(
        "keras.utils.set_random_seed(1)",
        "round(random.random(), 6) == 0.134364",
        "False",
        gone=True,
    ),
    "a seed of TensorFlow": Case(
        "tf.random.set_seed(1)",
        "__import__('importlib').import_module('tensorflow.python.eager.context').context()._seed",
        "None",
        gone=True,
    ),
    "functions run eagerly": Case(
        "tf.config.run_functions_eagerly(True)", "tf.config.functions_run_eagerly()", "False"
    ),
    "soft placement": Case(
        "tf.config.set_soft_device_placement(False)",
        "tf.config.get_soft_device_placement()",
        "True",
    ),
    "determinism": Case(
        "tf.config.experimental.enable_op_determinism()",
        "__import__('importlib').import_module('tensorflow.python.util._pywrap_determinism')"
        ".is_enabled()",
        "False",
    ),
    "precision": Case(
        "tf.config.experimental.enable_tensor_float_32_execution(False)",
        "tf.config.experimental.tensor_float_32_execution_enabled()",
        "True",
    ),
    "the log of TensorFlow": Case(
        "tf.get_logger().setLevel('CRITICAL')", "tf.get_logger().level == 50", "False", gone=True
    ),
    "a module of TensorFlow": Case("tf.mine = 5", "hasattr(tf, 'mine')", "False"),
    "a function of TensorFlow": Case(
        "tf.reduce_sum = tf.reduce_max", "int(tf.reduce_sum([1, 2]))", "3"
    ),
    "a gradient": Case(
        "tf.RegisterGradient('Mine')(lambda op, g: g)",
        "'Mine' in __import__('importlib').import_module('tensorflow.python.framework.ops')."
        "gradient_registry.list()",
        "False",
        gone=True,
    ),
    "checks of numbers": Case(
        "tf.debugging.enable_check_numerics()",
        "len(__import__('importlib').import_module('tensorflow.python.eager.context').context()."
        "op_callbacks)",
        "0",
    ),
    "a strategy": Case(
        "tf.distribute.get_strategy().mine = 5",
        "hasattr(tf.distribute.get_strategy(), 'mine')",
        "False",
    ),
}
