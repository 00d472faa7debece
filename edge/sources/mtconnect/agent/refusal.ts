import { XmlError, type XmlReader } from "../../../contracts/xml-reader.ts";

/** The agent answered with an MTConnectError document. */
export class AgentRefusal extends Error {
  override readonly name = "AgentRefusal";
  /** Codes of the standard, such as `OUT_OF_RANGE`; the first one decides. */
  readonly code: string;

  constructor(code: string, text: string) {
    super(`${code}${text === "" ? "" : `: ${text.slice(0, 200)}`}`);
    this.code = code;
  }
}

/** The document is none of MTConnect, such as a page of a proxy. */
export class OtherDocument extends Error {
  override readonly name = "OtherDocument";
}

/**
 * Opens the document and checks that it is of this name. Throws AgentRefusal for an error document, OtherDocument for
 * another one, and XmlError.
 */
export function openDocument(reader: XmlReader, name: string): void {
  if (reader.next() !== "open") throw new XmlError("the document is empty");
  if (reader.name === name) return;
  if (reader.name !== "MTConnectError")
    throw new OtherDocument(`the document is ${reader.name.slice(0, 40)} instead of ${name}`);
  // Since 2.6 each error has an element of its own name; all carry errorCode.
  while (reader.next() !== "end") {
    const code = reader.attribute("errorCode");
    if (code === undefined) continue;
    throw new AgentRefusal(code.replaceAll(/[^A-Z_]/g, "").slice(0, 40), reader.content());
  }
  throw new XmlError("an error document without an error");
}
