"""Every op goes through every check that makes sense for it, and none is left out."""

import pytest
from rows_convolution import CONVOLUTIONS
from rows_ctc import CTC
from rows_elementwise import ELEMENTWISE
from rows_image import IMAGES
from rows_normalization import NORMALIZATION
from rows_other import DRAWS, FOLDS, MOVES, ORDER
from rows_pooling import POOLINGS
from rows_warp import WARPS

from kerasish.testing.coverage import assert_none, ops_without_row
from kerasish.testing.ops_checks import op_checks_for

ROWS = [*ELEMENTWISE, *IMAGES, *MOVES, *FOLDS, *ORDER, *DRAWS, *CTC, *CONVOLUTIONS, *POOLINGS, *NORMALIZATION, *WARPS]


@pytest.mark.parametrize(("check", "row"), op_checks_for(*ROWS))
def test_op(check, row):
    check(row)


def test_every_op_has_a_row():
    assert_none(ops_without_row(ROWS), "op", "compat_tests/ops/rows_*.py")
