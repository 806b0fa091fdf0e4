/** The url of `rel="next"` in a `Link` header (RFC 8288); undefined on the last page. */
export function nextLink(header: string | readonly string[] | undefined): string | undefined {
  const text = typeof header === "string" ? header : (header ?? []).join(", ");
  for (const [, target, parameters = ""] of text.matchAll(/<([^>]*)>((?:[^,<"]|"[^"]*")*)/g))
    if (/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next(?=\s*(?:;|$)))/i.test(parameters))
      return target;
  return undefined;
}
