// The script of the HTML report. It draws the diff of a file when somebody opens it, and filters the list.
// Texts of the fleet come from the data as HTML that was escaped when the report was made, or are set as text.

(() => {
  /** At most so many files open at once, on screen and on paper: a browser draws no two thousand diffs. */
  const MOST_OPEN = 60;
  const MOST_PRINTED = 300;
  const $ = (id) => document.getElementById(id);
  const theme = $("theme");
  theme.addEventListener("change", () => {
    if (theme.value === "") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
  });
  const list = $("list");
  if (!list) return;

  const files = JSON.parse($("data").textContent);
  const elements = [...list.children];
  const selects = [
    [$("cluster"), "clusters"],
    [$("source"), "sources"],
    [$("rule"), "rules"],
  ];
  const search = $("search");
  const status = $("status");

  const make = (tag, name, text) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const side = (number, html, kind, sign) =>
    number === 0
      ? '<td class="n none"></td><td class="code none"></td>'
      : `<td class="n ${kind}">${number}</td><td class="code ${kind}"><span class="sign">${sign}</span>${html}</td>`;
  const row = ([old, html, now, nowHtml]) =>
    nowHtml === undefined
      ? `<tr>${side(old, html, "", " ")}${side(now, html, "", " ")}</tr>`
      : `<tr>${side(old, html, "d", "-")}${side(now, nowHtml, "i", "+")}</tr>`;

  function hunkElement(path, { at, why, rows, left, unended }) {
    const hunk = make("div", "hunk");
    for (const [rule, reason] of why) {
      const line = make("p", "why", reason);
      line.append(" ", make("b", "", rule));
      hunk.append(line);
    }
    const scroll = make("div", "scroll");
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "group");
    scroll.setAttribute("aria-label", `${path}, ${at}`);
    const table = make("table", "diff");
    table.innerHTML = `<thead class="unseen"><tr><th scope="col" class="n">Line</th><th scope="col">Before</th><th scope="col" class="n">Line</th><th scope="col">After</th></tr></thead><colgroup><col class="n"><col><col class="n"><col></colgroup><tbody>${rows.map(row).join("")}</tbody>`;
    scroll.append(table);
    hunk.append(scroll);
    if (unended.length > 0) {
      const which = unended.map((sign) => ({ "-": "before", "+": "after" })[sign] ?? "before and after");
      hunk.append(make("p", "why", `The file ends without a line end: ${which.join(" and ")}.`));
    }
    if (left > 0)
      hunk.append(make("p", "why", `${left} more lines; git2oci migrate --format diff has them.`));
    return hunk;
  }

  /** Draws or removes the diff of a file, as it is open or not. */
  function draw(element) {
    const index = elements.indexOf(element);
    const drawn = element.querySelector(".hunks");
    if (!element.open) drawn?.remove();
    else if (!drawn) {
      const body = make("div", "hunks");
      body.append(...files[index].hunks.map((hunk) => hunkElement(files[index].path, hunk)));
      element.append(body);
    }
  }
  // A toggle does not bubble.
  list.addEventListener("toggle", (event) => draw(event.target), true);

  /** What a search looks through: made once, at the first search. */
  let texts;
  function searchable() {
    texts ??= files.map((file) => {
      const names = selects.flatMap(([select, key]) => file[key].map((i) => select.options[i + 1].text));
      const parts = file.hunks.flatMap(({ why, rows }) => [
        ...why.flat(),
        ...rows.flatMap(([, html, , nowHtml]) => [html, nowHtml ?? ""]),
      ]);
      return [file.path, ...names, plain(parts.join("\n"))].join("\n").toLowerCase();
    });
    return texts;
  }
  const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#x2F": "/" };
  const plain = (html) =>
    html
      .replace(/<\/?(?:ins|del)[^>]*>/g, "")
      .replace(/&([a-z]+|#x2[7F]);/g, (all, name) => ENTITIES[name] ?? all);

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects.filter(([select]) => select.value !== "");
    let shown = 0;
    elements.forEach((element, i) => {
      const fits =
        wanted.every(([select, key]) => files[i][key].includes(Number(select.value))) &&
        words.every((word) => searchable()[i].includes(word));
      if (element.hidden === fits) element.hidden = !fits;
      if (fits) shown++;
    });
    tell(shown === files.length ? count(shown, "file") : `${shown} of ${count(files.length, "file")} shown`);
  }
  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const tell = (text) => {
    status.textContent = text;
  };
  const visible = () => elements.filter((element) => !element.hidden);

  search.addEventListener("input", filter);
  for (const [select] of selects) select.addEventListener("change", filter);
  $("clear").addEventListener("click", () => {
    search.value = "";
    for (const [select] of selects) select.value = "";
    filter();
  });
  const open = () => {
    const all = visible();
    for (const element of all.slice(0, MOST_OPEN)) element.open = true;
    if (all.length > MOST_OPEN)
      tell(
        `The first ${MOST_OPEN} of ${count(all.length, "file")} are open; search or filter for the others`,
      );
  };
  const close = () => {
    for (const element of elements) element.open = false;
  };
  $("open").addEventListener("click", open);
  $("close").addEventListener("click", close);

  function move(step) {
    const all = visible();
    const at = all.indexOf(document.activeElement?.closest(".file"));
    const next = at === -1 ? (step > 0 ? 0 : all.length - 1) : at + step;
    const target = all[Math.min(Math.max(next, 0), all.length - 1)];
    target?.querySelector("summary").focus();
  }
  const keys = { j: () => move(1), k: () => move(-1), o: open, c: close, "/": () => search.focus() };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches?.("input, select, textarea");
    if (event.key === "Escape" && event.target === search) search.blur();
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !$("single").checked) return;
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  // On paper there is nothing to open: what is shown is printed with its diffs.
  let opened = [];
  addEventListener("beforeprint", () => {
    const files = visible()
      .filter((element) => !element.open)
      .slice(0, MOST_PRINTED);
    const others = document.querySelectorAll("main details:not(.file, .keys, [open])");
    opened = [...files, ...others];
    for (const element of opened) element.open = true;
    files.forEach(draw);
    const left = visible().filter((element) => !element.open).length;
    if (left > 0) tell(`${count(left, "file")} without a diff here: filter the list to print them`);
  });
  addEventListener("afterprint", () => {
    for (const element of opened) element.open = false;
    opened = [];
    filter();
  });
  filter();
})();
