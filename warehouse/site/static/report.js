// What a page can do beyond being read: search, and lighting up sentences that belong together. Nothing depends on it.
(() => {
  "use strict";

  const sentences = [...document.querySelectorAll("[data-pair]")];
  const light = (pair) => sentences.forEach((one) => one.classList.toggle("together", one.dataset.pair === pair));
  for (const one of sentences) {
    for (const event of ["mouseenter", "focus"]) one.addEventListener(event, () => light(one.dataset.pair));
    for (const event of ["mouseleave", "blur"]) one.addEventListener(event, () => light(null));
  }

  const input = document.getElementById("search");
  const hits = document.getElementById("hits");
  // Accents are folded: who types "Zurich" finds "Zürich".
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const stories = (window.FOUND || []).map(([title, about, page]) => ({ key: folded(title), title, about, page }));
  let chosen = -1;

  const entry = (story, place) => {
    const link = document.createElement("a");
    link.href = story.page;
    link.id = `hit-${place}`;
    link.tabIndex = -1;
    link.dir = "auto";
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    link.textContent = story.title || "No title known";
    const about = document.createElement("small");
    about.textContent = story.about;
    link.append(about);
    return link;
  };
  const nothing = (words) => {
    const line = document.createElement("div");
    line.setAttribute("role", "option");
    line.setAttribute("aria-disabled", "true");
    line.setAttribute("aria-selected", "false");
    line.textContent = `No story has “${words}” in its headline, and no outlet in its name`;
    return line;
  };
  const choose = (place) => {
    const links = [...hits.querySelectorAll("a")];
    chosen = place < 0 || !links.length ? -1 : place % links.length;
    links.forEach((link, at) => link.setAttribute("aria-selected", String(at === chosen)));
    if (chosen >= 0) input.setAttribute("aria-activedescendant", links[chosen].id);
    else input.removeAttribute("aria-activedescendant");
  };
  const show = () => {
    const words = folded(input.value).split(/\s+/).filter(Boolean);
    const found = words.length ? stories.filter((story) => words.every((word) => story.key.includes(word))) : [];
    hits.replaceChildren(...found.slice(0, 8).map(entry));
    if (words.length && !found.length) hits.append(nothing(input.value));
    hits.hidden = !words.length;
    input.setAttribute("aria-expanded", String(!hits.hidden));
    choose(-1);
  };
  const close = () => {
    hits.hidden = true;
    input.setAttribute("aria-expanded", "false");
  };

  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    const links = hits.querySelectorAll("a");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : chosen - 1);
    } else if (event.key === "Enter" && links.length) {
      window.location.href = links[Math.max(chosen, 0)].href;
    } else if (event.key === "Escape") {
      close();
    }
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) close(); });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
  });
})();
