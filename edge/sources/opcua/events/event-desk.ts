/** Events of one server on their way to log and alert book. Lives as long as the source. Runs in main. */
import { uuidv7 } from "../../../batch/uuidv7.ts";
import { conditionKeyText } from "../../../contracts/alerts/condition.ts";
import type { EdgeEvent } from "../../../contracts/path/event-batch.ts";
import { count, type SourceContext } from "../../../contracts/path/plugin.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import type { OpcuaAddress, OpcuaBinding } from "../config.ts";
import type { ConnectionPlan } from "../link/messages.ts";
import { ConditionMemory } from "./condition-memory.ts";
import { reportOf, reportsOfEvent } from "./condition-report.ts";
import type { EventParts } from "./event-parts.ts";
import type { RingRecords, ServerEvent } from "./messages.ts";
import { Sequence, type SequenceMark } from "./sequences.ts";

type Context = Pick<SourceContext<OpcuaAddress, OpcuaBinding>, "name" | "bound" | "counters" | "conditions" | "labels">;

export class EventDesk {
  readonly conditions = new ConditionMemory();
  readonly #context: Omit<Context, "bound">;
  /** The asset of events that name none. */
  readonly #anyAsset: AssetUid | undefined;
  readonly #plan: ConnectionPlan;
  readonly #assetOfRoot: readonly (AssetUid | undefined)[];
  readonly #sequences = new Map<string, Sequence>();
  #refreshes = 0;
  #onRefreshed: (() => void)[] = [];

  constructor({ bound, ...context }: Context, plan: ConnectionPlan) {
    this.#context = context;
    this.#anyAsset = bound[0]?.tag.assetUid;
    this.#plan = plan;
    const assetAt = new Map<string, AssetUid>();
    for (const { address, tag } of bound) if (!assetAt.has(address.root)) assetAt.set(address.root, tag.assetUid);
    this.#assetOfRoot = plan.roots.map(({ text }) => assetAt.get(text));
  }

  /** The state of all sequences, to be stored with the events. */
  marks(): Readonly<Record<string, SequenceMark>> {
    return Object.fromEntries(
      [...this.#sequences].flatMap(([key, { mark }]) => (mark === undefined ? [] : [[key, mark]])),
    );
  }

  /** Restores the state of an earlier run of the edge. Sequences that this run has begun stay. */
  resume(marks: Readonly<Record<string, SequenceMark>>): void {
    for (const [key, mark] of Object.entries(marks))
      if (!this.#sequences.has(key)) this.#sequences.set(key, new Sequence(mark));
  }

  /** Number of whole refreshes so far. */
  get refreshes(): number {
    return this.#refreshes;
  }

  /** Resolves after refresh number `count` + 1. */
  async refreshedAfter(count: number): Promise<void> {
    if (this.#refreshes <= count) await new Promise<void>((resolve) => this.#onRefreshed.push(resolve));
  }

  /** Events for the log. Conditions go to the alert book on the way. */
  take(read: readonly (ServerEvent | "refresh-start" | "refresh-end")[]): EdgeEvent[] {
    const now = Date.now() * 1000;
    return read.flatMap((event) => {
      if (event === "refresh-start") this.conditions.startRefresh();
      else if (event === "refresh-end") return this.#endRefresh(now);
      else return event.conditionId === undefined ? this.#takeEvent(event, now) : this.#takeCondition(event, now);
      return [];
    });
  }

  /** New records of a tracking block, in the order in which they happened. */
  takeRecords({ ring, time, records }: RingRecords): EdgeEvent[] {
    const planned = this.#plan.rings[ring];
    if (planned === undefined) return [];
    const now = Date.now() * 1000;
    const numbered = records.filter(
      (record): record is EventParts & { sequence: number } => record.sequence !== undefined && record.sequence > 0,
    );
    const inOrder = numbered.sort((a, b) => (a.time ?? 0) - (b.time ?? 0) || (a.sequence - b.sequence) | 0);
    const key = `ring ${planned.text}`;
    const sequence = this.#sequence(key);
    const newest = inOrder.at(-1)?.sequence;
    // Records without a time of their own: if none is ahead and the content differs, the controller was started cold.
    if (
      newest !== undefined &&
      newest !== sequence.mark?.last &&
      inOrder.every((record) => record.time === undefined && !sequence.isAhead(record.sequence))
    )
      sequence.restart();
    return inOrder.flatMap((parts) => this.#production(parts, { key, time, now, assetUid: undefined, isRecord: true }));
  }

  /** Declares messages that the server no longer holds; each had one event at least. */
  missed(messages: number, at: Micros): EdgeEvent {
    return this.#missing(
      { source: this.#context.name, count: "notifications", lost: messages },
      { time: at, now: Date.now() * 1000 },
    );
  }

  #endRefresh(now: Micros): EdgeEvent[] {
    const result = this.conditions.endRefresh(now);
    this.#refreshes++;
    const waiting = this.#onRefreshed;
    this.#onRefreshed = [];
    const { name: source, conditions } = this.#context;
    if (result !== undefined) {
      const kept = result.kept.map(({ conditionId = "", branchId }) =>
        conditionKeyText({ source, conditionId, ...(branchId === undefined ? {} : { branchId }) }),
      );
      conditions?.endMissing(source, new Set(kept), now);
    }
    for (const resolve of waiting) resolve();
    return (result?.ended ?? []).map((event) => this.#recorded(event, now));
  }

  #takeCondition(sent: ServerEvent, now: Micros): EdgeEvent[] {
    const event = this.conditions.settle(sent);
    const rule = event.rule === undefined ? undefined : this.#plan.events.rules[event.rule];
    const news = this.conditions.take(event);
    const { name: source, conditions } = this.#context;
    const { conditionId } = event;
    const assetUid = this.#assetOf(event);
    if (conditionId !== undefined && assetUid !== undefined && (rule === undefined || rule.becomes === "alert"))
      conditions?.report([reportOf({ ...event, conditionId }, { source, assetUid, rule })]);
    if (news === undefined || rule?.becomes === "nothing") return [];
    const made =
      rule?.becomes === "event" && event.parts !== undefined
        ? this.#production(event.parts, this.#from(event, now))
        : [];
    return [this.#recorded(news, now), ...made];
  }

  #takeEvent(event: ServerEvent, now: Micros): EdgeEvent[] {
    const rule = event.rule === undefined ? undefined : this.#plan.events.rules[event.rule];
    if (rule === undefined || event.parts === undefined) return [this.#recorded(event, now)];
    if (rule.becomes === "nothing") return [];
    if (rule.becomes === "event") return this.#production(event.parts, this.#from(event, now));
    const { name: source, conditions } = this.#context;
    const assetUid = this.#assetOf(event);
    if (assetUid !== undefined) conditions?.report(reportsOfEvent(event, { source, assetUid, rule }));
    return [this.#recorded(event, now)];
  }

  #from(event: ServerEvent, now: Micros) {
    const rule = this.#plan.events.rules[event.rule ?? -1];
    const per = rule?.parts.sequencePer === "source" ? ` ${event.sourceNode ?? ""}` : "";
    return {
      key: `event ${rule?.event.uri} ${rule?.event.name}${per}`,
      time: event.time,
      now,
      assetUid: this.#assetOf(event),
    };
  }

  /** An event of the plant, unless it is a repeat, after an event for the numbers missing before it. */
  #production(
    parts: EventParts,
    from: { key: string; time: Micros; now: Micros; assetUid: AssetUid | undefined; isRecord?: true },
  ): EdgeEvent[] {
    const { counters, labels, name: source } = this.#context;
    const time = parts.time ?? from.time;
    // A record may lack a time of its own; an event always has one.
    const { time: since = 0 } = this.#sequences.get(from.key)?.mark ?? {};
    const sequence = this.#sequenceOf(from.key, parts.sequence, from.isRecord === true ? parts.time : time);
    if (!sequence.isNew) {
      count(counters, "eventsRepeated");
      return [];
    }
    const missing =
      sequence.lost === 0
        ? []
        : [
            this.#missing(
              // `since`: when the event before them happened, where that is known.
              { source, count: from.key, before: parts.sequence, lost: sequence.lost, ...(since > 0 ? { since } : {}) },
              { time, now: from.now },
            ),
          ];
    if (parts.type === undefined) {
      count(counters, "eventsWithoutType");
      return missing;
    }
    const assetUid = parts.label === undefined ? from.assetUid : (labels?.get(parts.label) ?? from.assetUid);
    const { type, pieceId, jobId, payload } = parts;
    const event: EdgeEvent = {
      eventUid: uuidv7(),
      type,
      ...(assetUid === undefined ? {} : { assetUid }),
      time,
      receivedAt: from.now,
      ...(pieceId === undefined ? {} : { pieceId }),
      ...(jobId === undefined ? {} : { jobId }),
      schema: `${type}/1`,
      payload: { source, ...payload },
    };
    return [...missing, event];
  }

  #sequenceOf(key: string, number: number | undefined, time: Micros | undefined): { isNew: boolean; lost: number } {
    return number === undefined ? { isNew: true, lost: 0 } : this.#sequence(key).take(number, time);
  }

  #sequence(key: string): Sequence {
    const known = this.#sequences.get(key) ?? new Sequence();
    this.#sequences.set(key, known);
    return known;
  }

  #missing(
    payload: Readonly<Record<string, unknown>> & { readonly lost: number },
    { time, now }: { time: Micros; now: Micros },
  ): EdgeEvent {
    count(this.#context.counters, "eventsMissing", payload.lost);
    return { eventUid: uuidv7(), type: "events.missing", time, receivedAt: now, schema: "events-missing/1", payload };
  }

  #recorded(event: ServerEvent, now: Micros): EdgeEvent {
    const { conditionId, time, root: _root, rule: _rule, parts: _parts, ...payload } = event;
    const type = conditionId === undefined ? "opcua.event" : "opcua.condition";
    const assetUid = this.#assetOf(event);
    const asset = assetUid === undefined || event.root === undefined ? {} : { assetUid };
    return {
      eventUid: uuidv7(),
      type,
      ...asset,
      time,
      receivedAt: now,
      ...(conditionId === undefined ? {} : { conditionId }),
      schema: `${type}/1`,
      payload: { source: this.#context.name, ...payload },
    };
  }

  /**
   * The asset whose root is above the source of the event, else the first asset of the server: an alert needs an
   * asset.
   */
  #assetOf({ root }: ServerEvent): AssetUid | undefined {
    return (root === undefined ? undefined : this.#assetOfRoot[root]) ?? this.#anyAsset;
  }
}
