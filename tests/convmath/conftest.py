"""One thread for torch, which is only an oracle here."""

import torch

torch.set_num_threads(1)
