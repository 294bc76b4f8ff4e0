"""Writes `goldens/utils-VERSION.json`: what this interpreter's own Keras prints and returns.

    /path/to/python compat_tests/utils/make_utils_goldens.py

Run once under each of Keras 1.2.2, 2.3.1, 2.15 and 3.15 (DESIGN.md, section 7).
"""
# The spelling is that of Python 3.6, which runs Keras 1.2.2.
# ruff: noqa: I001, N803, N806, N812, UP004, UP008, UP020, UP031

import io
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["COLUMNS"] = "80"
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import keras  # noqa: E402
import progress_cases  # noqa: E402
import summary_models  # noqa: E402

OLD = keras.__version__.startswith("1.")


def summary(case):
    try:
        model = summary_models.real(case)
        kwargs = summary_models.ARGUMENTS.get(case, {})
        lines = []
        if OLD:
            old, sys.stdout = sys.stdout, io.StringIO()
            try:
                model.summary(**kwargs)
                return sys.stdout.getvalue()
            finally:
                sys.stdout = old
        model.summary(print_fn=lambda text, **more: lines.append(text), **kwargs)
        return "\n".join(lines)
    except Exception as error:
        return {"error": type(error).__name__}


def main():
    if OLD:
        from keras.utils.generic_utils import Progbar
    else:
        from keras.utils import Progbar
    bars = {}
    for case in progress_cases.CASES:
        for verbose in (1, 2):
            for stateful in (None, ["loss"]):
                if OLD and (stateful or case == "unknown"):
                    continue
                name = "%s verbose=%d%s" % (case, verbose, " stateful" if stateful else "")
                bars[name] = progress_cases.output(Progbar, case, True, verbose, stateful)
    result = {
        "version": keras.__version__,
        "python": sys.version.split()[0],
        "summary": {case: summary(case) for case in summary_models.CASES},
        "progress": bars,
    }
    path = os.path.join(HERE, "goldens", "utils-%s.json" % ".".join(keras.__version__.split(".")[:2]))
    with io.open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps(result, indent=1, ensure_ascii=False, sort_keys=True))


main()
