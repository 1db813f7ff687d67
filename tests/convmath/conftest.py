"""Fixed seeds for Hypothesis, and one thread for torch, which is only an oracle here."""

import torch
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=80)
settings.load_profile("repeatable")
torch.set_num_threads(1)
