/** What map and wall say of a permit: its time, its gas test, and what stands against it. Pure (rule SL30). */
import type { AlertView } from "../../../../../edge/contracts/alerts/alert.ts";
import { formatAge, formatClock, formatDate } from "../../../data/format.ts";
import type { PermitAnswer } from "../../../data/permits-api.ts";
import { t } from "../../../i18n/language.ts";

const MINUTE_MS = 60_000;
/** Work that ends sooner is running out, and a gas test that is due sooner is said. */
const SOON_MS = 30 * MINUTE_MS;
/** One that nobody opened in its time is said to have expired for so long. */
const EXPIRED_MS = 24 * 60 * MINUTE_MS;

export interface PermitState {
  readonly permit: PermitAnswer;
  /** `over`: its time has passed and nobody handed it back. `expired`: nobody opened it in its time. */
  readonly time: "runs" | "soon" | "over" | "expired" | "back";
  /** Null where no test is due, or none is demanded; `atMs` is when the earliest one is or was due. */
  readonly gas: { readonly state: "missing" | "late" | "due"; readonly atMs: number } | null;
  /** What keeps the work from going on, notices not among them; null: unknown. */
  readonly conflicts: number | null;
  /** Priority of the most urgent alarm that stands about it; null: none. */
  readonly priority: 1 | 2 | 3 | 4 | null;
}

export interface PermitFacts {
  /** Alarms that stand. */
  readonly standing: readonly AlertView[];
  readonly nowMs: number;
  /** The answer is so old that what it says of conflicts may be otherwise by now. */
  readonly isOld: boolean;
}

/** Work that may be at its place now, and what expired lately, the most urgent first. */
export function permitStates(permits: readonly PermitAnswer[], facts: PermitFacts): readonly PermitState[] {
  return permits.flatMap((permit) => stateOf(permit, facts) ?? []).sort((a, b) => rankOf(a) - rankOf(b));
}

function stateOf(permit: PermitAnswer, { standing, nowMs, isOld }: PermitFacts): PermitState | undefined {
  const { stage, work } = permit;
  const endMs = Date.parse(permit.until);
  if (stage === "expired" && nowMs - endMs < EXPIRED_MS)
    return { permit, time: "expired", gas: null, conflicts: 0, priority: null };
  if (stage !== "open" && stage !== "suspended" && stage !== "handed-back") return undefined;
  const isOpen = stage === "open";
  const time = stage === "handed-back" ? "back" : nowMs > endMs ? "over" : endMs - nowMs < SOON_MS ? "soon" : "runs";
  const blocking = permit.conflicts?.filter(({ isBlocking }) => isBlocking).length ?? null;
  return {
    ...{ permit, time, gas: isOpen ? gasOf(permit, nowMs) : null, conflicts: isOld ? null : blocking },
    priority: priorityOf(standing, (rule) => rule.startsWith("permit/") && rule.endsWith(`/${work.itemUid}`)),
  };
}

function gasOf({ gasTest, gases, gasEveryMin }: PermitAnswer, nowMs: number): PermitState["gas"] {
  if (!gasTest) return null;
  const due = gases.map(({ newest }) =>
    newest === null ? Number.NEGATIVE_INFINITY : Date.parse(newest.at) + gasEveryMin * MINUTE_MS,
  );
  const atMs = Math.min(...due);
  if (due.length === 0 || atMs === Number.NEGATIVE_INFINITY) return { state: "missing", atMs: nowMs };
  return { state: atMs < nowMs ? "late" : "due", atMs };
}

/** Of the alarms that stand about a subject of the register or of work, the most urgent one's. */
export function priorityOf(
  standing: readonly AlertView[],
  isAbout: (rule: string) => boolean,
): PermitState["priority"] {
  const priorities = standing.flatMap(({ rule, priority }) => (isAbout(rule) ? [priority] : []));
  return priorities.length === 0 ? null : (Math.min(...priorities) as 1 | 2 | 3 | 4);
}

function rankOf({ priority, time, conflicts }: PermitState): number {
  const speaks = conflicts === null || conflicts > 0 || time === "over" ? 0 : time === "soon" ? 1 : 2;
  return (priority ?? 5) * 4 + (time === "expired" ? 3 : speaks);
}

interface WordsAsked {
  readonly nowMs: number;
  /** Time zone of the site. */
  readonly zone: string;
  /** For a label of the picture: an end that is far is left out where something stands against the work. */
  readonly isShort?: boolean;
}

/** Its end, what stands against it, and its gas test, in words; never that nothing stands against it. */
export function permitWords(state: PermitState, { nowMs, zone, isShort = false }: WordsAsked): string {
  const { conflicts, permit, time } = state;
  const speaks = conflicts === null || conflicts > 0;
  return [
    ...(permit.stage === "suspended" ? [t("map.suspended")] : []),
    ...(isShort && time === "runs" && speaks ? [] : [timeWords(state, nowMs, zone)]),
    ...(conflicts === null ? [t("map.conflicts-unknown")] : []),
    ...(conflicts === null || conflicts === 0 ? [] : [t("map.conflicts", { count: conflicts })]),
    ...gasWords(state, nowMs, zone),
  ].join(" · ");
}

function timeWords({ time, permit }: PermitState, nowMs: number, zone: string): string {
  const endMs = Date.parse(permit.until);
  const clock = clockOf(endMs, nowMs, zone);
  if (time === "expired") return t("map.expired-unopened", { time: clock });
  if (time === "back") return t("map.handed-back");
  if (time === "over") return t("pm.late", { age: minutesOf(nowMs - endMs) });
  const until = t("map.until", { time: clock });
  return time === "soon" ? `${until} · ${t("pm.left", { age: minutesOf(endMs - nowMs) })}` : until;
}

function gasWords({ gas }: PermitState, nowMs: number, zone: string): readonly string[] {
  if (gas === null) return [];
  if (gas.state === "missing") return [t("map.gas-missing")];
  if (gas.state === "late") return [t("map.gas-late", { age: minutesOf(nowMs - gas.atMs) })];
  return [t("map.gas-due", { time: clockOf(gas.atMs, nowMs, zone) })];
}

/** Hours and minutes, with the day where it is another one than today. */
function clockOf(ms: number, nowMs: number, zone: string): string {
  const clock = formatClock(ms, zone, false);
  const day = formatDate(ms, zone);
  return day === formatDate(nowMs, zone) ? clock : `${day.slice("2026-".length)} ${clock}`;
}

/** Whole minutes: a picture that changed each second could not be read. */
function minutesOf(ms: number): string {
  return formatAge(Math.max(MINUTE_MS, Math.floor(ms / MINUTE_MS) * MINUTE_MS));
}
