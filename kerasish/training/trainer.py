"""`compile`, `fit`, `evaluate`, `predict` and their batch-wise sisters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import optimizers
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from .batch import Array, Batch, as_array
from .checks import check_batch, check_class_weight
from .feeds import ArrayFeed, IterableFeed, is_batched_source
from .generators import GeneratorMethods
from .objective import Objective
from .steps import Steps
from .structure import flatten, pack
from .weights import class_weights, combined


class Trainer(GeneratorMethods):
    """What a model can do with data. Mixed into `Model`."""

    name: str
    optimizer: Any
    history: Any

    if TYPE_CHECKING:  # what `Model` and its kinds know of their inputs and outputs

        @property
        def output_names(self) -> list[str]:
            """Names of the outputs."""

        @property
        def target_names(self) -> list[str]:
            """Names by which losses, metrics and targets are given."""

        @property
        def input_names(self) -> list[str]:
            """Names of the inputs."""

        def _input_names(self, x: Any) -> list[str]: ...
        def _ensure_built(self, xs: list[Any]) -> None: ...
        def _fit_rank(self, array: Any, index: int) -> Any: ...
        def _unflatten(self, outputs: list[Any]) -> Any: ...

    # ---- compile

    @accepts_old_spellings
    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        metrics: Any = None,
        loss_weights: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
        sample_weight_mode: Any = None,
        target_tensors: Any = None,
    ) -> None:
        """Say how the model is to be trained.

        Arguments:
            optimizer: name, config or Optimizer.
            loss: name, function or Loss; a list or dict by output name for several outputs.
            metrics, weighted_metrics: lists of names, functions or Metrics, per output if there are several.
            loss_weights: numbers by which the outputs' losses are multiplied.
            sample_weight_mode: None or 'temporal'; sample weights of shape (B, T) are taken as they are.
            steps_per_execution, jit_compile, auto_scale_loss: a step is one native program in any case.
        """
        modes = (
            sample_weight_mode.values()
            if isinstance(sample_weight_mode, dict)
            else (sample_weight_mode if isinstance(sample_weight_mode, (list, tuple)) else [sample_weight_mode])
        )
        if any(mode not in (None, "temporal") for mode in modes):
            raise ValueError(f"compile(sample_weight_mode={sample_weight_mode!r}): expected None or 'temporal'.")
        if int(steps_per_execution or 1) != 1:
            raise NotImplementedError("compile(steps_per_execution=...) is not there yet; steps need no grouping here.")
        if target_tensors is not None:
            raise NotImplementedError("compile(target_tensors=...) is not there yet; pass targets to fit.")
        if run_eagerly:
            raise NotImplementedError("compile(run_eagerly=True) is not there yet; leave it out.")
        self.optimizer = optimizers.get(optimizer)
        self.stop_training = False
        self._compile_arguments = {
            "optimizer": optimizer, "loss": loss, "metrics": metrics, "loss_weights": loss_weights,
            "weighted_metrics": weighted_metrics, "sample_weight_mode": sample_weight_mode,
        }  # fmt: skip
        self.loss = loss
        self._objective: Objective | None = None
        self._steps: Steps | None = None
        self.compiled = True

    def _ready(self, what: str) -> None:
        if not getattr(self, "compiled", False):
            raise RuntimeError(
                f"Model {self.name!r} must be compiled before {what}: call model.compile(optimizer, loss) first."
            )

    @property
    def objective(self) -> Objective:
        """Losses and metrics, made when the outputs are known."""
        if self._objective is None:
            a = self._compile_arguments
            told = (a["loss"], a["loss_weights"], a["metrics"], a["weighted_metrics"])
            self._objective = Objective(*told, self.target_names, None if at_least("3") else self.output_names)
        return self._objective

    @property
    def steps(self) -> Steps:
        """The step functions, made as they are needed."""
        if getattr(self, "_steps", None) is None:
            self._steps = Steps(self)
        assert self._steps is not None
        return self._steps

    @property
    def metrics(self) -> list[Any]:
        """The metric objects of `compile`."""
        return [] if not getattr(self, "compiled", False) else [m for _, m in self.objective.all_metrics]

    @property
    def metrics_names(self) -> list[str]:
        """The names under which `fit` and `evaluate` report."""
        if not getattr(self, "compiled", False):
            return []
        if at_least("3"):
            told = self._compile_arguments
            parts = [part.name for part in self.objective.parts if part is not None]
            return ["loss", *(["compile_metrics"] if told["metrics"] or told["weighted_metrics"] else []), *parts]
        return [key for key, _ in self.objective.all_metrics]

    def reset_metrics(self) -> None:
        """Forget what metrics have seen."""
        self.objective.reset()

    # ---- data

    def _batch(self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: Any = None) -> Batch:
        """Flat, checked arrays of inputs, targets and weights."""
        xs = [as_array(v, f"input {n!r}") for n, v in zip(*_named(x, self._input_names(x), "inputs"), strict=True)]
        self._ensure_built(xs)
        names = self.target_names
        if isinstance(y, dict) and getattr(self, "compiled", False):
            y = self.objective.with_all_targets(y)
        ys = [as_array(v, f"targets of {n!r}") for n, v in zip(*_named(y, names, "targets"), strict=True)]
        weights = flatten(sample_weight, names, "sample weights")
        given = [None if w is None else as_array(w, "sample weights") for w in weights]
        if class_weight is not None:
            given = self._with_class_weights(ys, given, class_weight)
        weights = [
            np.ones(len(t), np.float32) if w is None else w.astype(np.float32, copy=False)
            for w, t in zip(given, ys, strict=False)
        ]
        xs = [self._fit_rank(np.ascontiguousarray(a), i) for i, a in enumerate(xs)]
        ys = [np.ascontiguousarray(a) for a in ys]
        batch = Batch(xs, ys, weights if any(w is not None for w in given) else [])
        check_batch(self, batch)
        return batch

    def _with_class_weights(self, ys: list[Array], given: list[Any], weight: Any) -> list[Any]:
        table = weight if isinstance(weight, dict) and any(k in self.target_names for k in weight) else None
        given = given or [None] * len(ys)
        result = []
        shapes: list[Any] = self.output_shapes  # type: ignore[attr-defined]
        for name, shape, y, sample in zip(self.target_names, shapes, ys, given, strict=True):
            chosen = weight if table is None else table.get(name)
            check_class_weight(name, shape, chosen)
            result.append(sample if chosen is None else combined(sample, class_weights(y, dict(chosen))))
        return result

    def _batch_of(self, item: Any, class_weight: Any = None) -> Batch:
        """A Batch of what a generator yields: x, (x, y) or (x, y, sample_weight)."""
        inputs_alone = isinstance(item, list) and len(item) == len(self.input_names) > 1
        if isinstance(item, (tuple, list)) and len(item) in (2, 3) and not inputs_alone:
            return self._batch(item[0], item[1], item[2] if len(item) == 3 else None, class_weight)
        if isinstance(item, tuple) and len(item) == 1:
            item = item[0]
        return self._batch(item)

    def _feed(
        self,
        x: Any,
        y: Any,
        sample_weight: Any,
        class_weight: Any,
        batch_size: int | None,
        shuffle: Any,
        steps: int | None,
    ) -> ArrayFeed | IterableFeed:
        if is_batched_source(x):
            for word, value in (("y", y), ("sample_weight", sample_weight)):
                if value is not None:
                    raise ValueError(
                        f"`{word}` cannot be given when x yields batches: let it yield (x, y, sample_weight)."
                    )
            return IterableFeed(x, lambda item: self._batch_of(item, class_weight), steps, bool(shuffle))
        if batch_size is not None and batch_size < 1:
            raise ValueError(f"batch_size must be 1 or more, received batch_size={batch_size}.")
        batch = self._batch(x, y, sample_weight, class_weight)
        if batch_size is None:
            batch_size = 32 if steps is None or batch.rows == 0 else -(-batch.rows // steps)
        return ArrayFeed(batch, int(batch_size), shuffle, steps)

    # ---- fit

    @accepts_old_spellings
    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int | None = None,
        verbose: Any = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: Any = True,
        class_weight: Any = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: Any = 1,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
    ) -> Any:
        """Train for a number of epochs.

        Arguments:
            x, y: inputs and targets (arrays, lists, dicts, pandas), or x alone yielding batches `(x, y[, weight])`.
            batch_size: rows per batch (32).
            epochs: how many times the data is walked (1; 10 at level 1).
            verbose: 0 silent, 1 a bar, 2 a line per epoch, 'auto'.
            callbacks: list of callbacks.
            validation_split: the share of rows, taken from the end, to validate on.
            validation_data: (x, y[, sample_weight]) or a source of batches.
            shuffle: whether rows are drawn in random order; 'batch' for whole batches.
            class_weight: class index to weight.
            sample_weight: weight of each sample (B,), or of each step (B, T).
            initial_epoch: the epoch to start from.
            steps_per_epoch, validation_steps: batches per epoch, for sources that never end.
            validation_freq: every how many epochs to validate, or a list of epochs.

        Returns:
            A History whose `history` holds one list per loss and metric.
        """
        self._ready("fit")
        _refuse_processes(workers, use_multiprocessing)
        if epochs is None:
            epochs = 1 if at_least("2.2") else 10
        if validation_split and validation_data is None:
            x, y, sample_weight, validation_data = self._hold_out(x, y, sample_weight, validation_split)
        feed = self._feed(x, y, sample_weight, class_weight, batch_size, shuffle, steps_per_epoch)
        if isinstance(feed, ArrayFeed) and feed.rows == 0:
            raise ValueError("fit received no samples: the arrays are empty.")
        bar = self._callbacks(callbacks, verbose, feed, epochs, validation_data is not None, batch_size)
        self.stop_training = False
        bar.on_train_begin()
        logs: dict[str, Any] = {}
        try:
            for epoch in range(self._resume_epoch(initial_epoch), epochs):
                self.steps.reset()
                bar.on_epoch_begin(epoch)
                self._epoch("train", feed, bar)
                self.stop_training = self.stop_training or bool(getattr(feed, "exhausted", False))
                logs = self.steps.results()
                if validation_data is not None and _is_due(epoch, validation_freq):
                    logs |= self._validate(validation_data, validation_batch_size or batch_size, validation_steps, bar)
                logs = dict(sorted(logs.items())) if at_least("3") else logs
                bar.on_epoch_end(epoch, logs)
                if self.stop_training:
                    break
        finally:
            self._finish_training()
        bar.on_train_end(logs)
        return self.history

    def _resume_epoch(self, initial_epoch: int) -> int:
        """Where to start; BackupAndRestore may say later than asked."""
        return max(int(initial_epoch), int(getattr(self, "_initial_epoch", None) or 0))

    def _finish_training(self) -> None:
        finalize = getattr(self.optimizer, "finalize_variable_values", None)
        if finalize is not None and getattr(self.optimizer, "use_ema", False):
            finalize(self.trainable_weights)  # type: ignore[attr-defined]

    def _callbacks(
        self, callbacks: Any, verbose: Any, feed: Any, epochs: int, validates: bool, batch_size: int | None
    ) -> Any:
        from ..callbacks import CallbackList

        if all(hasattr(callbacks, name) for name in ("on_train_batch_begin", "set_params", "callbacks")):
            return callbacks
        level = 1 if verbose in ("auto", True) else int(verbose or 0)
        array = isinstance(feed, ArrayFeed)
        return CallbackList(
            callbacks,
            add_history=True,
            add_progbar=level != 0,
            model=self,
            verbose=level,
            epochs=epochs,
            steps=feed.steps,
            samples=feed.rows if array else None,
            batch_size=feed.batch_size if array else batch_size,
            do_validation=validates,
            metrics=[] if at_least("2.15") else self._metric_keys(validates),
        )

    def _metric_keys(self, validates: bool) -> list[str]:
        """Keys as Keras 1 and 2 listed them before training; there the choice of metrics does not depend on targets."""
        if not getattr(self, "compiled", False):
            return []
        shapes = self.output_shapes  # type: ignore[attr-defined]
        if all(shape is not None for shape in shapes):
            self.objective.bind(shapes, shapes)
        keys = [k for k, _ in self.objective.all_metrics]
        return keys + [f"val_{k}" for k in keys] if validates else keys

    def _hold_out(self, x: Any, y: Any, sample_weight: Any, share: float) -> tuple[Any, Any, Any, Any]:
        """Keep the last rows for validation."""
        if not 0.0 < share < 1.0:
            raise ValueError(f"validation_split must lie between 0 and 1, received {share}.")
        if is_batched_source(x):
            raise ValueError("validation_split needs arrays; pass validation_data when x yields batches.")
        names = self._input_names(x)
        first = as_array(flatten(x, names, "inputs")[0], "inputs")
        cut = int(len(first) * (1.0 - share))
        if cut == 0 or cut == len(first):
            raise ValueError(f"validation_split={share} of {len(first)} samples leaves one side empty.")
        front = [_cut(v, slice(None, cut)) for v in (x, y, sample_weight)]
        back = [_cut(v, slice(cut, None)) for v in (x, y, sample_weight)]
        held = tuple(back) if sample_weight is not None else tuple(back[:2])
        return (*front, held)

    def _validate(self, data: Any, batch_size: int | None, steps: int | None, bar: Any) -> dict[str, Any]:
        if isinstance(data, (tuple, list)) and len(data) in (2, 3):
            x, y, weight = data[0], data[1], data[2] if len(data) == 3 else None
        else:
            x, y, weight = data, None, None
        logs = self.evaluate(
            x, y, batch_size=batch_size, verbose=0, sample_weight=weight, steps=steps, callbacks=bar, return_dict=True
        )
        return {f"val_{k}": v for k, v in logs.items()}

    # ---- one epoch

    def _epoch(self, phase: str, feed: Any, bar: Any) -> None:
        hooks = bool(getattr(bar, f"{phase}_batch_hooks", True))
        if not hooks and isinstance(feed, ArrayFeed):
            self._series(phase, feed)
            return
        for step, run in enumerate(self._runs(phase, feed)):
            if hooks:
                getattr(bar, f"on_{phase}_batch_begin")(step)
            rows = run()
            if hooks:
                getattr(bar, f"on_{phase}_batch_end")(step, lambda rows=rows, step=step: self._batch_logs(step, rows))
            if self.stop_training and phase == "train":
                break

    def _series(self, phase: str, feed: ArrayFeed) -> None:
        """An epoch in which nobody looks at batches: equal batches that follow each other run without Python."""
        data = feed.batch
        function = self.steps.function(phase, data, gather=True)
        order = np.ascontiguousarray(feed.order(), np.int64)
        ranges = list(feed.ranges())
        place = 0
        while place < len(ranges):
            start, stop = ranges[place]
            rows, count = stop - start, 1
            while ranges[place + count : place + count + 1] == [(start + count * rows, stop + count * rows)]:
                count += 1
            arrays = [*data.arrays, order[start:stop]]
            function.plan(arrays).run_series(arrays, len(arrays) - 1, count)
            place += count

    def _batch_logs(self, step: int, rows: int) -> dict[str, Any]:
        logs = self.steps.results()
        return logs if at_least("2.15") else {"batch": step, "size": rows, **logs}

    def _runs(self, phase: str, feed: Any) -> Iterator[Any]:
        """One callable per batch; it runs the step and returns the number of rows."""
        if isinstance(feed, IterableFeed):
            for batch in feed.batches():
                yield lambda batch=batch: self._run_batch(phase, batch)
            return
        data = feed.batch
        if not feed.shuffle and phase != "train":
            function = self.steps.function(phase, data, gather=False)
            for start, stop in feed.ranges():
                yield lambda start=start, stop=stop: _run(function, data.slice(start, stop), stop - start)
            return
        function = self.steps.function(phase, data, gather=True)
        order = np.ascontiguousarray(feed.order(), np.int64)
        for start, stop in feed.ranges():
            yield lambda start=start, stop=stop: _run(function, [*data.arrays, order[start:stop]], stop - start)

    def _run_batch(self, phase: str, batch: Batch) -> int:
        function = self.steps.function(phase, batch, gather=False)
        return _run(function, batch.arrays, batch.rows)

    # ---- evaluate, predict

    @accepts_old_spellings
    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: Any = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
    ) -> Any:
        """Loss and metrics on data.

        Returns:
            The loss, or a list of loss and metrics, or a dict of them when `return_dict`.
        """
        self._ready("evaluate")
        _refuse_processes(workers, use_multiprocessing)
        feed = self._feed(x, y, sample_weight, None, batch_size, False, steps)
        if isinstance(feed, ArrayFeed) and feed.rows == 0:
            raise ValueError("evaluate received no samples: the arrays are empty.")
        bar = self._callbacks(callbacks, verbose, feed, 1, False, batch_size)
        kept = self.objective.all_metrics and self._freeze() if hasattr(callbacks, "callbacks") else None
        self.steps.reset()
        bar.on_test_begin()
        self._epoch("test", feed, bar)
        logs = self.steps.results()
        bar.on_test_end(logs)
        if kept:
            self._thaw(kept)
        return logs if return_dict else pack(list(logs.values()), single=True)

    def _freeze(self) -> list[tuple[Any, Array]]:
        """What the metrics have seen, so that validation within `fit` does not disturb it."""
        return [(v, v.numpy()) for _, m in self.objective.all_metrics for v in m.variables]

    def _thaw(self, kept: list[tuple[Any, Array]]) -> None:
        for variable, array in kept:
            variable.assign(array)

    @accepts_old_spellings
    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Any = "auto",
        steps: int | None = None,
        callbacks: Any = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
    ) -> Any:
        """Outputs for inputs, batch by batch.

        Returns:
            An array with one row per input row, or a list of them for several outputs.
        """
        _refuse_processes(workers, use_multiprocessing)
        if isinstance(x, np.ndarray) and callbacks is None and steps is None and len(x) <= (batch_size or 32):
            if not verbose or (verbose == "auto" and not at_least("2.15")):
                return self._predict_now(x)
        feed = self._feed(x, None, None, None, batch_size, False, steps)
        quiet = 0 if verbose == "auto" and not at_least("2.15") else verbose
        bar = self._callbacks(callbacks, quiet, feed, 1, False, batch_size)
        bar.on_predict_begin()
        hooks = bool(getattr(bar, "predict_batch_hooks", True))
        collected: list[list[Array]] = []
        for step, outputs in enumerate(self._predictions(feed)):
            if hooks:
                bar.on_predict_batch_begin(step)
                bar.on_predict_batch_end(step, {"outputs": pack(outputs, single=True)})
            collected.append(outputs)
        bar.on_predict_end()
        if not collected:
            raise ValueError("predict received no samples: the arrays are empty.")
        columns = zip(*collected, strict=True)
        return self._unflatten([np.concatenate(parts) if len(parts) > 1 else parts[0] for parts in columns])

    def _predict_now(self, x: Array) -> Any:
        """A small batch, with nothing in the way."""
        batch = self._batch(x)
        if batch.rows == 0:
            raise ValueError("predict received no samples: the arrays are empty.")
        return self._unflatten(self.steps.function("predict", batch, gather=False)(*batch.arrays))

    def _predictions(self, feed: Any) -> Iterator[list[Array]]:
        if isinstance(feed, IterableFeed):
            for batch in feed.batches():
                only = Batch(batch.x)
                yield self.steps.function("predict", only, gather=False)(*only.arrays)
            return
        only = Batch(feed.batch.x)
        if feed.rows == 0:
            return
        function = self.steps.function("predict", only, gather=False)
        for start, stop in feed.ranges():
            yield function(*only.slice(start, stop))

    # ---- one batch at a time

    @accepts_old_spellings
    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: Any = None,
        return_dict: bool = False,
        reset_metrics: bool = True,
    ) -> Any:
        """One update on one batch; returns loss and metrics, of this batch unless `reset_metrics` is False."""
        if isinstance(sample_weight, dict) and class_weight is None and all(isinstance(k, int) for k in sample_weight):
            sample_weight, class_weight = None, sample_weight
        return self._on_batch("train", self._batch(x, y, sample_weight, class_weight), return_dict, reset_metrics)

    @accepts_old_spellings
    def test_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False, reset_metrics: bool = True
    ) -> Any:
        """Loss and metrics of one batch."""
        return self._on_batch("test", self._batch(x, y, sample_weight), return_dict, reset_metrics)

    def predict_on_batch(self, x: Any) -> Any:
        """Outputs for one batch."""
        return self._predict_now(x)

    def _on_batch(self, phase: str, batch: Batch, return_dict: bool, reset_metrics: bool) -> Any:
        self._ready(f"{phase}_on_batch")
        function = self.steps.function(phase, batch, gather=False, reset=reset_metrics, report=True)
        values = [float(v) if v.ndim == 0 else v for v in function(*batch.arrays)]
        if return_dict:
            return dict(zip(self.steps.keys, values, strict=True))
        return pack(values, single=True)


def _run(function: Any, arrays: list[Array], rows: int) -> int:
    function.plan(arrays).run(arrays)
    return rows


def _named(value: Any, names: list[str], what: str) -> tuple[list[str], list[Any]]:
    flat = flatten(value, names, what)
    return names[: len(flat)], flat


def _cut(value: Any, rows: slice) -> Any:
    if value is None:
        return None
    if isinstance(value, dict):
        return {k: _cut(v, rows) for k, v in value.items()}
    if isinstance(value, (list, tuple)) and value and hasattr(value[0], "shape"):
        return type(value)(_cut(v, rows) for v in value)
    if hasattr(value, "iloc"):
        return value.iloc[rows]
    return as_array(value, "data")[rows]


def _is_due(epoch: int, frequency: Any) -> bool:
    if isinstance(frequency, int):
        return (epoch + 1) % frequency == 0
    return (epoch + 1) in frequency


def _refuse_processes(workers: int, use_multiprocessing: bool) -> None:
    if use_multiprocessing:
        raise NotImplementedError(
            explain(
                "use_multiprocessing=True is not there yet.",
                "False: batches are made in this process",
                "",
                "leave it out",
            )
        )
    del workers
