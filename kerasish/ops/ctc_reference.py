"""NumPy references of the CTC ops: forward and backward sums over alignments, in float64 and log space.

Graves et al., "Connectionist Temporal Classification", 2006, section 4: the states of a target are its labels with
blanks around them, `blank l1 blank l2 ... blank`. From one step to the next an alignment stays, moves on by one
state, or leaves out the blank between two labels that differ. Shapes: L steps that count, S = 2N + 1 states.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

LOG_ZERO = float(np.log(1e-307))  # what Keras on TensorFlow takes for the log of an impossible ending
_NEVER = -np.inf


class Sample(NamedTuple):
    """One sample, brought into the form that the recursions need."""

    states: Array  # (S,) the class of each state
    leap: Array  # (S,) whether a state can be reached from two states before
    ends: Array  # (S,) log weight of each state as the last one, 0 or minus infinity
    fits: bool  # whether any alignment leaves the target; where none does, any state may be the last
    probabilities: Array  # (L, C)
    emissions: Array  # (L, S) log probability of the class of each state; 0 where the class is none


def loss(target: Array, logits: Array, target_length: Array, output_length: Array, mask_index: int) -> Array:
    """Minus the log probability of each target, `(B,)`."""
    samples = _samples(target, logits, target_length, output_length, mask_index)
    logs = [_log_probability(s, _forward(s)) + (0.0 if s.fits else LOG_ZERO) for s in samples]
    return np.array([-p for p in logs], logits.dtype).reshape(len(logits))


def gradient(
    target: Array, logits: Array, target_length: Array, output_length: Array, dy: Array, mask_index: int
) -> Array:
    """The gradient of `sum(loss * dy)` by the logits, `(B, T, C)`."""
    result = np.zeros(logits.shape, np.float64)
    samples = _samples(target, logits, target_length, output_length, mask_index)
    for b, sample in enumerate(samples):
        result[b, : len(sample.emissions)] = _slope(sample, logits.shape[2]) * float(dy[b])
    return result.astype(logits.dtype)


def _samples(target: Array, logits: Array, target_length: Array, output_length: Array, mask_index: int) -> list[Sample]:
    steps = np.clip(output_length, 0, logits.shape[1])
    counts = np.clip(target_length, 0, target.shape[1])
    blank = mask_index % logits.shape[2]
    return [_sample(target[b], counts[b], logits[b, : steps[b]].astype(np.float64), blank) for b in range(len(logits))]


def _sample(target: Array, count: int, logits: Array, blank: int) -> Sample:
    fits = count + np.sum(target[1:count] == target[: max(count - 1, 0)]) <= len(logits)
    labels = target[:count] if fits else target
    states = np.full(2 * len(labels) + 1, blank)
    states[1::2] = labels
    leap = np.zeros(len(states), bool)
    leap[3::2] = labels[1:] != labels[:-1]
    ends = np.full(len(states), _NEVER if fits else 0.0)
    ends[-2:] = 0.0
    logp = logits - np.max(logits, -1, keepdims=True, initial=_NEVER)
    logp = logp - np.log(np.sum(np.exp(logp), -1, keepdims=True))
    known = (states >= 0) & (states < logits.shape[1])
    emissions = np.where(known, logp[:, np.where(known, states, 0)], 0.0)
    return Sample(states, leap, ends, bool(fits), np.exp(logp), emissions)


def _forward(sample: Sample) -> Array:
    """Log probability of all beginnings that are in a state after a step, `(L, S)`."""
    start = np.full(len(sample.states), _NEVER)
    start[:2] = 0.0
    return _walk(sample.emissions, sample.leap, start)


def _backward(sample: Sample) -> Array:
    """Log probability of all endings from a step on that start in a state, `(L, S)`: the forward sum, mirrored."""
    leap = np.concatenate([[False, False], sample.leap[::-1]])[: len(sample.leap)]
    return _walk(sample.emissions[::-1, ::-1], leap, sample.ends[::-1])[::-1, ::-1]


def _walk(emissions: Array, leap: Array, start: Array) -> Array:
    rows = np.empty(emissions.shape)
    for t, emission in enumerate(emissions):
        if t == 0:
            rows[t] = start + emission
            continue
        before = np.concatenate([[_NEVER, _NEVER], rows[t - 1]])
        moved = np.logaddexp(before[2:], before[1:-1])
        rows[t] = np.logaddexp(moved, np.where(leap, before[:-2], _NEVER)) + emission
    return rows


def _log_probability(sample: Sample, forward: Array) -> float:
    """Log of the sum over alignments. Without any step it is the empty one."""
    return float(np.logaddexp.reduce(forward[-1] + sample.ends)) if len(forward) else 0.0


def _slope(sample: Sample, classes: int) -> Array:
    """`softmax - expected counts` of the steps that count, `(L, C)`; 0 where the target is impossible."""
    forward = _forward(sample)
    if _log_probability(sample, forward) == _NEVER:
        return np.zeros(sample.probabilities.shape)
    paths = forward + _backward(sample)
    paths = np.where(paths == _NEVER, _NEVER, paths - sample.emissions)  # both sums have the emission of the step
    share = np.exp(paths - np.logaddexp.reduce(paths, axis=-1, keepdims=True))
    counts = share @ (sample.states[:, None] == np.arange(classes)).astype(np.float64)
    return sample.probabilities * counts.sum(-1, keepdims=True) - counts
