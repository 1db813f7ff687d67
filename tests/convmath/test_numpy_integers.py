"""NumPy's integers give what Python's give, in every public function that takes numbers: none of them wraps round.

Arguments fit into eight bits; what is computed from them often does not.
"""

import importlib
import inspect
import pkgutil
import re
import tempfile
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import convmath
from convmath.convolution import (
    channels,
    claim_causes,
    claimed_output,
    cross_correlation,
    equivariance,
    filter_bank,
    filters,
    geometry,
    grids,
    matrix_structure,
    motion,
    n_dimensional,
    one_window,
    padding,
    pooling,
    transposed,
    untied,
    wide_gradients,
)
from convmath.convolution.gabor import Gabor
from convmath.core import errors, facts, histograms, magnitudes, numerals, records
from convmath.core.serialisation import to_json
from convmath.cortex import cells, ventral_stream
from convmath.cortex.hmax import Hmax
from convmath.images import (
    colour_planes,
    correlation_curves,
    detector,
    full_size,
    image_space,
    locality,
    matching,
    named_images,
    photographs,
    resampling,
    sampling,
)
from convmath.networks import (
    axis_rules,
    cones,
    counting,
    data_sets,
    decoder_layers,
    depth,
    graph_builder,
    graph_layers,
    growth,
    image_formats,
    layers,
    network_anatomy,
    network_layers,
    position,
    published,
    receptive_field,
    stacks,
    tensor_fields,
    tensor_graph,
    tying,
    volumes,
    wiring,
)
from convmath.questions import catalogue_of_questions as questions
from convmath.questions import draws
from convmath.training import cnn_run, descent, digits, kept_results, mnist_files, moved_digit, numpy_cnn
from convmath.training import layers as training_layers
from convmath.training import network as small
from tests.convmath.training.mnist_folder import write_folder

DTYPES = [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64]
IMAGE = np.arange(99 * 80).reshape(99, 80) % 101
GREY = IMAGE / 100
KERNEL = [[1, -2, 3], [4, 5, -6]]
FIELD = Gabor(size=5, wavelength=4)
WINDOW = geometry.window_geometry((100, 120), (3, 2), stride=(30, 40), dilation=(2, 60), padding=((7, 0), (0, 9)))
STRIDED = [receptive_field.RFLayer(3, stride=3, padding=1)] * 5


def network(n):
    shallow = published.Network(facts.VGG_16, "a toy", (n(3), n(120), n(110)))
    deeper = shallow.conv("a", n(127), n(3), stride=n(2), padding=n(1), groups=n(1)).pool("b", n(2), stride=n(2))
    return deeper.subsample("c", n(2)).table_conv("d", ((n(0), n(126)),), n(3)).dense("e", n(100))


def slid(name, n):
    options = {"stride": (n(30), n(1)), "dilation": n(20), "padding": ((n(60), n(70)), (n(0), n(9))), "groups": n(1)}
    return getattr(cross_correlation, name)(IMAGE, KERNEL, **options)


def structure(n):
    found = matrix_structure.matrix_structure((n(3), n(2)), (n(13), n(20)), stride=n(1), dilation=n(9), padding=n(3))
    tap = (n(2), n(1))
    return [whole_of(found), found.equal_blocks(n(2)), found.band(tap), found.broken_rows(tap), found.run_on(tap)]


def layer_growth(n, kind):
    options = {"kernel": (n(100), n(3)), "dilation": n(9), "channels_in": n(100), "channels_out": n(120)}
    return growth.LayerGrowth(kind, **options)


def small_graph(n):
    build = graph_builder.GraphBuilder((n(100), n(16), n(120)))
    left = build.conv("left", "input", n(120), n(3), stride=n(2), padding=n(1), groups=n(4))
    up = build.transposed_conv("up", build.batch_norm("norm", left), n(100), n(2), stride=n(2))
    small = build.pool("pool", build.add("sum", up, "input"), n(2), stride=n(2), padding=n(0))
    build.dense("dense", build.crop("crop", build.upsample("larger", small, n(2)), n(9)), n(100))
    return whole_of(build.graph(facts.RESNET_50, "a toy"))


def wrong_claim(n):
    claimed = [[n(100), n(120), n(3)]]
    window = {"stride": n(1), "dilation": (n(1), n(2)), "padding": ((n(0), n(0)), n(1))}
    return claimed_output.verify_output([[n(100), n(100), n(100)]], [[n(120), n(7)]], claimed, **window, tolerance=n(0))


def tensor_network(n):
    """Every kind of operation, and what its units see."""
    graph, rules = tensor_graph, axis_rules
    made = [
        (graph.Windowed(((n(2), rules.WindowRule(n(3), n(2), n(1), n(1))),), n(1)), "input", (1, 4, 60)),
        (graph.Windowed(((n(2), rules.TransposedRule(n(3), n(2), n(1), n(1))),), n(2)), "0", (1, 4, 119)),
        (graph.Windowed(((n(2), rules.ShareRule(n(119), n(100))),)), "1", (1, 4, 100)),
        (graph.Windowed(((n(2), rules.InterpolationRule(n(100), n(120), "linear")),)), "2", (1, 4, 120)),
        (graph.Joined(n(1)), "3", (1, 4, 120)),
        (graph.Permuted((n(0), n(2), n(1))), "4", (1, 120, 4)),
        (graph.Mixed((n(2),), kept=True), "5", (1, 120, 4)),
    ]
    nodes = [
        graph.TensorNode(str(each), operation, (read,), tuple(map(n, shape)), str(each), "", n(100), n(120))
        for each, (operation, read, shape) in enumerate(made)
    ]
    whole = graph.TensorGraph((n(2), n(120)), tuple(nodes), n(100))
    found = tensor_fields.graph_fields(whole)
    unit = found.unit("6", (n(100), n(3)))
    return [whole_of(whole), [found.summary(node.name) for node in nodes], whole_of(unit)]


def upwards(n):
    return {"stride": (n(90), n(2)), "dilation": n(100), "padding": (n(1), n(0)), "output_padding": (n(80), n(1))}


def many_channels(n):
    found = channels.channel_maps(
        [IMAGE] * 4,
        [[KERNEL] * 2] * 6,
        bias=[n(100)] * 6,
        stride=(n(30), n(1)),
        dilation=n(20),
        padding=((n(60), n(70)), (n(0), n(9))),
        groups=n(2),
    )
    return [found.output, found.seen_by(n(5)), found.kernel(n(5)), whole_of(found.place(n(5), (n(1), n(40))))]


def small_network(n):
    convolution = training_layers.Conv(n(2), n(9), stride=n(10), padding=n(60))
    return small.SmallNetwork(
        (n(1), n(10), n(120)), (convolution, training_layers.Flatten(), training_layers.Dense(n(2)))
    )


def trained(weights, right):
    return [*(values.tolist() for own in weights for values in own.values()), right.tolist()]


def classified(n):
    found, image = moved_digit.trained_classifier("flatten", seed=n(0)), GREY[:14, :14]
    move = {"rows": n(3), "columns": n(2)}
    return [
        found.probabilities(image, **move),
        found.answer(image, **move),
        found.maps(image, **move).tolist(),
        found.weights_of_map(n(1)).tolist(),
        found.part_of_map(n(1), image, **move),
        found.largest_values(image, **move).tolist(),
        found.largest_alike(image, **move),
        found.clearest_map(image),
        found.place_of_largest(n(1), image, **move),
        found.swayed_map(image, **move),
    ]


def small_training(n):
    images = np.arange(200.0).reshape(100, 1, 1, 2) / 100
    network = small.SmallNetwork((1, 1, 2), (training_layers.Flatten(), training_layers.Dense(n(2))))
    options = {"seed": n(1), "epochs": n(2), "batch": n(99), "learning_rate": n(1), "momentum": n(0)}
    return whole_of(descent.train(network, images, [n(0), n(1)] * 50, **options))


def learned(n):
    options = {"seed": n(3), "epochs": n(1), "learning_rate": n(0), "filters": n(2)}
    run = numpy_cnn.trained_cnn(**options)
    images, labels = run.training.images[:40], run.training.labels[:40]
    course = numpy_cnn.train_cnn(images=images, labels=labels, **options)
    return [
        run.image(n(5)),
        run.label(n(5)),
        run.step_of(n(5)).loss,
        run.shares(n(5)),
        run.share_of_label(n(5)),
        run.steepest_slice(n(5)),
        run.slice_after_first_step(n(1), n(0)),
        run.step_at(n(1)),
        run.epoch_at(n(1)),
        run.moment_at(n(1)),
        run.answer(n(100)),
        run.tested_share(n(100)),
        run.least_sure(n(100)),
        run.epochs,
        run.learning_rate,
        [values.tolist() for values in course[2:4]],
    ]


@cache
def mnist_folder():
    return write_folder(Path(tempfile.mkdtemp()))


def mnist(n):
    found = mnist_files.mnist_digits(str(mnist_folder()), classes=(n(0), n(1)), most=(n(100), n(9)))
    labels = mnist_files.idx_values(mnist_folder() / "train-labels-idx1-ubyte", magic=2049, dimensions=n(1))
    return [[each.images.tolist(), each.labels.tolist()] for each in found], labels.tolist()


CALLS = {
    "questions.catalogue_of_questions.draw_question": lambda n: questions.draw_question("output-size", n(100)).as_json(
        keys=True
    ),
    "questions.catalogue_of_questions.draw_sheet": lambda n: [
        each.as_json(keys=True) for each in questions.draw_sheet(["sharing"], seed=n(120), count=n(10))
    ],
    "questions.catalogue_of_questions.givens": lambda n: questions.givens("output-size", n(100)),
    "questions.catalogue_of_questions.variant_of": lambda n: questions.variant_of("output-size", n(100)),
    "questions.draws.Draws": lambda n: draws.Draws("tried", n(120)).below(n(100)),
    "questions.draws.checked_seed": lambda n: draws.checked_seed(n(120)),
    "core.numerals.is_leftover": lambda n: numerals.is_leftover(n(0), among=n(7)),
    "convolution.untied.commute_untied": lambda n: whole_of(
        untied.commute_untied([[n(100), n(3)]], [[[[n(120)]], [[n(7)]]]], (n(1), n(100)))
    ),
    "convolution.untied.own_weights": lambda n: untied.own_weights((n(100), n(2)), n(3), seed=n(7)),
    "convolution.wide_gradients.wide_sobel_x": lambda n: wide_gradients.wide_sobel_x(n(31)).matrix,
    "core.magnitudes.nearest_power_of_ten": lambda n: magnitudes.nearest_power_of_ten(n(120)),
    "images.resampling.in_steps": lambda n: resampling.in_steps(IMAGE, limit=n(120), steps=n(100)),
    "images.sampling.SpreadPlaces": lambda n: whole_of(sampling.SpreadPlaces(n(120), n(100))),
    "networks.tying.tap_uses": lambda n: tying.tap_uses((n(100), n(120)), (n(3), n(100))),
    "networks.tying.weight_uses": lambda n: tying.weight_uses("convolutional", n(120), kernel=n(3)),
    "core.numerals.form_of": lambda n: numerals.form_of([n(1), n(2)], fractions_from=n(2)),
    "convolution.claim_causes.Likeness": lambda n: (
        claim_causes.Likeness(n(1)).cells(np.array([n(100)]), np.array([n(120)])).tolist()
    ),
    "convolution.claim_causes.slip": lambda n: claim_causes.slip(
        np.array([[100, 3]]), np.array([[120, 1]]), n(100), claim_causes.Likeness(n(0))
    ),
    "convolution.claimed_output.ClaimVerdict": lambda n: whole_of(wrong_claim(n)),
    "convolution.claimed_output.verify_output": lambda n: whole_of(wrong_claim(n)),
    "convolution.channels.channel_maps": lambda n: many_channels(n),
    "convolution.filter_bank.filter_bank": lambda n: filter_bank.filter_bank(["sobel_x"] * 3, count=n(127)),
    "convolution.filter_bank.tile_columns": lambda n: filter_bank.tile_columns(n(127)),
    "convolution.filter_bank.tiled": lambda n: filter_bank.tiled([IMAGE] * 3, gap=n(100)),
    "convolution.cross_correlation.MatrixStatistics": lambda n: whole_of(
        cross_correlation.MatrixStatistics((n(100), n(100)), (n(100),) * 100)
    ),
    "convolution.cross_correlation.convolution_matrix": lambda n: cross_correlation.convolution_matrix(
        KERNEL, (n(20), n(30)), stride=n(9), dilation=n(2), padding=(n(1), n(2))
    ),
    "convolution.cross_correlation.convolve2d": lambda n: slid("convolve2d", n),
    "convolution.cross_correlation.cross_correlate2d": lambda n: slid("cross_correlate2d", n),
    "convolution.cross_correlation.trace": lambda n: [
        whole_of(step) for step in (slid("trace", n)[n(1)], slid("trace", n)[n(100)])
    ],
    "convolution.filters.SeparableKernel": lambda n: filters.SeparableKernel((n(100), n(1)), (n(100), n(2))).matrix,
    "convolution.filters.binomial": lambda n: filters.binomial(n(71)),
    "convolution.filters.box": lambda n: filters.box(n(71)),
    "convolution.filters.gaussian": lambda n: [filters.gaussian(n(50)), filters.gaussian(n(50), size=n(101))],
    "convolution.filters.identity": lambda n: filters.identity(n(71)),
    "convolution.gabor.Gabor": lambda n: whole_of(
        Gabor(size=n(21), wavelength=n(100), orientation=n(120), phase=n(100), bandwidth=n(3), aspect=n(2)).partner
    ),
    "convolution.geometry.Geometry": lambda n: whole_of(
        geometry.Geometry(
            input_size=(n(100), n(120)),
            kernel_size=(n(3), n(2)),
            stride=(n(90), n(1)),
            dilation=(n(100), n(100)),
            padding=((n(100), n(100)), (n(100), n(0))),
        )
    ),
    "convolution.geometry.checked_padding": lambda n: geometry.checked_padding(((n(1), n(2)), n(3))),
    "convolution.geometry.output_size": lambda n: geometry.output_size((n(100), n(120)), n(3), padding=n(100)),
    "convolution.geometry.window_geometry": lambda n: whole_of(
        geometry.window_geometry((n(100), n(120)), n(3), stride=n(2), dilation=n(100), padding=n(100))
    ),
    "convolution.grids.grid_from": lambda n: grids.grid_from("bar", rows=n(9), cols=n(7), levels=n(120)),
    "convolution.matrix_structure.matrix_structure": lambda n: structure(n),
    "convolution.motion.SpaceTimeKernel": lambda n: whole_of(
        motion.SpaceTimeKernel((n(100), n(2)), filters.SeparableKernel((n(100),), (n(100),)))
    ),
    "convolution.motion.answers_to_motion": lambda n: [
        whole_of(answer)
        for answer in motion.answers_to_motion(
            [[[n(100), n(120)]]], "left", frames=n(3), height=n(2), width=n(127), thickness=n(60), speed=n(100)
        )
    ],
    "convolution.motion.moving_bar": lambda n: motion.moving_bar(
        "down", frames=n(3), height=n(127), width=n(2), thickness=n(100), speed=n(100), start=n(0)
    ),
    "convolution.n_dimensional.convolve_nd": lambda n: n_dimensional.convolve_nd(
        IMAGE, KERNEL, stride=n(100), dilation=(n(20), n(1)), padding=(n(120), (n(100), n(0)))
    ),
    "convolution.n_dimensional.cross_correlate_nd": lambda n: n_dimensional.cross_correlate_nd(
        [[[n(100)] * 3] * 3] * 3, [[[n(120)] * 2] * 2] * 2, stride=n(1), dilation=n(1), padding=n(2)
    ),
    "convolution.n_dimensional.kernel_weights": lambda n: n_dimensional.kernel_weights(n(100), n(9)),
    "convolution.one_window.edge_weights": lambda n: one_window.edge_weights(n(99)),
    "convolution.one_window.image_row": lambda n: whole_of(one_window.image_row(IMAGE, n(98))),
    "convolution.one_window.mean_weights": lambda n: one_window.mean_weights(n(99)),
    "convolution.one_window.one_way_weights": lambda n: one_window.one_way_weights("up", n(99)),
    "convolution.one_window.slope_weights": lambda n: one_window.slope_weights(n(99)),
    "convolution.padding.checked_sides": lambda n: padding.checked_sides((n(1), (n(2), n(3)))),
    "convolution.padding.pad": lambda n: padding.pad(IMAGE, ((n(100), n(120)), (n(0), n(1)))),
    "convolution.padding.padding_sides": lambda n: padding.padding_sides((n(1), n(2))),
    "convolution.pooling.max_pool2d": lambda n: pooling.max_pool2d(IMAGE, size=(n(9), n(70)), stride=n(2)),
    "convolution.transposed.outputs_fed": lambda n: transposed.outputs_fed((n(99), n(100)), WINDOW),
    "convolution.transposed.stamps": lambda n: [
        whole_of(step) for step in transposed.stamps([[n(100)] * 3] * 3, [[n(120)]], **upwards(n))
    ],
    "convolution.transposed.transposed_cross_correlate2d": lambda n: transposed.transposed_cross_correlate2d(
        [[[n(100)] * 3] * 3] * 2, [[[[n(120)] * 2]]] * 2, groups=n(2), **upwards(n)
    ),
    "convolution.transposed.transposed_geometry": lambda n: whole_of(
        transposed.transposed_geometry((n(100), n(127)), (n(3), n(100)), **upwards(n))
    ),
    "core.errors.exact_number": lambda n: errors.exact_number("n", n(3), at_least=1, at_most=9),
    "core.errors.real_number": lambda n: errors.real_number("n", n(3), at_least=1, at_most=9),
    "core.errors.stays_finite": lambda n: float(errors.stays_finite("n", n(3), n(3))),
    "core.errors.whole_number": lambda n: errors.whole_number("n", n(3), at_least=1),
    "core.errors.whole_or_pair": lambda n: errors.whole_or_pair("n", (n(3), n(4)), at_least=1),
    "core.errors.whole_pair": lambda n: errors.whole_pair("n", n(3), at_least=1),
    "core.magnitudes.doublings_between": lambda n: magnitudes.doublings_between(n(3), n(127)),
    "core.magnitudes.enclosing_decades": lambda n: magnitudes.enclosing_decades([n(100), n(101)]),
    "core.magnitudes.percentage": lambda n: magnitudes.percentage(n(120), n(7)),
    "core.magnitudes.sides_between": lambda n: magnitudes.sides_between(n(3), n(127), steps=n(90)),
    "core.magnitudes.spelt": lambda n: magnitudes.spelt(n(120)),
    "core.records.settle_whole": lambda n: whole_of(receptive_field.Growth(n(1), n(2), n(3), (n(4),))),
    "cortex.cells.orientation_tuning": lambda n: cells.orientation_tuning(
        FIELD, angles=[n(0), n(90), n(120)], thickness=n(2), pivot=n(1)
    ),
    "cortex.cells.shift_curves": lambda n: cells.shift_curves(
        FIELD, offsets=[n(0), n(1), n(100)], thickness=n(2), reach=n(3)
    ),
    "cortex.ventral_stream.Area": lambda n: ventral_stream.Area(facts.V1, n(3), n(5), "", (facts.V1,), ""),
    "images.locality.correlation_at": lambda n: locality.correlation_at(IMAGE, rows=n(1), columns=n(2)),
    "images.named_images.bar": lambda n: named_images.bar(
        n(120), n(60), angle=n(100), thickness=n(120), offset=n(7), length=n(127)
    ),
    "images.named_images.bar_coordinates": lambda n: named_images.bar_coordinates(n(120), n(127), n(100)),
    "images.named_images.checkerboard": lambda n: named_images.checkerboard(n(120), n(127), square=n(3)),
    "images.named_images.image_by_name": lambda n: named_images.image_by_name("camera", height=n(120), width=n(127)),
    "images.named_images.image_from": lambda n: named_images.image_from("bar", height=n(120), width=n(127)),
    "images.named_images.noise": lambda n: named_images.noise(n(120), n(127), seed=n(9)),
    "images.named_images.ramp": lambda n: named_images.ramp(n(120), n(127)),
    "images.named_images.vertical_edge": lambda n: named_images.vertical_edge(
        n(120), n(127), column=n(100), dark=n(1), bright=n(120)
    ),
    "images.named_images.whole_image_from": lambda n: named_images.whole_image_from("bar", side=n(120), longest=n(9)),
    "images.resampling.crop": lambda n: resampling.crop(IMAGE, top=n(29), left=n(0), height=n(70), width=n(80)),
    "images.resampling.downsample": lambda n: resampling.downsample(GREY, height=n(98), width=n(79)),
    "images.resampling.fit": lambda n: resampling.fit(GREY, height=n(60), width=n(70)),
    "images.resampling.quantise": lambda n: resampling.quantise(GREY, levels=n(127)),
    "images.resampling.within": lambda n: resampling.within(GREY, longest=n(70)),
    "networks.cones.ConePlane": lambda n: whole_of(cones.ConePlane((n(100), n(100)), (n(1), n(99)), (n(7),))),
    "networks.cones.Region": lambda n: whole_of(cones.Region((n(0), n(100)), (n(0), n(100)))),
    "networks.cones.area_coverage": lambda n: cones.area_coverage((n(0), n(0)), STRIDED, (n(127), n(127))),
    "networks.cones.cone": lambda n: cones.cone((n(0), n(0)), STRIDED, n(127)),
    "networks.cones.contributing_pixels": lambda n: cones.contributing_pixels((n(0), n(0)), STRIDED, n(127)),
    "networks.cones.input_region": lambda n: [
        cones.input_region((n(0), n(0)), STRIDED, n(127)).clipped((n(100), n(100))),
        cones.input_region((n(0), n(0)), STRIDED, n(127), clip=False),
    ],
    "networks.cones.plane_sizes": lambda n: cones.plane_sizes(STRIDED, (n(127), n(100))),
    "networks.cones.unit_to_centre": lambda n: cones.unit_to_centre((n(100), n(120)), STRIDED),
    "networks.cones.centre_to_unit": lambda n: cones.centre_to_unit((n(100), n(120)), STRIDED),
    "networks.counting.PossibleImages": lambda n: whole_of(counting.PossibleImages(n(127), n(127))),
    "networks.counting.dense_connections": lambda n: counting.dense_connections(n(100), n(100)),
    "networks.counting.examples_needed": lambda n: counting.examples_needed(n(100)),
    "networks.counting.grown_connections": lambda n: counting.grown_connections(n(100), n(100), n(1)),
    "networks.counting.image_values": lambda n: counting.image_values(n(100), n(100), n(3)),
    "networks.counting.log_interpolate": lambda n: [
        counting.log_interpolate(n(1), n(120), share) for share in (n(0), 0.5, n(1))
    ],
    "networks.counting.pixel_count": lambda n: counting.pixel_count(n(100), n(100)),
    "networks.counting.possible_images": lambda n: whole_of(counting.possible_images(n(127), n(127))),
    "networks.counting.ratio": lambda n: counting.ratio(n(100), n(3)),
    "networks.decoder_layers.CropLayer": lambda n: whole_of(
        decoder_layers.CropLayer((n(100), n(127), n(120)), (n(3), n(100)))
    ),
    "networks.decoder_layers.TransposedConvLayer": lambda n: whole_of(
        decoder_layers.TransposedConvLayer(
            n(100),
            n(120),
            kernel=(n(3), n(100)),
            input_size=n(100),
            stride=n(90),
            padding=n(1),
            output_padding=(n(80), n(0)),
        )
    ),
    "networks.decoder_layers.UpsampleLayer": lambda n: whole_of(
        decoder_layers.UpsampleLayer((n(100), n(127), n(120)), (n(3), n(100)))
    ),
    "networks.depth.Sight": lambda n: whole_of(
        depth.Sight((n(1), n(1)), cones.ConePlane((n(120), n(120)), (n(1), n(99)), (n(7),)))
    ),
    "networks.depth.layers_needed": lambda n: depth.layers_needed(
        (n(127), n(120)), receptive_field.RFLayer(n(2), stride=(n(1), n(100)))
    ),
    "networks.depth.network_sight": lambda n: whole_of(depth.network_sight(published.VGG16, unit=(n(3), n(6)))),
    "networks.depth.pixels_spanned": lambda n: depth.pixels_spanned(
        n(100), receptive_field.RFLayer((n(120), n(3)), stride=(n(1), n(4)), dilation=(n(127), n(1)))
    ),
    "networks.depth.sight": lambda n: whole_of(depth.sight(STRIDED, (n(127), n(100)), unit=(n(0), n(0)))),
    "networks.graph.NetworkGraph": lambda n: small_graph(n),
    "networks.graph_builder.GraphBuilder": lambda n: small_graph(n),
    "networks.graph_layers.AddLayer": lambda n: whole_of(graph_layers.AddLayer((n(100), n(120), n(127)), n(3))),
    "networks.graph_layers.BatchNormLayer": lambda n: whole_of(graph_layers.BatchNormLayer((n(100), n(120), n(127)))),
    "networks.graph_layers.ConcatLayer": lambda n: whole_of(
        graph_layers.ConcatLayer(((n(100), n(120), n(127)), (n(127), n(120), n(127))))
    ),
    "networks.graph_layers.checked_shape": lambda n: graph_layers.checked_shape("shape", (n(1), n(2), n(3))),
    "networks.growth.LayerGrowth": lambda n: (
        [layer_growth(n, kind).taps_within_image(n(1)) for kind in wiring.KINDS]
        + [whole_of(layer_growth(n, kind)) for kind in wiring.KINDS]
    ),
    "networks.growth.Polynomial": lambda n: [
        growth.Polynomial((n(100), n(120)), least_side=n(3)).at(n(127)),
        growth.Polynomial((n(100), n(120))).times(n(127)).plus(n(127)),
        growth.Polynomial((n(100), n(120))).growth_on_doubling(n(127)),
    ],
    "networks.image_formats.ImageFormat": lambda n: whole_of(
        image_formats.ImageFormat(facts.MNIST, n(100), n(100), n(3))
    ),
    "networks.layers.ConvLayer": lambda n: whole_of(
        layers.ConvLayer(
            n(100),
            n(120),
            kernel=(n(3), n(100)),
            input_size=n(120),
            stride=(n(1), n(2)),
            padding=((n(100), n(1)), n(2)),
            dilation=n(1),
            groups=n(2),
        )
    ),
    "networks.layers.DenseLayer": lambda n: whole_of(layers.DenseLayer(n(100), n(100))),
    "networks.network_layers.PoolLayer": lambda n: whole_of(
        network_layers.PoolLayer(n(100), kernel=n(2), input_size=(n(100), n(100)), stride=n(2))
    ),
    "networks.network_layers.SubsamplingLayer": lambda n: whole_of(
        network_layers.SubsamplingLayer(n(100), kernel=n(2), input_size=n(100), stride=(n(2), n(1)))
    ),
    "networks.network_layers.TableConvLayer": lambda n: whole_of(
        network_layers.TableConvLayer(n(2), ((n(0), n(1)), (n(1),)), kernel=n(100), input_size=n(120))
    ),
    "networks.network_layers.UnitBiasConvLayer": lambda n: whole_of(
        network_layers.UnitBiasConvLayer(
            n(100), n(120), kernel=n(3), input_size=(n(100), n(9)), stride=n(2), padding=n(60), channels_seen=n(99)
        )
    ),
    **dict.fromkeys(
        (
            "networks.axis_rules.WindowRule",
            "networks.axis_rules.TransposedRule",
            "networks.axis_rules.ShareRule",
            "networks.axis_rules.InterpolationRule",
            "networks.tensor_graph.Windowed",
            "networks.tensor_graph.Mixed",
            "networks.tensor_graph.Permuted",
            "networks.tensor_graph.Joined",
            "networks.tensor_graph.TensorNode",
            "networks.tensor_graph.TensorLayer",
            "networks.tensor_graph.TensorGraph",
        ),
        tensor_network,
    ),
    "networks.network_anatomy.NetworkBlock": lambda n: whole_of(
        network_anatomy.NetworkBlock(facts.VGG_16, (n(100), n(3)), n(100), n(120), "a")
    ),
    "networks.network_anatomy.unit_seen": lambda n: whole_of(
        network_anatomy.unit_seen(network_anatomy.small_residual_network(), n(3))
    ),
    "networks.axis_rules.place_on_line": lambda n: axis_rules.place_on_line(n(127), n(120), "reflect"),
    "networks.position.blob": lambda n: position.blob(n(100), n(120), row=n(59), column=n(70), radius=n(40)),
    "networks.position.blob_in_each_quarter": lambda n: position.blob_in_each_quarter(n(100), n(120), radius=n(20)),
    "networks.position.side_weights": lambda n: position.side_weights(n(100), n(120)),
    "networks.position.top_left_weights": lambda n: position.top_left_weights(n(100), n(120)),
    "networks.published.Network": lambda n: [network(n), network(n).parameters, network(n).connections],
    "networks.receptive_field.Growth": lambda n: whole_of(receptive_field.Growth(n(100), n(100), n(2), (n(100), n(9)))),
    "networks.receptive_field.RFLayer": lambda n: whole_of(
        receptive_field.RFLayer((n(3), n(100)), stride=n(100), dilation=n(100), padding=((n(1), n(2)), n(3)))
    ),
    "networks.receptive_field.RFState": lambda n: whole_of(
        receptive_field.RFState((n(100), n(100)), (n(1), n(1)), (n(100), n(0)))
    ),
    "networks.stacks.enclosing_input": lambda n: stacks.enclosing_input(STRIDED, at_least=n(127)),
    "networks.stacks.middle_unit": lambda n: stacks.middle_unit(STRIDED[:1], (n(127), n(100))),
    "convolution.equivariance.ShiftedLayer": lambda n: equivariance.ShiftedLayer(stride=n(100), pool=n(2)).total_stride,
    "convolution.equivariance.pooled_share_unchanged": lambda n: equivariance.pooled_share_unchanged(
        n(100), (n(3), n(99))
    ),
    "convolution.equivariance.shift": lambda n: equivariance.shift(IMAGE, n(100), n(127)),
    "cortex.hmax.PixelWindow": lambda n: Hmax(step=n(127)).field_at("C1", n(100), n(120)),
    "cortex.hmax.Hmax": lambda n: Hmax(sizes=(n(7), n(5)), pool=n(100), step=n(127), prototype=n(2)).field_sizes,
    "images.locality.CorrelationMap": lambda n: locality.CorrelationMap(n(1), np.eye(3)).along(n(0), n(1)),
    "images.locality.correlation_map": lambda n: locality.correlation_map(IMAGE, reach=n(70)).at(n(70), n(0)),
    "images.detector.search_for_patch": lambda n: (
        detector.search_for_patch(IMAGE, row=n(30), column=n(3), side=n(20), threshold=n(1)).found
    ),
    "images.full_size.full_image_from": lambda n: full_size.full_image_from("bar", side=n(120), longest=n(9)),
    "images.correlation_curves.correlation_curve": lambda n: (
        correlation_curves.correlation_curve(IMAGE, rows=n(1), columns=n(2), times=n(30)).correlations
    ),
    "images.locality.partners": lambda n: whole_of(
        locality.partners(IMAGE, rows=n(1), columns=n(2), times=n(30), count=n(20), seed=n(7))
    ),
    "images.correlation_curves.range_at": lambda n: correlation_curves.range_at(
        [correlation_curves.CorrelationCurve((1, 2), (0.5, 0.25))], distance=n(2)
    ),
    "images.resampling.part_around": lambda n: resampling.part_around(IMAGE, row=n(70), column=n(3), side=n(20)),
    "images.locality.pairs_at": lambda n: whole_of(
        locality.pairs_at(IMAGE, rows=n(70), columns=n(30)).sample(n(100), seed=n(7))
    ),
    "images.image_space.distance_ratio": lambda n: image_space.distance_ratio(n(100), n(127), seed=n(3)),
    "images.image_space.random_points": lambda n: image_space.random_points(n(100), n(127), seed=n(3)).ratio,
    "images.image_space.random_images": lambda n: image_space.random_images(n(100), side=n(120), seed=n(7)),
    "core.histograms.histogram": lambda n: whole_of(
        histograms.histogram([n(3), n(100)], low=n(0), high=n(127), classes=n(100))
    ),
    "core.magnitudes.digit_count": lambda n: magnitudes.digit_count(n(127)),
    "core.magnitudes.digit_lines": lambda n: magnitudes.digit_lines(n(127), per_line=n(2)),
    "core.numerals.raised": lambda n: numerals.raised(n(127)),
    "networks.volumes.KernelBank": lambda n: whole_of(volumes.KernelBank(n(99), n(3), n(100), n(120))),
    "networks.data_sets.DataSet": lambda n: data_sets.DataSet(image_formats.MNIST, n(100)).needed(n(127)),
    "images.matching.compare_places": lambda n: matching.compare_places(
        [(n(100), n(3))], [(n(120), n(3)), (n(0), n(0))], within=n(20)
    ),
    "images.matching.peaks": lambda n: matching.peaks(IMAGE, threshold=n(100), apart=n(70)),
    "networks.wiring.wiring": lambda n: whole_of(wiring.wiring("convolutional", n(20), kernel=n(3), padding=n(1))),
    "images.resampling.enlarge": lambda n: resampling.enlarge(GREY, height=n(120), width=n(127)),
    "training.descent.train": lambda n: small_training(n),
    "training.digits.handwritten": lambda n: whole_of(digits.handwritten(classes=[n(7)], side=n(10))),
    "training.digits.on_canvas": lambda n: digits.on_canvas(GREY[:90], side=n(127), rows=n(18), columns=n(23)),
    "training.cnn_run.CnnRun": lambda n: learned(n),
    "training.cnn_run.loss_curve": lambda n: whole_of(cnn_run.loss_curve(n(1))),
    "training.descent.shuffled_batches": lambda n: next(descent.shuffled_batches(n(120), seed=n(7), batch=n(100))),
    "training.kept_results.weights_named": lambda n: kept_results.weights_named(
        {"net/1/bias": np.ones(2)}, "net", layers=n(2)
    ),
    "training.mnist_files.idx_values": lambda n: mnist(n),
    "training.mnist_files.mnist_digits": lambda n: mnist(n),
    "training.numpy_cnn.small_cnn": lambda n: numpy_cnn.small_cnn(n(4)).output_shapes,
    "training.numpy_cnn.train_cnn": lambda n: learned(n),
    "training.numpy_cnn.trained_cnn": lambda n: learned(n),
    "convolution.filter_bank.kernel_sheet": lambda n: filter_bank.kernel_sheet(IMAGE[None, None, :3, :4], gap=n(100)),
    "training.layers.Conv": lambda n: training_layers.Conv(n(2), n(9), stride=n(3), padding=n(100)),
    "training.layers.Dense": lambda n: training_layers.Dense(n(100)),
    "training.layers.MaxPool": lambda n: training_layers.MaxPool(n(100)),
    "training.moved_digit.train_classifier": lambda n: trained(*moved_digit.train_classifier("dense", seed=n(3))),
    "training.moved_digit.trained_classifier": lambda n: classified(n),
    "training.network.SmallNetwork": lambda n: small_network(n),
    "training.network.checked_labels": lambda n: small.checked_labels([n(1), n(0)], n(2), n(2)),
    "images.colour_planes.colour_planes": lambda n: colour_planes.colour_planes("cat", side=n(120), levels=n(100)),
    "images.photographs.load_image": lambda n: photographs.load_image(
        f"{convmath.__path__[0]}/../tests/convmath/images/grey.png", pixel_budget=n(127)
    ),
}
NO_NUMBER_OF_THEIRS = {
    "networks.time_line.Milestone",  # whose year fits into no eight bits
    "networks.applications.Application",  # nor does this one's
    "convolution.one_window.ImageRow",
    "networks.sharing.LayerCount",
    "networks.sharing.Sharing",
    "networks.graph.KindTotal",
    "convolution.transposed.Feed",
    "convolution.transposed.Stamp",
    "convolution.channels.ChannelPlace",
    # Whose numbers are the results of other functions, or which take none at all.
    "questions.question.Question",
    "questions.code_runs.CodeRun",
    "questions.property_questions.DesignCounts",
    "questions.shift_questions.ShiftAgreement",
    "networks.cones.units_to_region",
    "networks.cones.region_to_units",
    "convolution.equivariance.Commuting",
    "convolution.windows.SlidingWindow",
    "cortex.hmax.Threshold",
    "images.correlation_curves.CorrelationCurve",
    "cortex.pieces.Match",
    "images.detector.PatchSearch",
    "images.matching.Peak",
    "images.resampling.Part",
    "networks.wiring.Connection",
    "training.network.Step",
    "training.cnn_run.LargestProduct",
    "training.kept_results.kept",
    "convolution.windows.WindowStep",
    "convolution.windows.sliding_window",
    "core.errors.finite_array",
    "core.magnitudes.SpeltNumber",
    "core.magnitudes.Decades",
    "networks.counting.ExampleRange",
    "networks.position.Reading",
    "networks.position.Differences",
    "convolution.border.BorderResponse",
    "cortex.field_spread.SizeReport",
    "networks.axis_fields.AxisField",
    "networks.axis_fields.grouped",
    "networks.axis_fields.input_field",
    "networks.axis_fields.laid_end_to_end",
    "networks.axis_fields.mixed",
    "networks.axis_fields.permuted",
    "networks.axis_fields.reshaped",
    "networks.axis_fields.united",
    "networks.axis_fields.windowed",
    "networks.tensor_fields.AxisSummary",
    "networks.tensor_fields.UnitField",
    "cortex.field_spread.Spread",
}


def whole_of(record):
    """A value type with everything that it derives from its fields."""
    names = [field.name for field in fields(record)] if is_dataclass(record) else []
    derived = [name for name, _ in inspect.getmembers(type(record), lambda member: isinstance(member, property))]
    return {name: getattr(record, name) for name in (*names, *derived) if not name.startswith("_")}


def takers_of_numbers():
    """The qualified name of everything public whose signature speaks of numbers."""
    for found in pkgutil.walk_packages(convmath.__path__, "convmath."):
        if found.name.startswith("convmath.tracing"):  # takes what PyTorch made
            continue
        module = importlib.import_module(found.name)
        for name, thing in vars(module).items():
            ours = inspect.isfunction(thing) or inspect.isclass(thing)
            if not ours or name.startswith("_") or thing.__module__ != module.__name__:
                continue
            try:
                annotations = [str(each.annotation) for each in inspect.signature(thing).parameters.values()]
            except ValueError:
                continue
            if any(
                re.search(r"\b(int|float|Pair|Padding|Sides|Shape|Point|Factor|Along)\b", text) for text in annotations
            ):
                yield f"{module.__name__}.{name}".removeprefix("convmath.")


def numpy_numbers_in(value):
    """Every NumPy number among values that are to be Python's own; arrays aside."""
    if isinstance(value, np.generic):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from numpy_numbers_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from numpy_numbers_in(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from numpy_numbers_in(getattr(value, field.name))


def test_every_public_function_that_takes_numbers_is_tried():
    assert set(takers_of_numbers()) - NO_NUMBER_OF_THEIRS == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_numpy_integers_of_any_width_give_what_pythons_give(name):
    expected = CALLS[name](int)
    for dtype in DTYPES:
        result = CALLS[name](dtype)
        assert list(numpy_numbers_in(result)) == [], dtype
        assert to_json(result) == to_json(expected), dtype


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_places_of_a_window_do_not_wrap_round(dtype):
    assert WINDOW.origin((dtype(3), dtype(2))) == (90, 80)
    assert WINDOW.axis_taps(0, dtype(3)) == (83, 85, 87)
    assert WINDOW.axis_taps(1, dtype(1)) == (40, 100)
    assert WINDOW.tap_offset((dtype(2), dtype(3))) == (4, 180)
    assert WINDOW.holds((dtype(99), dtype(119)))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(3, 4)])
def test_images_and_kernels_of_narrow_integers_are_summed_exactly(dtype, shape):
    image, kernel = np.full(shape, 100, dtype=dtype), np.full((2, 2), 120, dtype=dtype)
    assert cross_correlation.cross_correlate2d(image, kernel).tolist() == [[48_000] * 3] * 2
    assert cross_correlation.trace(image, kernel)[0].sum == 48_000
    assert pooling.max_pool2d(image).tolist() == [[100, 100]]


def test_the_parameters_of_full_hd_do_not_wrap_round():
    values = np.prod((1080, 1920, 3), dtype=np.int32)
    assert layers.DenseLayer(values, np.int32(1000)).parameters == 6_220_801_000
    assert layers.ConvLayer(np.uint8(1), np.uint8(255), kernel=1, input_size=1).parameters == 510
    assert network_layers.SubsamplingLayer(np.uint8(200), kernel=2, stride=2, input_size=4).parameters == 400


def test_checked_flags_are_pythons_own():
    assert records.checked_flag("bias", np.True_) is True
    assert layers.DenseLayer(2, 3, bias=np.False_).bias is False
