"""How much of the peak is there before the first step."""

from matplotlib.figure import Figure

TOKENS = 2048


def draw(cases: list) -> Figure:
    figure = Figure(figsize=(5.2, 3.0))
    axes = figure.add_subplot()
    shown = [
        c
        for c in cases
        if c.model in ("8B", "70B") and c.rank in (None, 16) and c.peak_gib is not None
    ]
    labels = [
        f"{c.model} {c.method}" + (f",\n{c.seq_len} tokens" if c.seq_len != TOKENS else "")
        for c in shown
    ]
    for place, case in enumerate(shown):
        step = case.peak_gib - case.weights_gib
        axes.barh(place, case.weights_gib, 0.66, color="C2")
        axes.barh(place, step, 0.66, left=case.weights_gib, color="C1")
        share = f"{case.weights_gib / case.peak_gib:.0%}"
        axes.text(
            case.weights_gib / 2, place, share, ha="center", va="center", color="white", fontsize=9
        )
        axes.text(case.peak_gib + 0.8, place, f"{case.peak_gib:.2f}", va="center")
    axes.set_yticks(range(len(shown)), labels)
    axes.invert_yaxis()
    axes.set_xlim(0, 70)
    axes.set_xlabel("GPU memory, GiB")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    names = ["after loading the model", "added by the steps"]
    figure.legend(axes.patches[:2], names, loc="outside upper right", ncols=2)
    return figure
