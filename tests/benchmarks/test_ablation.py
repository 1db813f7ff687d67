"""Each lever of the ablation is still there to be switched off, and what it leaves can be compiled."""

import ast
import shutil

import pytest

from benchmarks.ablation import ALL, GIF_LEVERS, VIDEO_LEVERS, AblationRow, table
from tests.paths import ROOT


@pytest.mark.parametrize("lever", [*VIDEO_LEVERS, *GIF_LEVERS], ids=lambda lever: lever.name)
def test_a_lever_is_switched_off_in_a_copy_alone(lever, tmp_path):
    original = ROOT / lever.module
    copy = tmp_path / lever.module
    copy.parent.mkdir(parents=True)
    shutil.copy(original, copy)
    lever.switch_off(tmp_path)
    before, after = original.read_text(encoding="utf-8"), copy.read_text(encoding="utf-8")
    assert ast.dump(ast.parse(before)) != ast.dump(ast.parse(after))
    with pytest.raises(LookupError, match="does not hold"):
        lever.switch_off(tmp_path)


def test_the_table_compares_with_all_levers_of_the_same_scenes():
    rows = [
        AblationRow(ALL, "a", 2.0, 3.0, 100),
        AblationRow("bands", "a", 3.0, 6.0, 110),
        AblationRow(ALL, "b", 1, 1, 0),
    ]
    columns = [list(column.cells) for column in table(rows).columns]
    assert columns[0] == [ALL, "bands", ALL]
    assert columns[3] == ["×1.00", "×1.50", "×1.00"]
    assert columns[5] == ["×1.00", "×2.00", "×1.00"]
    assert columns[7] == ["×1.00", "×1.10", "×0.00"]
