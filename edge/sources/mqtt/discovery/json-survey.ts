import type { ProposedTag } from "../../../contracts/path/proposed-config.ts";
import { isWritable, untaken } from "../../config-words.ts";
import { parseJson } from "../json-text.ts";
import { isPlausibleMs, timeOf } from "../message-time.ts";
import { Entries, type EntryShape, entryShapeOf } from "./json-entries.ts";
import { tagsOf } from "./json-tags.ts";
import { groupTopics, labelsOf, type TopicGroup } from "./json-topics.ts";
import { LeftOut } from "./left-out.ts";
import { named, type Proposal, type ProposedAsset, type TypeCollector, tagName } from "./proposal.ts";

const MAX_TOPICS = 2_000;
const TIME_MEMBERS = ["t", "ts", "time", "timestamp", "Timestamp", "Time"];
/** Assumed period of a topic that was heard once. */
const UNKNOWN_PERIOD_MS = 60_000;
/** Periods into which topics are sorted, so that there are few sources: each source is a connection. */
const PERIODS_MS = [1_000, 5_000, 30_000, 300_000, 86_400_000];
/** Publishers do not keep periods to the millisecond. */
const PERIOD_MARGIN = 1.25;

interface Topic {
  message: unknown;
  messages: number;
  lastMs: number;
  longestMs: number;
  /** Present where messages list values by name. */
  readonly shape: EntryShape | undefined;
  readonly entries: Entries;
}

/** Collects plain JSON outside of Sparkplug and VDA 5050. It counts whatever it does not propose. */
export class JsonSurvey {
  readonly #topics = new Map<string, Topic>();
  readonly #leftOut = new LeftOut();

  take(topic: string, payload: Buffer, { retained, nowMs }: { retained: boolean; nowMs: number }): void {
    let message: unknown;
    try {
      message = parseJson(payload);
    } catch {
      this.#leftOut.add("messages that are no JSON (a source with `format: text` reads bare values)", topic);
      return;
    }
    let known = this.#topics.get(topic);
    if (known === undefined) {
      if (this.#topics.size >= MAX_TOPICS) {
        this.#leftOut.add(`messages of topics beyond the first ${MAX_TOPICS}`, topic);
        return;
      }
      known = {
        message,
        messages: 0,
        lastMs: Number.NaN,
        longestMs: Number.NaN,
        shape: entryShapeOf(message),
        entries: new Entries(),
      };
      this.#topics.set(topic, known);
    }
    known.message = message;
    known.messages++;
    if (known.shape !== undefined) known.entries.take(message, known.shape);
    if (!Number.isNaN(known.lastMs))
      known.longestMs = Math.max(Number.isNaN(known.longestMs) ? 0 : known.longestMs, nowMs - known.lastMs);
    if (!retained || known.messages > 1) known.lastMs = nowMs;
  }

  propose(types: TypeCollector, labels: Set<string>): Pick<Proposal, "sources" | "assets" | "leftOut"> {
    const sources = new Sources();
    const assets: ProposedAsset[] = [];
    const groups = groupTopics(
      [...this.#topics]
        .filter(([topic]) => this.#isNameable(topic))
        .map(([topic, { message, messages }]) => ({ topic, messages, shape: shapeOf(message) })),
    );
    const names = labelsOf(groups.map(({ pattern }) => pattern));
    for (const group of groups) {
      const label = names.get(group.pattern) as string;
      const newest = this.#topics.get(group.topics.at(-1) as string) as Topic;
      if (newest.shape !== undefined && group.names.length === 0)
        assets.push(...this.#listed(group.pattern, newest, { types, labels, sources }));
      else assets.push(...this.#plain(group, newest, { label, types, labels, sources }));
    }
    return { sources: sources.all, assets, leftOut: this.#leftOut.lines() };
  }

  #isNameable(topic: string): boolean {
    const isFit = isWritable(topic) && !/[+#]/.test(topic);
    if (!isFit) this.#leftOut.add("topics with braces in their name", topic);
    return isFit;
  }

  /** One device for each name before the last dot of entries. */
  #listed(
    topic: string,
    { shape, entries, longestMs }: Topic,
    { types, labels, sources }: Collectors,
  ): ProposedAsset[] {
    const { valuePointer: _, ...keys } = shape as EntryShape;
    const devices = entries.devices(topic, shape as EntryShape, this.#leftOut);
    const short = labelsOf([...devices.keys()].map((name) => name.replaceAll(".", "/")));
    return [...devices].map(([device, tags]) => {
      const label = short.get(device.replaceAll(".", "/")) as string;
      const source = sources.nameOf({ ...keys, expectEveryMs: expectEvery(longestMs) });
      return {
        label: untaken(label, labels),
        type: types.nameOf(`${label}-type`, { kind: "box", tags }),
        source,
        address: { topic },
      };
    });
  }

  #plain(
    { pattern, names, topics }: TopicGroup,
    { message, longestMs }: Topic,
    { label, types, labels, sources }: Collectors & { readonly label: string },
  ): ProposedAsset[] {
    const timePointer = timePointerOf(message);
    const tags = [
      ...tagsOf(message, { topic: topics.at(-1) as string, timePointer, leftOut: this.#leftOut }),
      ...names.map(captured),
    ];
    if (tags.length === names.length) {
      this.#leftOut.add("topics without a number, boolean or text", pattern, topics.length);
      return [];
    }
    const source = sources.nameOf({
      ...(timePointer === undefined ? {} : { timePointer }),
      expectEveryMs: expectEvery(names.length > 0 ? Number.NaN : longestMs),
    });
    return [
      {
        label: untaken(label, labels),
        type: types.nameOf(`${label}-type`, { kind: "box", tags: unique(tags) }),
        source,
        address: { topic: pattern },
      },
    ];
  }
}

interface Collectors {
  readonly types: TypeCollector;
  readonly labels: Set<string>;
  readonly sources: Sources;
}

type ProposedSources = Proposal["sources"];

/** One source for all topics with the same settings. */
class Sources {
  readonly all: ProposedSources[number][] = [];
  readonly #names = new Map<string, string>();

  nameOf(keys: Readonly<Record<string, unknown>>): string {
    const key = JSON.stringify(keys);
    let name = this.#names.get(key);
    if (name === undefined) {
      name = this.all.length === 0 ? "json" : `json-${this.all.length + 1}`;
      this.#names.set(key, name);
      this.all.push({ name, kind: "mqtt-json", ...keys });
    }
    return name;
  }
}

/** A tag for a topic level that varies, such as the number of an order. */
function captured(name: string): ProposedTag {
  return {
    ...tagName(["topic", name], new Set()),
    name: named(`Topic ${name}`),
    type: "text",
    binding: { expression: `$${name}` },
  };
}

/** Messages may have members with the name of a captured level. */
function unique(tags: readonly ProposedTag[]): ProposedTag[] {
  const taken = new Set<string>();
  return tags.map((tag) => ({
    ...tag,
    ...tagName([...(tag.component === undefined ? [] : [tag.component]), tag.signal], taken),
  }));
}

function expectEvery(longestMs: number): number {
  const longest = Number.isNaN(longestMs) ? UNKNOWN_PERIOD_MS : longestMs * PERIOD_MARGIN;
  return PERIODS_MS.find((period) => period >= longest) ?? (PERIODS_MS.at(-1) as number);
}

/** The names and types of a message's members, and those of objects in it. */
function shapeOf(message: unknown, depth = 0): string {
  if (Array.isArray(message)) return "array";
  if (typeof message !== "object" || message === null) return message === null ? "" : typeof message;
  if (depth > 4) return "…";
  return `{${Object.keys(message)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${shapeOf((message as Record<string, unknown>)[name], depth + 1)}`)
    .join()}}`;
}

function timePointerOf(message: unknown): string | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const name = TIME_MEMBERS.find(
    (member) =>
      Object.hasOwn(message, member) &&
      isPlausibleMs(timeOf((message as Record<string, unknown>)[member]) / 1000, Date.now()),
  );
  return name === undefined ? undefined : `/${name}`;
}
