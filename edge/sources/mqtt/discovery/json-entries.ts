import type { ProposedTag } from "../../../contracts/path/proposed-config.ts";
import { isWritable } from "../../config-words.ts";
import { isPlausibleMs, timeOf } from "../message-time.ts";
import { pointerOf, typeOf } from "./json-tags.ts";
import type { LeftOut } from "./left-out.ts";
import { named, tagName } from "./proposal.ts";

/**
 * Names that gateways give the members of an entry:
 * `{"id":"Channel1.Press.Force","v":4.2,"q":true,"t":1700000000000}` is Kepware's IoT Gateway.
 */
const KEYS = ["id", "name", "tag", "key", "n"];
const VALUES = ["v", "value", "val"];
const QUALITIES = ["q", "quality"];
const TIMES = ["t", "ts", "time", "timestamp"];
const MAX_ENTRIES = 5_000;
const MAX_TAGS = 500;
const LONGEST_KEY = 512;

/** Place of the entries in a message, and the members of an entry. */
export interface EntryShape {
  readonly samplesPointer: string;
  readonly keyPointer: string;
  readonly valuePointer: string;
  readonly timePointer?: string;
  readonly qualityPointer?: string;
}

/**
 * How a message lists values by name; undefined where it does not. The array is the message itself or one of its
 * members.
 */
export function entryShapeOf(message: unknown): EntryShape | undefined {
  const lists: readonly (readonly [path: readonly string[], value: unknown])[] = Array.isArray(message)
    ? [[[], message]]
    : Object.entries(isObject(message) ? message : {}).map(([name, value]) => [[name], value] as const);
  for (const [path, list] of lists) {
    if (!Array.isArray(list) || list.length === 0 || !list.every(isObject)) continue;
    const entries = list as readonly Record<string, unknown>[];
    const find = (names: readonly string[], fits: (value: unknown) => boolean) =>
      names.find((name) => entries.every((entry) => Object.hasOwn(entry, name) && fits(entry[name])));
    const key = find(KEYS, (value) => typeof value === "string");
    const value = find(VALUES, (one) => one === null || typeOf(one) !== undefined);
    if (key === undefined || value === undefined) continue;
    // Entries without a time of their own have that of the message.
    const time =
      find(TIMES, isTime) ??
      TIMES.find((name) => isObject(message) && Object.hasOwn(message, name) && isTime(message[name]));
    const quality = find(QUALITIES, (one) => one !== null);
    return {
      samplesPointer: pointerOf(path),
      keyPointer: pointerOf([key]),
      valuePointer: pointerOf([value]),
      ...(time === undefined ? {} : { timePointer: pointerOf([time]) }),
      ...(quality === undefined ? {} : { qualityPointer: pointerOf([quality]) }),
    };
  }
  return undefined;
}

/** The entries of one topic over all its messages: a gateway sends only what changed. */
export class Entries {
  readonly #values = new Map<string, unknown>();
  /** Entries whose names are beyond the limit. */
  beyond = 0;

  take(message: unknown, shape: EntryShape): void {
    const list =
      shape.samplesPointer === "" ? message : (message as Record<string, unknown>)[unescaped(shape.samplesPointer)];
    if (!Array.isArray(list)) return;
    for (const entry of list) {
      if (!isObject(entry)) continue;
      const key = entry[unescaped(shape.keyPointer)];
      const value = entry[unescaped(shape.valuePointer)];
      if (typeof key !== "string") continue;
      if (!this.#values.has(key) && this.#values.size >= MAX_ENTRIES) this.beyond++;
      else if (value !== null || !this.#values.has(key)) this.#values.set(key, value);
    }
  }

  /**
   * Tags by device, which is the part before the last dot of a name, such as `Channel1.Press` of
   * `Channel1.Press.Force`.
   */
  devices(topic: string, shape: EntryShape, leftOut: LeftOut): Map<string, ProposedTag[]> {
    const devices = new Map<string, { readonly tags: ProposedTag[]; readonly taken: Set<string> }>();
    if (this.beyond > 0)
      leftOut.add(`entries beyond the first ${MAX_ENTRIES} names of their topic`, topic, this.beyond);
    for (const [key, value] of this.#values) {
      const type = typeOf(value);
      const at = key.lastIndexOf(".");
      const [device, tag] = at > 0 ? [key.slice(0, at), key.slice(at + 1)] : [topic, key];
      const known = devices.get(device) ?? { tags: [], taken: new Set<string>() };
      devices.set(device, known);
      if (type === undefined) leftOut.add("entries without a value yet", `${topic} ${key}`);
      else if (!isWritable(key) || key.length > LONGEST_KEY)
        leftOut.add("entries whose names have braces or are too long", `${topic} ${key}`);
      else if (known.tags.length >= MAX_TAGS)
        leftOut.add(`entries beyond the first ${MAX_TAGS} of their device`, `${topic} ${key}`);
      else
        known.tags.push({
          ...tagName([tag], known.taken),
          name: named(tag),
          binding: { entry: key, pointer: shape.valuePointer },
          ...type,
        });
    }
    return new Map([...devices].filter(([, { tags }]) => tags.length > 0).map(([device, { tags }]) => [device, tags]));
  }
}

function isTime(value: unknown): boolean {
  return isPlausibleMs(timeOf(value) / 1000, Date.now());
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The single step of a pointer made here. */
function unescaped(pointer: string): string {
  return pointer.slice(1).replaceAll("~1", "/").replaceAll("~0", "~");
}
