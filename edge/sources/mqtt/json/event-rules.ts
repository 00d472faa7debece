/** Messages about happenings as events of the plant: a lorry left, a pallet was put away, an order changed. */

import { uuidv7 } from "../../../batch/uuidv7.ts";
import type { EdgeEvent } from "../../../contracts/path/event-batch.ts";
import { count, type SourceContext } from "../../../contracts/path/plugin.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import { compileProjection, POINTER_PATTERN, valueAt } from "../projection.ts";
import { compileTopic, TOPIC_PATTERN, type Topic } from "./topics.ts";

const pointer = Type.String({ pattern: POINTER_PATTERN, maxLength: 256 });
const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
const field = Type.Union(
  [
    pointer,
    Type.Object(
      {
        pointer,
        map: Type.Record(Type.String(), scalar, {
          description: "Names for the member's values. A value that is not listed is left out.",
        }),
      },
      { additionalProperties: false },
    ),
  ],
  { description: "JSON pointer within the message, such as /pallet; or with a map." },
);

export const eventRule = Type.Object(
  {
    topic: Type.String({
      pattern: TOPIC_PATTERN,
      minLength: 1,
      maxLength: 512,
      description: "Topic of the messages; a level may be +, the last may be #.",
    }),
    type: Type.Union(
      [
        Type.String({ pattern: "^[a-z][a-z0-9.-]*$" }),
        Type.Object({ pointer, map: Type.Record(Type.String(), Type.String()) }, { additionalProperties: false }),
      ],
      {
        description: "Type of the event, such as order.changed; or the member with the type, with a map.",
      },
    ),
    pieceId: Type.Optional(field),
    jobId: Type.Optional(field),
    asset: Type.Optional(field),
    sequence: Type.Optional(
      Type.String({
        pattern: POINTER_PATTERN,
        description:
          "Number that counts up by one per topic. A jump is recorded as missing events; a repeated number is left " +
          "out.",
      }),
    ),
    payload: Type.Record(Type.String({ pattern: "^[A-Za-z][A-Za-z0-9]*$" }), field, {
      default: {},
      description: "Further members to keep, by their names here.",
    }),
  },
  { additionalProperties: false, description: "How the messages of a topic become events." },
);

export type JsonEventRule = Static<typeof eventRule>;
type Field = Static<typeof field>;

interface Reading {
  readonly path: readonly string[];
  readonly map: ReadonlyMap<string, unknown> | undefined;
}

interface Rule extends Topic {
  readonly type: string | Reading;
  readonly pieceId: Reading | undefined;
  readonly jobId: Reading | undefined;
  readonly asset: Reading | undefined;
  readonly sequence: readonly string[] | undefined;
  readonly payload: readonly (readonly [name: string, reading: Reading])[];
}

/** Topics whose numbers are followed; messages of further topics are taken unchecked. */
const MOST_TOPICS = 10_000;

/** The newest number of each topic, kept over the sessions of one run of the edge. */
export type TopicNumbers = Map<string, { last: number; time: Micros }>;

export class JsonEvents {
  readonly filters: readonly string[];
  readonly #rules: readonly Rule[];
  readonly #context: Pick<SourceContext, "name" | "labels" | "counters">;
  readonly #numbers: TopicNumbers;

  constructor(
    rules: readonly JsonEventRule[],
    context: Pick<SourceContext, "name" | "labels" | "counters">,
    numbers: TopicNumbers,
  ) {
    this.#rules = rules.map(compileRule);
    this.filters = this.#rules.map(({ filter }) => filter);
    this.#context = context;
    this.#numbers = numbers;
  }

  isAbout(topic: string): boolean {
    return this.#rules.some((rule) => rule.match(topic) !== undefined);
  }

  /** Events of one message, each after the gap before it. */
  eventsOf(
    topic: string,
    message: unknown,
    { time, now }: { readonly time: Micros; readonly now: Micros },
  ): EdgeEvent[] {
    return this.#rules.flatMap((rule) =>
      rule.match(topic) === undefined ? [] : this.#eventsOf(rule, topic, { message, time, now }),
    );
  }

  #eventsOf(
    rule: Rule,
    topic: string,
    { message, time, now }: { readonly message: unknown; readonly time: Micros; readonly now: Micros },
  ): EdgeEvent[] {
    const { name: source, counters, labels } = this.#context;
    const type = typeof rule.type === "string" ? rule.type : wordOf(read(message, rule.type));
    if (type === undefined) {
      count(counters, "eventsWithoutType");
      return [];
    }
    const since = this.#numbers.get(topic)?.time;
    const missing = this.#follow(rule, topic, { message, time });
    if (missing === undefined) {
      count(counters, "eventsRepeated");
      return [];
    }
    const [pieceId, jobId, label] = [rule.pieceId, rule.jobId, rule.asset].map((reading) =>
      reading === undefined ? undefined : wordOf(read(message, reading)),
    );
    const assetUid = label === undefined ? undefined : labels?.get(label);
    const payload = Object.fromEntries(
      rule.payload.flatMap(([key, reading]) =>
        read(message, reading) === undefined ? [] : [[key, read(message, reading)]],
      ),
    );
    const event: EdgeEvent = {
      eventUid: uuidv7(),
      type,
      ...(assetUid === undefined ? {} : { assetUid }),
      time,
      receivedAt: now,
      ...(pieceId === undefined ? {} : { pieceId }),
      ...(jobId === undefined ? {} : { jobId }),
      schema: `${type}/1`,
      payload: { source, ...payload },
    };
    return missing === 0 ? [event] : [this.#missing(topic, missing, { since, time, now }), event];
  }

  /** How many numbers are missing before this one; undefined for a repetition. */
  #follow(
    { sequence }: Rule,
    topic: string,
    { message, time }: { readonly message: unknown; readonly time: Micros },
  ): number | undefined {
    const number = sequence === undefined ? undefined : valueAt(message, sequence);
    if (typeof number !== "number") return 0;
    const known = this.#numbers.get(topic);
    if (known === undefined) {
      if (this.#numbers.size < MOST_TOPICS) this.#numbers.set(topic, { last: number, time });
      return 0;
    }
    const ahead = (number - known.last) >>> 0;
    const isAhead = ahead > 0 && ahead < 0x8000_0000;
    // A number that is not above the last one but has a later time: the controller has restarted its count.
    if (!isAhead && time <= known.time) return undefined;
    known.last = number;
    known.time = time;
    return isAhead ? ahead - 1 : 0;
  }

  /** `since`: when the event before them happened. */
  #missing(
    topic: string,
    lost: number,
    { since, time, now }: { readonly since: Micros | undefined; readonly time: Micros; readonly now: Micros },
  ): EdgeEvent {
    const { name: source, counters } = this.#context;
    count(counters, "eventsMissing", lost);
    return {
      eventUid: uuidv7(),
      type: "events.missing",
      time,
      receivedAt: now,
      schema: "events-missing/1",
      payload: { source, count: topic, lost, ...(since === undefined ? {} : { since }) },
    };
  }
}

function compileRule({ topic, type, pieceId, jobId, asset, sequence, payload }: JsonEventRule): Rule {
  const optional = (written: Field | undefined): Reading | undefined =>
    written === undefined ? undefined : readingOf(written);
  return {
    ...compileTopic(topic),
    type: typeof type === "string" ? type : readingOf(type),
    pieceId: optional(pieceId),
    jobId: optional(jobId),
    asset: optional(asset),
    sequence: sequence === undefined ? undefined : compileProjection(sequence).path,
    payload: Object.entries(payload).map(([name, written]) => [name, readingOf(written)] as const),
  };
}

function readingOf(written: Field): Reading {
  const { pointer: at, map } = typeof written === "string" ? { pointer: written, map: undefined } : written;
  return { path: compileProjection(at).path, map: map === undefined ? undefined : new Map(Object.entries(map)) };
}

function read(message: unknown, { path, map }: Reading): unknown {
  const value = valueAt(message, path);
  return map === undefined ? (value ?? undefined) : map.get(String(value));
}

function wordOf(value: unknown): string | undefined {
  return value === undefined || value === null || value === "" || typeof value === "object" ? undefined : String(value);
}
