"""Builds start from the text that is in the file, however quickly it was saved."""

import os
import subprocess
import sys

from rendering.preview.builder.code_cache import CodeCache
from tests.paths import ROOT

WRITES = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
TRY = """
import sys
from rendering.preview.builder.code_cache import CodeCache
sys.path.insert(0, sys.argv[1])
code = CodeCache()
code.compile_files([sys.argv[1] + "/part.py"])
exec(sys.argv[2])
code.install()
import part
print(part.VALUE, part.__file__)
"""


def imported(folder, between="pass"):
    """What a process imports that has compiled the module, and then run `between`."""
    words = [sys.executable, "-c", TRY, str(folder), between]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True, env=WRITES).stdout.split()


def test_a_save_of_the_same_length_within_the_same_second_is_seen(tmp_path):
    part = tmp_path / "part.py"
    part.write_text("VALUE = 1\n")
    os.utime(part, ns=(10**18, 10**18))
    subprocess.run([sys.executable, "-c", "import part"], cwd=tmp_path, check=True, env=WRITES)
    assert list((tmp_path / "__pycache__").iterdir())
    part.write_text("VALUE = 2\n")
    os.utime(part, ns=(10**18 + 1000, 10**18 + 1000))
    words = [sys.executable, "-c", "import part; print(part.VALUE)"]
    stale = subprocess.run(words, cwd=tmp_path, capture_output=True, check=True, env=WRITES).stdout
    assert stale.strip() == b"1", "Python itself has noticed; the code cache is no longer needed for this"
    assert imported(tmp_path)[0] == "2"


def test_compiled_code_is_used_until_its_file_changes(tmp_path):
    part = tmp_path / "part.py"
    part.write_text("VALUE = 1\n")
    before = part.stat()
    write, times = f"open({str(part)!r}, 'w').write", (before.st_atime_ns, before.st_mtime_ns)
    keep_time = f"import os; {write}('VALUE = 7\\n'); os.utime({str(part)!r}, ns={times})"
    assert imported(tmp_path, keep_time) == ["1", str(part)]
    assert imported(tmp_path, f"{write}('VALUE = 22\\n')")[0] == "22"


def test_no_compiled_files_are_left_behind(tmp_path):
    (tmp_path / "part.py").write_text("VALUE = 1\n")
    imported(tmp_path)
    assert not (tmp_path / "__pycache__").exists()


def test_what_cannot_be_compiled_is_left_to_the_import(tmp_path):
    broken, missing = tmp_path / "broken.py", tmp_path / "missing.py"
    broken.write_text("def :\n")
    CodeCache().compile_files([str(broken), str(missing), str(tmp_path)])
