/**
 * Strict reader of a subset of XML: elements, attributes, text and comments. It refuses DTDs, custom entities and
 * processing instructions.
 */

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
      else if (this.#text[this.#at + 1] === "!") throw new Error("it holds a document type or a declaration");
      else if (this.#text[this.#at + 1] === "?") throw new Error("it holds a processing instruction");
      else this.#startTag();
    }
    if (this.#open.length > 0) throw new Error(`<${this.#open.at(-1)?.name}> is not closed`);
    if (this.#root === undefined) throw new Error("it holds no element");
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
    else if (text.trim() !== "") throw new Error("text stands outside of every element");
  }

  #startTag(): void {
    this.#at++;
    const name = this.#take(NAME, "a name after <");
    const attributes = new Map<string, string>();
    for (;;) {
      const hasSpace = this.#take(SPACE, "").length > 0;
      const isEmpty = this.#text.startsWith("/>", this.#at);
      if (isEmpty || this.#text[this.#at] === ">") {
        this.#at += isEmpty ? 2 : 1;
        this.#enter({ name, attributes, children: [] }, isEmpty);
        return;
      }
      if (!hasSpace) throw new Error(`<${name}> is malformed`);
      this.#attribute(name, attributes);
    }
  }

  #attribute(element: string, into: Map<string, string>): void {
    const name = this.#take(NAME, `the name of an attribute in <${element}>`);
    this.#take(SPACE, "");
    if (this.#text[this.#at] !== "=") throw new Error(`${name} in <${element}> has no value`);
    this.#at++;
    this.#take(SPACE, "");
    const quote = this.#text[this.#at];
    const end = quote === '"' || quote === "'" ? this.#text.indexOf(quote, this.#at + 1) : -1;
    if (end === -1) throw new Error(`the value of ${name} in <${element}> is not quoted`);
    const raw = this.#text.slice(this.#at + 1, end);
    if (raw.includes("<")) throw new Error(`the value of ${name} in <${element}> holds <`);
    if (into.has(name)) throw new Error(`${name} is given twice in <${element}>`);
    if (into.size >= this.#limits.attributes)
      throw new Error(`<${element}> has more than ${this.#limits.attributes} attributes`);
    into.set(name, decoded(raw));
    this.#at = end + 1;
  }

  #enter(element: XmlElement, isEmpty: boolean): void {
    if (++this.#elements > this.#limits.elements) throw new Error(`it has more than ${this.#limits.elements} elements`);
    const parent = this.#open.at(-1);
    if (parent !== undefined) parent.children.push(element);
    else if (this.#root === undefined) this.#root = element;
    else throw new Error("it has more than one root");
    if (isEmpty) return;
    if (this.#open.push(element) > this.#limits.depth)
      throw new Error(`it nests deeper than ${this.#limits.depth} levels`);
  }

  #endTag(): void {
    this.#at += 2;
    const name = this.#take(NAME, "a name after </");
    this.#take(SPACE, "");
    if (this.#text[this.#at] !== ">" || this.#open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
    this.#at++;
  }

  #take(pattern: RegExp, what: string): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) throw new Error(`${what} is missing or has other characters than letters, digits, . - and _`);
    this.#at += match[0].length;
    return match[0];
  }

  #skipPast(mark: string): void {
    const end = this.#text.indexOf(mark, this.#at);
    if (end === -1) throw new Error(`${mark} is missing`);
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
      if (!(code <= 0x10ffff)) throw new Error("it holds an entity of its own");
      return String.fromCodePoint(code);
    }),
  );
}

/** The characters that XML 1.0 allows. */
function checked(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be found
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text) || !text.isWellFormed())
    throw new Error("it holds characters that XML does not allow");
  return text;
}
