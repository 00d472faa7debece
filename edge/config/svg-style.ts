/** The styles of a drawing: colours, lines and type, but nothing that fetches or runs. */
import { ConfigFault } from "../contracts/plant/config-text.ts";
import { sentence } from "./config-texts.ts";

const PROPERTIES: ReadonlySet<string> = new Set(
  [
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit",
    "stroke-dasharray stroke-dashoffset opacity color display visibility stop-color stop-opacity clip-path clip-rule",
    "vector-effect paint-order",
    "font-family font-size font-weight font-style text-anchor dominant-baseline letter-spacing word-spacing",
  ].flatMap((line) => line.split(" ")),
);

const LOCAL = /^url\(\s*(["']?)#[A-Za-z_][\w.-]*\1\s*\)$/;
const PLAIN = /^[\w\s#.,%+\-'"]*$/;
const COLOUR = /^(?:rgba?|hsla?)\([\s\d.,%/+-]*\)$/;
const SELECTOR = /^[.#]?[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*$/;

/** Whether a drawing needs this presentation attribute or declaration. */
export function isPaint(property: string, value: string): boolean {
  const trimmed = value.trim();
  return PROPERTIES.has(property) && (PLAIN.test(trimmed) || COLOUR.test(trimmed) || LOCAL.test(trimmed));
}

/** The allowed declarations of a `style` attribute. Throws an Error where one fetches something. */
export function cssDeclarations(text: string): string {
  const css = plain(text);
  return css
    .split(";")
    .flatMap((declaration) => {
      const colon = declaration.indexOf(":");
      const [property, value] = [declaration.slice(0, colon).trim().toLowerCase(), declaration.slice(colon + 1).trim()];
      if (/url\s*\(/i.test(value) && !LOCAL.test(value)) throw new ConfigFault(sentence("drawing-style-outside", {}));
      return colon > 0 && isPaint(property, value) ? [`${property}:${value}`] : [];
    })
    .join(";");
}

/** The allowed rules of a `<style>`: those of elements, classes and ids. */
export function cssRules(text: string): string {
  const css = plain(text);
  if (css.includes("@")) throw new ConfigFault(sentence("drawing-style-rule", {}));
  return css
    .split("}")
    .flatMap((rule) => {
      const brace = rule.indexOf("{");
      const selectors = rule
        .slice(0, Math.max(0, brace))
        .split(",")
        .map((one) => one.trim())
        .filter((one) => SELECTOR.test(one));
      const declarations = cssDeclarations(rule.slice(brace + 1));
      return brace === -1 || selectors.length === 0 || declarations === ""
        ? []
        : [`${selectors.join(",")}{${declarations}}`];
    })
    .join("");
}

/** Removes comments. Refuses escapes, which would hide the meaning of a style. */
function plain(text: string): string {
  if (text.includes("\\")) throw new ConfigFault(sentence("drawing-style-escapes", {}));
  const [first = "", ...others] = text.split("/*");
  return [first, ...others.map((part) => part.slice(part.includes("*/") ? part.indexOf("*/") + 2 : part.length))].join(
    " ",
  );
}
