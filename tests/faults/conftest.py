"""A pair of nodes for the tests of the exchange."""

from tests.harness.pairing import _pair, pair

__all__ = ["_pair", "pair"]
