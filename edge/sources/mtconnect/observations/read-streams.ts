/** Reads MTConnectStreams documents: the answers to `current` and `sample`. */

import { XmlError, XmlReader } from "../../../contracts/xml-reader.ts";
import { type BufferHeader, bufferHeader, sequenceOf } from "../agent/header.ts";
import { openDocument } from "../agent/refusal.ts";
import { microsOf } from "../time.ts";
import type { Observation } from "./observation.ts";

/** Observations in one document; requests ask for fewer. */
const MOST_OBSERVATIONS = 1_000_000;

const CATEGORIES: ReadonlyMap<string, Observation["category"]> = new Map([
  ["Samples", "sample"],
  ["Events", "event"],
  ["Condition", "condition"],
]);

export interface StreamsTaker {
  header(header: BufferHeader): void;
  /** The observation is valid during the call only. */
  observation(observation: Observation): void;
}

/** The document is read to its end before it returns. Throws XmlError or AgentRefusal. */
export function readStreams(xml: string, taker: StreamsTaker): void {
  const reader = new XmlReader(xml);
  openDocument(reader, "MTConnectStreams");
  taker.header(bufferHeader(reader));
  const observation = new ReadObservation(reader);
  let count = 0;
  for (let token = reader.next(); token !== "end"; token = reader.next()) {
    if (token !== "open") continue;
    const category = CATEGORIES.get(reader.name);
    if (category === undefined) continue;
    const depth = reader.depth;
    for (token = reader.next(); reader.depth >= depth; token = reader.next()) {
      if (token !== "open") continue;
      if (++count > MOST_OBSERVATIONS) throw new XmlError("the document has too many observations");
      observation.take(category);
      taker.observation(observation);
      observation.finish();
    }
  }
}

/** One object for all observations of a document. */
class ReadObservation implements Observation {
  readonly #reader: XmlReader;
  #content: string | undefined;
  #depth = 0;
  category: Observation["category"] = "sample";
  level = "";
  dataItem = "";
  sequence = Number.NaN;
  time = Number.NaN;

  constructor(reader: XmlReader) {
    this.#reader = reader;
  }

  take(category: Observation["category"]): void {
    const reader = this.#reader;
    this.#content = undefined;
    this.#depth = reader.depth;
    this.category = category;
    this.level = reader.name;
    this.dataItem = reader.attribute("dataItemId") ?? "";
    this.sequence = sequenceOf(reader.attribute("sequence"));
    this.time = microsOf(reader.attribute("timestamp") ?? "");
    if (this.dataItem === "" || Number.isNaN(this.sequence) || Number.isNaN(this.time))
      throw new XmlError("an observation has no dataItemId, sequence or timestamp");
  }

  attribute(name: string): string | undefined {
    return this.#reader.attribute(name);
  }

  get text(): string {
    this.#content ??= this.#reader.content();
    return this.#content;
  }

  entries(take: (key: string, removed: boolean, text: string) => void): void {
    const reader = this.#reader;
    const depth = this.#depth;
    this.#content = "";
    for (let token = reader.next(); reader.depth >= depth; token = reader.next()) {
      if (token === "text" && reader.depth === depth) this.#content += reader.text;
      if (token !== "open") continue;
      if (reader.name !== "Entry") {
        reader.skipElement();
        continue;
      }
      const key = reader.attribute("key") ?? "";
      const removed = reader.attribute("removed") === "true";
      const text = entryText(reader, key, take);
      if (text !== undefined) take(key, removed, text);
    }
  }

  /** Passes over whatever the taker did not read. */
  finish(): void {
    if (this.#content === undefined && this.#reader.depth >= this.#depth) this.#reader.skipElement();
  }
}

/** Text of an entry; undefined where it is a row of cells, which `take` gets by key and cell. */
function entryText(
  reader: XmlReader,
  key: string,
  take: (key: string, removed: boolean, text: string) => void,
): string | undefined {
  const depth = reader.depth;
  let text = "";
  let isRow = false;
  for (let token = reader.next(); reader.depth >= depth; token = reader.next()) {
    if (token === "text" && reader.depth === depth) text += reader.text;
    if (token !== "open") continue;
    if (reader.name !== "Cell") reader.skipElement();
    else {
      isRow = true;
      const cell = reader.attribute("key") ?? "";
      const removed = reader.attribute("removed") === "true";
      take(`${key}\n${cell}`, removed, reader.content());
    }
  }
  return isRow ? undefined : text.trim();
}
