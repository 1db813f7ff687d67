"""Fixed seeds for Hypothesis, and one thread for torch, which is only an oracle here."""

import torch
from hypothesis import HealthCheck, settings

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine says nothing about the code
)
settings.load_profile("repeatable")
torch.set_num_threads(1)
