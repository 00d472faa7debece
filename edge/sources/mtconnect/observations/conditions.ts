/** Takes the conditions of an agent's machines to the alert book (rules MT10 to MT12 in docs/rules/mtconnect.md). */
import { type ConditionDesk, type ConditionReport, conditionKeyText } from "../../../contracts/alerts/condition.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import { type Component, itemsOf, type Probe } from "../agent/probe.ts";
import type { Observation } from "./observation.ts";
import { type Context, deviceOf } from "./targets.ts";

/** Severity of OPC 10000-9 for the levels of MTConnect, which has no finer ones. */
const SEVERITY = { Fault: 700, Warning: 300 } as const;
/** Standing conditions of one source; further ones are passed on without memory. */
const MOST_STANDING = 10_000;
const MOST_TEXT = 500;

interface ConditionItem {
  readonly assetUid: AssetUid;
  /** Name of the rule. */
  readonly rule: string;
}

/** Conditions of one data item that stand, by their key within it. */
type Standing = Map<string, ConditionReport>;

/** The memory of a source over its sessions. */
export class Conditions {
  readonly #desk: ConditionDesk;
  readonly #source: string;
  #items: ReadonlyMap<string, ConditionItem> = new Map();
  readonly #standing = new Map<string, Standing>();
  /** Data items whose state was not known at last. */
  readonly #unknown = new Set<string>();
  #staged: (readonly [item: string, key: string, report: ConditionReport])[] = [];
  #stagedUnknown: (readonly [item: string, isUnknown: boolean])[] = [];
  /** What the document so far changes. */
  readonly #draft = new Map<string, Standing>();
  #instanceId = "";
  #isSettled = false;

  constructor(desk: ConditionDesk, source: string) {
    this.#desk = desk;
    this.#source = source;
  }

  /** Conditions of all devices of the source's assets. A device of several assets belongs to the first. */
  begin(probe: Probe, { bound }: Pick<Context, "bound">, instanceId: string): void {
    const items = new Map<string, ConditionItem>();
    for (const { tag, address } of bound) {
      const device = deviceOf(probe, address.device);
      if (device === undefined) continue;
      for (const { item, path } of itemsOf(device))
        if (item.category === "CONDITION" && !items.has(item.id))
          items.set(item.id, { assetUid: tag.assetUid, rule: ruleOf(item.name ?? item.type, path) });
    }
    this.#items = items;
    this.#instanceId = instanceId;
    this.#isSettled = false;
    for (const item of this.#unknown) if (!items.has(item)) this.#unknown.delete(item);
    this.drop();
  }

  /** Forgets what a document that turned out to be malformed has said. */
  drop(): void {
    this.#staged = [];
    this.#stagedUnknown = [];
    this.#draft.clear();
  }

  take(observation: Observation): void {
    const item = this.#items.get(observation.dataItem);
    if (item === undefined) return;
    const { level, dataItem, time } = observation;
    const nativeCode = observation.attribute("nativeCode") ?? "";
    const key = observation.attribute("conditionId") ?? nativeCode;
    const eventId = `${this.#instanceId}:${observation.sequence}`;
    const isUnknown = this.#isUnknown(dataItem);
    if (level === "Unavailable") {
      this.#stagedUnknown.push([dataItem, true]);
      return;
    }
    if (isUnknown) this.#stagedUnknown.push([dataItem, false]);
    const standing = this.#standingOf(dataItem);
    const isActive = level === "Fault" || level === "Warning";
    // Without a code all are over; after a time without knowledge, so are those that are not reported again.
    const ended = [...standing].filter(([one]) => one !== key && ((!isActive && key === "") || isUnknown));
    for (const [one, report] of ended) this.#stage(dataItem, one, over(report, { eventId, at: time }));
    if (isActive) {
      const severity = SEVERITY[level as keyof typeof SEVERITY];
      const about = { level, nativeCode, qualifier: observation.attribute("qualifier"), text: observation.text };
      this.#stage(dataItem, key, this.#report(item, { dataItem, key, eventId, at: time, severity, ...about }));
      return;
    }
    const known = standing.get(key);
    if (known !== undefined) this.#stage(dataItem, key, over(known, { eventId, at: time }));
  }

  /** Hands over what a whole document said. */
  commit(): void {
    const reports: ConditionReport[] = [];
    for (const [item, key, report] of this.#staged) {
      const standing = this.#standing.get(item) ?? new Map<string, ConditionReport>();
      this.#standing.set(item, standing);
      reports.push(report);
      if (!report.active) standing.delete(key);
      else if (standing.has(key) || this.#count < MOST_STANDING) standing.set(key, report);
      if (standing.size === 0) this.#standing.delete(item);
    }
    for (const [item, isUnknown] of this.#stagedUnknown)
      if (isUnknown) this.#unknown.add(item);
      else this.#unknown.delete(item);
    this.drop();
    if (reports.length > 0) this.#desk.report(reports);
  }

  /**
   * Ends conditions that the agent no longer has, once after `begin`, as soon as the state of every data item is
   * known: a machine that is off says nothing about its faults.
   */
  settle(at: Micros): void {
    if (this.#isSettled || this.#unknown.size > 0) return;
    this.#isSettled = true;
    const kept = [...this.#standing.values()].flatMap((standing) => [...standing.values()].map(conditionKeyText));
    this.#desk.endMissing(this.#source, new Set(kept), at);
  }

  /** What stands is over unless the agent, whose state is read anew, reports it again. */
  startAnew(): void {
    for (const item of this.#standing.keys())
      if (this.#items.has(item)) this.#unknown.add(item);
      else this.#standing.delete(item);
  }

  get #count(): number {
    let count = 0;
    for (const standing of this.#standing.values()) count += standing.size;
    return count;
  }

  #isUnknown(item: string): boolean {
    return this.#stagedUnknown.findLast(([one]) => one === item)?.[1] ?? this.#unknown.has(item);
  }

  #standingOf(item: string): Standing {
    const draft = this.#draft.get(item) ?? new Map(this.#standing.get(item));
    this.#draft.set(item, draft);
    return draft;
  }

  #stage(item: string, key: string, report: ConditionReport): void {
    const standing = this.#standingOf(item);
    const known = standing.get(key);
    if (known?.eventId === report.eventId && known.active === report.active) return;
    // The book takes a report with the time of the one before it as the same.
    const at = known !== undefined && report.at <= known.at ? known.at + 1 : report.at;
    const own = at === report.at ? report : { ...report, at };
    this.#staged.push([item, key, own]);
    if (own.active) standing.set(key, own);
    else standing.delete(key);
  }

  #report(
    { assetUid, rule }: ConditionItem,
    { dataItem, key, eventId, at, severity, ...about }: Said,
  ): ConditionReport {
    const text = textOf(rule, about);
    const isFault = about.level === "Fault";
    return {
      source: this.#source,
      conditionId: key === "" ? dataItem : `${dataItem};${key.slice(0, 100)}`,
      eventId,
      rule,
      assetUid,
      kind: "process",
      annunciation: isFault ? "alarm" : "advisory",
      severity,
      message: { zh: text, en: text },
      at,
      active: true,
      // A warning asks for nothing; a fault asks here, because agents take no acknowledgement.
      acknowledged: !isFault,
      retain: true,
    };
  }
}

interface Said {
  readonly dataItem: string;
  readonly key: string;
  readonly eventId: string;
  readonly at: Micros;
  readonly severity: number;
  readonly level: string;
  readonly nativeCode: string;
  readonly qualifier: string | undefined;
  readonly text: string;
}

function over(report: ConditionReport, { eventId, at }: Pick<ConditionReport, "eventId" | "at">): ConditionReport {
  return { ...report, eventId, at, active: false, retain: false };
}

/** The machine's own words with its code; without words what the data item watches, and on which side it is off. */
function textOf(
  rule: string,
  { text, nativeCode, qualifier }: Pick<Said, "text" | "nativeCode" | "qualifier">,
): string {
  const words = text === "" ? [rule, qualifier].filter((one) => one !== undefined).join(" ") : text;
  const code = nativeCode === "" || words.includes(nativeCode) ? "" : ` (${nativeCode})`;
  return `${words.slice(0, MOST_TEXT)}${code.slice(0, 60)}`;
}

/** Such as `X TEMPERATURE`: type or name of the data item, with the component that has it. */
function ruleOf(name: string, path: readonly Component[]): string {
  const component = path.at(-1);
  const place = component?.name ?? component?.type;
  return `${place === undefined ? "" : `${place} `}${name}`.slice(0, 200);
}
