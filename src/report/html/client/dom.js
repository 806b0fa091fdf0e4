// Small helpers. Texts of the fleet reach the page as text, or as HTML that was escaped when the report was made.

export function byId(id) {
  return document.getElementById(id);
}

export function make(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
