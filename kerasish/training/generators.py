"""`fit_generator` and its sisters, as Keras 1 and 2 called them: `fit` and the others on a source of batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..compat.arguments import accepts_old_spellings


class GeneratorMethods:
    """Mixed into `Trainer`."""

    if TYPE_CHECKING:

        def fit(self, *args: Any, **kwargs: Any) -> Any: ...
        def evaluate(self, *args: Any, **kwargs: Any) -> Any: ...
        def predict(self, *args: Any, **kwargs: Any) -> Any: ...

    @accepts_old_spellings
    def fit_generator(
        self,
        generator: Any,
        steps_per_epoch: int | None = None,
        epochs: int | None = None,
        verbose: Any = 1,
        callbacks: Any = None,
        validation_data: Any = None,
        validation_steps: int | None = None,
        validation_freq: Any = 1,
        class_weight: Any = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        shuffle: bool = True,
        initial_epoch: int = 0,
    ) -> Any:
        """`fit` on a generator or Sequence."""
        return self.fit(
            generator,
            epochs=1 if epochs is None else epochs,
            verbose=verbose,
            callbacks=callbacks,
            validation_data=validation_data,
            shuffle=shuffle,
            class_weight=class_weight,
            initial_epoch=initial_epoch,
            steps_per_epoch=steps_per_epoch,
            validation_steps=validation_steps,
            validation_freq=validation_freq,
            max_queue_size=max_queue_size,
            workers=workers,
            use_multiprocessing=use_multiprocessing,
        )

    @accepts_old_spellings
    def evaluate_generator(
        self,
        generator: Any,
        steps: int | None = None,
        callbacks: Any = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        verbose: int = 0,
    ) -> Any:
        """`evaluate` on a generator or Sequence."""
        return self.evaluate(
            generator,
            steps=steps,
            callbacks=callbacks,
            verbose=verbose,
            workers=workers,
            use_multiprocessing=use_multiprocessing,
        )

    @accepts_old_spellings
    def predict_generator(
        self,
        generator: Any,
        steps: int | None = None,
        callbacks: Any = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        verbose: int = 0,
    ) -> Any:
        """`predict` on a generator or Sequence."""
        return self.predict(
            generator,
            steps=steps,
            callbacks=callbacks,
            verbose=verbose,
            workers=workers,
            use_multiprocessing=use_multiprocessing,
        )
