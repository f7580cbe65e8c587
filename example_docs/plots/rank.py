"""Trainable parameters and peak memory against the LoRA rank."""

from matplotlib.figure import Figure

TIMES = "\N{MULTIPLICATION SIGN}"


def draw(cases: list) -> Figure:
    figure = Figure(figsize=(5.2, 3.4))
    axes = figure.add_subplot()
    shown = sorted(
        (c for c in cases if c.model == "8B" and c.method == "LoRA"), key=lambda c: c.rank
    )
    ranks = [c.rank for c in shown]
    first = shown[0]
    parameters = [c.trainable_params / first.trainable_params for c in shown]
    memory = [c.peak_gib / first.peak_gib for c in shown]
    for name, values, color in (
        ("trainable parameters", parameters, "C1"),
        ("peak memory", memory, "C2"),
    ):
        axes.plot(ranks, values, color=color, marker="o", markersize=4.5, clip_on=False)
        axes.annotate(
            f"{name}\n{TIMES} {values[-1]:.3g}",
            (ranks[-1], values[-1]),
            (8, 0),
            textcoords="offset points",
            va="center",
            color=color,
            fontweight="bold",
            annotation_clip=False,
        )
    axes.set_xscale("log", base=2)
    axes.set_yscale("log", base=2)
    axes.set_xticks(ranks, [str(rank) for rank in ranks])
    steps = [1, 4, 16, 64]
    axes.set_yticks(steps, [f"{TIMES} {step}" for step in steps])
    axes.minorticks_off()
    axes.set_ylim(0.8, 90)
    axes.set_xlabel("rank r")
    axes.set_title("against r = 4, both axes logarithmic", color="#444444", fontweight="normal")
    axes.grid(axis="y")
    return figure
