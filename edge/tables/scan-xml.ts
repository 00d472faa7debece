/**
 * Walks through an XML text without keeping it: elements, attributes, text. Refuses document types, entities of their
 * own and instructions, so that nothing outside of the text is read and nothing grows.
 */
import { WorkbookRefused } from "./workbook-refused.ts";

export interface XmlVisitor {
  /** `name` without its prefix. `attributes`: as written. */
  open(name: string, attributes: string): void;
  close(name: string): void;
  text(text: string): void;
}

const MOST_DEPTH = 32;
/** A tag that opens, closes or does both. Values of attributes may hold `>`. */
const TAG =
  /<(\/?)([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)((?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const REFERENCE = /&([^;&]{0,12});?/g;
const NAMED: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

/** `part` names the text in a refusal. Throws WorkbookRefused `damaged`, `declaration`. */
export function scanXml(bytes: Uint8Array, part: string, visitor: XmlVisitor): void {
  const text = decodedText(bytes, part);
  const open: string[] = [];
  let at = text.startsWith("<?xml ") ? pastMark(text, 0, "?>", part) : 0;
  while (at < text.length) {
    if (text[at] !== "<") {
      const next = text.indexOf("<", at);
      const end = next === -1 ? text.length : next;
      if (open.length > 0) visitor.text(unescaped(text.slice(at, end), part));
      at = end;
    } else if (text.startsWith("<!--", at)) at = pastMark(text, at, "-->", part);
    else if (text.startsWith("<![CDATA[", at)) {
      const end = pastMark(text, at, "]]>", part);
      visitor.text(text.slice(at + "<![CDATA[".length, end - "]]>".length));
      at = end;
    } else at = tag(text, at, { part, open, visitor });
  }
  if (open.length > 0) throw new WorkbookRefused("damaged", part);
}

interface Walk {
  readonly part: string;
  readonly open: string[];
  readonly visitor: XmlVisitor;
}

function tag(text: string, at: number, { part, open, visitor }: Walk): number {
  const mark = text[at + 1];
  if (mark === "!" || mark === "?") throw new WorkbookRefused("declaration", part);
  TAG.lastIndex = at;
  const match = TAG.exec(text);
  if (match === null) throw new WorkbookRefused("damaged", part);
  const [whole, slash, name = "", attributes = "", empty] = match;
  const local = name.slice(name.indexOf(":") + 1);
  if (slash === "/") {
    if (open.pop() !== name) throw new WorkbookRefused("damaged", part);
    visitor.close(local);
  } else {
    visitor.open(local, attributes);
    if (empty === "/") visitor.close(local);
    else if (open.push(name) > MOST_DEPTH) throw new WorkbookRefused("damaged", part);
  }
  return at + whole.length;
}

/** Patterns of attributes by name: a sheet asks for three names a million times. */
const ATTRIBUTES = new Map<string, RegExp>();

/** The value of an attribute, with or without a prefix; undefined where there is none. */
export function attributeOf(attributes: string, name: string, part: string): string | undefined {
  let pattern = ATTRIBUTES.get(name);
  if (pattern === undefined) {
    pattern = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
    ATTRIBUTES.set(name, pattern);
  }
  const found = pattern.exec(attributes);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : unescaped(value, part);
}

function decodedText(bytes: Uint8Array, part: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new WorkbookRefused("damaged", part);
  }
}

function pastMark(text: string, at: number, mark: string, part: string): number {
  const end = text.indexOf(mark, at);
  if (end === -1) throw new WorkbookRefused("damaged", part);
  return end + mark.length;
}

function unescaped(raw: string, part: string): string {
  if (!raw.includes("&")) return raw;
  return raw.replaceAll(REFERENCE, (whole, name: string) => {
    const known = whole.endsWith(";") ? NAMED.get(name) : undefined;
    if (known !== undefined) return known;
    const [, hex, decimal] = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(name) ?? [];
    const code = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16);
    if (!whole.endsWith(";") || !(code > 0 && code <= 0x10ffff)) throw new WorkbookRefused("declaration", part);
    return String.fromCodePoint(code);
  });
}
