import { SiblingValues } from "../../../batch/sibling-values.ts";
import { count, type SourceContext } from "../../../contracts/path/plugin.ts";
import { type Micros, SampleFlag } from "../../../contracts/path/sample-batch.ts";
import type { WallClock } from "../../../contracts/path/written-time.ts";
import type { LinkRef } from "../../../contracts/plant/tag.ts";
import type { Filter } from "../../../mqtt/messages.ts";
import { parseJson } from "../json-text.ts";
import { linksOf } from "../links.ts";
import { isPlausibleMs, timeInUnit, timeOf } from "../message-time.ts";
import type { Outlet } from "../outlet.ts";
import { addProjected, type Outcome, type Target, valueAt } from "../projection.ts";
import { Status } from "../status.ts";
import type { TopicReader } from "../topic-reader.ts";
import { waveformOf } from "../waveform.ts";
import { type Captures, NOT_HERE } from "./compiled.ts";
import type { JsonAddress, JsonBinding, JsonConfig } from "./config.ts";
import { Drift } from "./drift.ts";
import { JsonEvents, type TopicNumbers } from "./event-rules.ts";
import { Interpreter } from "./interpreter.ts";
import { qualityOf } from "./quality.ts";
import { type Member, pathOf, type Subscriber, subscribersOf, Zones } from "./subscribers.ts";
import { withoutCovered } from "./topics.ts";

/** Entries of one message's array of samples. */
const MAX_ENTRIES = 10_000;
/** Topics whose subscribers are cached; above this number the cache is cleared. */
const MAX_KNOWN_TOPICS = 4_096;
const PLAIN_NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;

type ReaderConfig = Pick<
  JsonConfig,
  | "format"
  | "timePointer"
  | "timeUnit"
  | "samplesPointer"
  | "qos"
  | "events"
  | "timeZone"
  | "keyPointer"
  | "qualityPointer"
>;

interface Hit {
  readonly subscriber: Subscriber;
  readonly captures: Captures;
}

/** Destination of values, and their context: the entry of samplesPointer, else the message. */
interface Into extends Target {
  readonly context: unknown;
  readonly message: unknown;
}

/** Values of the expressions of one subscriber, by context and place in its `expressions`. */
type Values = readonly (readonly unknown[])[];

/** Reads the topics that the tags name. */
export class JsonReader implements TopicReader {
  readonly filters: readonly Filter[];
  readonly links: readonly LinkRef[];
  readonly #context: SourceContext<JsonAddress, JsonBinding>;
  readonly #outlet: Outlet;
  readonly #config: ReaderConfig;
  readonly #timePath: readonly string[] | undefined;
  readonly #wall: WallClock;
  readonly #samplesPath: readonly string[] | undefined;
  readonly #keyPath: readonly string[] | undefined;
  readonly #qualityPath: readonly string[] | undefined;
  readonly #subscribers: readonly Subscriber[];
  readonly #hits = new Map<string, readonly Hit[]>();
  readonly #baseFlags: number;
  readonly #drift: Drift;
  readonly #interpreter: Interpreter;
  readonly #events: JsonEvents;

  constructor(
    context: SourceContext<JsonAddress, JsonBinding>,
    outlet: Outlet,
    config: ReaderConfig,
    numbers: TopicNumbers = new Map(),
  ) {
    this.#context = context;
    this.#outlet = outlet;
    this.#config = config;
    this.#timePath = pathOf(config.timePointer);
    this.#samplesPath = pathOf(config.samplesPointer);
    this.#keyPath = pathOf(config.keyPointer);
    this.#qualityPath = pathOf(config.qualityPointer);
    this.#baseFlags = context.simulated === true ? SampleFlag.simulated : 0;
    this.#drift = new Drift(context.counters, (what) => context.log.warn({ drift: what }, "payloads changed"));
    const texts: string[] = [];
    const zones = new Zones(config.timeZone ?? context.timeZone);
    this.#wall = zones.wall(undefined);
    this.#subscribers = subscribersOf(context, { texts, zones });
    this.#interpreter = new Interpreter(texts);
    this.#events = new JsonEvents(config.events ?? [], context, numbers);
    this.links = linksOf(context.bound);
    this.filters = withoutCovered([...this.#subscribers.map(({ filter }) => filter), ...this.#events.filters]).map(
      (topic): Filter => ({ topic, qos: config.qos ?? 0 }),
    );
  }

  message(topic: string, payload: Buffer, retained: boolean): void | Promise<() => void> {
    const hits = this.#hitsOf(topic);
    const isEvent = this.#events.isAbout(topic);
    if (hits.length === 0 && !isEvent) return;
    const message = this.#config.format === "text" ? plainValue(payload) : parseJson(payload);
    if (isEvent) this.#addEvents(topic, message);
    const contexts = this.#contextsOf(message);
    const evaluations = hits.map((hit) => this.#evaluate(hit, contexts));
    const add = (values: readonly Values[]): void => {
      for (const [n, hit] of hits.entries())
        this.#take(hit.subscriber, { message, contexts, values: values[n] ?? [], retained });
    };
    if (evaluations.every((values) => !(values instanceof Promise))) add(evaluations as Values[]);
    else return Promise.all(evaluations).then((values) => () => add(values));
  }

  close(): void {
    this.#interpreter.close();
  }

  #addEvents(topic: string, message: unknown): void {
    const now = Date.now() * 1000;
    for (const event of this.#events.eventsOf(topic, message, {
      time: this.#timeOf(message, { message, wall: this.#wall }, now).time,
      now,
    }))
      this.#outlet.addEvent(event);
  }

  /** Evaluates compiled expressions here; if one needs the interpreter, all expressions of the message go there. */
  #evaluate({ subscriber, captures }: Hit, contexts: readonly unknown[]): Values | Promise<Values> {
    const { expressions } = subscriber;
    if (expressions.length === 0) return [];
    const rows: unknown[][] = [];
    for (const context of contexts) {
      const row = expressions.map(({ expression }) =>
        expression?.compiled === undefined ? NOT_HERE : expression.compiled(context, captures),
      );
      if (row.includes(NOT_HERE))
        return this.#interpreter.evaluate({
          contexts,
          captures: Object.fromEntries(captures),
          wanted: expressions.map(({ expression }) => expression?.index ?? 0),
        });
      rows.push(row);
    }
    return rows;
  }

  #take(
    subscriber: Subscriber,
    {
      message,
      contexts,
      values,
      retained,
    }: { message: unknown; contexts: readonly unknown[]; values: Values; retained: boolean },
  ): void {
    const nowUs = Date.now() * 1000;
    const { samples } = this.#outlet;
    // Names of members may be names of people.
    if (!subscriber.isPersonal) subscriber.names.saw(contexts[0], this.#drift);
    for (const [n, context] of contexts.entries()) {
      const { time, flags } = this.#timeOf(context, { message, wall: subscriber.wall }, nowUs);
      const status =
        this.#qualityPath === undefined
          ? Status.good
          : qualityOf(valueAt(context, this.#qualityPath) ?? valueAt(message, this.#qualityPath));
      const into = { samples, time, flags, status, context, message };
      let at = 0;
      for (const member of subscriber.members)
        this.#member(
          member,
          member.expression === undefined ? valueAt(context, member.projection.path) : values[n]?.[at++],
          into,
        );
      if (subscriber.keyed.size > 0)
        for (const member of this.#keyed(subscriber, context))
          this.#member(member, valueAt(context, member.projection.path), into);
    }
    // A retained message was sent at an unknown time; it does not prove that the publisher is alive now.
    if (!retained) for (const link of subscriber.links) this.#context.links.heard(link);
  }

  #member(member: Member, value: unknown, into: Into): void {
    const outcome =
      member.waveform === undefined ? addProjected(value, member, into) : this.#waveform(value, member, into);
    member.watch.saw(outcome, Array.isArray(value), this.#drift);
  }

  /** Members bound to this entry. Entries without any are counted. */
  #keyed({ keyed }: Subscriber, context: unknown): readonly Member[] {
    const key = this.#keyPath === undefined ? undefined : valueAt(context, this.#keyPath);
    const members = keyed.get(String(key));
    if (members === undefined) count(this.#context.counters, "unreadEntries");
    return members ?? [];
  }

  /**
   * Adds an array of numbers as one block. `null` in the array is a point without a value; `null` instead of the
   * array is a Bad array.
   */
  #waveform(
    value: unknown,
    { tag, waveform }: Member,
    { time, flags, status = Status.good, context, message }: Into,
  ): Outcome {
    if (value === undefined || waveform === undefined) return "missing";
    const { timing, siblings } = waveform;
    const said = new SiblingValues();
    for (const { says, path } of siblings) {
      const own = valueAt(context, path);
      said.note(says, time, own === undefined ? valueAt(message, path) : own);
    }
    const points = Array.isArray(value) ? pointsOf(value) : undefined;
    const block = waveformOf(
      tag,
      timing,
      { points, time, receivedAt: Date.now() * 1000, status: value === null ? Status.bad : status, flags },
      said,
    );
    this.#outlet.addWaveform(block);
    return block.status === Status.badTypeMismatch ? "mismatch" : "taken";
  }

  #contextsOf(message: unknown): readonly unknown[] {
    if (this.#samplesPath === undefined) return [message];
    const entries = valueAt(message, this.#samplesPath);
    if (!Array.isArray(entries)) throw new TypeError(`${this.#config.samplesPointer} is not an array of samples`);
    if (entries.length > MAX_ENTRIES) throw new RangeError(`more than ${MAX_ENTRIES} samples in one message`);
    return entries;
  }

  #timeOf(
    context: unknown,
    { message, wall }: { readonly message: unknown; readonly wall: WallClock },
    nowUs: Micros,
  ): { time: Micros; flags: number } {
    if (this.#timePath === undefined) return { time: nowUs, flags: this.#baseFlags };
    const written = valueAt(context, this.#timePath) ?? valueAt(message, this.#timePath);
    const { timeUnit } = this.#config;
    const local = { wall, nearMs: nowUs / 1000 };
    const time = timeUnit === undefined ? timeOf(written, local) : timeInUnit(written, timeUnit, local);
    if (isPlausibleMs(time / 1000, nowUs / 1000)) return { time, flags: this.#baseFlags };
    return { time: nowUs, flags: this.#baseFlags | SampleFlag.clockSuspect };
  }

  #hitsOf(topic: string): readonly Hit[] {
    const known = this.#hits.get(topic);
    if (known !== undefined) return known;
    const hits = this.#subscribers.flatMap((subscriber): Hit[] => {
      const captures = subscriber.match(topic);
      return captures === undefined ? [] : [{ subscriber, captures }];
    });
    if (this.#hits.size >= MAX_KNOWN_TOPICS) this.#hits.clear();
    this.#hits.set(topic, hits);
    return hits;
  }
}

function pointsOf(values: readonly unknown[]): Float32Array | undefined {
  if (
    !values.some((value) => typeof value === "number") ||
    !values.every((value) => typeof value === "number" || value === null)
  )
    return undefined;
  return Float32Array.from(values as readonly (number | null)[], (value) => value ?? Number.NaN);
}

/** The single value of a plain payload: a number where it looks like one, else text. */
function plainValue(payload: Buffer): number | string {
  const text = payload.toString("utf8");
  return PLAIN_NUMBER.test(text.slice(0, 64)) && text.length <= 64 ? Number(text) : text;
}
