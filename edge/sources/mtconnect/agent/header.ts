import { XmlError, XmlReader } from "../../../contracts/xml-reader.ts";
import { openDocument } from "./refusal.ts";

/** What an agent says about its buffer: numbers are those of the standard, from 1. */
export interface BufferHeader {
  /** Changes when the agent loses its buffer and starts to count anew. */
  readonly instanceId: string;
  /** Number of the oldest observation in the buffer. */
  readonly first: number;
  /** Number with which the next request goes on. */
  readonly next: number;
  /** Observations that the buffer can hold; requests for more are refused. */
  readonly size: number;
}

/** Moves to the header of an opened document. Throws XmlError where it has none. */
export function openHeader(reader: XmlReader): void {
  const token = reader.next();
  if (token !== "open" || reader.name !== "Header") throw new XmlError("the document has no header");
}

/** The header of a document of observations. */
export function bufferHeader(reader: XmlReader): BufferHeader {
  openHeader(reader);
  const instanceId = reader.attribute("instanceId") ?? "";
  const size = sequenceOf(reader.attribute("bufferSize"));
  const header = {
    instanceId,
    first: numberIn(reader, "firstSequence"),
    next: numberIn(reader, "nextSequence"),
    size: size > 0 ? size : Number.POSITIVE_INFINITY,
  };
  if (instanceId === "" || instanceId.length > 40) throw new XmlError("the header has no instanceId");
  reader.skipElement();
  return header;
}

function numberIn(reader: XmlReader, name: string): number {
  const number = sequenceOf(reader.attribute(name));
  if (Number.isNaN(number)) throw new XmlError(`the header has no ${name}`);
  return number;
}

/** A sequence number; NaN where the text is none. Numbers go to 2^64, of which the first 2^53 are exact. */
export function sequenceOf(text: string | undefined): number {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return Number.NaN;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : Number.NaN;
}

/** The header of a whole document of observations. Throws XmlError or AgentRefusal. */
export function headerOf(xml: string): BufferHeader {
  const reader = new XmlReader(xml);
  openDocument(reader, "MTConnectStreams");
  return bufferHeader(reader);
}
