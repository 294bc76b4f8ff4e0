"""Many callbacks called as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..compat import at_least
from ..registry import export
from .callback import BATCH_HOOKS, EPOCH_HOOKS, RUN_HOOKS
from .dispatch import hook_of
from .history import History
from .progbar_logger import ProgbarLogger

# A dict, or a function of no arguments that reads the running means when somebody looks.
BatchLogs = Any


@export("callbacks.CallbackList")
class CallbackList:
    """Calls the hooks of several callbacks in order.

    Arguments:
        callbacks: callbacks, in lists nested as you like, or one callback. Any object with hooks will do.
        add_history: whether to add a `History` unless one is there.
        add_progbar: whether to add a `ProgbarLogger` unless one is there.
        model: the model to hand to the callbacks.
        queue_length: accepted for Keras 1 and 2.0-2.3, where it sized a warning about slow callbacks.
        **params: the parameters of the run (`verbose`, `epochs`, `steps`, ...) to hand to the callbacks.

    A batch hook takes `logs` as a dict, or as a function of no arguments that returns the running means: it is called
    only when some callback looks, and once at most. `train_batch_hooks`, `test_batch_hooks` and `predict_batch_hooks`
    tell the loop whether it need call batch hooks at all.

    Source: https://keras.io/api/callbacks/base_callback/

    >>> names = CallbackList([], add_history=True)
    >>> names.train_batch_hooks
    False
    """

    def __init__(
        self,
        callbacks: Any = None,
        add_history: bool | int = False,
        add_progbar: bool = False,
        model: Any = None,
        queue_length: int = 10,
        **params: Any,
    ) -> None:
        if not isinstance(add_history, bool):  # the second place was `queue_length` up to Keras 2.3
            add_history = False
        self.callbacks: list[Any] = list(_flatten(callbacks))
        self.history = self._find(History)
        self._add_defaults(add_history, add_progbar)
        self.params: dict[str, Any] = params
        self.model: Any = None
        self._table: dict[str, list[tuple[Callable[..., Any], bool]]] = {}
        if model is not None:
            self.set_model(model)
        if params:
            self.set_params(params)
        self._rebuild()

    def _find(self, kind: type) -> Any:
        return next((c for c in self.callbacks if isinstance(c, kind)), None)

    def _add_defaults(self, add_history: bool, add_progbar: bool) -> None:
        if add_progbar and self._find(ProgbarLogger) is None:
            # Keras 2.0 to 2.3 finished the line of an epoch before the callbacks' own messages, the others after.
            first = at_least("2.2") and not at_least("2.15")
            self.callbacks.insert(0 if first else len(self.callbacks), ProgbarLogger())
        if add_history and self.history is None:
            self.history = History()
            self.callbacks.append(self.history)

    def append(self, callback: Any) -> None:
        """Add a callback at the end."""
        self.callbacks.append(callback)
        self._rebuild()

    def set_params(self, params: dict[str, Any]) -> None:
        """Hand the parameters of the run to every callback."""
        self.params = params
        self._each("set_params", params)
        self._rebuild()

    def set_model(self, model: Any) -> None:
        """Hand the model to every callback."""
        self.model = model
        self._each("set_model", model)
        self._rebuild()

    def set_validation_data(self, data: Any) -> None:
        """Give every callback `validation_data`: `[x, y, sample_weight]`, as Keras 1 to 2.3 did before training."""
        for callback in self.callbacks:
            callback.validation_data = data

    def _each(self, method: str, argument: Any) -> None:
        for callback in self.callbacks:
            function = getattr(callback, method, None)
            if function is not None:
                function(argument)

    def _rebuild(self) -> None:
        """Look the hooks up once, not per batch."""
        for name in (*RUN_HOOKS, *EPOCH_HOOKS, *BATCH_HOOKS):
            found = ((hook_of(c, name), bool(getattr(c, "lazy_logs", False))) for c in self.callbacks)
            self._table[name] = [(hook, lazy) for hook, lazy in found if hook is not None]

    def _has(self, phase: str) -> bool:
        return bool(self._table[f"on_{phase}_batch_begin"] or self._table[f"on_{phase}_batch_end"])

    @property
    def train_batch_hooks(self) -> bool:
        """Whether some callback wants to be called for training batches."""
        return self._has("train")

    @property
    def test_batch_hooks(self) -> bool:
        """Whether some callback wants to be called for batches of `evaluate`."""
        return self._has("test")

    @property
    def predict_batch_hooks(self) -> bool:
        """Whether some callback wants to be called for batches of `predict`."""
        return self._has("predict")

    @property
    def wants_batch_logs(self) -> bool:
        """Whether some callback reads the logs of every training batch."""
        return any(not lazy for _, lazy in self._table["on_train_batch_end"])

    def _run(self, name: str, logs: Any, *place: int) -> None:
        logs = {} if logs is None else logs
        for hook, _ in self._table[name]:
            hook(*place, logs)

    def _batch(self, name: str, batch: int, logs: BatchLogs) -> None:
        given: BatchLogs = {} if logs is None else logs
        read = None if callable(given) else given
        for hook, lazy in self._table[name]:
            if lazy:
                hook(batch, given)
            else:
                if read is None:
                    read = given()
                hook(batch, read)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Call every callback's `on_epoch_begin`."""
        self._run("on_epoch_begin", logs, epoch)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Call every callback's `on_epoch_end`; what one adds to `logs`, the next ones see."""
        self._run("on_epoch_end", logs, epoch)

    def on_batch_begin(self, batch: int, logs: BatchLogs = None) -> None:
        """Old name of `on_train_batch_begin`."""
        self._batch("on_train_batch_begin", batch, logs)

    def on_batch_end(self, batch: int, logs: BatchLogs = None) -> None:
        """Old name of `on_train_batch_end`."""
        self._batch("on_train_batch_end", batch, logs)

    def on_train_batch_begin(self, batch: int, logs: BatchLogs = None) -> None:
        """Call every callback's `on_train_batch_begin`."""
        self._batch("on_train_batch_begin", batch, logs)

    def on_train_batch_end(self, batch: int, logs: BatchLogs = None) -> None:
        """Call every callback's `on_train_batch_end`."""
        self._batch("on_train_batch_end", batch, logs)

    def on_test_batch_begin(self, batch: int, logs: BatchLogs = None) -> None:
        """Call every callback's `on_test_batch_begin`."""
        self._batch("on_test_batch_begin", batch, logs)

    def on_test_batch_end(self, batch: int, logs: BatchLogs = None) -> None:
        """Call every callback's `on_test_batch_end`."""
        self._batch("on_test_batch_end", batch, logs)

    def on_predict_batch_begin(self, batch: int, logs: BatchLogs = None) -> None:
        """Call every callback's `on_predict_batch_begin`."""
        self._batch("on_predict_batch_begin", batch, logs)

    def on_predict_batch_end(self, batch: int, logs: BatchLogs = None) -> None:
        """Call every callback's `on_predict_batch_end`."""
        self._batch("on_predict_batch_end", batch, logs)

    def on_train_begin(self, logs: Any = None) -> None:
        """Call every callback's `on_train_begin`."""
        self._rebuild()
        self._run("on_train_begin", logs)

    def on_train_end(self, logs: Any = None) -> None:
        """Call every callback's `on_train_end`."""
        self._run("on_train_end", logs)

    def on_test_begin(self, logs: Any = None) -> None:
        """Call every callback's `on_test_begin`."""
        self._run("on_test_begin", logs)

    def on_test_end(self, logs: Any = None) -> None:
        """Call every callback's `on_test_end`."""
        self._run("on_test_end", logs)

    def on_predict_begin(self, logs: Any = None) -> None:
        """Call every callback's `on_predict_begin`."""
        self._run("on_predict_begin", logs)

    def on_predict_end(self, logs: Any = None) -> None:
        """Call every callback's `on_predict_end`."""
        self._run("on_predict_end", logs)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.callbacks)

    def __len__(self) -> int:
        return len(self.callbacks)


def _flatten(callbacks: Any) -> Iterable[Any]:
    if callbacks is None:
        return
    if isinstance(callbacks, (list, tuple, CallbackList)):
        for each in callbacks:
            yield from _flatten(each)
    else:
        yield callbacks
