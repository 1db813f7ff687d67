"""What sharing nine weights saves against a dense layer, and what it can no longer tell."""

from __future__ import annotations

from manim import DOWN, RIGHT, Create, FadeIn, FadeOut, Group, GrowFromCenter, LaggedStart

from convmath.core.magnitudes import enclosing_decades
from convmath.core.provenance import traced
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import TEXT_EDGE, LectureScene
from scenes.base.readout import Statement
from scenes.base.typesetting import CELL, Typeset, words
from scenes.trade_offs.balance import Balance
from scenes.trade_offs.errata import Errata
from scenes.trade_offs.far_sight import FarSight
from scenes.trade_offs.growth_plot import Growing, GrowthPlot
from scenes.trade_offs.ledger_chart import ROWS, LedgerPanel, count_both
from scenes.trade_offs.narration import NARRATIONS
from scenes.trade_offs.no_neighbours import FormatTable, LooseGraph
from scenes.trade_offs.parameters import EXAMPLES, KINDS, TradeOffParameters
from scenes.trade_offs.position_board import ROWS as PICTURE_ROWS
from scenes.trade_offs.position_board import PositionBoard, PositionRow
from scenes.trade_offs.relations import KeptRelation, LostRelation
from scenes.trade_offs.words import describe

LEFT_EDGE = -6.55
PANELS = ((-3.2, 1.2), (2.1, 6.5))
"""Left and right ends of the two ledgers' scales."""

LEDGERS = {"weights": "a shared weight counts once", "connections": "taps on padding included"}
SMALL_PHOTOGRAPH = 1.5


class TradeOffs(LectureScene):
    """Two ledgers and how they grow; then what is never seen, what looks alike, and data without neighbours."""

    title = "What it saves, what it gives up"
    summary = "A convolution is a dense layer under a constraint: what that saves, and what it can no longer tell."
    Parameters = TradeOffParameters
    examples = EXAMPLES
    gif_beats = ("moved",)
    narrations = NARRATIONS
    poster_beat = "balance"

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Count both layers, let the image grow, then look for what the convolution cannot tell."""
        given = self.parameters
        counts = [given.count(kind, ledger) for ledger in LEDGERS for kind in KINDS]
        self.decades = traced(enclosing_decades, [1, *counts])
        self.show_ledgers()
        self.grow()
        self.see_far()
        self.read_one_place()
        self.move_blob()
        self.relate()
        self.lose_neighbours()
        if given.errata:
            self.correct()
        self.weigh_up()

    def show_ledgers(self) -> None:
        """Count weights and connections of the three layers, each on a scale of its own."""
        given, theme = self.parameters, self.theme
        panels = [
            LedgerPanel(
                ledger,
                note,
                [given.count(kind, ledger) for kind in KINDS],
                given.saving(ledger),
                decades=self.decades,
                left=left,
                right=right,
                theme=theme,
            )
            for (ledger, note), (left, right) in zip(LEDGERS.items(), PANELS)
        ]
        weights = {kind: given.count(kind, "weights") for kind in KINDS}
        caption = "One layer, three ways: every pixel to every unit, neighbours only, or shared."
        with self.beat("ledgers", caption, **weights):
            title = self.show_title()
            size = Statement("{n} × {n} $->$ {n} × {n}", n=given.traced_side(), size=CELL, color=theme.muted)
            size.set_baseline(title.baseline).shift((TEXT_EDGE - 0.05 - size.get_right()[0]) * RIGHT)
            self.play(FadeIn(size, *(part for panel in panels for part in (panel.heading, panel.scale))), run_time=0.7)
            for row, (name, run_time) in enumerate(zip(self.layer_names(), (1.6, 1.0, 0.8))):
                self.play(FadeIn(name, run_time=0.4), count_both(panels, row, run_time=run_time))
                self.wait(0.3)
            self.next_caption("The two savings are not the same: keep the ledgers apart.")
            self.play(*(FadeIn(panel.saving, shift=0.1 * RIGHT) for panel in panels), run_time=0.6)
            self.wait(1.4)

    def layer_names(self) -> list[Typeset]:
        """Return what the rows of both ledgers are called."""
        theme = self.theme
        kernel = self.parameters.layer().field("kernel")
        names = [
            words("dense", color=theme.dense),
            words("locally connected", color=theme.input),
            Statement("convolution {k} × {k}", k=kernel, color=theme.kernel),
        ]
        for name, baseline in zip(names, ROWS):
            name.set_baseline(baseline - 0.25).shift((LEFT_EDGE - name.get_left()[0]) * RIGHT)
        return names

    def grow(self) -> None:
        """Draw how the counts grow with the side of the image."""
        given, theme = self.parameters, self.theme
        growing = [
            Growing("dense: weights, connections", given.growth("dense").field("weights"), theme.dense, 6),
            Growing("convolution: connections", given.growth("conv").field("connections"), theme.kernel, 4),
            Growing("locally connected: weights", given.growth("local").field("weights"), theme.input, 10),
            Growing("convolution: weights", given.growth("conv").field("weights"), theme.kernel, 6),
        ]
        self.plot = plot = GrowthPlot(growing, given.sides(), given.doublings(), decades=self.decades, theme=theme)
        with self.beat("growth", "As the image grows: by the fourth power, by the second, and not at all."):
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(FadeIn(plot.axes), run_time=0.6)
            self.play(
                LaggedStart(*(FadeIn(label) for label in plot.labels), lag_ratio=0.4, run_time=2.6),
                *(plot.curves[index].trace(run_time=2.6) for index in (2, 0, 1, 3)),
            )
            self.wait(0.4)
            self.play(FadeIn(plot.head), LaggedStart(*map(FadeIn, plot.factors), lag_ratio=0.4), run_time=1.2)
            self.wait(1.5)

    def see_far(self) -> None:
        """Add layers until a unit sees the whole photograph, then show what a published network's never sees."""
        caption = "But a unit sees only neighbours. To see all of this picture takes layer upon layer."
        with self.beat("far", caption, n=self.parameters.input_side()):
            self.far = far = FarSight(self.parameters, theme=self.theme)
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(FadeIn(far.panel, far.size, far.heading, far.depth, far.span, far.units), run_time=0.6)
            self.add(far.field)
            self.play(far.deepen(run_time=2.6))
            self.wait(0.6)
            self.next_caption("A published network stops before that: its widest unit never sees the frame.")
            self.seen, self.unseen = far.seen(), far.unseen()
            name, sees, never, where, behind = far.network()
            self.play(FadeOut(far.field), FadeIn(name), run_time=0.5)
            self.play(GrowFromCenter(self.seen), FadeIn(sees), run_time=0.9)
            self.play(FadeIn(self.unseen), FadeIn(never, where), run_time=0.6)
            self.wait(0.5)
            self.play(FadeIn(behind), run_time=0.4)
            self.wait(1.4)

    def read_one_place(self) -> None:
        """Read one picture with a convolution and global pooling, and with a dense unit."""
        said = self.parameters.reading().field("dense")
        with self.beat("position", "A blob left of the middle, read by a convolution and by a dense unit.", sum=said):
            self.board = board = PositionBoard(
                self.parameters.traced_kernel(), self.parameters.side_weights(), theme=self.theme
            )
            self.first = first = PositionRow(self.parameters.reading(), y=PICTURE_ROWS[0], theme=self.theme)
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(FadeIn(first.maps["image"], board.over_picture), run_time=0.5)
            self.play(FadeIn(board.over_convolution, board.kernel, first.arrows[0]), run_time=0.5)
            self.play(FadeIn(first.maps["response"].frame), first.maps["response"].picture.reveal(run_time=1.0))
            self.play(FadeIn(first.arrows[1], first.numbers["largest"], first.numbers["mean"]), run_time=0.5)
            self.wait(0.3)
            self.play(FadeIn(board.over_dense, board.weights), run_time=0.5)
            self.play(FadeIn(first.maps["products"], first.halves), run_time=0.6)
            self.play(FadeIn(first.arrows[2], first.numbers["dense"]), run_time=0.4)
            self.wait(1.0)

    def move_blob(self) -> None:
        """Let the blob go to the other side: two numbers stay, the third does not."""
        given = self.parameters
        readings = given.readings()
        ends = {"before": readings[0].field("dense"), "after": readings[-1].field("dense")}
        caption = "The blob crosses the middle: pooled numbers stay, the dense sum changes sign."
        with self.beat("moved", caption, **ends):
            self.second = second = PositionRow(readings[0], y=PICTURE_ROWS[1], theme=self.theme)
            self.play(FadeOut(self.board.kernel, self.board.weights), run_time=0.4)
            self.play(FadeIn(second, shift=0.3 * DOWN), run_time=0.5)
            self.play(second.travel(readings, run_time=2.6))
            self.wait(0.3)
            self.play(FadeIn(self.board.difference_row(given.differences())), run_time=0.5)
            self.wait(1.6)

    def relate(self) -> None:
        """Tell apart what a kernel can tell of its neighbourhood from what is bound to a place."""
        given, theme = self.parameters, self.theme
        with self.beat("relations", "A kernel need not be symmetric: which side is brighter, it can tell."):
            kept = KeptRelation(given.traced_kernel(), given.reading(), theme=theme)
            lost = LostRelation(given.quarters(), theme=theme)
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(FadeIn(kept.heading, kept.kernel), run_time=0.4)
            self.play(FadeIn(kept.arrows[0], kept.picture), run_time=0.4)
            self.play(FadeIn(kept.arrows[1], kept.map), run_time=0.5)
            self.play(FadeIn(kept.answers), run_time=0.5)
            self.wait(0.9)
            self.next_caption("Only where it is top left? All quarters answer alike; a dense unit tells.")
            self.play(FadeIn(lost.heading, lost.picture), run_time=0.4)
            self.play(FadeIn(lost.arrows[0], lost.map, lost.convolution), run_time=0.6)
            self.wait(0.3)
            self.play(FadeIn(lost.products, lost.dense), run_time=0.6)
            self.wait(1.6)

    def lose_neighbours(self) -> None:
        """Change the order of a table's columns, and draw a graph in another way."""
        theme = self.theme
        with self.beat("no-neighbours", "The wrong tool: in a table the next column is nobody's neighbour."):
            table, graph = FormatTable(theme=theme), LooseGraph(theme=theme)
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(FadeIn(table.heading, table.names, table.rule, *table.columns.values()), run_time=0.5)
            before, after = table.sums(table.order), table.sums(table.swapped)
            self.play(Create(table.window), FadeIn(table.head, before), run_time=0.5)
            self.wait(0.4)
            self.play(table.swap(run_time=1.4), *self.swap(before, after, run_time=1.4))
            self.wait(0.5)
            self.next_caption("Nor has a graph a left or right: drawn otherwise, it is the same graph.")
            self.play(FadeIn(graph.heading, graph), run_time=0.5)
            self.play(graph.redraw(run_time=1.2))
            self.wait(1.2)

    def correct(self) -> None:
        """Hold claims against what was computed."""
        with self.beat("errata", "What is often said of this, beside what was computed here."):
            errata = Errata(self.parameters, theme=self.theme)
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(FadeIn(errata.heads), run_time=0.3)
            for row in errata.rows:
                self.play(FadeIn(row.rule, row.claim), run_time=0.35)
                self.play(FadeIn(row.found, shift=0.15 * RIGHT), run_time=0.4)
                self.wait(0.5)
            self.wait(1.2)

    def weigh_up(self) -> None:
        """Set what is saved beside what is given up."""
        with self.beat("balance", "A dense layer under a constraint: what that saves, and what it gives up."):
            balance = Balance(self.parameters, decades=self.decades, theme=self.theme)
            photograph = Group(self.far.panel, self.seen, self.unseen)
            photograph.scale(SMALL_PHOTOGRAPH / photograph.height)
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(FadeIn(balance.heads, balance.rule, balance.axis), run_time=0.5)
            self.play(LaggedStart(*map(FadeIn, (*balance.saved, *balance.keys)), lag_ratio=0.4), run_time=1.2)
            self.play(LaggedStart(*map(FadeIn, balance.lost(photograph)), lag_ratio=0.4), run_time=1.2)
            self.play(*self.show_line(balance.constraint(), LEFT_EDGE), run_time=0.5)
            self.wait(2.0)
