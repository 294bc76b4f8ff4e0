"""kerasish beside real Keras in one run: every workload under every provider, and the ratios.

    python benchmarks/compare.py --reference keras3=PYTHON --reference tf215=PYTHON [--workloads mlp_seed latency]

A reference is an interpreter that has Keras: one named `keras3` runs with the TensorFlow, JAX and torch backends (and
the large nets with ONNX Runtime, where it has that), any other as it is. Providers take turns within a workload,
`--rounds` times, and the best round of each counts, so that a busy machine disturbs all alike. The tables go to
standard output and, with `--output`, to a file. "% of peak" is the share of the operations that this machine can do
(`work.py`) which the model needs; `-` stands where a provider could not run. `--rows` and `--repeats` make short
trials.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from models import TRAINED
from nets import NETS

HERE = Path(__file__).parent
ROOT = str(HERE.parent)
OURS, ONNX = "kerasish", "ONNX Runtime"
HIGHER_IS_BETTER = ("train_per_s", "predict_per_s")
FIGURES = {
    **dict.fromkeys(TRAINED, ("train_per_s", "predict_per_s", "peak_mb")),
    **dict.fromkeys(NETS, ("predict_per_s", "peak_mb")),
    "latency": ("predict_one_us", "train_on_batch_us"),
    "startup": ("import_s", "first_epoch_s"),
    "growth": ("growth_kb",),
}
PASSES = {"train_per_s": 3, "predict_per_s": 1}
"""Times the multiply-adds of the forward pass that a figure stands for."""

Best = dict[str, dict[str, float]]


class Provider:
    """A name, an interpreter, a package and what its environment needs."""

    def __init__(self, name: str, python: str, package: str, **environment: str) -> None:
        self.name, self.python, self.package, self.environment = name, python, package, environment

    def run(self, workload: str, options: list[str]) -> dict | None:
        """The figures of one run, or None when it failed."""
        command = [self.python, str(HERE / "workloads.py"), self.package, workload, *options]
        environment = os.environ | self.environment
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode or not lines:
            print(f"{self.name} {workload}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return None
        return json.loads(lines[-1])


def ours(**environment: str) -> Provider:
    """kerasish in this interpreter."""
    return Provider(OURS, sys.executable, "kerasish", PYTHONPATH=ROOT, KERASISH_COMPAT="3", **environment)


def providers(references: list[str]) -> list[Provider]:
    """kerasish, then the references."""
    found = [ours()]
    for reference in references:
        name, _, python = reference.partition("=")
        if name == "keras3":
            for backend in ("tensorflow", "jax", "torch"):
                found.append(Provider(f"keras 3, {backend}", python, "keras", KERAS_BACKEND=backend))
            found.append(Provider(ONNX, python, "onnxruntime"))
        else:
            found.append(Provider(name, python, "keras"))
    return found


def measure(chosen: list[Provider], workload: str, rounds: int, options: list[str]) -> Best:
    """The best figures of every provider."""
    best: Best = {}
    for _ in range(rounds):
        for provider in chosen:
            if provider.name == ONNX and workload not in NETS:
                continue
            held = best.setdefault(provider.name, {})
            figures = provider.run(workload, options) or {}
            for key in set(FIGURES[workload]) & set(figures):
                pick = max if key in HIGHER_IS_BETTER else min
                held[key] = pick(held.get(key, figures[key]), figures[key])
            held.update({k: figures[k] for k in ("multiply_adds",) if k in figures})
    return best


def cold_start(options: list[str]) -> float | None:
    """Seconds to the end of the first epoch with an empty kernel cache."""
    with tempfile.TemporaryDirectory() as folder:
        figures = ours(KERASISH_CACHE_DIR=folder).run("startup", options)
    return figures["first_epoch_s"] if figures else None


def peak() -> float:
    """GF/s that this machine can do; 0 when that could not be measured."""
    command = [sys.executable, str(HERE / "work.py")]
    environment = os.environ | {"PYTHONPATH": ROOT}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"peak: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return 0.0
    return float(json.loads(done.stdout.splitlines()[-1])["peak"])


def row(cells: list[str]) -> str:
    """A line of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def table(workload: str, best: Best, most: float) -> str:
    """A Markdown table; the last line is kerasish's ratio to the best Keras (above 1: kerasish is better)."""
    keys = FIGURES[workload]
    work = max((figures.get("multiply_adds", 0.0) for figures in best.values()), default=0.0)
    shared = [k for k in keys if k in PASSES] if work and most else []
    heads = [*keys, *(f"{k.partition('_')[0]}, % of peak" for k in shared)]
    lines = [f"### {workload}", "", row(["provider", *heads]), "|---" * (len(heads) + 1) + "|"]
    for name, figures in best.items():
        cells = [f"{figures[k]:,.4g}" if k in figures else "-" for k in keys]
        cells += [f"{100 * share(figures[k], work, k, most):.1f}" if k in figures else "-" for k in shared]
        lines.append(row([name, *cells]))
    ratios = ratios_of(workload, best)
    if any(ratios.values()):
        cells = [f"**{r:.2f}x**" if r else "-" for r in ratios.values()] + [""] * len(shared)
        lines.append(row(["**ratio to the best Keras**", *cells]))
    return "\n".join([*lines, ""])


def share(per_s: float, work: float, key: str, most: float) -> float:
    """The part of the machine's operations that the model needed."""
    return 2.0 * work * PASSES[key] * per_s / (1e9 * most)


def ratios_of(workload: str, best: Best) -> dict[str, float | None]:
    """How much better kerasish is than the best Keras, by figure; None where there is nothing to compare."""
    found: dict[str, float | None] = {}
    for key in FIGURES[workload]:
        others = [f[key] for name, f in best.items() if name not in (OURS, ONNX) and key in f]
        mine = best.get(OURS, {}).get(key)
        if mine is None or not others or workload == "growth":
            found[key] = None
        else:
            found[key] = mine / max(others) if key in HIGHER_IS_BETTER else min(others) / max(mine, 1e-9)
    return found


def summary(results: dict[str, Best], most: float) -> str:
    """All ratios to the best Keras in one table, and the share of the peak that kerasish reaches."""
    named = {w: {k: r for k, r in ratios_of(w, best).items() if r} for w, best in results.items()}
    heads = ["workload", "figure", "ratio to the best Keras", "% of peak"]
    lines = ["### Ratios", "", row(heads), "|---" * len(heads) + "|"]
    for workload, ratios in named.items():
        figures = results[workload][OURS] if ratios else {}
        for key, ratio in ratios.items():
            work = figures.get("multiply_adds", 0.0) if key in PASSES and most else 0.0
            told = f"{100 * share(figures[key], work, key, most):.1f}" if work else "-"
            lines.append(row([workload, key, f"{ratio:.2f}x", told]))
    return "\n".join([*lines, ""])


def machine(most: float) -> str:
    """Processor, cores, what they can do, and versions."""
    import llvmlite.binding
    import numba
    import numpy

    return (
        f"{llvmlite.binding.get_host_cpu_name()}, {os.cpu_count()} cores, {most:.0f} GF/s, "
        f"Python {platform.python_version()}, NumPy {numpy.__version__}, Numba {numba.__version__}"
    )


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--workloads", nargs="*", default=list(FIGURES), choices=list(FIGURES))
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--repeats", type=int)
    parser.add_argument("--output", type=Path)
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    chosen = arguments()
    options = [f"--{k}={v}" for k in ("rows", "repeats") if (v := getattr(chosen, k)) is not None]
    found, most = providers(chosen.reference), peak()
    told = " ".join(["python benchmarks/compare.py", "--workloads", *chosen.workloads, f"--rounds={chosen.rounds}"])
    parts = [f"Measured on: {machine(most)}. Command: `{' '.join([told, *options])}`.", ""]
    results: dict[str, Best] = {}
    print(parts[0], flush=True)
    for workload in chosen.workloads:
        alone = workload == "growth"  # 10,000 predicts take real Keras up to ten minutes
        results[workload] = measure(found[:1] if alone else found, workload, 1 if alone else chosen.rounds, options)
        parts.append(table(workload, results[workload], most))
        print(parts[-1], flush=True)
    if "startup" in chosen.workloads:
        parts.append(f"First epoch with an empty kernel cache: {cold_start(options) or float('nan'):.1f} s\n")
        print(parts[-1], flush=True)
    parts.append(summary(results, most))
    print(parts[-1], flush=True)
    if chosen.output:
        chosen.output.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
