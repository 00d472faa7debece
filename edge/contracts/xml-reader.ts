/**
 * Reads XML of agents and planning systems token by token. It builds no tree and has no entities of its own: a document
 * type is refused before anything is read, so that no entity can be declared (rule MT2 in docs/rules/mtconnect.md).
 */

/** Elements within elements; documents of the standard have about twenty. */
const MOST_DEPTH = 64;
/** Attributes of one element; observations have about ten. */
const MOST_ATTRIBUTES = 64;

const LESS = 60;
const SLASH = 47;
const GREATER = 62;
const EQUALS = 61;
const QUOTE = 34;
const APOSTROPHE = 39;
const MARK = 33;
const QUESTION = 63;

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
/** Names as the standard and its extensions have them: letters, digits and what connects them. */
const NAME = /^[\p{L}_][\p{L}\p{N}_.:-]*$/u;
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const ENCODING = /^<\?xml\s[^>]*?encoding\s*=\s*["']([^"']+)["']/;
/** Both are read alike as UTF-8. */
const ENCODINGS: ReadonlySet<string> = new Set(["utf-8", "us-ascii"]);

/** The text is no well-formed XML, or has what is never read. */
export class XmlError extends Error {
  override readonly name = "XmlError";
}

export type Token = "open" | "close" | "text" | "end";

export class XmlReader {
  readonly #xml: string;
  #at = 0;
  readonly #open: string[] = [];
  #isEmptyElement = false;
  #hasRoot = false;
  readonly #names: string[] = [];
  readonly #values: string[] = [];
  #attributes = 0;
  #name = "";
  #text = "";
  #line = 1;
  #lineFrom = 0;

  /** Throws XmlError for a document type, an entity declaration, and encodings other than UTF-8. */
  constructor(xml: string) {
    if (xml.includes("<!DOCTYPE") || xml.includes("<!ENTITY"))
      throw new XmlError("the document declares a document type or entities, which are never read");
    const encoding = ENCODING.exec(xml.slice(0, 200))?.[1]?.toLowerCase() ?? "utf-8";
    if (!ENCODINGS.has(encoding)) throw new XmlError(`the document is in ${encoding}, not in UTF-8`);
    this.#xml = xml;
    if (xml.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  /** Name of the element that was opened or closed, without the prefix of its namespace. */
  get name(): string {
    return this.#name;
  }

  /** The text of the newest text token. */
  get text(): string {
    return this.#text;
  }

  /** Line at which the next token begins, from 1. */
  get line(): number {
    // Each line is counted once, however often it is asked.
    for (let end = this.#lineEnd(); end < this.#at; end = this.#lineEnd()) {
      this.#lineFrom = end + 1;
      this.#line++;
    }
    return this.#line;
  }

  #lineEnd(): number {
    const end = this.#xml.indexOf("\n", this.#lineFrom);
    return end === -1 ? this.#xml.length : end;
  }

  /** Elements that are open now. */
  get depth(): number {
    return this.#open.length;
  }

  /** An attribute of the newest opened element. */
  attribute(name: string): string | undefined {
    for (let i = 0; i < this.#attributes; i++) if (this.#names[i] === name) return decoded(this.#values[i] as string);
    return undefined;
  }

  /** The next token. Texts of white space alone, comments and instructions are passed over. Throws XmlError. */
  next(): Token {
    if (this.#isEmptyElement) {
      this.#isEmptyElement = false;
      this.#open.pop();
      return "close";
    }
    const xml = this.#xml;
    for (;;) {
      if (this.#at >= xml.length) {
        if (this.#open.length > 0 || !this.#hasRoot) throw new XmlError("the document ends too early");
        return "end";
      }
      if (xml.charCodeAt(this.#at) !== LESS) {
        if (this.#takeText(this.#until("<", xml.length))) return "text";
        continue;
      }
      const code = xml.charCodeAt(this.#at + 1);
      if (code === SLASH) return this.#close();
      if (code === MARK) {
        if (this.#takeMarked()) return "text";
      } else if (code === QUESTION) this.#skip("?>");
      else return this.#element();
    }
  }

  /** The text of the element that was just opened, up to its end. Elements in it are passed over. */
  content(): string {
    const { depth } = this;
    let content = "";
    for (let token = this.next(); ; token = this.next()) {
      if (token === "text" && this.depth === depth) content += this.#text;
      else if (token === "close" && this.depth < depth) return content.trim();
    }
  }

  /** Passes over the rest of the element that was just opened. */
  skipElement(): void {
    const { depth } = this;
    while (this.next() !== "close" || this.depth >= depth);
  }

  #until(mark: string, otherwise: number): string {
    const end = this.#xml.indexOf(mark, this.#at);
    const text = this.#xml.slice(this.#at, end === -1 ? otherwise : end);
    this.#at = end === -1 ? otherwise : end;
    return text;
  }

  #skip(mark: string): void {
    const end = this.#xml.indexOf(mark, this.#at);
    if (end === -1) throw new XmlError("the document ends too early");
    this.#at = end + mark.length;
  }

  #takeText(raw: string): boolean {
    if (isBlank(raw)) return false;
    if (this.#open.length === 0) throw new XmlError("there is text outside of the document's element");
    this.#text = decoded(raw);
    return true;
  }

  /** A comment, or text in a CDATA section. */
  #takeMarked(): boolean {
    if (this.#xml.startsWith("<!--", this.#at)) {
      this.#at += 4;
      this.#skip("-->");
      return false;
    }
    if (!this.#xml.startsWith("<![CDATA[", this.#at) || this.#open.length === 0)
      throw new XmlError("the document declares something, which is never read");
    const from = this.#at + 9;
    this.#skip("]]>");
    this.#text = this.#xml.slice(from, this.#at - 3);
    return true;
  }

  #close(): Token {
    const end = this.#xml.indexOf(">", this.#at);
    if (end === -1) throw new XmlError("the document ends too early");
    const name = this.#xml.slice(this.#at + 2, end).trimEnd();
    if (this.#open.pop() !== name) throw new XmlError("an element ends that did not begin");
    this.#at = end + 1;
    this.#name = localOf(name);
    return "close";
  }

  #element(): Token {
    if (this.#open.length === 0 && this.#hasRoot) throw new XmlError("the document has more than one element");
    if (this.#open.length >= MOST_DEPTH) throw new XmlError(`the document is deeper than ${MOST_DEPTH} elements`);
    this.#hasRoot = true;
    const xml = this.#xml;
    let at = nameEnd(xml, this.#at + 1);
    const name = xml.slice(this.#at + 1, at);
    checkName(name);
    this.#attributes = 0;
    for (;;) {
      at = pastBlank(xml, at);
      const code = xml.charCodeAt(at);
      if (code === GREATER || code === SLASH) break;
      at = this.#attribute(at);
    }
    this.#isEmptyElement = xml.charCodeAt(at) === SLASH;
    if (this.#isEmptyElement && xml.charCodeAt(++at) !== GREATER) throw new XmlError("an element is not closed");
    this.#at = at + 1;
    this.#open.push(name);
    this.#name = localOf(name);
    return "open";
  }

  /** Takes the attribute at this place; returns the place behind it. */
  #attribute(from: number): number {
    const xml = this.#xml;
    let at = nameEnd(xml, from);
    const name = xml.slice(from, at);
    checkName(name);
    at = pastBlank(xml, at);
    if (xml.charCodeAt(at) !== EQUALS) throw new XmlError("an attribute has no value");
    at = pastBlank(xml, at + 1);
    const quote = xml.charCodeAt(at);
    if (quote !== QUOTE && quote !== APOSTROPHE) throw new XmlError("an attribute's value has no quotes");
    const end = xml.indexOf(quote === QUOTE ? '"' : "'", at + 1);
    if (end === -1) throw new XmlError("the document ends too early");
    const value = xml.slice(at + 1, end);
    if (value.includes("<")) throw new XmlError("an attribute's value has a bare <");
    if (this.#attributes >= MOST_ATTRIBUTES)
      throw new XmlError(`an element has more than ${MOST_ATTRIBUTES} attributes`);
    this.#names[this.#attributes] = name;
    this.#values[this.#attributes++] = value;
    return end + 1;
  }
}

function isBlankCode(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function isBlank(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isBlankCode(text.charCodeAt(i))) return false;
  return true;
}

function pastBlank(xml: string, from: number): number {
  let at = from;
  while (isBlankCode(xml.charCodeAt(at))) at++;
  if (at >= xml.length) throw new XmlError("the document ends too early");
  return at;
}

/** The end of a name: the next blank, `=`, `/` or `>`. */
function nameEnd(xml: string, from: number): number {
  let at = from;
  for (; at < xml.length; at++) {
    const code = xml.charCodeAt(at);
    if (code === GREATER || code === SLASH || code === EQUALS || isBlankCode(code)) return at;
  }
  throw new XmlError("the document ends too early");
}

function checkName(name: string): void {
  if (!PLAIN_NAME.test(name) && !NAME.test(name)) throw new XmlError("a name is not one of XML");
}

function localOf(name: string): string {
  const colon = name.indexOf(":");
  return colon === -1 ? name : name.slice(colon + 1);
}

function decoded(raw: string): string {
  return raw.includes("&") ? raw.replaceAll(/&([^;&]{0,10});?/g, reference) : raw;
}

function reference(whole: string, name: string): string {
  if (whole.endsWith(";")) {
    if (Object.hasOwn(NAMED, name)) return NAMED[name] as string;
    const code = /^#x[0-9a-f]{1,6}$/i.test(name)
      ? Number.parseInt(name.slice(2), 16)
      : /^#\d{1,7}$/.test(name)
        ? Number(name.slice(1))
        : -1;
    const isCharacter = code > 31 ? code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) : isBlankCode(code);
    if (isCharacter) return String.fromCodePoint(code);
  }
  throw new XmlError("the document uses an entity that XML does not define");
}
