import type { ProposedTag } from "../../../contracts/path/proposed-config.ts";
import type { Publication } from "../../../mqtt/messages.ts";
import { isWritable, untaken } from "../../config-words.ts";
import { elementOf, isArray } from "../sparkplug/arrays.ts";
import { NAMESPACE, NO_ALIAS, rebirthCommand } from "../sparkplug/commands.ts";
import { ucumOf } from "../sparkplug/eng-unit.ts";
import { PayloadReader } from "../sparkplug/payload.ts";
import { MAX_ARRAY_ELEMENTS } from "../waveform.ts";
import { named, type Proposal, type ProposedAsset, type TypeCollector, tagName } from "./proposal.ts";

/** Limits of devices and metrics. */
const MAX_DEVICES = 2_000;
const MAX_METRICS = 5_000;
/** A node that ignores the first request may accept the second, which has another form. */
const MAX_ASKED = 2;
const ASK_EVERY_MS = 2_000;
const NOT_ASKED = { times: 0, lastMs: Number.NEGATIVE_INFINITY };
/** Depth to which nested templates are entered. */
const MAX_DEPTH = 7;
const STRING_ARRAY = 33;
const [BOOLEAN, STRING, DATE_TIME, TEXT, UUID] = [11, 12, 13, 14, 15] as const;
const TEXTS: readonly number[] = [STRING, DATE_TIME, TEXT, UUID, STRING_ARRAY];
const LAST_NUMBER = 10;

interface Device {
  readonly group: string;
  readonly node: string;
  readonly device: string;
  readonly tags: readonly ProposedTag[];
}

/**
 * Collects the births of Sparkplug edge nodes. Births are not retained, so a node that is heard without one is asked
 * for it, twice.
 */
export class SparkplugSurvey {
  readonly #devices = new Map<string, Device>();
  /** Rebirth requests to a node: how many, and when the last (`performance.now()`). */
  readonly #asked = new Map<string, { times: number; lastMs: number }>();
  readonly #leftOut = new Map<string, number>();

  /** Takes a message of the Sparkplug namespace. Throws RangeError on an invalid payload. */
  take(topic: string, payload: Buffer, ask: (publication: Publication) => void): void {
    const [, group = "", type = "", node = "", device = ""] = topic.split("/");
    if (type === "NBIRTH" || type === "DBIRTH") {
      this.#asked.set(`${group}/${node}`, { ...NOT_ASKED, times: MAX_ASKED });
      this.#birth({ group, node, device }, payload);
    } else if (type === "NDATA" || type === "DDATA") this.#ask({ group, node }, ask);
  }

  #ask({ group, node }: Pick<Device, "group" | "node">, ask: (publication: Publication) => void): void {
    const nowMs = performance.now();
    const { times, lastMs } = this.#asked.get(`${group}/${node}`) ?? NOT_ASKED;
    if (times >= MAX_ASKED || nowMs - lastMs < ASK_EVERY_MS || (times === 0 && this.#asked.size >= MAX_DEVICES)) return;
    this.#asked.set(`${group}/${node}`, { times: times + 1, lastMs: nowMs });
    ask({
      topic: `${NAMESPACE}/${group}/NCMD/${node}`,
      payload: rebirthCommand(Date.now(), times === 0 ? undefined : NO_ALIAS),
      qos: 0,
      retain: false,
    });
  }

  propose(types: TypeCollector, labels: Set<string>): Pick<Proposal, "sources" | "assets" | "leftOut"> {
    const assets = [...this.#devices.values()].map(({ group, node, device, tags }): ProposedAsset => {
      const name = device === "" ? node : device;
      return {
        label: untaken(name.slice(0, 36).trim() || "device", labels),
        type: types.nameOf(`${name}-type`, { kind: "box", tags }),
        source: "sparkplug",
        address: { group, node, ...(device === "" ? {} : { device }) },
      };
    });
    const leftOut = [...this.#leftOut].map(([what, count]) => `${count} ${what}`);
    return { sources: assets.length === 0 ? [] : [{ name: "sparkplug", kind: "sparkplug" }], assets, leftOut };
  }

  #birth({ group, node, device }: Omit<Device, "tags">, payload: Buffer): void {
    const key = `${group}/${node}/${device}`;
    if (!this.#devices.has(key) && this.#devices.size >= MAX_DEVICES) return;
    const reader = new PayloadReader();
    reader.open(payload);
    const tags: ProposedTag[] = [];
    const taken = new Set<string>();
    while (reader.next() && tags.length < MAX_METRICS) {
      const name = reader.name();
      if (name === "bdSeq" || name.startsWith("Node Control/") || name.startsWith("Device Control/")) continue;
      this.#metric(reader, { metric: name, members: [] }, { tags, taken });
    }
    if (tags.length > 0) this.#devices.set(key, { group, node, device, tags });
  }

  #metric(
    reader: PayloadReader,
    at: { metric: string; members: readonly string[] },
    into: { tags: ProposedTag[]; taken: Set<string> },
  ): void {
    const path = [at.metric, ...at.members];
    const binding = { metric: at.metric, ...(at.members.length === 0 ? {} : { member: at.members }) };
    const { datatype } = reader;
    const isArrayOfNumbers = isArray(datatype) && datatype !== STRING_ARRAY;
    if (!path.every((name) => isWritable(name) && name !== ""))
      this.#leave("metrics with braces or nothing as their name");
    else if (reader.isTransient) this.#leave("metrics that their edge node marks as transient, not meant to be stored");
    else if (reader.kind === "template") this.#template(reader, at, into);
    else if (isArrayOfNumbers) this.#array(reader, { path, binding }, into);
    else if (datatype >= 1 && datatype <= LAST_NUMBER)
      add(into, path, { type: "number", ...engineeringOf(reader), binding });
    else if (datatype === BOOLEAN) add(into, path, { type: "boolean", binding });
    else if (TEXTS.includes(datatype)) add(into, path, { type: "text", binding });
    else this.#leave(`metrics of data type ${datatype} (data sets by \`column\` and \`row\`; bytes and files as text)`);
  }

  #template(
    parent: PayloadReader,
    { metric, members }: { metric: string; members: readonly string[] },
    into: { tags: ProposedTag[]; taken: Set<string> },
  ): void {
    const reader = new PayloadReader();
    if (members.length >= MAX_DEPTH || !reader.openTemplate(parent)) return;
    while (reader.next() && into.tags.length < MAX_METRICS)
      this.#metric(reader, { metric, members: [...members, reader.name()] }, into);
  }

  #array(
    reader: PayloadReader,
    { path, binding }: { path: readonly string[]; binding: Record<string, unknown> },
    into: { tags: ProposedTag[]; taken: Set<string> },
  ): void {
    const bytes = reader.kind === "bytes" ? reader.bytes() : Buffer.alloc(0);
    let length = 0;
    while (length <= MAX_ARRAY_ELEMENTS && !Number.isNaN(elementOf(bytes, reader.datatype, length))) length++;
    if (length === 0) this.#leave("empty arrays");
    else if (length > MAX_ARRAY_ELEMENTS)
      this.#leave(
        `arrays of more than ${MAX_ARRAY_ELEMENTS} elements ` +
          "(bind them as `type: waveform`, if that is what they are)",
      );
    else
      for (let index = 0; index < length; index++)
        add(into, [...path, String(index)], {
          type: "number",
          ...engineeringOf(reader),
          binding: { ...binding, index },
        });
  }

  #leave(what: string): void {
    this.#leftOut.set(what, (this.#leftOut.get(what) ?? 0) + 1);
  }
}

function add(
  { tags, taken }: { tags: ProposedTag[]; taken: Set<string> },
  path: readonly string[],
  tag: Omit<ProposedTag, "signal" | "name">,
): void {
  const folders = path.flatMap((name) => name.split("/"));
  tags.push({ ...tagName(folders, taken), name: named(path.join(" › ")), ...tag });
}

/** Unit and range of the birth. A number without a unit is proposed as a count or ratio. */
function engineeringOf({ properties }: PayloadReader): Pick<ProposedTag, "unit" | "range"> {
  const { engLow, engHigh } = properties;
  return {
    unit: ucumOf(properties.engUnit()) ?? "1",
    ...(Number.isFinite(engLow) && Number.isFinite(engHigh) && engLow < engHigh
      ? { range: [engLow, engHigh] as const }
      : {}),
  };
}
