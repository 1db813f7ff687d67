"""What the documents show works."""

import importlib.util
import re

from tests.paths import ROOT
from tests.scenes.staging import perform


def test_the_example_scene_of_the_guide_works(tmp_path):
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"```python\n(.*?)```", guide, flags=re.DOTALL)
    assert len(source.splitlines()) <= 32
    path = tmp_path / "window_count.py"
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("window_count", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shown = perform(module.WindowCount)
    assert shown.texts == {"4"}
    assert list(shown.beats) == ["row", "count"]
    (entry,) = shown.entries
    assert entry.source.function == "convmath.convolution.geometry.output_size"
    assert shown.scene.sidecar()["alt"].endswith("a window fits in 4 places.")


def test_the_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"\bmake ([a-z]+)", readme))
    assert {"videos", "test"} <= targets
    assert all(re.search(rf"^{target}:", makefile, flags=re.MULTILINE) for target in targets)
