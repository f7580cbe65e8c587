// @ts-check
// Finds entries in a long list: by words, category and first letter. And shows as much as one asks for.
// Without this script, the whole list is there to read.
(() => {
  "use strict";

  const box = document.querySelector(".ftgloss-find");
  if (!(box instanceof HTMLElement)) return;
  const labels = box.dataset;

  // As in the look-up of roles: no case, no blanks, and none of the signs that the page names.
  const dropped = new RegExp(`[\\s${[...(labels.dropped ?? "")].map((sign) => `\\${sign}`).join("")}]`, "g");
  const fold = (/** @type {string} */ text) => text.normalize("NFKC").toLowerCase().replace(dropped, "");

  const entries = [...document.querySelectorAll(".ftgloss-name[data-forms]")].flatMap((name) => {
    const body = name.nextElementSibling;
    if (!(name instanceof HTMLElement) || !(body instanceof HTMLElement)) return [];
    const { forms = "", category = "", letter = "" } = name.dataset;
    const short = body.querySelector(".ftgloss-short")?.textContent ?? "";
    return [{ name, body, category, letter, forms: forms.split(", ").map(fold), text: fold(forms + " " + short) }];
  });
  const groups = [...new Set(entries.map(({ name }) => name.closest("section")))].filter((group) =>
    group?.parentElement?.closest("section")?.contains(box));

  /** @param {string} tag @param {Record<string, string>} [attributes] @param {string} [text] */
  function make(tag, attributes = {}, text = "") {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  }

  const input = /** @type {HTMLInputElement} */ (
    make("input", { type: "search", placeholder: labels.find ?? "", "aria-label": labels.find ?? "" }));
  const count = make("output", { role: "status" });
  let category = "";
  let letter = "";

  /**
   * A row of buttons of which at most one is pressed.
   * @param {string} label @param {string[]} names @param {(name: string) => void} choose
   * @param {boolean} [always] one is always pressed
   */
  function row(label, names, choose, always = false) {
    const made = make("div", { role: "group", "aria-label": label });
    /** @param {string} chosen */
    const press = (chosen) => {
      for (const button of made.children) button.setAttribute("aria-pressed", String(button.textContent === chosen));
    };
    made.addEventListener("click", ({ target }) => {
      if (!(target instanceof HTMLButtonElement)) return;
      const chosen = always || target.getAttribute("aria-pressed") !== "true" ? target.textContent ?? "" : "";
      press(chosen);
      choose(chosen);
    });
    made.append(...names.map((name) => make("button", { type: "button", "aria-pressed": "false" }, name)));
    return { made, press };
  }

  const categories = row(labels.categories ?? "", [...new Set(entries.map((entry) => entry.category))], (chosen) => {
    category = chosen;
    show();
  });
  const letters = row(labels.letters ?? "", [...new Set(entries.map((entry) => entry.letter))].sort(), (chosen) => {
    letter = chosen;
    show();
  });

  function show() {
    const words = input.value.split(/\s+/).map(fold).filter(Boolean);
    let found = 0;
    for (const entry of entries) {
      const hit =
        words.every((word) => entry.text.includes(word)) &&
        (!category || entry.category === category) &&
        (!letter || entry.letter === letter);
      entry.name.hidden = entry.body.hidden = !hit;
      found += Number(hit);
    }
    for (const group of groups) {
      if (group) group.hidden = !group.querySelector(".ftgloss-name:not([hidden])");
    }
    count.textContent = (labels.found ?? "").replace("{n}", String(found)).replace("{all}", String(entries.length));
    const url = new URL(location.href);
    if (input.value) url.searchParams.set("find", input.value);
    else url.searchParams.delete("find");
    try {
      if (url.href !== location.href) history.replaceState(null, "", url);
    } catch {
      // A page opened from a disk may not change its address.
    }
  }

  function clear() {
    input.value = category = letter = "";
    categories.press("");
    letters.press("");
    show();
  }

  /** An address that names an entry shows it, whatever was looked for before. */
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.hidden) clear();
    else if (!input.value) return;
    target?.scrollIntoView();
    // Entries around it get their true height only when they are laid out.
    requestAnimationFrame(() => target?.scrollIntoView());
  }

  const values = (labels.depths ?? "").split("|");
  const names = (labels.depthNames ?? "").split("|");
  const list = document.documentElement;
  const parts = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll("details.ftgloss-deep")]);
  /** @param {string} depth */
  const unfold = (depth) => {
    list.dataset.ftglossDepth = depth;
    for (const part of parts) part.open = depth === "deep";
  };
  const depths = row(labels.depth ?? "", names, (chosen) => {
    const depth = values[names.indexOf(chosen)];
    unfold(depth);
    try {
      localStorage.setItem("ftgloss-depth", depth);
    } catch {
      // The choice then holds for this page only.
    }
  }, true);
  let depth = labels.start ?? "deep";
  try {
    depth = localStorage.getItem("ftgloss-depth") ?? depth;
  } catch {
    // No storage: the site's own choice.
  }
  if (!values.includes(depth)) depth = "deep";
  unfold(depth);
  depths.press(names[values.indexOf(depth)]);

  const line = make("div");
  line.append(input, count, depths.made);
  box.append(line, categories.made, letters.made);
  box.hidden = false;
  box.addEventListener("focusin", () => {
    list.dataset.ftglossFinding = "yes";
  }, { once: true });

  input.addEventListener("input", show);
  /** Go to the entry that has the name, begins so, or comes first. */
  function go() {
    const name = fold(input.value);
    const hits = entries.filter((entry) => !entry.name.hidden);
    const best =
      hits.find(({ forms }) => forms.includes(name)) ??
      hits.find(({ forms }) => forms.some((form) => form.startsWith(name))) ??
      hits[0];
    if (best?.name.id) location.hash = best.name.id;
  }

  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && input.value) go();
    if (event.key !== "Escape" || !input.value) return;
    event.preventDefault();
    input.value = "";
    show();
  });
  addEventListener("hashchange", reveal);

  input.value = new URL(location.href).searchParams.get("find") ?? "";
  show();
  reveal();
})();
