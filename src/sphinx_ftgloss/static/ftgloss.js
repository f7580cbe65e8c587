// @ts-check
// Shows the definition of a term in a card: on hover, on keyboard focus, or at the first tap.
// The card is already in the page; the term's aria-describedby names it.
(() => {
  "use strict";

  // What scrolls must be reached with the keyboard, and what does not scroll must not be in the way.
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  for (const formula of document.querySelectorAll(".ftgloss-formula")) sizes.observe(formula);

  if (!("popover" in HTMLElement.prototype)) return;

  const SWITCH_WINDOW = 300; // after a card closed, the next one opens at once
  const SWITCH_DELAY = 60; // but not while the pointer only crosses a neighbour on its way to a card
  const GAP = 6; // px to the term and to the edges of the window

  /** @type {{ term: HTMLElement, card: HTMLElement, touch: boolean, home: Element | null } | null} */
  let shown = null;
  let closedAt = -Infinity;
  let timer = 0;
  /** @type {HTMLElement | null} */
  let waiting = null;
  let byTouch = false;
  let pointerY = NaN;
  /** The term under the mouse, directly or through its card. @type {HTMLElement | null} */
  let hovered = null;
  /** Focus that comes back to this element is not a visit. @type {EventTarget | null} */
  let refocused = null;

  /** @param {EventTarget | null} target @returns {HTMLElement | null} */
  const termAt = (target) => (target instanceof Element ? target.closest(".ftgloss-term") : null);

  /** @param {EventTarget | null} target */
  const inCard = (target) => target instanceof Node && !!shown?.card.contains(target);

  /** @param {Element} term @param {"show" | "hide"} name @param {number} preset */
  function delay(term, name, preset) {
    const value = getComputedStyle(term).getPropertyValue(`--ftgloss-${name}-delay`);
    const ms = parseFloat(value) * (/\ds\s*$/.test(value) ? 1000 : 1);
    return ms >= 0 ? ms : preset;
  }

  /** @param {HTMLElement} term */
  function showSoon(term) {
    clearTimeout(timer);
    if (shown?.term === term) return;
    const rest = delay(term, "show", 500);
    const switching = shown || performance.now() - closedAt < SWITCH_WINDOW;
    waiting = term;
    timer = setTimeout(show, switching ? Math.min(rest, SWITCH_DELAY) : rest, term);
  }

  function hideSoon() {
    clearTimeout(timer);
    if (!shown) return;
    const { term } = shown;
    timer = setTimeout(() => term.matches(":focus-visible") || hide(), delay(term, "hide", 300));
  }

  /** @param {HTMLElement} term @param {boolean} [touch] */
  function show(term, touch = false) {
    hide();
    const card = document.getElementById(term.getAttribute("aria-describedby") ?? "");
    if (!card?.popover || !term.isConnected) return;
    // While a modal dialog is open, only what is in it can be pointed at.
    const dialog = term.closest("dialog");
    const cards = /** @type {HTMLElement} */ (card.parentElement);
    shown = { term, card, touch, home: dialog && cards.parentElement };
    if (dialog) {
      dialog.append(cards);
      card.style.top = "0"; // no anchor: WebKit hangs if a dialog closes in which a card hangs on one
    }
    card.setAttribute("role", touch ? "dialog" : "tooltip");
    if (touch) {
      card.setAttribute("aria-label", card.querySelector("b")?.textContent ?? "");
      const href = term.getAttribute("href");
      if (href) {
        const more = document.createElement("a");
        more.className = "ftgloss-more";
        more.href = href;
        more.textContent = cards.dataset.more ?? "";
        card.append(more);
      }
    }
    term.classList.add("ftgloss-active");
    card.showPopover();
    // The CSS anchor of a wrapped link is the box around all its lines, which can start far from the pointer.
    // In a picture there are no CSS anchors.
    const lines = [...term.getClientRects()];
    if (lines.length > 1 || dialog || term instanceof SVGElement || !CSS.supports("anchor-name: --x")) place(term, card, lines);
  }

  /** @param {HTMLElement} term @param {HTMLElement} card @param {DOMRect[]} lines */
  function place(term, card, lines) {
    const root = document.documentElement;
    const box = term.getBoundingClientRect();
    const line = lines.find(({ top, bottom }) => top <= pointerY && pointerY <= bottom) ?? lines[0];
    const above = box.top - GAP - card.offsetHeight;
    const below = box.bottom + GAP;
    const nearTop = lines.length > 1 && line === lines[0];
    const goAbove = above >= GAP && (nearTop || below + card.offsetHeight + GAP > root.clientHeight);
    const start = getComputedStyle(card).direction === "rtl" ? line.right - card.offsetWidth : line.left;
    const end = root.clientWidth - card.offsetWidth - GAP;
    card.style.top = `${scrollY + (goAbove ? above : below)}px`;
    card.style.left = `${scrollX + Math.max(GAP, Math.min(start, end))}px`;
  }

  function hide() {
    clearTimeout(timer);
    waiting = null;
    if (!shown) return;
    const { term, card, home } = shown;
    if (card.contains(document.activeElement)) {
      refocused = term;
      term.focus({ preventScroll: true });
    }
    shown = null;
    closedAt = performance.now();
    term.classList.remove("ftgloss-active");
    card.hidePopover();
    home?.append(/** @type {Element} */ (card.parentElement));
    card.querySelector(".ftgloss-more")?.remove();
    for (const name of ["role", "aria-label", "style"]) card.removeAttribute(name);
  }

  /** @param {HTMLElement | null} term */
  function hover(term) {
    hovered = term;
    if (term) showSoon(term);
    else if (!waiting?.matches(":focus-visible")) hideSoon();
  }

  /** @param {PointerEvent} event */
  function point({ type, target, pointerType, clientY }) {
    if (pointerType === "touch") return;
    pointerY = clientY;
    const term = inCard(target) ? shown?.term ?? null : termAt(target);
    // Scrolling, or a card that closes, can put a term under a pointer that rests: only a move may enter a term.
    if (term !== hovered) hover(type === "pointermove" ? term : null);
  }

  document.addEventListener("pointerover", point, { passive: true });
  document.addEventListener("pointermove", point, { passive: true });
  document.documentElement.addEventListener("pointerleave", point);

  document.addEventListener("pointerdown", ({ pointerType, clientY }) => {
    byTouch = pointerType === "touch";
    pointerY = clientY;
  }, true);

  // Not "click": Safari sends none for a tap on plain text. Not "pointerdown": that may begin a scroll.
  document.addEventListener("pointerup", ({ target }) => {
    if (shown?.touch && !inCard(target) && !termAt(target)) hide();
  });

  document.addEventListener("click", (event) => {
    if (inCard(event.target)) {
      if (event.target instanceof HTMLAnchorElement) setTimeout(hide);
      return;
    }
    const term = termAt(event.target);
    if (!term) return;
    if (byTouch && !(shown?.touch && shown.term === term)) {
      event.preventDefault();
      event.stopPropagation();
      show(term, true);
    } else if (byTouch || term.hasAttribute("href")) {
      hide();
    }
  }, true);

  document.addEventListener("focusin", ({ target }) => {
    const returned = target === refocused;
    refocused = null;
    const term = termAt(target);
    if (!term || returned || !term.matches(":focus-visible")) return;
    pointerY = NaN;
    showSoon(term);
  });

  document.addEventListener("focusout", ({ target }) => {
    // The window lost the focus, not the element.
    if (document.activeElement === target) refocused = target;
    if (!termAt(target) || shown?.touch) return;
    if (!hovered || hovered !== shown?.term) hide();
  });

  window.addEventListener("keydown", (event) => {
    byTouch = false;
    if (event.key !== "Escape" || !shown) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    hide();
    closedAt = -Infinity;
  }, true);
})();
