/** Exports of TIA Portal in XML: tag tables, and data blocks and UDTs of its Openness interface. */
import { EdgeError } from "../../../contracts/errors.ts";
import { attributeOf, scanXml } from "../../../tables/scan-xml.ts";
import { WorkbookRefused } from "../../../tables/workbook-refused.ts";
import { typeOfText } from "./block-source.ts";
import type { Declarations, Declared, Member } from "./declarations.ts";
import { type Row, takeSymbols } from "./symbol-tables.ts";

/** Throws EdgeError `bad-request` for XML with declarations, or that is damaged. */
export function readXml(text: string, file: string, into: Declarations): void {
  const reader = new OpennessReader(file, into);
  try {
    scanXml(Buffer.from(text.replace(/^\uFEFF/, "")), file, reader);
  } catch (error) {
    if (!(error instanceof WorkbookRefused)) throw error;
    throw new EdgeError("bad-request", `${file} is no export of TIA Portal: its XML is damaged or has declarations`);
  }
  takeSymbols(reader.rows, file, into);
}

interface OpenMember {
  readonly name: string;
  readonly type: string;
  comment: string;
  readonly members: Member[];
}

/** Elements by which a block, a UDT or a tag begins. */
const BLOCK = "SW.Blocks.GlobalDB";
const INSTANCE = "SW.Blocks.InstanceDB";
const STRUCTURE = "SW.Types.PlcStruct";
const TAG = "SW.Tags.PlcTag";

class OpennessReader {
  readonly rows: Row[] = [];
  readonly #file: string;
  readonly #into: Declarations;
  /** Attributes of the block, UDT or tag that is open, by the names of their elements. */
  #attributes = new Map<string, string>();
  readonly #open: OpenMember[] = [];
  #members: Member[] = [];
  #text = "";
  #row: Omit<Row, "name"> | undefined;
  #isComment = false;

  constructor(file: string, into: Declarations) {
    this.#file = file;
    this.#into = into;
  }

  open(name: string, attributes: string): void {
    this.#text = "";
    const value = (key: string): string => attributeOf(attributes, key, this.#file) ?? "";
    if ([BLOCK, INSTANCE, STRUCTURE, TAG].includes(name)) {
      this.#attributes = new Map();
      this.#members = [];
    } else if (name === "Member")
      this.#open.push({ name: value("Name"), type: value("Datatype"), comment: "", members: [] });
    else if (name === "Comment") this.#isComment = true;
    else if (name === "Tag")
      this.#row = { address: value("addr"), type: value("type"), comment: value("remark"), line: this.rows.length + 1 };
  }

  text(text: string): void {
    this.#text += text;
  }

  close(name: string): void {
    const text = this.#text.trim();
    this.#text = "";
    if (name === "Member") this.#closeMember();
    else if (name === "Comment") this.#isComment = false;
    else if (name === "MultiLanguageText" && this.#isComment) {
      const member = this.#open.at(-1);
      if (member !== undefined && member.comment === "") member.comment = text;
    } else if (name === "Tag" && this.#row !== undefined) {
      this.rows.push({ name: text, ...this.#row });
      this.#row = undefined;
    } else if (name === TAG) this.#closeTag();
    else if (name === STRUCTURE)
      this.#into.declare(this.#attributes.get("Name") ?? "", { kind: "struct", members: this.#members });
    else if (name === BLOCK) this.#closeBlock();
    else if (name === INSTANCE)
      this.#into.leftOut.push({
        file: this.#file,
        line: 1,
        reason: `${this.#attributes.get("Name")}: a block of a function block; its structure is not in the export`,
      });
    else if (this.#open.length === 0 && text !== "" && !this.#attributes.has(name)) this.#attributes.set(name, text);
  }

  #closeMember(): void {
    const member = this.#open.pop();
    if (member === undefined) return;
    const { name, comment } = member;
    const type = typeOfText(member.type, this.#file, member.members);
    (this.#open.at(-1)?.members ?? this.#members).push({ name, type, comment });
  }

  #closeTag(): void {
    const of = (name: string): string => this.#attributes.get(name) ?? "";
    this.rows.push({
      name: of("Name"),
      address: of("LogicalAddress"),
      type: of("DataTypeName"),
      comment: "",
      line: this.rows.length + 1,
    });
  }

  #closeBlock(): void {
    const number = Number(this.#attributes.get("Number"));
    const type: Declared = { kind: "struct", members: this.#members };
    this.#into.blocks.push({
      name: this.#attributes.get("Name") ?? "",
      ...(Number.isInteger(number) && number > 0 ? { number } : {}),
      type,
      isOptimised: this.#attributes.get("MemoryLayout") === "Optimized",
      file: this.#file,
      line: 1,
    });
  }
}
