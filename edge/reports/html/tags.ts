/** Pieces of HTML. Every text from outside, of attributes too, passes `text`. */

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function text(value: string): string {
  return value.replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

/** An element; `inner` is HTML already. */
export function tag(name: string, attributes: Readonly<Record<string, string>>, ...inner: readonly string[]): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${text(value)}"`);
  return `<${name}${given.join("")}>${inner.join("")}</${name}>`;
}

/** A text that opens the viewer in a tab of its own. */
export function linked(value: string, link: string | undefined): string {
  if (link === undefined) return text(value);
  return tag("a", { href: link, target: "_blank", rel: "noreferrer" }, text(value));
}
