"""Where convolutions are at work: signals, images and volumes, each with a published network and its source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from convmath.convolution.n_dimensional import DIMENSIONS, kernel_weights
from convmath.core import facts
from convmath.core.errors import bad
from convmath.core.facts import Name
from convmath.core.records import settle_whole
from convmath.networks.branched import densenet121, resnet50, unet
from convmath.networks.graph import NetworkGraph
from convmath.networks.published import VGG16, Network
from convmath.networks.receptive_field import RFLayer, receptive_field
from convmath.networks.volumes import VolumeNetwork, unet3d

CountedNetwork: TypeAlias = Network | NetworkGraph | VolumeNetwork
"""What is described layer by layer, so that its parameters can be counted."""


@dataclass(frozen=True, slots=True)
class Application:
    """A field of work, and a convolutional network that was made for it or is used in it.

    Parameters
    ----------
    domain : str
        The field, in a few words.
    dimensions : int
        Along how many axes its windows move: 1, 2 or 3.
    network : Name
        The network, whose source is the paper that describes it.
    cited : Name
        That paper, as it is cited.
    title : str
        The paper's title, as in its source.
    year : int
        When the paper was published.
    model : Network, NetworkGraph or VolumeNetwork, optional
        Its layers, where they are counted here.
    use : Name, optional
        The paper that uses it in this field, where it is another.

    Raises
    ------
    InputError
        If the dimensions are not 1, 2 or 3, or the source does not hold the title and the year.
    """

    domain: str
    dimensions: int
    network: Name
    cited: Name
    title: str
    year: int
    model: CountedNetwork | None = None
    use: Name | None = None

    def __post_init__(self) -> None:
        settle_whole(self, "dimensions", "year", at_least=1)
        if self.dimensions not in DIMENSIONS:
            raise bad("dimensions", self.dimensions, "1, 2 or 3")
        source = self.cited.source
        if self.network.source != source:
            raise bad("network", self.network.text, f"a network whose source is that of {self.cited.text}")
        if f", {self.title}, " not in source:
            raise bad("title", self.title, f"a title that is in its source, {source!r}")
        if str(self.year) not in self.cited.text or f", {self.year}" not in source:
            raise bad("year", self.year, f"a year that is in its source, {source!r}")

    @property
    def authors(self) -> str:
        """Who wrote the paper: what stands before its title."""
        return self.cited.source.partition(f", {self.title}, ")[0]

    @property
    def venue(self) -> str:
        """Where it appeared: what stands between its title and its year."""
        return self.cited.source.partition(f", {self.title}, ")[2].partition(f", {self.year}")[0]

    @property
    def parameters(self) -> int | None:
        """The number of its parameters, counted layer by layer; None where that isn't done here."""
        return None if self.model is None else self.model.parameters


@cache
def applications() -> tuple[Application, ...]:
    """Return fields in which convolutions are at work, by dimensions; each with one network, as published.

    Examples
    --------
    >>> [(each.network.text, each.year) for each in applications() if each.dimensions == 3]
    [('C3D', 2015), ('3D U-Net', 2016)]
    """
    residual, regions = (
        "Deep residual learning for image recognition",
        "Faster R-CNN: towards real-time object detection",
    )
    return (
        Application(
            "raw audio", 1, facts.WAVENET, facts.VAN_DEN_OORD_2016, "WaveNet: a generative model for raw audio", 2016
        ),
        Application("image classification", 2, facts.RESNET_50, facts.HE_2016, residual, 2016, resnet50()),
        Application(
            "image classification",
            2,
            facts.VGG_16,
            facts.SIMONYAN_ZISSERMAN_2015,
            "Very deep convolutional networks for large-scale image recognition",
            2015,
            VGG16,
        ),
        Application(
            "cell segmentation",
            2,
            facts.U_NET,
            facts.RONNEBERGER_2015,
            "U-Net: convolutional networks for biomedical image segmentation",
            2015,
            unet(),
        ),
        Application(
            "chest X-rays",
            2,
            facts.DENSENET_121,
            facts.HUANG_2017,
            "Densely connected convolutional networks",
            2017,
            densenet121(),
            facts.IRVIN_2019,
        ),
        Application(
            "object detection",
            2,
            facts.FASTER_R_CNN,
            facts.REN_2015,
            f"{regions} with region proposal networks",
            2015,
        ),
        Application(
            "faces",
            2,
            facts.FACENET,
            facts.SCHROFF_2015,
            "FaceNet: a unified embedding for face recognition and clustering",
            2015,
        ),
        Application(
            "driving",
            2,
            facts.DAVE_2,
            facts.BOJARSKI_2016,
            "End to end learning for self-driving cars",
            2016,
            dave2(),
        ),
        Application(
            "image generation",
            2,
            facts.STYLEGAN,
            facts.KARRAS_2019,
            "A style-based generator architecture for generative adversarial networks",
            2019,
        ),
        Application(
            "video",
            3,
            facts.C3D,
            facts.TRAN_2015,
            "Learning spatiotemporal features with 3D convolutional networks",
            2015,
        ),
        Application(
            "medical volumes",
            3,
            facts.UNET_3D,
            facts.CICEK_2016,
            "3D U-Net: learning dense volumetric segmentation from sparse annotation",
            2016,
            unet3d(),
        ),
    )


def dave2() -> Network:
    """Return DAVE-2, which steers a car by what one camera sees: five convolutions and four fully connected layers.

    Figure 4 of M. Bojarski et al. 2016. The 64 planes of 1 × 18 that the figure shows are 1,152 values, not the 1,164
    that are printed beside them. The text has "about 27 million connections and 250 thousand parameters".

    Examples
    --------
    >>> dave2().parameters, dave2().connections
    (252219, 26876342)
    """
    network = Network(facts.DAVE_2, "as in figure 4 of the paper, on 66×200", (3, 66, 200))
    for number, channels in enumerate((24, 36, 48), start=1):
        network = network.conv(f"conv{number}", channels, 5, stride=2)
    network = network.conv("conv4", 64, 3).conv("conv5", 64, 3)
    return network.dense("fc1", 100).dense("fc2", 50).dense("fc3", 10).dense("steering", 1)


def wavenet_block() -> tuple[RFLayer, ...]:
    """Return a block of WaveNet: ten layers of two taps along time, each twice as far apart as in the layer before.

    A. van den Oord et al. 2016, section 2.1: dilations 1, 2, 4, …, 512, with which a block's receptive field has 1,024
    samples, as for two taps.
    """
    return tuple(RFLayer((1, 2), dilation=(1, 2**number)) for number in range(10))


def samples_seen() -> int:
    """Return how many samples of sound a unit behind a block of WaveNet sees.

    Examples
    --------
    >>> samples_seen()
    1024
    """
    return receptive_field(wavenet_block())[-1].size[1]


def c3d_kernel_weights() -> int:
    """Return the weights of a kernel of C3D for each channel it reads: all have 3 × 3 × 3 taps (D. Tran et al. 2015).

    Examples
    --------
    >>> c3d_kernel_weights()
    27
    """
    return kernel_weights(3, 3)


@dataclass(frozen=True, slots=True)
class Hybrid:
    """A network that is often called convolutional and isn't, or only in part.

    Parameters
    ----------
    network : Name
        What it is called.
    cited : Name
        The paper that describes it.
    convolution : str
        What in it is convolution, in a few words.
    attention : str
        What in it is attention, in a few words.

    Raises
    ------
    InputError
        If the network's source is another than the paper.
    """

    network: Name
    cited: Name
    convolution: str
    attention: str

    def __post_init__(self) -> None:
        if self.network.source != self.cited.source:
            raise bad("network", self.network.text, f"a network whose source is that of {self.cited.text}")


def hybrids() -> tuple[Hybrid, ...]:
    """Return networks that read images by attention, with what in them is convolution.

    In ViT the image is cut into patches, each of which is multiplied by one matrix: a convolution whose stride is its
    window's side. DETR reads the features of a convolutional network. Latent diffusion has a convolutional autoencoder
    and, between its two halves, a U-Net of convolutions with layers of attention.

    Examples
    --------
    >>> [each.network.text for each in hybrids()]
    ['ViT', 'DETR', 'latent diffusion']
    """
    return (
        Hybrid(facts.VIT, facts.DOSOVITSKIY_2021, "patch embedding", "between patches"),
        Hybrid(facts.DETR, facts.CARION_2020, "backbone", "encoder, decoder"),
        Hybrid(facts.LATENT_DIFFUSION, facts.ROMBACH_2022, "autoencoder, U-Net", "in the U-Net"),
    )
