/** States of machines over the span, and why they stopped. */
import { statesOf } from "../../api/services/production/states.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import {
  CAUSES,
  type StateSpan,
  type StopReason,
  TIME_ELEMENTS,
  type TimeElement,
} from "../../contracts/production/production.ts";
import type {
  ReportBars,
  ReportKind,
  ReportSection,
  ReportTable,
  ReportTimeline,
} from "../../contracts/reports/document.ts";
import type { Asked } from "../asked.ts";
import { givenReasons } from "./given-reasons.ts";
import { leftOut } from "./left-out.ts";
import { type MachineOf, machinesOf } from "./machines.ts";

const MOST_LANES = 40;
/** Shorter stretches of a lane are not visible on paper; the longest of each pixel wins. */
const COLUMNS = 480;
const MOST_REASONS = 10;
const MOST_STOPS = 15;
const DAY_US = 86_400e6;
/** Reports that people hand over and read the reasons of. */
const WITH_REASONS: ReadonlySet<ReportKind> = new Set(["shift", "day"]);

interface MachineStates {
  readonly machine: MachineOf;
  readonly states: readonly StateSpan[];
  readonly stops: readonly StopReason[];
}

type Reasons = readonly { readonly code: string; readonly name: LocalizedText }[];

/** Timelines of the machines with time of each element, and stops by reason. */
export async function stateSections(
  asked: Asked,
  machines = machinesOf(asked),
): Promise<readonly (ReportSection | undefined)[]> {
  const { parts, caller, span, words } = asked;
  if (machines.length === 0) return [];
  const all: MachineStates[] = [];
  let reasons: Reasons = [];
  for (const machine of machines) {
    const answer = await statesOf(parts, caller, { asset: machine.assetUid, ...span });
    reasons = answer.reasons;
    all.push({ machine, states: answer.states, stops: answer.stops });
  }
  tellUnknown(asked, all);
  return [
    {
      title: words.say("state.title"),
      blocks: [
        timelineOf(asked, all.slice(0, MOST_LANES)),
        ...leftOut(asked, MOST_LANES, all.length),
        ...(all.length === 1 ? [timesOf(asked, all)] : []),
      ],
    },
    { title: words.say("stop.title"), blocks: stopBlocks(asked, all, reasons) },
    ...(WITH_REASONS.has(asked.question.kind) ? [await givenReasons(asked, all, reasons)] : []),
  ];
}

/** Time in which machines were not observed belongs into the head of the report. */
function tellUnknown({ words, span, remark }: Asked, all: readonly MachineStates[]): void {
  const unknown = all
    .map(({ machine, states }) => ({ label: machine.label, seconds: secondsOf(states, "unknown") }))
    .filter(({ seconds }) => seconds >= 1)
    .sort((a, b) => b.seconds - a.seconds);
  if (unknown.length === 0) {
    remark(words.say("head.observed"));
    return;
  }
  const total = unknown.reduce((sum, { seconds }) => sum + seconds, 0);
  const whole = (all.length * (span.to - span.from)) / 1e6;
  const list = words.list(unknown.map(({ label, seconds }) => `${label} ${words.duration(seconds)}`));
  remark(words.say("head.unknown", { time: words.duration(total), percent: words.ratio(total / whole), list }));
}

function secondsOf(states: readonly StateSpan[], element: TimeElement): number {
  return states.reduce((sum, { from, to, element: own }) => (own === element ? sum + to - from : sum), 0) / 1e6;
}

function timelineOf({ words, span }: Asked, all: readonly MachineStates[]): ReportTimeline {
  const isLong = span.to - span.from > DAY_US;
  const marks = [0, 0.25, 0.5, 0.75, 1].map((at) => ({
    at,
    text: words.moment(span.from + at * (span.to - span.from), isLong),
  }));
  const shown = new Set(all.flatMap(({ states }) => states.map(({ element }) => element)));
  return {
    kind: "timeline",
    lanes: all.map(({ machine: { label }, states }) => ({
      name: label,
      ...words.linkTo("asset", span.to - 1_000, label),
      stretches: stretchesOf(states, span),
    })),
    marks,
    legend: TIME_ELEMENTS.filter((element) => shown.has(element)).map((element) => ({
      element,
      name: words.say(`element.${element}`),
    })),
  };
}

/** Stretches as shares of the span, each at least a column wide. */
function stretchesOf(
  states: readonly StateSpan[],
  { from, to }: Asked["span"],
): ReportTimeline["lanes"][number]["stretches"] {
  const columns = new Array<TimeElement | undefined>(COLUMNS).fill(undefined);
  const held = new Float64Array(COLUMNS);
  const width = (to - from) / COLUMNS;
  for (const state of states) {
    const [begin, end] = [(state.from - from) / width, (state.to - from) / width];
    for (let at = Math.max(0, Math.floor(begin)); at < COLUMNS && at < end; at++) {
      const share = Math.min(at + 1, end) - Math.max(at, begin);
      if (share <= (held[at] as number)) continue;
      held[at] = share;
      columns[at] = state.element;
    }
  }
  const found: { from: number; to: number; element: TimeElement }[] = [];
  for (const [at, element] of columns.entries()) {
    const last = found.at(-1);
    if (element === undefined) continue;
    if (last?.element === element && last.to === at / COLUMNS) last.to = (at + 1) / COLUMNS;
    else found.push({ from: at / COLUMNS, to: (at + 1) / COLUMNS, element });
  }
  return found;
}

/** Time of each element of one machine. */
function timesOf({ words }: Asked, [one]: readonly MachineStates[]): ReportTable {
  return {
    kind: "table",
    columns: [
      { name: words.say("production.states"), definition: "states" },
      { name: words.say("stop.time"), isNumber: true },
    ],
    rows: TIME_ELEMENTS.map((element) => [
      { text: words.say(`element.${element}`) },
      words.cells.duration(secondsOf(one?.states ?? [], element)),
    ]),
    empty: words.say("machine.none"),
  };
}

/** The reason in the report's language: of the catalogue, a cause, or a rule of the alerts. */
export function reasonText({ words }: Asked, reason: string, assetUid: string, reasons: Reasons): string {
  const listed = reasons.find(({ code }) => code === reason);
  if (listed !== undefined) return words.local(listed.name);
  const cause = CAUSES.find((one) => one === reason);
  return cause === undefined
    ? words.ruleOf({ rule: reason, assetUid: assetUid as never })
    : words.say(`cause.${cause}`);
}

function stopBlocks(asked: Asked, all: readonly MachineStates[], reasons: Reasons): ReportSection["blocks"] {
  if (all.every(({ stops }) => stops.length === 0)) return [{ kind: "note", text: asked.words.say("stop.none") }];
  return [paretoOf(asked, all, reasons), stopsOf(asked, all, reasons)];
}

function paretoOf(asked: Asked, all: readonly MachineStates[], reasons: Reasons): ReportBars {
  const { words } = asked;
  const sums = new Map<string, { seconds: number; count: number }>();
  for (const { machine, stops } of all)
    for (const { from, to, reason } of stops) {
      const name = reasonText(asked, reason, machine.assetUid, reasons);
      const sum = sums.get(name) ?? { seconds: 0, count: 0 };
      sums.set(name, { seconds: sum.seconds + (to - from) / 1e6, count: sum.count + 1 });
    }
  const sorted = [...sums].sort(([, a], [, b]) => b.seconds - a.seconds);
  const rest = sorted.slice(MOST_REASONS);
  if (rest.length > 0)
    sorted.splice(MOST_REASONS, rest.length, [
      words.say("stop.other"),
      {
        seconds: rest.reduce((sum, [, { seconds }]) => sum + seconds, 0),
        count: rest.reduce((sum, [, { count }]) => sum + count, 0),
      },
    ]);
  const most = Math.max(1, ...sorted.map(([, { seconds }]) => seconds));
  return {
    kind: "bars",
    definition: "stops",
    bars: sorted.map(([name, { seconds, count }]) => ({
      name,
      share: seconds / most,
      cell: {
        text: words.say("stop.count", { time: words.duration(seconds), count: words.count(count) }),
        value: seconds,
      },
    })),
    empty: words.say("stop.none"),
  };
}

function stopsOf(asked: Asked, all: readonly MachineStates[], reasons: Reasons): ReportTable {
  const { words, span } = asked;
  const longest = all
    .flatMap(({ machine, stops }) => stops.map((stop) => ({ machine, stop })))
    .sort((a, b) => b.stop.to - b.stop.from - (a.stop.to - a.stop.from))
    .slice(0, MOST_STOPS);
  const isLong = span.to - span.from > DAY_US;
  return {
    kind: "table",
    columns: [
      { name: words.say("stop.list"), definition: "stops" },
      { name: words.say("stop.begin") },
      { name: words.say("stop.time"), isNumber: true },
      { name: words.say("stop.cause") },
      { name: words.say("production.why") },
    ],
    rows: longest.map(({ machine, stop }) => [
      { text: machine.label },
      { text: words.moment(stop.from, isLong), ...words.linkTo("asset", stop.from, machine.label) },
      words.cells.duration((stop.to - stop.from) / 1e6),
      { text: words.say(`cause.${stop.cause}`) },
      { text: reasonText(asked, stop.reason, machine.assetUid, reasons) },
    ]),
    empty: words.say("stop.none"),
  };
}
