"""kerasish beside real Keras in one run: every workload under every provider, and the ratios.

    python benchmarks/compare.py --reference keras3=PYTHON --reference tf215=PYTHON [--workloads mlp_seed latency]

A reference is an interpreter that has Keras: one named `keras3` runs with the TensorFlow, JAX and torch backends, any
other as it is. Providers take turns within a workload, `--rounds` times, and the best round of each counts, so that a
busy machine disturbs all alike. The table goes to standard output and, with `--output`, to a file.
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

HERE = Path(__file__).parent
HIGHER_IS_BETTER = ("train_per_s", "predict_per_s")
FIGURES = {
    "mlp_seed": ("train_per_s", "predict_per_s", "peak_mb"),
    "mlp_wide": ("train_per_s", "predict_per_s", "peak_mb"),
    "latency": ("predict_one_us", "train_on_batch_us"),
    "startup": ("import_s", "first_epoch_s"),
    "growth": ("growth_kb",),
}


class Provider:
    """A name, an interpreter, a package and what its environment needs."""

    def __init__(self, name: str, python: str, package: str, **environment: str) -> None:
        self.name, self.python, self.package, self.environment = name, python, package, environment

    def run(self, workload: str) -> dict | None:
        """The figures of one run, or None when it failed."""
        command = [self.python, str(HERE / "workloads.py"), self.package, workload]
        environment = os.environ | self.environment
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode or not lines:
            print(f"{self.name} {workload}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return None
        return json.loads(lines[-1])


def providers(references: list[str]) -> list[Provider]:
    """kerasish (warm, and with an empty kernel cache), then the references."""
    root = str(HERE.parent)
    found = [Provider("kerasish", sys.executable, "kerasish", PYTHONPATH=root, KERASISH_COMPAT="3")]
    for reference in references:
        name, _, python = reference.partition("=")
        if name == "keras3":
            for backend in ("tensorflow", "jax", "torch"):
                found.append(Provider(f"keras 3, {backend}", python, "keras", KERAS_BACKEND=backend))
        else:
            found.append(Provider(name, python, "keras"))
    return found


def measure(chosen: list[Provider], workload: str, rounds: int) -> dict[str, dict[str, float]]:
    """The best figures of every provider."""
    best: dict[str, dict[str, float]] = {}
    for _ in range(rounds):
        for provider in chosen:
            figures = provider.run(workload)
            for key in FIGURES[workload] if figures else ():
                pick = max if key in HIGHER_IS_BETTER else min
                held = best.setdefault(provider.name, {})
                held[key] = pick(held.get(key, figures[key]), figures[key])
    return best


def cold_start() -> float | None:
    """Seconds to the end of the first epoch with an empty kernel cache."""
    with tempfile.TemporaryDirectory() as folder:
        provider = Provider(
            "kerasish", sys.executable, "kerasish", PYTHONPATH=str(HERE.parent), KERASISH_CACHE_DIR=folder
        )
        figures = provider.run("startup")
    return figures["first_epoch_s"] if figures else None


def table(workload: str, best: dict[str, dict[str, float]]) -> str:
    """A Markdown table; the last line is kerasish's ratio to the best of the others (above 1: kerasish is better)."""
    keys = FIGURES[workload]
    lines = [f"### {workload}", "", "| provider | " + " | ".join(keys) + " |", "|---" * (len(keys) + 1) + "|"]
    for name, figures in best.items():
        lines.append(f"| {name} | " + " | ".join(f"{figures[k]:,.4g}" for k in keys) + " |")
    others = [figures for name, figures in best.items() if name != "kerasish"]
    if "kerasish" in best and others and workload != "growth":
        ratios = [ratio(best["kerasish"][k], [o[k] for o in others], k) for k in keys]
        lines.append("| **ratio to the best of the others** | " + " | ".join(f"**{r:.2f}x**" for r in ratios) + " |")
    return "\n".join([*lines, ""])


def ratio(ours: float, others: list[float], key: str) -> float:
    """How much better than the best of the others."""
    return ours / max(others) if key in HIGHER_IS_BETTER else min(others) / max(ours, 1e-9)


def machine() -> str:
    """Processor, cores and versions."""
    import llvmlite.binding
    import numba
    import numpy

    return (
        f"{llvmlite.binding.get_host_cpu_name()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"NumPy {numpy.__version__}, Numba {numba.__version__}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--workloads", nargs="*", default=list(FIGURES), choices=list(FIGURES))
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--output", type=Path)
    chosen = parser.parse_args()
    found = providers(chosen.reference)
    parts = [f"Measured on: {machine()}. Command: `python benchmarks/compare.py --rounds {chosen.rounds}`.", ""]
    for workload in chosen.workloads:
        alone = workload == "growth"  # 10,000 predicts take real Keras up to ten minutes
        parts.append(table(workload, measure(found[:1] if alone else found, workload, 1 if alone else chosen.rounds)))
        print(parts[-1], flush=True)
    if "startup" in chosen.workloads:
        parts.append(f"First epoch with an empty kernel cache: {cold_start() or float('nan'):.1f} s\n")
        print(parts[-1], flush=True)
    if chosen.output:
        chosen.output.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
