"""python -m kerasish."""

import subprocess
import sys


def run(*arguments, **more):
    return subprocess.run(
        [sys.executable, "-m", "kerasish", *arguments], capture_output=True, text=True, check=False, **more
    )


def test_info():
    result = run("info")
    assert result.returncode == 0
    for word in ("Python", "numpy", "device", "threads", "cache", "level"):
        assert word in result.stdout


def test_help():
    assert run().returncode == 2
    result = run("--help")
    assert result.returncode == 0 and "run a script" in result.stdout


def test_run(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import sys, keras\nprint(sys.argv[1:], keras.__name__, __name__)\n"
        "from keras.utils import np_utils\nnp_utils.to_categorical([0])\n"
    )
    result = run("run", str(script), "--epochs", "3")
    assert result.returncode == 0, result.stderr
    assert result.stdout.split("\n")[0].startswith("['--epochs', '3']") and result.stdout.strip().endswith("__main__")
    assert "written for Keras 2.3" in result.stderr


def test_run_without_a_script():
    result = run("run", "nowhere.py")
    assert result.returncode == 2 and "there is no file" in result.stderr
