"""Kernels of normalization: sums over rows for each channel, and rows normalized one by one.

The rows of a matrix [rows, C] are taken in blocks. Few channels are summed several rows side by side, as a wider
matrix, so that vectors are full and no sum waits for the one before. Sums within a block have the type of the data;
blocks are put together in double precision, in a fixed order.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import count
from . import library
from .lowering import code_of, lowers, parts_for, run
from .spec import FAST, KERNELS, kernel

_LINE = 256  # elements summed side by side
_PANEL = 1024  # channels taken together
_LINES = 64  # lines of a block: so few that their sums are good to the last digits
_ROOM = 3 * (_PANEL + _LINE)  # elements of scratch memory that a thread needs


def _clear(x):  # type: ignore[no-untyped-def]
    for i in range(x.shape[0]):
        x[i] = 0


def _repeat(x, width):  # type: ignore[no-untyped-def]
    """Fill x with copies of its first items."""
    filled = width
    while filled < x.shape[0]:
        more = min(filled, x.shape[0] - filled)
        target = x[filled : filled + more]
        for i in range(more):
            target[i] = x[i]
        filled += more


def _fold(x, width):  # type: ignore[no-untyped-def]
    """Add up rows of this width that lie side by side, into the first."""
    rows = x.shape[0] // width
    while rows > 1:
        half = rows // 2
        source = x[(rows - half) * width : rows * width]
        for i in range(source.shape[0]):
            x[i] += source[i]
        rows -= half


def _add_lines(x, step, lines, total):  # type: ignore[no-untyped-def]
    """total += the sum of lines, `step` items apart."""
    wide = total.shape[0]
    line = 0
    while line + 4 <= lines:
        a = x[line * step : line * step + wide]
        b = x[(line + 1) * step : (line + 1) * step + wide]
        c = x[(line + 2) * step : (line + 2) * step + wide]
        d = x[(line + 3) * step : (line + 3) * step + wide]
        for i in range(wide):
            total[i] += (a[i] + b[i]) + (c[i] + d[i])
        line += 4
    while line < lines:
        a = x[line * step : line * step + wide]
        for i in range(wide):
            total[i] += a[i]
        line += 1


def _add_distances(x, step, lines, centre, total, squares):  # type: ignore[no-untyped-def]
    """total += the sum of line - centre, squares += the sum of its squares."""
    wide = total.shape[0]
    line = 0
    while line + 2 <= lines:
        a = x[line * step : line * step + wide]
        b = x[(line + 1) * step : (line + 1) * step + wide]
        for i in range(wide):
            first, second = a[i] - centre[i], b[i] - centre[i]
            total[i] += first + second
            squares[i] += first * first + second * second
        line += 2
    if line < lines:
        a = x[line * step : line * step + wide]
        for i in range(wide):
            first = a[i] - centre[i]
            total[i] += first
            squares[i] += first * first


def _add_products(x, dy, step, lines, centre, sums, products):  # type: ignore[no-untyped-def]
    """sums += the sum of the lines of dy, products += the sum of dy * (x - centre)."""
    wide = sums.shape[0]
    for line in range(lines):
        a = x[line * step : line * step + wide]
        b = dy[line * step : line * step + wide]
        for i in range(wide):
            sums[i] += b[i]
            products[i] += b[i] * (a[i] - centre[i])


def _panel_moments(x, channels, rows, mean, spread, room):  # type: ignore[no-untyped-def]
    """Mean and sum of squared distances of the first columns of [rows, channels], by Chan's formula for blocks.

    Distances within a block are taken from the mean of the blocks before, in the first from that of its first lines.
    What that loses to rounding is a share of the spread there is between blocks, and every row is read once.
    """
    width = mean.shape[0]
    side = max(1, _LINE // channels) if width == channels else 1  # rows that make one line
    wide = side * width
    total, centre, squares = room[:wide], room[wide : 2 * wide], room[2 * wide : 3 * wide]
    block = _LINES * side
    _clear(total)
    first = min(8 * side, rows)
    _add_lines(x, side * channels, first // side, total)
    _add_lines(x[first // side * side * channels :], channels, first % side, total[:width])
    _fold(total, width)
    for f in range(width):
        mean[f] = total[f] / x.dtype.type(first)
        spread[f] = 0
    done = 0
    while done < rows:
        take = min(block, rows - done)
        lines = take // side
        here, rest = x[done * channels :], x[(done + lines * side) * channels :]
        for f in range(width):
            centre[f] = mean[f]
        _repeat(centre, width)
        _clear(total)
        _clear(squares)
        _add_distances(here, side * channels, lines, centre, total, squares)
        _add_distances(rest, channels, take - lines * side, centre[:width], total[:width], squares[:width])
        _fold(total, width)
        _fold(squares, width)
        share, inverse = take / (done + take), 1.0 / take
        for f in range(width):
            moved = np.float64(total[f]) * inverse
            gap = np.float64(centre[f]) + moved - mean[f]
            spread[f] += np.float64(squares[f]) - moved * moved * take + gap * gap * (done * share)
            mean[f] += gap * share
        done += take


def _panel_sums(x, dy, channels, rows, mean, sums, products, room):  # type: ignore[no-untyped-def]
    """Sums of dy and of dy * (x - mean) over the rows, for the first columns of [rows, channels]."""
    width = mean.shape[0]
    side = max(1, _LINE // channels) if width == channels else 1
    wide = side * width
    total, centre, crossed = room[:wide], room[wide : 2 * wide], room[2 * wide : 3 * wide]
    block = _LINES * side
    for f in range(width):
        centre[f] = mean[f]
    _repeat(centre, width)
    _clear(sums)
    _clear(products)
    done = 0
    while done < rows:
        take = min(block, rows - done)
        lines = take // side
        start, end = done * channels, (done + lines * side) * channels
        _clear(total)
        _clear(crossed)
        _add_products(x[start:], dy[start:], side * channels, lines, centre, total, crossed)
        rest = take - lines * side
        _add_products(x[end:], dy[end:], channels, rest, centre[:width], total[:width], crossed[:width])
        _fold(total, width)
        _fold(crossed, width)
        for f in range(width):
            sums[f] += total[f]
            products[f] += crossed[f]
        done += take


@kernel("x: T[S], mean: f8[Q,C], spread: f8[Q,C], room: T[H,L], rows: int, most: int, chunks: int, per: int", split="Q")
def channel_moments(x, mean, spread, room, rows, most, chunks, per, part, thread):  # type: ignore[no-untyped-def]
    """Mean and sum of squared distances for each chunk of at most `most` rows; `chunks` of them make up `rows`."""
    channels = mean.shape[1]
    for q in range(mean.shape[0]):
        place = part * per + q
        first = place % chunks * most
        here = min(most, rows - first)
        start = (place // chunks * rows + first) * channels
        for c in range(0, channels, 1024):
            width = min(1024, channels - c)
            panel = mean[q][c : c + width], spread[q][c : c + width]
            _panel_moments(x[start + c :], channels, here, panel[0], panel[1], room[thread])


@kernel("mean: f8[B,P,C], spread: f8[B,P,C], m: T[B,C], v: T[B,C], rows: int, most: int", split="B")
def join_moments(mean, spread, m, v, rows, most):  # type: ignore[no-untyped-def]
    """Mean and variance of all rows from those of chunks, by Chan's formula."""
    for b in range(m.shape[0]):
        whole, total = mean[b, 0], spread[b, 0]
        done = min(most, rows)
        for p in range(1, mean.shape[1]):
            more, added = mean[b, p], spread[b, p]
            take = min(most, rows - done)
            share = take / (done + take)
            for f in range(whole.shape[0]):
                gap = more[f] - whole[f]
                total[f] += added[f] + gap * gap * (done * share)
                whole[f] += gap * share
            done += take
        for f in range(whole.shape[0]):
            m[b, f] = whole[f]
            v[b, f] = max(total[f], 0.0) / rows


@kernel(
    "x: T[S], dy: T[S], m: T[B,C], sums: f8[Q,C], products: f8[Q,C], room: T[H,L], rows: int, most: int, chunks: int, "
    "per: int",
    split="Q",
)
def channel_sums(x, dy, m, sums, products, room, rows, most, chunks, per, part, thread):  # type: ignore[no-untyped-def]
    """Sums of dy and of dy * (x - m) for each chunk of at most `most` rows."""
    channels = m.shape[1]
    for q in range(sums.shape[0]):
        place = part * per + q
        first = place % chunks * most
        here = min(most, rows - first)
        start = (place // chunks * rows + first) * channels
        centre = m[place // chunks]
        for c in range(0, channels, 1024):
            last = min(c + 1024, channels)
            _panel_sums(
                x[start + c :], dy[start + c :], channels, here, centre[c:last], sums[q][c:last], products[q][c:last],
                room[thread],
            )  # fmt: skip


@kernel("x: f8[B,P,C], y: T[B,C]", split="B")
def join_sums(x, y):  # type: ignore[no-untyped-def]
    """y[b] = the sum over p, in order; the first row of each b is overwritten."""
    for b in range(x.shape[0]):
        total = x[b, 0]
        for p in range(1, x.shape[1]):
            more = x[b, p]
            for f in range(total.shape[0]):
                total[f] += more[f]
        for f in range(total.shape[0]):
            y[b, f] = total[f]


@kernel("x: T[B,F], y: T[B,F], inverse: T[B], epsilon: float, centred: int", split="B", fastmath=FAST)
def normalize_rows(x, y, inverse, epsilon, centred):  # type: ignore[no-untyped-def]
    """inverse = 1 / sqrt(mean((x - mean)**2) + epsilon), y = (x - mean) * inverse."""
    width = x.shape[1]
    for b in range(x.shape[0]):
        row, out = x[b], y[b]
        total = 0.0
        if centred != 0:
            for start in range(0, width, 4096):
                piece = row[start : min(start + 4096, width)]
                part = x.dtype.type(0)
                for f in range(piece.shape[0]):
                    part += piece[f]
                total += part
        mean = x.dtype.type(total / width)
        squares = 0.0
        for start in range(0, width, 4096):
            piece = row[start : min(start + 4096, width)]
            part = x.dtype.type(0)
            for f in range(piece.shape[0]):
                part += (piece[f] - mean) * (piece[f] - mean)
            squares += part
        scale = x.dtype.type(1.0 / np.sqrt(squares / width + epsilon))
        inverse[b] = scale
        for f in range(width):
            out[f] = (row[f] - mean) * scale


@kernel("y: T[B,F], inverse: T[B], dy: T[B,F], dx: T[B,F], centred: int", split="B", fastmath=FAST)
def normalize_rows_grad(y, inverse, dy, dx, centred):  # type: ignore[no-untyped-def]
    """dx = inverse * (dy - mean(dy) - y * mean(y * dy)), the first mean only where centred."""
    width = y.shape[1]
    for b in range(y.shape[0]):
        row, flow, out = y[b], dy[b], dx[b]
        total, crossed = 0.0, 0.0
        for start in range(0, width, 4096):
            stop = min(start + 4096, width)
            piece, given = row[start:stop], flow[start:stop]
            part, product = y.dtype.type(0), y.dtype.type(0)
            for f in range(piece.shape[0]):
                part += given[f]
                product += given[f] * piece[f]
            total += part
            crossed += product
        mean = y.dtype.type(total / width if centred != 0 else 0.0)
        slope, scale = y.dtype.type(crossed / width), inverse[b]
        for f in range(width):
            out[f] = (flow[f] - mean - row[f] * slope) * scale


class _Chunks:
    """How the rows of [B, rows, C] are cut: into chunks of equal size, by their number alone."""

    def __init__(self, launch: Any, x: Any, leading: int) -> None:
        self.launch, self.code = launch, code_of(x.dtype)
        self.samples, self.channels = count(x.shape[:leading]), x.shape[-1]
        self.rows = count(x.shape[leading:-1])
        wanted = parts_for(1.0 * x.size, self.rows) if self.samples == 1 else 1
        self.most = -(-self.rows // wanted) if wanted == 1 else -(-self.rows // (16 * wanted)) * 16
        self.chunks = -(-self.rows // self.most) if self.rows else 0
        self.work = 1.0 * x.size

    def partial(self) -> Any:
        """Room for a number per chunk and channel."""
        return self.launch.temporary((self.samples * self.chunks, self.channels), "float64")

    def emit(self, name: str, values: dict[str, Any], size: int) -> None:
        """Launch a kernel over chunks."""
        pieces = self.samples * self.chunks
        parts = parts_for(self.work, pieces) if self.samples > 1 else pieces
        itemsize = 4 if self.code == "f4" else 8
        extents = {"S": size, "B": self.samples, "Q": pieces, "C": self.channels, "H": 1 << 16}
        extents["L"] = self.launch.thread_bytes // itemsize
        per = -(-pieces // parts)
        values = values | {"room": self.launch.thread_scratch, "rows": self.rows, "most": self.most}
        values |= {"chunks": self.chunks, "per": per}
        spec = KERNELS[name]
        self.launch.emit(library.address(name, T=self.code), spec.pack(values, extents, parts), parts)

    def join(self, name: str, values: dict[str, Any], **letters: str) -> None:
        """Launch a kernel that puts chunks together."""
        extents = {"B": self.samples, "P": self.chunks, "C": self.channels}
        run(self.launch, name, values, extents, 2.0 * self.samples * self.chunks * self.channels, **letters)


@lowers("channel_moments")
def lower_moments(launch: Any, call: Any) -> None:
    """Mean and variance of channels; those of no rows are nan."""
    from .shape import fill_with

    x = launch.contiguous(call.inputs[0])
    mean, variance = (launch.out(v) for v in call.outputs)
    if not mean.size:
        return
    cut = _Chunks(launch, x, call.attrs["leading"])
    if not cut.rows:
        for out in (mean, variance):
            fill_with(launch, out, float("nan"))
        return
    means, spreads = cut.partial(), cut.partial()
    cut.emit("channel_moments", {"x": x, "mean": means, "spread": spreads}, x.size)
    values = {"mean": means, "spread": spreads, "m": mean, "v": variance, "rows": cut.rows, "most": cut.most}
    cut.join("join_moments", values, T=cut.code)


@lowers("channel_sums")
def lower_sums(launch: Any, call: Any) -> None:
    """Sums of a gradient, alone and times the distance from a mean, for each channel."""
    from .shape import fill_with

    x, mean, dy = (launch.contiguous(v) for v in call.inputs)
    outs = [launch.out(v) for v in call.outputs]
    if not outs[0].size:
        return
    cut = _Chunks(launch, x, call.attrs["leading"])
    if not cut.rows:
        for out in outs:
            fill_with(launch, out, 0.0)
        return
    parts = [cut.partial(), cut.partial()]
    cut.emit("channel_sums", {"x": x, "dy": dy, "m": mean, "sums": parts[0], "products": parts[1]}, x.size)
    for part, out in zip(parts, outs, strict=True):
        cut.join("join_sums", {"x": part, "y": out}, T=cut.code)


@lowers("normalize_rows")
def lower_rows(launch: Any, call: Any) -> None:
    """Rows normalized, and what each was multiplied with."""
    x = launch.contiguous(call.inputs[0])
    y, inverse = (launch.out(v) for v in call.outputs)
    if not x.size:
        if inverse.size:
            from .shape import fill_with

            fill_with(launch, inverse, 0.0)
        return
    values = {"x": x, "y": y, "inverse": inverse, "epsilon": call.attrs["epsilon"]}
    values["centred"] = int(call.attrs["centred"])
    rows = {"B": count(x.shape[:-1]), "F": x.shape[-1]}
    run(launch, "normalize_rows", values, rows, 1.5 * x.size, T=code_of(x.dtype))


@lowers("normalize_rows_grad")
def lower_rows_grad(launch: Any, call: Any) -> None:
    """Gradient of rows normalized."""
    y, inverse, dy = (launch.contiguous(v) for v in call.inputs)
    dx = launch.out(call.outputs[0])
    if dx.size:
        values = {"y": y, "inverse": inverse, "dy": dy, "dx": dx, "centred": int(call.attrs["centred"])}
        rows = {"B": count(y.shape[:-1]), "F": y.shape[-1]}
        run(launch, "normalize_rows_grad", values, rows, 1.5 * y.size, T=code_of(y.dtype))
