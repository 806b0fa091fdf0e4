// The list of the files with what is known of each, and the controls above it.

import { byId } from "./dom.js";

export function readReport(list) {
  const files = JSON.parse(byId("data").textContent);
  const elements = [...list.children];
  return {
    list,
    files,
    elements,
    indexOf: new Map(elements.map((element, i) => [element, i])),
    selects: [
      [byId("cluster"), "clusters"],
      [byId("source"), "sources"],
      [byId("rule"), "rules"],
    ],
    search: byId("search"),
    status: byId("status"),
  };
}

/** The names of a file under one key; the first option of a select stands for all. */
export function namesOf({ selects }, file, key) {
  const [select] = selects.find(([, one]) => one === key);
  return file[key].map((i) => select.options[i + 1].text);
}

export function visible({ elements }) {
  return elements.filter((element) => !element.hidden);
}

export function tell({ status }, text) {
  status.textContent = text;
}
