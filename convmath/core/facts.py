"""Names and notations that hold digits: brain areas, networks, data sets, citations, formulas.

A digit on screen is either computed, or part of one of these names. Each name carries its source.
"""

from __future__ import annotations

from dataclasses import dataclass

from convmath.core.errors import bad


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name, citation or notation whose digits are not results.

    Parameters
    ----------
    text : str
        The name as it is printed.
    source : str
        Where the name comes from: a reference, or what the notation stands for.
    typst : str or None, optional
        The same as Typst mathematics (what stands between dollar signs), where it is to be set as a formula.

    Raises
    ------
    InputError
        If the text or the source is empty.

    Examples
    --------
    >>> VGG_16.text
    'VGG-16'
    """

    text: str
    source: str
    typst: str | None = None

    def __post_init__(self) -> None:
        for argument in ("text", "source"):
            if not getattr(self, argument).strip():
                raise bad(argument, getattr(self, argument), "a text that is not empty")

    def __str__(self) -> str:
        return self.text


def all_names() -> tuple[Name, ...]:
    """Return every name of this module, in the order of definition.

    Examples
    --------
    >>> V1 in all_names()
    True
    """
    return tuple(value for value in globals().values() if isinstance(value, Name))


# Visual cortex ------------------------------------------------------------------------------------------------------

_AREAS = (
    "Area of primate visual cortex; nomenclature of D. J. Felleman and D. C. Van Essen, Distributed hierarchical "
    "processing in the primate cerebral cortex, Cerebral Cortex 1(1):1-47, 1991, doi:10.1093/cercor/1.1.1"
)
V1 = Name("V1", f"Primary visual (striate) cortex. {_AREAS}")
V2 = Name("V2", f"Second visual area. {_AREAS}")
V4 = Name("V4", f"Fourth visual area. {_AREAS}")
IT = Name("IT", f"Inferotemporal cortex. {_AREAS}")

HUBEL_WIESEL_1959 = Name(
    "Hubel & Wiesel 1959",
    "D. H. Hubel and T. N. Wiesel, Receptive fields of single neurones in the cat's striate cortex, "
    "Journal of Physiology 148(3):574-591, 1959, doi:10.1113/jphysiol.1959.sp006308",
)
HUBEL_WIESEL_1962 = Name(
    "Hubel & Wiesel 1962",
    "D. H. Hubel and T. N. Wiesel, Receptive fields, binocular interaction and functional architecture in the cat's "
    "visual cortex, Journal of Physiology 160(1):106-154, 1962, doi:10.1113/jphysiol.1962.sp006837",
)
HUBEL_WIESEL_1968 = Name(
    "Hubel & Wiesel 1968",
    "D. H. Hubel and T. N. Wiesel, Receptive fields and functional architecture of monkey striate cortex, "
    "Journal of Physiology 195(1):215-243, 1968, doi:10.1113/jphysiol.1968.sp008455",
)
NOBEL_PRIZE_1981 = Name(
    "Nobel Prize 1981",
    "The Nobel Prize in Physiology or Medicine 1981, one half to R. W. Sperry, the other half jointly to D. H. Hubel "
    "and T. N. Wiesel for their discoveries concerning information processing in the visual system, Nobel Assembly at "
    "Karolinska Institutet",
)
FELLEMAN_VAN_ESSEN_1991 = Name(
    "Felleman & Van Essen 1991",
    "D. J. Felleman and D. C. Van Essen, Distributed hierarchical processing in the primate cerebral cortex, "
    "Cerebral Cortex 1(1):1-47, 1991, doi:10.1093/cercor/1.1.1",
)
MOVSHON_1978 = Name(
    "Movshon et al. 1978",
    "J. A. Movshon, I. D. Thompson and D. J. Tolhurst, Spatial summation in the receptive fields of simple cells in "
    "the cat's striate cortex, Journal of Physiology 283:53-77, 1978",
)
ADELSON_BERGEN_1985 = Name(
    "Adelson & Bergen 1985",
    "E. H. Adelson and J. R. Bergen, Spatiotemporal energy models for the perception of motion, "
    "Journal of the Optical Society of America A 2(2):284-299, 1985, doi:10.1364/JOSAA.2.000284",
)
JONES_PALMER_1987 = Name(
    "Jones & Palmer 1987",
    "J. P. Jones and L. A. Palmer, An evaluation of the two-dimensional Gabor filter model of simple receptive fields "
    "in cat striate cortex, Journal of Neurophysiology 58(6):1233-1258, 1987, doi:10.1152/jn.1987.58.6.1233",
)
GATTASS_1981 = Name(
    "Gattass et al. 1981",
    "R. Gattass, C. G. Gross and J. H. Sandell, Visual topography of V2 in the macaque, "
    "Journal of Comparative Neurology 201(4):519-539, 1981, doi:10.1002/cne.902010405",
)
GATTASS_1988 = Name(
    "Gattass et al. 1988",
    "R. Gattass, A. P. Sousa and C. G. Gross, Visuotopic organization and extent of V3 and V4 of the macaque, "
    "Journal of Neuroscience 8(6):1831-1845, 1988, doi:10.1523/JNEUROSCI.08-06-01831.1988",
)
DESIMONE_1984 = Name(
    "Desimone et al. 1984",
    "R. Desimone, T. D. Albright, C. G. Gross and C. Bruce, Stimulus-selective properties of inferior temporal neurons "
    "in the macaque, Journal of Neuroscience 4(8):2051-2062, 1984, doi:10.1523/JNEUROSCI.04-08-02051.1984",
)
BOUSSAOUD_1991 = Name(
    "Boussaoud et al. 1991",
    "D. Boussaoud, R. Desimone and L. G. Ungerleider, Visual topography of area TEO in the macaque, "
    "Journal of Comparative Neurology 306(4):554-575, 1991, doi:10.1002/cne.903060403",
)
RIESENHUBER_POGGIO_1999 = Name(
    "Riesenhuber & Poggio 1999",
    "M. Riesenhuber and T. Poggio, Hierarchical models of object recognition in cortex, "
    "Nature Neuroscience 2(11):1019-1025, 1999, doi:10.1038/14819",
)
SERRE_2007 = Name(
    "Serre et al. 2007",
    "T. Serre, L. Wolf, S. Bileschi, M. Riesenhuber and T. Poggio, Robust object recognition with cortex-like "
    "mechanisms, IEEE Transactions on Pattern Analysis and Machine Intelligence 29(3):411-426, 2007, "
    "doi:10.1109/TPAMI.2007.56",
)
S1 = Name("S1", f"First layer of simple units of the HMAX model. {RIESENHUBER_POGGIO_1999.source}")
C1 = Name("C1", f"First layer of complex units of the HMAX model. {RIESENHUBER_POGGIO_1999.source}")
S2 = Name("S2", f"Second layer of simple units of the HMAX model. {SERRE_2007.source}")
C2 = Name("C2", f"Second layer of complex units of the HMAX model. {SERRE_2007.source}")
YAMINS_2014 = Name(
    "Yamins et al. 2014",
    "D. L. K. Yamins, H. Hong, C. F. Cadieu, E. A. Solomon, D. Seibert and J. J. DiCarlo, Performance-optimized "
    "hierarchical models predict neural responses in higher visual cortex, Proceedings of the National Academy of "
    "Sciences 111(23):8619-8624, 2014, doi:10.1073/pnas.1403112111",
)

# Networks -----------------------------------------------------------------------------------------------------------

FUKUSHIMA_1980 = Name(
    "Fukushima 1980",
    "K. Fukushima, Neocognitron: a self-organizing neural network model for a mechanism of pattern recognition "
    "unaffected by shift in position, Biological Cybernetics 36(4):193-202, 1980, doi:10.1007/BF00344251",
)
LECUN_1989 = Name(
    "LeCun et al. 1989",
    "Y. LeCun, B. Boser, J. S. Denker, D. Henderson, R. E. Howard, W. Hubbard and L. D. Jackel, Backpropagation "
    "applied to handwritten zip code recognition, Neural Computation 1(4):541-551, 1989, doi:10.1162/neco.1989.1.4.541",
)
LECUN_1998 = Name(
    "LeCun et al. 1998",
    "Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-based learning applied to document recognition, "
    "Proceedings of the IEEE 86(11):2278-2324, 1998, doi:10.1109/5.726791",
)
KRIZHEVSKY_2012 = Name(
    "Krizhevsky et al. 2012",
    "A. Krizhevsky, I. Sutskever and G. E. Hinton, ImageNet classification with deep convolutional neural networks, "
    "Advances in Neural Information Processing Systems 25:1097-1105, 2012",
)
SIMONYAN_ZISSERMAN_2015 = Name(
    "Simonyan & Zisserman 2015",
    "K. Simonyan and A. Zisserman, Very deep convolutional networks for large-scale image recognition, "
    "International Conference on Learning Representations, 2015; first as arXiv:1409.1556, 2014",
)
RONNEBERGER_2015 = Name(
    "Ronneberger et al. 2015",
    "O. Ronneberger, P. Fischer and T. Brox, U-Net: convolutional networks for biomedical image segmentation, Medical "
    "Image Computing and Computer-Assisted Intervention, Lecture Notes in Computer Science 9351:234-241, 2015, "
    "doi:10.1007/978-3-319-24574-4_28",
)
HE_2016 = Name(
    "He et al. 2016",
    "K. He, X. Zhang, S. Ren and J. Sun, Deep residual learning for image recognition, IEEE Conference on Computer "
    "Vision and Pattern Recognition:770-778, 2016, doi:10.1109/CVPR.2016.90; first as arXiv:1512.03385, 2015",
)
HUANG_2017 = Name(
    "Huang et al. 2017",
    "G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger, Densely connected convolutional networks, IEEE "
    "Conference on Computer Vision and Pattern Recognition, 2017, doi:10.1109/CVPR.2017.243",
)
VAN_DEN_OORD_2016 = Name(
    "van den Oord et al. 2016",
    "A. van den Oord et al., WaveNet: a generative model for raw audio, arXiv:1609.03499, 2016",
)
REN_2015 = Name(
    "Ren et al. 2015",
    "S. Ren, K. He, R. Girshick and J. Sun, Faster R-CNN: towards real-time object detection with region proposal "
    "networks, Advances in Neural Information Processing Systems 28:91-99, 2015",
)
SCHROFF_2015 = Name(
    "Schroff et al. 2015",
    "F. Schroff, D. Kalenichenko and J. Philbin, FaceNet: a unified embedding for face recognition and clustering, "
    "IEEE Conference on Computer Vision and Pattern Recognition:815-823, 2015, doi:10.1109/CVPR.2015.7298682",
)
TRAN_2015 = Name(
    "Tran et al. 2015",
    "D. Tran, L. Bourdev, R. Fergus, L. Torresani and M. Paluri, Learning spatiotemporal features with 3D "
    "convolutional networks, International Conference on Computer Vision, 2015, doi:10.1109/ICCV.2015.510",
)
BOJARSKI_2016 = Name(
    "Bojarski et al. 2016",
    "M. Bojarski et al., End to end learning for self-driving cars, arXiv:1604.07316, 2016",
)
CICEK_2016 = Name(
    "Çiçek et al. 2016",
    "Ö. Çiçek, A. Abdulkadir, S. S. Lienkamp, T. Brox and O. Ronneberger, 3D U-Net: learning dense volumetric "
    "segmentation from sparse annotation, Medical Image Computing and Computer-Assisted Intervention, Lecture Notes in "
    "Computer Science 9901:424-432, 2016, doi:10.1007/978-3-319-46723-8_49",
)
KARRAS_2019 = Name(
    "Karras et al. 2019",
    "T. Karras, S. Laine and T. Aila, A style-based generator architecture for generative adversarial networks, IEEE "
    "Conference on Computer Vision and Pattern Recognition, 2019, doi:10.1109/CVPR.2019.00453",
)
IRVIN_2019 = Name(
    "Irvin et al. 2019",
    "J. Irvin et al., CheXpert: a large chest radiograph dataset with uncertainty labels and expert comparison, AAAI "
    "Conference on Artificial Intelligence 33(1):590-597, 2019, doi:10.1609/aaai.v33i01.3301590",
)
CARION_2020 = Name(
    "Carion et al. 2020",
    "N. Carion, F. Massa, G. Synnaeve, N. Usunier, A. Kirillov and S. Zagoruyko, End-to-end object detection with "
    "transformers, European Conference on Computer Vision, Lecture Notes in Computer Science 12346:213-229, 2020, "
    "doi:10.1007/978-3-030-58452-8_13",
)
DOSOVITSKIY_2021 = Name(
    "Dosovitskiy et al. 2021",
    "A. Dosovitskiy et al., An image is worth 16x16 words: transformers for image recognition at scale, International "
    "Conference on Learning Representations, 2021; first as arXiv:2010.11929, 2020",
)
ROMBACH_2022 = Name(
    "Rombach et al. 2022",
    "R. Rombach, A. Blattmann, D. Lorenz, P. Esser and B. Ommer, High-resolution image synthesis with latent diffusion "
    "models, IEEE Conference on Computer Vision and Pattern Recognition, 2022, doi:10.1109/CVPR52688.2022.01042",
)
LENET_5 = Name("LeNet-5", LECUN_1998.source)
ALEXNET = Name("AlexNet", KRIZHEVSKY_2012.source)
VGG_16 = Name("VGG-16", SIMONYAN_ZISSERMAN_2015.source)
RESNET_50 = Name("ResNet-50", HE_2016.source)
DENSENET_121 = Name("DenseNet-121", HUANG_2017.source)
U_NET = Name("U-Net", RONNEBERGER_2015.source)
WAVENET = Name("WaveNet", VAN_DEN_OORD_2016.source)
FASTER_R_CNN = Name("Faster R-CNN", REN_2015.source)
FACENET = Name("FaceNet", SCHROFF_2015.source)
DAVE_2 = Name("DAVE-2", BOJARSKI_2016.source)
STYLEGAN = Name("StyleGAN", KARRAS_2019.source)
C3D = Name("C3D", TRAN_2015.source)
UNET_3D = Name("3D U-Net", CICEK_2016.source)
VIT = Name("ViT", DOSOVITSKIY_2021.source)
DETR = Name("DETR", CARION_2020.source)
LATENT_DIFFUSION = Name("latent diffusion", ROMBACH_2022.source)

# Image formats ------------------------------------------------------------------------------------------------------

MNIST = Name("MNIST", LECUN_1998.source)
CIFAR_10 = Name(
    "CIFAR-10",
    "A. Krizhevsky, Learning multiple layers of features from tiny images, technical report, "
    "University of Toronto, 2009",
)
IMAGENET = Name(
    "ImageNet",
    "O. Russakovsky et al., ImageNet large scale visual recognition challenge, International Journal of Computer "
    "Vision 115(3):211-252, 2015, doi:10.1007/s11263-015-0816-y",
)
HUANG_2007 = Name(
    "Huang et al. 2007",
    "G. B. Huang, M. Ramesh, T. Berg and E. Learned-Miller, Labeled faces in the wild: a database for studying face "
    "recognition in unconstrained environments, technical report 07-49, University of Massachusetts, Amherst, 2007",
)
FULL_HD = Name("HD", "Recommendation ITU-R BT.709, Parameter values for the HDTV standards")
BT_709 = Name("ITU-R BT.709", f"{FULL_HD.source}, section 3: the weights of red, green and blue in a grey level")

# Data sets -----------------------------------------------------------------------------------------------------------

ALPAYDIN_KAYNAK_1998 = Name(
    "Alpaydin & Kaynak 1998",
    "E. Alpaydin and C. Kaynak, Optical recognition of handwritten digits, UCI Machine Learning Repository, 1998, "
    "doi:10.24432/C50P49; the digits in scikit-learn's wheel",
)

# Space ----------------------------------------------------------------------------------------------------------------

BEYER_1999 = Name(
    "Beyer et al. 1999",
    'K. Beyer, J. Goldstein, R. Ramakrishnan and U. Shaft, When is "nearest neighbor" meaningful?, International '
    "Conference on Database Theory, Lecture Notes in Computer Science 1540:217-235, 1999, "
    "doi:10.1007/3-540-49257-7_15",
)
ATOMS = Name(
    "10⁸⁰",
    "Order of magnitude of the number of atoms in the observable universe: ordinary matter of density 0.0224 (in units "
    "of the critical density, times h²; Planck Collaboration, Planck 2018 results VI, Astronomy & Astrophysics 641:A6, "
    "2020, doi:10.1051/0004-6361/201833910), a quarter of a proton's mass a cubic metre, within 46 billion light years",
    "10^80",
)

# Notation -----------------------------------------------------------------------------------------------------------

GRADIENT_MAGNITUDE = Name(
    "√(Gx² + Gy²)",
    "Magnitude of the image gradient: the Euclidean length of the vector (Gx, Gy)",
    "sqrt(G_x^2 + G_y^2)",
)
SIMPLE_CELL = Name(
    "max(0, Σ w·x)",
    f"Response of a simple cell: the sum of light x times weight w over its field, cut at 0. {MOVSHON_1978.source}",
    "max(0, sum w dot x)",
)
COMPLEX_CELL = Name(
    "√(a² + b²)",
    "Response of a complex cell by the energy model: the length of what the two fields a and b of a quadrature pair "
    f"respond. {ADELSON_BERGEN_1985.source}",
    "sqrt(a^2 + b^2)",
)
LESS_ONE = Name("− 1", "In k − 1, the number of gaps between the k taps of a kernel: one less than taps")
RECEPTIVE_FIELD_FORMULA = Name(
    "RFₙ = RFₙ₋₁ + dₙ·(kₙ − 1)·s₁⋯sₙ₋₁",
    "Receptive-field size after layer n of kernel k and dilation d: each step of a layer's kernel spans the product "
    "of the strides before it. A. Araujo, W. Norris and J. Sim, Computing receptive fields of convolutional neural "
    "networks, Distill, 2019, doi:10.23915/distill.00021",
    '"RF"_n = "RF"_(n-1) + d_n dot (k_n - 1) dot s_1 dots.c s_(n-1)',
)
