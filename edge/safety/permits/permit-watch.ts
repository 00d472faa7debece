/** Alerts about open permits, and what keeps a permit from being approved or opened (rules WP9 to WP15). */
import type { AlertView } from "../../contracts/alerts/alert.ts";
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import { type Refused, refused } from "../../contracts/records/life-cycle.ts";
import type { WorkItem } from "../../contracts/records/work-book.ts";
import { type WorkAct, workState } from "../../contracts/records/work-item.ts";
import { type PermitConflict, permitOf } from "../../contracts/safety/permit.ts";
import { CONFLICT_WORDS } from "../../contracts/safety/permit-words.ts";
import type { PermitReader } from "../../contracts/safety/reader.ts";
import { conflictsOf, type PermitWorld } from "./conflicts.ts";

export const PERMIT_RULES = "permit/";
/** Prefix of the rules of notices, which are no alarms. */
export const PERMIT_NOTICES = "permit/notice/";
/** What is unknown for a moment, such as after a start, is no alert yet. */
const CONFIRM_US = 30e6;
/** Permits with alerts of their own; more of them are one alert together. */
const MOST_ALERTED = 100;
const SEVERITY = { alarm: 700, notice: 300 } as const;
/** Conflicts that say, or may say, that something is unknown. */
const UNKNOWN: readonly PermitConflict["kind"][] = [
  "machine-unknown",
  "limit-unknown",
  "gas-live-unknown",
  "people",
  "vehicles",
];

/** A permit whose conditions do not hold, as the rule of its alert names it; undefined for notices and other rules. */
export function violationIn(rule: string): { readonly itemUid: string; readonly isUnknown: boolean } | undefined {
  if (!rule.startsWith(PERMIT_RULES) || rule.startsWith(PERMIT_NOTICES)) return undefined;
  const [kind = "", itemUid = ""] = rule.slice(PERMIT_RULES.length).split("/");
  return { itemUid, isUnknown: UNKNOWN.some((one) => one === kind) };
}

interface WatchParts {
  readonly world: PermitWorld;
  readonly edgeUid: AssetUid;
  now(): Micros;
}

export class PermitWatch implements PermitReader {
  readonly #parts: WatchParts;
  /** Since when each possible alert was found, by rule and asset. */
  readonly #since = new Map<string, Micros>();

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  conflicts: PermitReader["conflicts"] = (judged) => conflictsOf(judged, this.#parts.world, this.#parts.now());

  refusal: PermitReader["refusal"] = (item: WorkItem, act: Pick<WorkAct, "kind">): Refused | undefined => {
    const facts = permitOf(item);
    if (facts === undefined || (act.kind !== "plan" && act.kind !== "start")) return undefined;
    const found = this.conflicts({ itemUid: item.itemUid, facts, item }).find(
      // Machines stop when the work begins: before, only other permits keep it from being approved.
      ({ isBlocking, kind }) => isBlocking && (act.kind === "start" || kind === "excluded"),
    );
    if (found === undefined || found.kind === "expired") return undefined;
    const { zh, en } = CONFLICT_WORDS[found.kind];
    return refused("wrong-state", {
      zh: `现场状态不允许：${zh}`,
      en: `the state of the plant speaks against it: ${en}`,
    });
  };

  /** What stands, and the end of each of `standing` that does not any more. */
  findings(standing: readonly AlertView[]): readonly Finding[] {
    const now = this.#parts.now();
    const found = this.#found(now);
    const keys = new Set(found.map(keyOf));
    for (const key of this.#since.keys()) if (!keys.has(key)) this.#since.delete(key);
    for (const key of keys) if (!this.#since.has(key)) this.#since.set(key, now);
    const open = new Set(
      standing.filter(({ rule, clearedAt }) => rule.startsWith(PERMIT_RULES) && clearedAt === undefined).map(keyOf),
    );
    const isDue = (one: Found): boolean =>
      !one.waits || open.has(keyOf(one)) || Math.abs(now - (this.#since.get(keyOf(one)) ?? now)) >= CONFIRM_US;
    const over = standing.filter((alert) => open.has(keyOf(alert)) && !keys.has(keyOf(alert)));
    return [
      ...found.filter(isDue).map(({ waits: _waits, ...finding }) => finding),
      ...over.map(({ rule, assetUid, kind, severity, message }) => {
        return { rule, assetUid, kind, severity, message, evidence: [], standing: false, at: now };
      }),
    ];
  }

  #found(at: Micros): readonly Found[] {
    const { world, edgeUid } = this.#parts;
    const all = [...world.permits].flatMap((item) => {
      const conflicts = alertedConflicts(item, this.conflicts);
      return conflicts.length === 0 ? [] : [{ item, conflicts }];
    });
    const found = all.slice(0, MOST_ALERTED).flatMap(({ item, conflicts }) => {
      const { itemUid, about, title } = item;
      // Two conflicts of a kind, such as two machines, are one alert.
      const kinds = new Map(conflicts.map((one) => [one.kind, one]));
      return [...kinds.values()].map(({ kind, isBlocking }) => {
        const { zh, en } = CONFLICT_WORDS[kind];
        return {
          ...common(at, isBlocking),
          rule: `${isBlocking ? PERMIT_RULES : PERMIT_NOTICES}${kind}/${itemUid}`,
          assetUid: about.assetUid,
          message: { zh: `作业许可“${title.zh}”：${zh}`, en: `Permit "${title.en}": ${en}` },
          waits: UNKNOWN.includes(kind),
        };
      });
    });
    if (all.length <= MOST_ALERTED) return found;
    const message = { zh: "还有更多作业许可存在冲突", en: "More permits are in conflict" };
    return [...found, { ...common(at, true), rule: "permit/more", assetUid: edgeUid, message, waits: false }];
  }
}

type Found = Finding & { readonly waits: boolean };

/** Of a permit that is open, all; of one that is suspended, that its time is over. */
function alertedConflicts(item: WorkItem, conflicts: PermitReader["conflicts"]): readonly PermitConflict[] {
  const facts = permitOf(item);
  if (facts === undefined) return [];
  const all = conflicts({ itemUid: item.itemUid, facts, item });
  if (workState(item) !== "in-progress") return all.filter(({ kind }) => kind === "expired");
  // Of two that exclude each other, one that is only applied for is no alert: it cannot be approved.
  return all.filter(({ kind, isBlocking }) => isBlocking || kind !== "excluded");
}

function keyOf({ rule, assetUid }: { readonly rule: string; readonly assetUid: AssetUid }): string {
  return [rule, assetUid].join("\n");
}

function common(at: Micros, isAlarm: boolean) {
  const severity = isAlarm ? SEVERITY.alarm : SEVERITY.notice;
  return { kind: "process", standing: true, at, severity, evidence: [] } as const;
}
