"""The equivariance scene."""
