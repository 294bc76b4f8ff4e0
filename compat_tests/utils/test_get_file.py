"""get_file: the cache, hashes, broken downloads and hostile archives."""

import hashlib
import io
import os
import tarfile
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import kerasish.compat
from kerasish.utils import get_file, validate_file
from kerasish.utils.archives import extract
from kerasish.utils.download import DownloadError


@pytest.fixture(params=["2.15", "3"])
def level(request):
    kerasish.compat.set_level(request.param)
    yield request.param
    kerasish.compat.set_level(None)


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "one.txt").write_text("one")
    with tarfile.open(folder / "data.tar.gz", "w:gz") as tar:
        tar.add(folder / "one.txt", "data/a.txt")
    with zipfile.ZipFile(folder / "z.zip", "w") as archive:
        archive.write(folder / "one.txt", "zz/a.txt")
    return folder.as_uri()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def files(folder):
    return sorted(os.path.relpath(os.path.join(d, f), folder) for d, _, fs in os.walk(folder) for f in fs)


def test_download_once(source, cache, level, capsys):
    path = get_file("one.txt", f"{source}/one.txt")
    assert path == str(cache / "datasets" / "one.txt")
    assert "Downloading data from" in capsys.readouterr().out
    get_file("one.txt", "http://127.0.0.1:9/unreachable")
    assert capsys.readouterr().out == ""
    assert get_file(origin=f"{source}/one.txt", cache_subdir="", cache_dir=cache / "other") == str(
        cache / "other" / "one.txt"
    )


@pytest.mark.parametrize("kind", ["md5", "sha256"])
def test_hashes(source, cache, level, kind):
    good = hashlib.new(kind, b"one").hexdigest()
    path = get_file("one.txt", f"{source}/one.txt", file_hash=good)
    assert validate_file(path, good)
    (cache / "datasets" / "one.txt").write_text("spoilt")
    get_file("one.txt", f"{source}/one.txt", file_hash=good)
    assert validate_file(path, good)
    with pytest.raises(ValueError, match="corrupted"):
        get_file("two.txt", f"{source}/one.txt", file_hash="0" * len(good))
    assert files(cache) == ["datasets/one.txt"]


def test_what_cannot_be_reached_says_where_to_put_it(source, cache, level):
    with pytest.raises(DownloadError, match=r"(?s)URL fetch failure.*put it at .*datasets/none.txt"):
        get_file("none.txt", f"{source}/none.txt")
    assert files(cache) == []


def test_a_download_that_breaks_off_leaves_no_file(cache, level):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"x" * 10)

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    with pytest.raises(DownloadError, match="10 of 1000|IncompleteRead"):
        get_file("x.bin", f"http://127.0.0.1:{server.server_port}/x.bin")
    thread.join()
    server.server_close()
    assert files(cache) == []


# Paths as Keras 2.15 and 3.15 lay them out.
@pytest.mark.parametrize(
    ("fname", "name", "how", "returned"),
    [
        ("data", "data.tar.gz", "untar", {"2.15": "data", "3": "data"}),
        ("data.tar.gz", "data.tar.gz", "extract", {"2.15": "data.tar.gz", "3": "data_extracted"}),
        ("z.zip", "z.zip", "extract", {"2.15": "z.zip", "3": "z_extracted"}),
        (None, "data.tar.gz", "extract", {"2.15": "data.tar.gz", "3": "data.tar.gz"}),
    ],
)
def test_unpacking(source, cache, level, fname, name, how, returned):
    for _ in range(2):
        path = get_file(fname, f"{source}/{name}", **{how: True})
    assert path == str(cache / "datasets" / returned[level])
    inner = "zz/a.txt" if name == "z.zip" else "data/a.txt"
    root = path if level == "3" else str(cache / "datasets")
    with open(os.path.join(root, inner)) as file:
        assert file.read() == "one"


def test_bad_arguments(source, cache, level):
    with pytest.raises(ValueError, match="origin"):
        get_file("x")
    with pytest.raises(ValueError, match="a path as `fname`"):
        get_file("../x", f"{source}/one.txt")
    with pytest.raises(ValueError, match="hash_algorithm"):
        get_file("x", f"{source}/one.txt", file_hash="0", hash_algorithm="crc")
    with pytest.raises(ValueError, match="archive_format"):
        get_file("x", f"{source}/one.txt", archive_format="rar")
    with pytest.raises(ValueError, match="starts with http"):
        get_file("x", "gopher://host/x")


def tar_with(path, *members):
    with tarfile.open(path, "w") as tar:
        good = tarfile.TarInfo("good.txt")
        good.size = 2
        tar.addfile(good, io.BytesIO(b"ok"))
        for name, kind, link in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, link
            tar.addfile(info, io.BytesIO(b""))


@pytest.mark.parametrize(
    "member",
    [
        ("/etc/x", tarfile.REGTYPE, ""),
        ("../x", tarfile.REGTYPE, ""),
        ("a/../../x", tarfile.REGTYPE, ""),
        ("..\\x", tarfile.REGTYPE, ""),
        ("C:\\x", tarfile.REGTYPE, ""),
        ("link", tarfile.SYMTYPE, "/etc/passwd"),
        ("hard", tarfile.LNKTYPE, "good.txt"),
        ("pipe", tarfile.FIFOTYPE, ""),
        ("device", tarfile.CHRTYPE, ""),
    ],
)
def test_hostile_tars_write_nothing(tmp_path, member):
    tar_with(tmp_path / "x.tar", member)
    with pytest.raises(ValueError, match="Refused to unpack"):
        extract(str(tmp_path / "x.tar"), str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", "C:/x"])
def test_hostile_zips_write_nothing(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("good.txt", "ok")
        archive.writestr(name, "bad")
    with pytest.raises(ValueError, match="Refused to unpack"):
        extract(str(tmp_path / "x.zip"), str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_zip_links_are_refused(tmp_path):
    info = zipfile.ZipInfo("link")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(ValueError, match="a link or a device"):
        extract(str(tmp_path / "x.zip"), str(tmp_path / "out"))


def test_links_that_were_there_before_are_not_followed(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "data").symlink_to(tmp_path / "elsewhere")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("data/a.txt", "x")
    with pytest.raises(ValueError, match="outside"):
        extract(str(tmp_path / "x.zip"), str(tmp_path / "out"))
    assert not list((tmp_path / "elsewhere").iterdir())
