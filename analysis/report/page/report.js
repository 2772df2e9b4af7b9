"use strict";
// Search and filter, buttons that copy, and everything unfolded on paper. The page says all of it without this, too.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const all = (selector, inside) => Array.from((inside || document).querySelectorAll(selector));
  const form = document.querySelector(".filters");

  // What a link leads to is unfolded first, wherever it is folded away.
  const reveal = () => {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
    if (!target) return;
    for (let e = target; e; e = e.parentElement) {
      e.hidden = false;
      if (e.localName === "details") e.open = true;
    }
    target.scrollIntoView({ block: "start" });
  };
  addEventListener("hashchange", reveal);

  if (form) {
    const said = form.querySelector("output");
    const texts = new Map();
    const textOf = (e) => {
      if (!texts.has(e)) texts.set(e, e.textContent.toLowerCase());
      return texts.get(e);
    };
    const apply = () => {
      const want = Object.fromEntries(new FormData(form));
      const words = want.text.toLowerCase().split(/\s+/).filter(Boolean);
      const keyed = [want.severity, want.status, want.check];
      const fits = (key) => key.split("|").every((part, i) => !keyed[i] || part === keyed[i]);
      const anyKey = (e) => keyed.every((k) => !k) || (e.dataset.keys || "").split(" ").some((k) => k && fits(k));
      const counts = [];
      for (const [name, selector] of [["causes", ".cause"], ["functions", ".function"]]) {
        const list = all(selector);
        let shown = 0;
        for (const e of list) {
          const fit = anyKey(e) && (name !== "functions" || !want.egress || e.dataset.egress === want.egress) &&
            words.every((w) => textOf(e).includes(w));
          e.hidden = !fit;
          if (fit) shown++;
        }
        const section = document.getElementById(name);
        if (section) section.classList.toggle("empty", list.length > 0 && shown === 0);
        counts.push(shown + " of " + list.length + " " + name);
      }
      for (const f of all(".finding")) f.hidden = !anyKey(f);
      for (const g of all(".group")) g.hidden = !g.querySelector(".cause:not([hidden])");
      const chosen = words.length > 0 || want.egress || keyed.some(Boolean);
      said.textContent = chosen ? counts.join(", ") : "";
    };
    form.addEventListener("input", apply);
    form.addEventListener("submit", (e) => e.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    for (const a of all("[data-filter]")) {
      a.addEventListener("click", () => {
        form.reset();
        const [name, value] = a.dataset.filter.split("=");
        if (form.elements[name]) form.elements[name].value = value;
        apply();
      });
    }
    addEventListener("keydown", (e) => {
      const typing = /^(input|select|textarea)$/.test(e.target.localName || "");
      if (e.key === "/" && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) {
        e.preventDefault();
        form.elements.text.focus();
      } else if (e.key === "Escape" && e.target === form.elements.text) {
        form.elements.text.value = "";
        apply();
      }
    });
    apply(); // a browser may have kept what was typed
  }

  if (navigator.clipboard) {
    for (const pre of all("pre")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.addEventListener("click", () => {
        navigator.clipboard.writeText(pre.querySelector("code").textContent).then(
          () => { button.textContent = "Copied"; }, () => { button.textContent = "Not copied"; });
      });
      pre.prepend(button);
    }
  }

  let folded = [];
  let printing = false;
  addEventListener("beforeprint", () => {
    printing = true;
    folded = all("details:not([open])");
    for (const d of folded) d.open = true;
  });
  addEventListener("afterprint", () => {
    for (const d of folded) d.open = false;
    folded = [];
    printing = false;
  });

  // A function that sits as another does is drawn as that one, when somebody looks.
  document.addEventListener("toggle", (e) => {
    const figure = e.target.open && !printing && e.target.querySelector("figure[data-as]:empty");
    const first = figure && document.getElementById(figure.dataset.as);
    if (!first) return;
    figure.append(...first.querySelector("figure").cloneNode(true).childNodes);
    const drawing = figure.querySelector(".drawing");
    const own = drawing.querySelector(".own");
    const was = own.querySelector(".name").textContent;
    own.querySelector(".name").textContent = figure.dataset.name;
    own.querySelector("title").textContent = figure.dataset.name;
    drawing.setAttribute("aria-label", drawing.getAttribute("aria-label").replace(was, () => figure.dataset.name));
  }, true);
  reveal();
})();
