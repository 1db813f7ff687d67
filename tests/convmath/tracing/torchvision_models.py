"""torchvision's classification models, which have published parameters and multiply-adds."""

from __future__ import annotations

from functools import cache

import torch


@cache
def models():
    """Import torchvision's models; its own operations, which none of them uses, lack in a PyTorch without CUDA."""
    if torch.version.cuda is None:
        library = torch.library.Library("torchvision", "FRAGMENT")
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        models.library = library  # its definitions end with it
    from torchvision import models as found

    return found


def published(name):
    """Return what torchvision says of a model's first weights: parameters, 10⁹ multiply-adds, and the image's side."""
    weights = models().get_model_weights(name)
    entry = weights.__members__.get("IMAGENET1K_V1", next(iter(weights)))
    return entry.meta["num_params"], entry.meta["_ops"], entry.transforms.keywords["crop_size"]


def factory_text(name):
    """Return a model file that builds a model by name."""
    options = {
        "googlenet": ", init_weights=False, aux_logits=False",
        "inception_v3": ", init_weights=False",
        "vit_h_14": ", image_size=518",
    }.get(name, "")
    return f"from torchvision import models\n\ndef factory():\n    return models.get_model({name!r}{options})\n"
