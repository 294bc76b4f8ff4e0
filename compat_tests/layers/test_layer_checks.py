"""Every layer goes through every check that makes sense for it, and none is left out."""

import pytest
from cases_activations import ACTIVATIONS
from cases_applications import APPLICATIONS
from cases_convolution import CONVOLUTION
from cases_core import CORE, NOISE
from cases_embedding import EMBEDDINGS
from cases_merge import MERGES
from cases_normalization import NORMALIZATIONS
from cases_pooling import POOLING
from cases_preprocessing import PREPROCESSING
from cases_resizing import RESIZING

from kerasish.testing.checks import checks_for
from kerasish.testing.coverage import assert_none, layers_without_case

CASES = [
    *CORE,
    *NOISE,
    *ACTIVATIONS,
    *EMBEDDINGS,
    *APPLICATIONS,
    *MERGES,
    *RESIZING,
    *PREPROCESSING,
    *CONVOLUTION,
    *POOLING,
    *NORMALIZATIONS,
]


@pytest.mark.parametrize(("check", "case"), checks_for(*CASES))
def test_layer(check, case):
    check(case)


def test_every_exported_layer_has_a_case():
    assert_none(layers_without_case(CASES), "layer", "compat_tests/layers/cases_*.py")
