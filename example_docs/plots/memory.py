"""Peak memory of a step by model and method."""

from matplotlib.figure import Figure

TOKENS = 2048
CARDS = {24: "24 GiB", 79.6: "79.6 GiB"}
LABEL_BOX = {"facecolor": "white", "edgecolor": "none", "pad": 1}


def draw(cases: list) -> Figure:
    figure = Figure(figsize=(5.2, 5.0))
    axes = figure.add_subplot()
    shown = [c for c in cases if c.seq_len == TOKENS and c.rank in (None, 16)]
    methods = list(dict.fromkeys(c.method for c in shown))
    place = 0.0
    ticks, labels = [], []
    for model in dict.fromkeys(c.model for c in shown):
        rows = [c for c in shown if c.model == model]
        axes.text(0, place - 0.85, model, fontweight="bold", va="center")
        for case in rows:
            color = f"C{methods.index(case.method)}"
            if case.peak_gib is None:
                axes.barh(place, 79.6, 0.8, color=color, alpha=0.3)
                axes.text(26, place, "out of memory at 79.6 GiB", va="center")
            else:
                axes.barh(place, case.peak_gib, 0.8, color=color)
                axes.text(
                    case.peak_gib + 0.8, place, f"{case.peak_gib:.2f}", va="center", bbox=LABEL_BOX
                )
            ticks.append(place)
            labels.append(case.method)
            place += 1
        place += 1.3
    for size, label in CARDS.items():
        axes.axvline(size, color="#444444", linewidth=0.9, linestyle=(0, (4, 3)), zorder=0.5)
        axes.text(size, -1.75, label, ha="center", va="bottom", color="#444444", fontsize=9)
    axes.set_yticks(ticks, labels)
    axes.set_ylim(place - 1.5, -1.6)
    axes.set_xlim(0, 86)
    axes.set_xlabel("peak GPU memory, GiB")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    return figure
