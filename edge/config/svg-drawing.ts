/** Rewrites an SVG from the elements that a drawing of a hall needs, and drops everything else. */

import { ConfigFault } from "../contracts/plant/config-text.ts";
import { sentence } from "./config-texts.ts";
import { parseXml, type XmlElement } from "./strict-xml.ts";
import { cssDeclarations, cssRules, isPaint } from "./svg-style.ts";

const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";
const XMLNS = "http://www.w3.org/2000/xmlns/";

const LIMITS = { depth: 64, elements: 200_000, attributes: 64 };

/** Largest number of shapes after every `<use>` is expanded. */
const MAX_DRAWN = 400_000;

const ELEMENTS: ReadonlySet<string> = new Set(
  [
    "svg g defs symbol use path line polyline polygon rect circle ellipse",
    "text tspan title desc style linearGradient radialGradient stop clipPath",
  ].flatMap((line) => line.split(" ")),
);

const MAX_USES = 16;

/** Elements that the refusal names; other unknown elements are dropped silently. */
const ACTIVE: ReadonlySet<string> = new Set(
  [
    "script foreignobject iframe object embed handler listener link meta",
    "animate animatemotion animatetransform set audio video image feimage",
  ].flatMap((line) => line.split(" ")),
);

const WITH_TEXT: ReadonlySet<string> = new Set(["text", "tspan", "title", "desc"]);

const NUMBERS = /^[\s\d.,+\-eE%a-z]*$/;
const NAME = /^[A-Za-z_][\w.-]*$/;
const TRANSFORM = /^\s*(?:(?:matrix|translate|scale|rotate|skewX|skewY)\s*\([\s\d.,+\-eE]*\)[\s,]*)*$/;

/** Allowed values of each attribute. */
const ATTRIBUTES: ReadonlyMap<string, RegExp> = new Map([
  ..."x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy width height viewBox points offset rotate textLength pathLength"
    .split(" ")
    .map((name) => [name, NUMBERS] as const),
  ["d", /^[\s\d.,+\-eEMmLlHhVvCcSsQqTtAaZz]*$/],
  ["id", NAME],
  ["class", /^[\w\s-]*$/],
  ["preserveAspectRatio", /^[A-Za-z\s]*$/],
  ...["transform", "gradientTransform", "patternTransform"].map((name) => [name, TRANSFORM] as const),
  ...["gradientUnits", "clipPathUnits", "spreadMethod", "lengthAdjust"].map((name) => [name, /^[A-Za-z]*$/] as const),
]);

/** Throws an Error that names the forbidden part. */
export function cleanSvg(text: string): string {
  const root = parseXml(text, LIMITS);
  const written = kept(root, new Map([["", SVG]]));
  if (written?.name !== "svg") throw new ConfigFault(sentence("drawing-no-svg", {}));
  refuseBombs(written);
  return textOf(written);
}

/** The allowed parts of the element; undefined for a dropped element. */
function kept(element: XmlElement, outer: ReadonlyMap<string, string>): XmlElement | undefined {
  const scope = scopeOf(element, outer);
  const [prefix, local] = split(element.name);
  if (ACTIVE.has(local.toLowerCase())) throw new ConfigFault(sentence("drawing-element", { element: local }));
  for (const [name, value] of element.attributes) refuseActive(name, value, scope);
  const children = element.children.flatMap((child): (XmlElement | string)[] => {
    const one = typeof child === "string" ? (WITH_TEXT.has(local) ? child : undefined) : kept(child, scope);
    return one === undefined ? [] : [one];
  });
  if (scope.get(prefix) !== SVG || !ELEMENTS.has(local)) return undefined;
  if (local === "style") {
    const rules = cssRules(element.children.filter((one) => typeof one === "string").join(""));
    return rules === "" ? undefined : { name: local, attributes: new Map(), children: [rules] };
  }
  const attributes = new Map(
    [...element.attributes].flatMap(([name, value]) => attributeOf(local, { name, value, scope })),
  );
  return { name: local, attributes, children };
}

function split(name: string): [prefix: string, local: string] {
  const colon = name.indexOf(":");
  return colon === -1 ? ["", name] : [name.slice(0, colon), name.slice(colon + 1)];
}

/** Namespace prefixes in scope inside of an element. */
function scopeOf({ attributes }: XmlElement, outer: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const own = [...attributes].flatMap(([name, value]): [string, string][] =>
    name === "xmlns" ? [["", value]] : name.startsWith("xmlns:") ? [[name.slice(6), value]] : [],
  );
  return own.length === 0 ? outer : new Map([...outer, ...own]);
}

/** Refuses scripts and outside references anywhere in the file: a drawing needs neither. */
function refuseActive(name: string, value: string, scope: ReadonlyMap<string, string>): void {
  const [prefix, local] = split(name);
  if (name === "xmlns" || prefix === "xmlns") return;
  if (/^on/i.test(local)) throw new ConfigFault(sentence("drawing-handler", { name: local }));
  // Some readers ignore spaces and invisible characters.
  const meaning = value.replace(/[\p{C}\p{Z}]/gu, "").toLowerCase();
  if (/(?:javascript|vbscript|livescript):/.test(meaning))
    throw new ConfigFault(sentence("drawing-script", { name: local }));
  if (/^(?:href|src|srcset|base|ping|action|formaction)$/i.test(local) && !/^#[A-Za-z_][\w.-]*$/.test(value))
    throw new ConfigFault(sentence("drawing-outside", { name: local }));
  if (/url\(/.test(meaning) && !/^url\(["']?#[\w.-]+["']?\)$/.test(meaning) && local !== "style")
    throw new ConfigFault(sentence("drawing-outside", { name: local }));
  if (prefix === "xml" && local === "base") throw new ConfigFault(sentence("drawing-base", {}));
  if (scope.get(prefix) === XMLNS) throw new ConfigFault(sentence("drawing-prefixes", {}));
}

function attributeOf(
  element: string,
  { name, value, scope }: { name: string; value: string; scope: ReadonlyMap<string, string> },
): [string, string][] {
  const [prefix, local] = split(name);
  if (local === "href") {
    const isLink =
      (prefix === "" || scope.get(prefix) === XLINK) && ["use", "linearGradient", "radialGradient"].includes(element);
    return isLink ? [["href", value]] : [];
  }
  if (prefix !== "" || name === "xmlns") return [];
  if (local === "style") {
    const declarations = cssDeclarations(value);
    return declarations === "" ? [] : [["style", declarations]];
  }
  const pattern = ATTRIBUTES.get(local);
  return (pattern === undefined ? isPaint(local, value) : pattern.test(value)) ? [[local, value]] : [];
}

/** Counts shapes: a few nested `<use>` draw a million. */
function refuseBombs(root: XmlElement): void {
  const byId = new Map<string, XmlElement>();
  const index = (element: XmlElement): void => {
    const id = element.attributes.get("id");
    if (id !== undefined && !byId.has(id)) byId.set(id, element);
    for (const child of element.children) if (typeof child !== "string") index(child);
  };
  index(root);
  const known = new Map<XmlElement, number | "open">();
  const drawn = (element: XmlElement, uses: number): number => {
    if (uses > MAX_USES) throw new ConfigFault(sentence("drawing-uses", { most: MAX_USES }));
    const before = known.get(element);
    if (before === "open") throw new ConfigFault(sentence("drawing-itself", {}));
    if (before !== undefined) return before;
    known.set(element, "open");
    const used = byId.get(element.attributes.get("href")?.slice(1) ?? "");
    let count = 1 + (used === undefined ? 0 : drawn(used, uses + 1));
    for (const child of element.children) if (typeof child !== "string") count += drawn(child, uses);
    if (count > MAX_DRAWN) throw new ConfigFault(sentence("drawing-shapes", { most: MAX_DRAWN }));
    known.set(element, count);
    return count;
  };
  drawn(root, 0);
}

function textOf(root: XmlElement): string {
  const pieces: string[] = [];
  write(root, pieces, true);
  return `${pieces.join("")}\n`;
}

function write({ name, attributes, children }: XmlElement, into: string[], isRoot = false): void {
  into.push("<", name);
  if (isRoot) into.push(` xmlns="${SVG}"`);
  for (const [key, value] of attributes) into.push(` ${key}="${escaped(value)}"`);
  if (children.length === 0) {
    into.push("/>");
    return;
  }
  into.push(">");
  for (const child of children) {
    if (typeof child === "string") into.push(escaped(child));
    else write(child, into);
  }
  into.push("</", name, ">");
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\r": "&#13;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"\t\r]/g, (character) => ESCAPES[character] as string);
}
