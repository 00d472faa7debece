/**
 * Data blocks and UDTs in sources of STEP 7 (AWL) and TIA Portal (.db, .udt, .scl): the declarations alone, not the
 * values behind BEGIN.
 */
import { EdgeError } from "../../../contracts/errors.ts";
import type { DataBlock, Declarations, Declared, Member } from "./declarations.ts";
import { type Token, type Tokens, tokensOf } from "./source-tokens.ts";
import { typeOfWord } from "./type-words.ts";

/** Nesting of structures; STEP 7 allows eight. */
const MOST_DEPTH = 16;
/** Lines of a header that are free text up to their end. */
const HEADER = new Set(["TITLE", "AUTHOR", "FAMILY", "NAME", "VERSION"]);

export function isBlockSource(text: string): boolean {
  return /^\s*(?:DATA_BLOCK|TYPE)\b/m.test(text);
}

/** Throws EdgeError `bad-request` that names file and line. */
export function readBlockSource(text: string, file: string, into: Declarations): void {
  new SourceReader(tokensOf(text), file, into).read();
}

/** The type that an export writes as one text, such as `Array[0..3] of Struct`, with the members that it nests. */
export function typeOfText(text: string, file: string, members: readonly Member[]): Declared {
  const type = new SourceReader(tokensOf(text.replace(/\bStruct\s*$/i, NESTED)), file, NOWHERE).type();
  return members.length === 0 ? type : withMembers(type, members);
}

const NOWHERE = { blocks: [], declare: () => undefined };
/** Stands for the structure whose members an export nests. */
const NESTED = '"\u0000"';

function withMembers(type: Declared, members: readonly Member[]): Declared {
  return type.kind === "array" ? { ...type, of: withMembers(type.of, members) } : { kind: "struct", members };
}

class SourceReader {
  readonly #tokens: readonly Token[];
  readonly #comments: Tokens["comments"];
  readonly #file: string;
  readonly #into: Pick<Declarations, "blocks" | "declare">;
  #at = 0;

  constructor({ tokens, comments }: Tokens, file: string, into: Pick<Declarations, "blocks" | "declare">) {
    this.#tokens = tokens;
    this.#comments = comments;
    this.#file = file;
    this.#into = into;
  }

  read(): void {
    while (this.#at < this.#tokens.length) {
      if (this.#takes("DATA_BLOCK")) this.#dataBlock();
      else if (this.#takes("TYPE")) this.#structure();
      else this.#at++;
    }
  }

  /** The type that is all of the text. */
  type(): Declared {
    return this.#type(1);
  }

  #structure(): void {
    const name = this.#name();
    const { isStruct } = this.#header();
    if (!isStruct) this.#fail(`type ${name} has no STRUCT`);
    this.#into.declare(name, { kind: "struct", members: this.#members("END_STRUCT", 1) });
    this.#skipPast("END_TYPE");
  }

  #dataBlock(): void {
    const line = this.#line;
    const name = this.#name();
    const { isStruct, isOptimised } = this.#header();
    const type: Declared = isStruct
      ? { kind: "struct", members: this.#members("END_STRUCT", 1) }
      : this.#is("VAR")
        ? { kind: "struct", members: this.#sections() }
        : this.#type(1);
    const number = /^DB\s*(\d+)$/i.exec(name)?.[1];
    const block: DataBlock = { name, type, isOptimised, file: this.#file, line };
    this.#into.blocks.push(number === undefined ? block : { ...block, number: Number(number) });
    this.#skipPast("END_DATA_BLOCK");
  }

  /** Ends at STRUCT, which it takes, or at the first word of a body. */
  #header(): { readonly isStruct: boolean; readonly isOptimised: boolean } {
    let isOptimised = false;
    while (this.#at < this.#tokens.length) {
      const { text, kind, line } = this.#token;
      if (kind === "mark" && text === "{") isOptimised = this.#attributes() || isOptimised;
      else if (kind === "word" && HEADER.has(text.toUpperCase()))
        while (this.#at < this.#tokens.length && this.#line === line) this.#at++;
      else if (this.#takes("STRUCT")) return { isStruct: true, isOptimised };
      else if (kind === "name" || this.#is("VAR") || /^(?:UDT|S?FB)$/i.test(text)) break;
      // NON_RETAIN, KNOW_HOW_PROTECT, UNLINKED, READ_ONLY and the like.
      else this.#at++;
    }
    return { isStruct: false, isOptimised };
  }

  /** Attributes in braces; whether they say that the block has optimised access. */
  #attributes(): boolean {
    const from = this.#at;
    this.#skipPast("}");
    const words = this.#tokens.slice(from, this.#at).map(({ text }) => text.toUpperCase());
    const at = words.indexOf("S7_OPTIMIZED_ACCESS");
    return at !== -1 && words[at + 2] === "TRUE";
  }

  #sections(): Member[] {
    const members: Member[] = [];
    while (this.#takes("VAR")) {
      while (this.#is("RETAIN") || this.#is("NON_RETAIN")) this.#at++;
      members.push(...this.#members("END_VAR", 1));
    }
    return members;
  }

  #members(end: string, depth: number): Member[] {
    if (depth > MOST_DEPTH) this.#fail("structures are nested too deeply");
    const members: Member[] = [];
    while (!this.#takes(end)) {
      if (this.#at >= this.#tokens.length) this.#fail(`${end} is missing`);
      if (this.#takes(";")) continue;
      const { line } = this.#token;
      const names = [this.#word()];
      if (this.#is("{")) this.#attributes();
      while (this.#takes(",")) names.push(this.#word());
      this.#expect(":");
      const type = this.#type(depth);
      // A start value.
      while (this.#at < this.#tokens.length && !this.#is(";") && !this.#is(end)) this.#at++;
      const comment = this.#comments.get(line) ?? "";
      members.push(...names.map((name) => ({ name, type, comment })));
    }
    return members;
  }

  #type(depth: number): Declared {
    if (this.#takes("STRUCT")) return { kind: "struct", members: this.#members("END_STRUCT", depth + 1) };
    if (this.#takes("ARRAY")) return this.#array(depth);
    const { kind, text } = this.#token;
    const name = this.#name();
    if (kind === "name" || /^(?:UDT|S?FB)/i.test(text)) return { kind: "named", name };
    const length = this.#takes("[") ? this.#number() : undefined;
    if (length !== undefined) this.#expect("]");
    return typeOfWord(name, length) ?? { kind: "named", name };
  }

  #array(depth: number): Declared {
    if (depth > MOST_DEPTH) this.#fail("arrays are nested too deeply");
    const bounds: (readonly [number, number])[] = [];
    this.#expect("[");
    do {
      const from = this.#number();
      this.#expect("..");
      bounds.push([from, this.#number()]);
    } while (this.#takes(","));
    this.#expect("]");
    this.#expect("OF");
    return { kind: "array", bounds, of: this.#type(depth + 1) };
  }

  /** A quoted name, or a word, with the number of DB 10 and UDT 5. */
  #name(): string {
    const { kind } = this.#token;
    const text = this.#word();
    if (kind === "word" && /^(?:DB|UDT|S?FB)$/i.test(text) && this.#at < this.#tokens.length) {
      if (this.#token.kind === "number") return `${text}${this.#word()}`;
    }
    return text;
  }

  #word(): string {
    const { kind, text } = this.#token;
    if (kind === "mark") this.#fail(`"${text}" stands where a name is expected`);
    this.#at++;
    return text;
  }

  #number(): number {
    const value = Number(this.#token.text);
    if (!Number.isInteger(value)) this.#fail(`"${this.#token.text}" stands where a number is expected`);
    this.#at++;
    return value;
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? this.#fail("the source ends within a declaration");
  }

  get #line(): number {
    return (this.#tokens[this.#at] ?? this.#tokens.at(-1))?.line ?? 1;
  }

  /** Quoted names are never keywords. */
  #is(text: string): boolean {
    const token = this.#tokens[this.#at];
    return token !== undefined && token.kind !== "name" && token.kind !== "text" && token.text.toUpperCase() === text;
  }

  #takes(text: string): boolean {
    const isHere = this.#is(text);
    if (isHere) this.#at++;
    return isHere;
  }

  #expect(text: string): void {
    if (!this.#takes(text)) this.#fail(`"${this.#token.text}" stands where "${text}" is expected`);
  }

  #skipPast(text: string): void {
    while (this.#at < this.#tokens.length && !this.#is(text)) this.#at++;
    this.#at++;
  }

  #fail(what: string): never {
    throw new EdgeError("bad-request", `${this.#file}, line ${this.#line}: ${what}`);
  }
}
