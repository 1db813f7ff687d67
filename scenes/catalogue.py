"""The scenes by name, one line each. Nothing here imports a scene or Manim, so listing them is instant."""

from __future__ import annotations

import ast
import tokenize
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class CatalogueError(ValueError):
    """An entry of the catalogue names no scene, or one that does not say what it is."""

    user_error = True


@dataclass(frozen=True)
class CatalogueEntry:
    """One scene.

    Parameters
    ----------
    name
        What it is called on the command line.
    target
        Where its class stands: ``path:Class``, the path from the project's root.
    """

    name: str
    target: str

    @property
    def file(self) -> Path:
        """The file that its class stands in."""
        return ROOT / self.target.rpartition(":")[0]

    @property
    def class_name(self) -> str:
        """The name of its class."""
        return self.target.rpartition(":")[2]

    @property
    def title(self) -> str:
        """What the scene calls itself, read from the body of its class."""
        return _text_of_class(self.file, self.class_name, "title")

    @property
    def summary(self) -> str:
        """What it shows in a sentence, read from the body of its class."""
        return _text_of_class(self.file, self.class_name, "summary")

    def as_json(self) -> dict[str, str]:
        """Return the entry with the scene's title and summary."""
        return {"name": self.name, "target": self.target, "title": self.title, "summary": self.summary}


SCENES = (
    CatalogueEntry("fc-explosion", "scenes/fc_explosion/scene.py:FcExplosion"),
    CatalogueEntry("connectivity", "scenes/connectivity/scene.py:Connectivity"),
    CatalogueEntry("examples-needed", "scenes/examples_needed/scene.py:ExamplesNeeded"),
    CatalogueEntry("locality", "scenes/locality/scene.py:Locality"),
    CatalogueEntry("one-detector", "scenes/one_detector/scene.py:OneDetector"),
    CatalogueEntry("feature-hierarchy", "scenes/feature_hierarchy/scene.py:FeatureHierarchy"),
    CatalogueEntry("three-insights", "scenes/three_insights/scene.py:ThreeInsights"),
    CatalogueEntry("kernel-sliding", "scenes/kernel_sliding/scene.py:KernelSliding"),
    CatalogueEntry("channels", "scenes/channels/scene.py:Channels"),
    CatalogueEntry("convolution-matrix", "scenes/convolution_matrix/scene.py:ConvolutionMatrix"),
    CatalogueEntry("trade-offs", "scenes/trade_offs/scene.py:TradeOffs"),
    CatalogueEntry("receptive-field-growth", "scenes/receptive_field_growth/scene.py:ReceptiveFieldGrowth"),
    CatalogueEntry("visual-cortex", "scenes/visual_cortex/scene.py:VisualCortex"),
    CatalogueEntry("sobel-edge", "scenes/sobel_edge/scene.py:SobelEdge"),
    CatalogueEntry("moved-digit", "scenes/moved_digit/scene.py:MovedDigit"),
    CatalogueEntry("equivariance", "scenes/equivariance/scene.py:Equivariance"),
    CatalogueEntry("numpy-cnn", "scenes/numpy_cnn/scene.py:NumpyCnn"),
    CatalogueEntry("beyond-images", "scenes/beyond_images/scene.py:BeyondImages"),
    CatalogueEntry("sixty-years", "scenes/sixty_years/scene.py:SixtyYears"),
    CatalogueEntry("your-network", "scenes/your_network/scene.py:YourNetwork"),
    CatalogueEntry("quick-check", "scenes/quick_check/scene.py:QuickCheck"),
    CatalogueEntry("exercise", "scenes/exercise/scene.py:ExerciseCard"),
    CatalogueEntry("summary", "scenes/summary/scene.py:Summary"),
)


def _text_of_class(file: Path, class_name: str, attribute: str) -> str:
    """Return a text that a class assigns in its body, without importing the module.

    Raises
    ------
    CatalogueError
        If there is no such file or class, or it does not assign the attribute a text written out.
    """
    texts = _texts_of_classes(file).get(class_name)
    if texts is None:
        raise CatalogueError(f"the catalogue names the class {class_name}, which {file} does not hold")
    if attribute not in texts:
        raise CatalogueError(f'{file.parent.name}: write {attribute} = "..." into the body of {class_name}')
    return texts[attribute]


@cache
def _texts_of_classes(file: Path) -> dict[str, dict[str, str]]:
    """Return for each class of a file the texts that are assigned, as literals, to names in its body."""
    try:
        with tokenize.open(file) as source:
            tree = ast.parse(source.read())
    except (OSError, SyntaxError) as error:
        raise CatalogueError(f"the catalogue names {file}, which cannot be read: {error}") from error
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef))
    return {node.name: dict(_assigned_texts(node)) for node in classes}


def _assigned_texts(node: ast.ClassDef) -> list[tuple[str, str]]:
    found = []
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            names: list[ast.expr] = statement.targets
        elif isinstance(statement, ast.AnnAssign):
            names = [statement.target]
        else:
            continue
        value = statement.value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            found += [(name.id, value.value) for name in names if isinstance(name, ast.Name)]
    return found
