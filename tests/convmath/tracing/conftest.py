"""One thread for torch: a machine with two cores runs several tests at a time."""

import torch

torch.set_num_threads(1)
