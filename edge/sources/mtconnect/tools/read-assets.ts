/** Reads MTConnectAssets documents: the cutting tools of an agent. */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { XmlError, XmlReader } from "../../../contracts/xml-reader.ts";
import { openHeader } from "../agent/header.ts";
import { openDocument } from "../agent/refusal.ts";
import { microsOf } from "../time.ts";
import type { ToolField } from "./fields.ts";

/** More than the magazines of one agent hold. */
const MOST_TOOLS = 10_000;
const MOST_STATUS = 8;

export interface CuttingTool {
  readonly assetId: string;
  /** uuid of the device that has it; empty where the agent does not say. */
  readonly device: string;
  readonly time: Micros;
  readonly isRemoved: boolean;
  readonly fields: ReadonlyMap<ToolField, number | string>;
}

type Fields = Map<ToolField, number | string>;

/** Throws XmlError or AgentRefusal. */
export function readAssets(xml: string): readonly CuttingTool[] {
  const reader = new XmlReader(xml);
  openDocument(reader, "MTConnectAssets");
  openHeader(reader);
  reader.skipElement();
  const tools: CuttingTool[] = [];
  for (let token = reader.next(); token !== "end"; token = reader.next()) {
    if (token !== "open" || reader.name === "Assets") continue;
    if (reader.name !== "CuttingTool") {
      reader.skipElement();
      continue;
    }
    if (tools.length >= MOST_TOOLS) throw new XmlError(`the agent has more than ${MOST_TOOLS} cutting tools`);
    tools.push(readTool(reader));
  }
  return tools;
}

function readTool(reader: XmlReader): CuttingTool {
  const depth = reader.depth;
  const assetId = reader.attribute("assetId") ?? "";
  const time = microsOf(reader.attribute("timestamp") ?? "");
  if (assetId === "" || Number.isNaN(time)) throw new XmlError("a cutting tool has no assetId or timestamp");
  const device = reader.attribute("deviceUuid") ?? "";
  const isRemoved = reader.attribute("removed") === "true";
  const fields: Fields = new Map();
  const toolId = reader.attribute("toolId");
  if (toolId !== undefined) fields.set("tool-id", toolId);
  for (let token = reader.next(); reader.depth >= depth; token = reader.next()) {
    if (token !== "open") continue;
    if (reader.name === "CuttingToolLifeCycle") readLifeCycle(reader, fields);
    else reader.skipElement();
  }
  return { assetId, device, time, isRemoved, fields };
}

/** Only the tool's own life: that of single cutting items has no place in a tag. */
function readLifeCycle(reader: XmlReader, fields: Fields): void {
  const depth = reader.depth;
  for (let token = reader.next(); reader.depth >= depth; token = reader.next()) {
    if (token !== "open") continue;
    switch (reader.name) {
      case "CutterStatus":
        fields.set("status", readStatus(reader));
        break;
      case "ToolLife":
        readLife(reader, fields);
        break;
      case "Location":
        fields.set("location", reader.content());
        break;
      case "ProgramToolNumber":
        fields.set("program-tool-number", reader.content());
        break;
      case "ReconditionCount":
        setNumber(fields, "reconditions", Number.parseFloat(reader.content()));
        break;
      default:
        reader.skipElement();
    }
  }
}

function readStatus(reader: XmlReader): string {
  const depth = reader.depth;
  const words: string[] = [];
  for (let token = reader.next(); reader.depth >= depth; token = reader.next())
    if (token === "open") {
      const word = reader.content();
      if (words.length < MOST_STATUS) words.push(word);
    }
  return words.sort().join(" ");
}

const LIVES: ReadonlyMap<string, "life-minutes" | "life-parts" | "life-wear"> = new Map([
  ["MINUTES", "life-minutes"],
  ["PART_COUNT", "life-parts"],
  ["WEAR", "life-wear"],
]);

/** Life is given as used, whichever way the agent counts. */
function readLife(reader: XmlReader, fields: Fields): void {
  const field = LIVES.get(reader.attribute("type") ?? "");
  const isDown = reader.attribute("countDirection") === "DOWN";
  const initial = Number.parseFloat(reader.attribute("initial") ?? "");
  const limit = Number.parseFloat(reader.attribute("limit") ?? "");
  const value = Number.parseFloat(reader.content());
  if (field === undefined) return;
  setNumber(fields, field, isDown ? initial - value : value);
  setNumber(fields, `${field}-limit`, isDown ? initial - (Number.isNaN(limit) ? 0 : limit) : limit);
}

function setNumber(fields: Fields, field: ToolField, value: number): void {
  if (Number.isFinite(value)) fields.set(field, value);
}
