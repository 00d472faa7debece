/**
 * Strict reader of a subset of XML: elements, attributes, text and comments. It refuses DTDs, custom entities and
 * processing instructions.
 */
import { ConfigFault } from "../contracts/plant/config-text.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import { sentence } from "./config-texts.ts";

/** Spaces may be absent. */
const NO_MATTER = { en: "", zh: "" };

export interface XmlElement {
  /** As written, with its prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (XmlElement | string)[];
}

export interface XmlLimits {
  readonly depth: number;
  readonly elements: number;
  readonly attributes: number;
}

const NAME = /[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?/y;
const SPACE = /[ \t\r\n]*/y;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

/** Throws an Error that names the refused part. */
export function parseXml(text: string, limits: XmlLimits): XmlElement {
  return new XmlReader(text, limits).read();
}

class XmlReader {
  readonly #text: string;
  readonly #limits: XmlLimits;
  readonly #open: XmlElement[] = [];
  #at = 0;
  #elements = 0;
  #root: XmlElement | undefined;

  constructor(text: string, limits: XmlLimits) {
    this.#text = text.startsWith("\uFEFF") ? text.slice(1) : text;
    this.#limits = limits;
  }

  read(): XmlElement {
    if (this.#text.startsWith("<?xml ")) this.#skipPast("?>");
    while (this.#at < this.#text.length) {
      if (this.#text[this.#at] !== "<") this.#characters();
      else if (this.#text.startsWith("<!--", this.#at)) this.#skipPast("-->");
      else if (this.#text.startsWith("<![CDATA[", this.#at)) this.#cdata();
      else if (this.#text.startsWith("</", this.#at)) this.#endTag();
      else if (this.#text[this.#at + 1] === "!") throw new ConfigFault(sentence("xml-declaration", {}));
      else if (this.#text[this.#at + 1] === "?") throw new ConfigFault(sentence("xml-instruction", {}));
      else this.#startTag();
    }
    if (this.#open.length > 0)
      throw new ConfigFault(sentence("xml-not-closed", { element: this.#open.at(-1)?.name ?? "" }));
    if (this.#root === undefined) throw new ConfigFault(sentence("xml-empty", {}));
    return this.#root;
  }

  #characters(): void {
    const next = this.#text.indexOf("<", this.#at);
    const end = next === -1 ? this.#text.length : next;
    this.#add(decoded(this.#text.slice(this.#at, end)));
    this.#at = end;
  }

  #cdata(): void {
    const start = this.#at + "<![CDATA[".length;
    this.#skipPast("]]>");
    this.#add(checked(this.#text.slice(start, this.#at - 3)));
  }

  #add(text: string): void {
    const parent = this.#open.at(-1);
    if (parent !== undefined) parent.children.push(text);
    else if (text.trim() !== "") throw new ConfigFault(sentence("xml-text-outside", {}));
  }

  #startTag(): void {
    this.#at++;
    const name = this.#take(NAME, { en: "a name after <", zh: "< 之后的名称" });
    const attributes = new Map<string, string>();
    for (;;) {
      const hasSpace = this.#take(SPACE, NO_MATTER).length > 0;
      const isEmpty = this.#text.startsWith("/>", this.#at);
      if (isEmpty || this.#text[this.#at] === ">") {
        this.#at += isEmpty ? 2 : 1;
        this.#enter({ name, attributes, children: [] }, isEmpty);
        return;
      }
      if (!hasSpace) throw new ConfigFault(sentence("xml-malformed", { element: name }));
      this.#attribute(name, attributes);
    }
  }

  #attribute(element: string, into: Map<string, string>): void {
    const name = this.#take(NAME, { en: `the name of an attribute in <${element}>`, zh: `<${element}> 的属性名` });
    this.#take(SPACE, NO_MATTER);
    if (this.#text[this.#at] !== "=") throw new ConfigFault(sentence("xml-no-value", { name, element }));
    this.#at++;
    this.#take(SPACE, NO_MATTER);
    const quote = this.#text[this.#at];
    const end = quote === '"' || quote === "'" ? this.#text.indexOf(quote, this.#at + 1) : -1;
    if (end === -1) throw new ConfigFault(sentence("xml-not-quoted", { name, element }));
    const raw = this.#text.slice(this.#at + 1, end);
    if (raw.includes("<")) throw new ConfigFault(sentence("xml-value-bracket", { name, element }));
    if (into.has(name)) throw new ConfigFault(sentence("xml-name-twice", { name, element }));
    if (into.size >= this.#limits.attributes)
      throw new ConfigFault(sentence("xml-attributes", { element, most: this.#limits.attributes }));
    into.set(name, decoded(raw));
    this.#at = end + 1;
  }

  #enter(element: XmlElement, isEmpty: boolean): void {
    if (++this.#elements > this.#limits.elements)
      throw new ConfigFault(sentence("xml-elements", { most: this.#limits.elements }));
    const parent = this.#open.at(-1);
    if (parent !== undefined) parent.children.push(element);
    else if (this.#root === undefined) this.#root = element;
    else throw new ConfigFault(sentence("xml-roots", {}));
    if (isEmpty) return;
    if (this.#open.push(element) > this.#limits.depth)
      throw new ConfigFault(sentence("xml-deep", { most: this.#limits.depth }));
  }

  #endTag(): void {
    this.#at += 2;
    const name = this.#take(NAME, { en: "a name after </", zh: "</ 之后的名称" });
    this.#take(SPACE, NO_MATTER);
    if (this.#text[this.#at] !== ">" || this.#open.pop()?.name !== name)
      throw new ConfigFault(sentence("xml-closes-nothing", { element: name }));
    this.#at++;
  }

  #take(pattern: RegExp, what: LocalizedText): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) throw new ConfigFault(sentence("xml-name", { what }));
    this.#at += match[0].length;
    return match[0];
  }

  #skipPast(mark: string): void {
    const end = this.#text.indexOf(mark, this.#at);
    if (end === -1) throw new ConfigFault(sentence("xml-mark", { mark }));
    this.#at = end + mark.length;
  }
}

function decoded(raw: string): string {
  if (!raw.includes("&")) return checked(raw);
  return checked(
    raw.replace(/&([^;&]{0,12});?/g, (whole, name: string) => {
      const known = whole.endsWith(";") ? ENTITIES.get(name) : undefined;
      if (known !== undefined) return known;
      const number = whole.endsWith(";") ? /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(name) : null;
      const code =
        number === null
          ? Number.NaN
          : Number.parseInt(number[1] ?? (number[2] as string), number[1] === undefined ? 10 : 16);
      if (!(code <= 0x10ffff)) throw new ConfigFault(sentence("xml-entity", {}));
      return String.fromCodePoint(code);
    }),
  );
}

/** The characters that XML 1.0 allows. */
function checked(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be found
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text) || !text.isWellFormed())
    throw new ConfigFault(sentence("xml-characters", {}));
  return text;
}
