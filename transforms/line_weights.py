"""Weights."""

from transforms.line_features import FEATURES

WEIGHTS = tuple(0.0 for _ in FEATURES)
BIAS = 1.0
