import { parseJson } from "../json-text.ts";
import { isPlausibleMs, timeOf } from "../message-time.ts";
import { isWritable, named, type Proposal, type ProposedAsset, type ProposedTag, type TypeCollector, tagName, untaken } from "./proposal.ts";

const MAX_TOPICS = 2_000;
const MAX_TAGS_PER_TOPIC = 100;
/** Objects within objects that are entered. */
const MAX_DEPTH = 4;
const TIME_MEMBERS = ["t", "ts", "time", "timestamp", "Timestamp", "Time"];
/** A topic that was heard once may come ever so rarely. */
const UNKNOWN_PERIOD_MS = 60_000;
/** Periods that topics are sorted into, so that there are few sources: each is a connection. */
const PERIODS_MS = [1_000, 5_000, 30_000, 300_000, 86_400_000];
/** Periods are not kept to the millisecond. */
const PERIOD_MARGIN = 1.25;

interface Topic {
  message: unknown;
  lastMs: number;
  longestMs: number;
}

/** Collects what is published as plain JSON outside of Sparkplug and VDA 5050. */
export class JsonSurvey {
  readonly #topics = new Map<string, Topic>();
  #notJson = 0;
  #beyond = 0;

  take(topic: string, payload: Buffer, { retained, nowMs }: { retained: boolean; nowMs: number }): void {
    let message: unknown;
    try {
      message = parseJson(payload);
    } catch {
      this.#notJson++;
      return;
    }
    const known = this.#topics.get(topic);
    if (known === undefined) {
      if (this.#topics.size >= MAX_TOPICS) this.#beyond++;
      else this.#topics.set(topic, { message, lastMs: retained ? Number.NaN : nowMs, longestMs: Number.NaN });
      return;
    }
    known.message = message;
    if (!Number.isNaN(known.lastMs)) known.longestMs = Math.max(Number.isNaN(known.longestMs) ? 0 : known.longestMs, nowMs - known.lastMs);
    known.lastMs = nowMs;
  }

  propose(types: TypeCollector, labels: Set<string>): Pick<Proposal, "sources" | "assets" | "leftOut"> {
    const sources = new Map<string, Proposal["sources"][number]>();
    const assets: ProposedAsset[] = [];
    let without = 0;
    for (const [topic, { message, longestMs }] of this.#topics) {
      const timePointer = timePointerOf(message);
      const tags = tagsOf(message, timePointer);
      if (tags.length === 0 || !isWritable(topic)) {
        without++;
        continue;
      }
      const expectEveryMs = PERIODS_MS.find((period) => period >= (Number.isNaN(longestMs) ? UNKNOWN_PERIOD_MS : longestMs * PERIOD_MARGIN)) as number;
      const key = `${timePointer} ${expectEveryMs}`;
      let source = sources.get(key);
      if (source === undefined) {
        source = { name: sources.size === 0 ? "json" : `json-${sources.size + 1}`, kind: "mqtt-json", ...(timePointer === undefined ? {} : { timePointer }), expectEveryMs };
        sources.set(key, source);
      }
      const name = topic.split("/").filter(Boolean).at(-1) ?? topic;
      assets.push({ label: untaken(name.slice(0, 36).trim() || "topic", labels), type: types.nameOf(`${name}-type`, { kind: "box", tags }), source: source.name, address: { topic } });
    }
    const leftOut = [
      ...(this.#notJson > 0 ? [`${this.#notJson} messages that are no JSON (a source with \`format: text\` reads bare values)`] : []),
      ...(without > 0 ? [`${without} topics without a number, boolean or text, or with braces in their name`] : []),
      ...(this.#beyond > 0 ? [`messages of topics beyond the first ${MAX_TOPICS}: ${this.#beyond}`] : []),
    ];
    return { sources: [...sources.values()], assets, leftOut };
  }
}

function timePointerOf(message: unknown): string | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const name = TIME_MEMBERS.find((member) => Object.hasOwn(message, member) && isPlausibleMs(timeOf((message as Record<string, unknown>)[member]) / 1000, Date.now()));
  return name === undefined ? undefined : `/${name}`;
}

function tagsOf(message: unknown, timePointer: string | undefined): ProposedTag[] {
  const tags: ProposedTag[] = [];
  const taken = new Set<string>();
  const visit = (value: unknown, path: readonly string[]): void => {
    const pointer = path.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
    if (tags.length >= MAX_TAGS_PER_TOPIC || (pointer === timePointer && path.length > 0) || !isWritable(pointer) || pointer.length > 256) return;
    const about = { name: named(path.join(" › ") || "Value"), binding: { pointer } };
    if (typeof value === "number") tags.push({ ...tagName(path, taken), ...about, type: "number", unit: "1" });
    else if (typeof value === "boolean") tags.push({ ...tagName(path, taken), ...about, type: "boolean" });
    else if (typeof value === "string") tags.push({ ...tagName(path, taken), ...about, type: "text" });
    else if (typeof value === "object" && value !== null && !Array.isArray(value) && path.length < MAX_DEPTH)
      for (const [name, member] of Object.entries(value)) if (name !== "") visit(member, [...path, name]);
  };
  visit(message, []);
  return tags;
}
