"""Files of a virtual environment are not the author's, whatever way leads to them."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from rendering.core.environment import is_foreign
from tests.paths import PLAIN, ROOT


def linked(tmp_path):
    """Return the Python of a virtual environment that is a link."""
    (tmp_path / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    return tmp_path / ".venv" / "bin" / "python", {}


def with_lib64(tmp_path):
    """Return the Python of a virtual environment whose packages are found through a link, as on Fedora."""
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    (venv / "pyvenv.cfg").write_text((Path(sys.prefix) / "pyvenv.cfg").read_text())
    (venv / "lib").symlink_to(Path(sys.prefix) / "lib", target_is_directory=True)
    (venv / "lib64").symlink_to("lib", target_is_directory=True)
    packages = Path(sysconfig.get_paths()["purelib"]).relative_to(Path(sys.prefix) / "lib")
    return venv / "bin" / "python", {"PYTHONPATH": str(venv / "lib64" / packages)}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32" or sys.prefix == sys.base_prefix, reason="needs a virtual environment")
@pytest.mark.parametrize("layout", [linked, with_lib64], ids=lambda layout: layout.__name__)
def test_a_scene_beside_a_linked_environment_renders_though_its_modules_are_forgotten(tmp_path, layout):
    """A scene that has to be drawn in order is loaded a second time: NumPy cannot be."""
    python, environment = layout(tmp_path)
    scene = tmp_path / "scene.py"
    scene.write_text(PLAIN.read_text(encoding="utf-8"), encoding="utf-8")
    command = [python, ROOT / "render.py", "render", f"{scene}:Random", "-r", "160,90", "--fps", "10"]
    done = subprocess.run(
        [*command, "--media_dir", tmp_path / "media"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "media" / "random" / "random.mp4").exists()


def test_a_file_is_foreign_by_whatever_path_it_is_named(tmp_path):
    packages = Path(sysconfig.get_paths()["purelib"])
    (tmp_path / "link").symlink_to(packages, target_is_directory=True)
    assert is_foreign(packages / "numpy" / "__init__.py")
    assert is_foreign(tmp_path / "link" / "numpy" / "__init__.py")
    assert not is_foreign(tmp_path / "scene.py")
