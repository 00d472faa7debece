/** Lines about what went otherwise than on the days before: stops, scrap, alarms that keep coming, missing data. */
import { listAlerts } from "../../api/services/alerts/lists.ts";
import { gapsIn } from "../../api/services/history/gaps.ts";
import { machineFigures } from "../../api/services/production/figures.ts";
import { statesOf } from "../../api/services/production/states.ts";
import type { Figures } from "../../contracts/production/production.ts";
import { type Asked, ifThere } from "../asked.ts";
import { inArea, type MachineOf, machinesOf } from "../sections/machines.ts";
import { reasonText } from "../sections/states.ts";
import { type BriefLine, poissonTail } from "./line.ts";

const DAY_US = 86_400e6;
/** Days before, at the same hours, that a machine is compared with. */
const DAYS_BEFORE = 3;
/** A day counts where at most this share of its time is unknown. */
const MOST_UNKNOWN = 0.2;
const LEAST_MORE_S = 300;
const LEAST_SCRAP = 3;
/** Chance gives a machine so much scrap once in a thousand shifts; a site has dozens of machines. */
const RARE = 0.001;
const OFTEN = 3;
const MOST_ALERTS = 2_000;
const LEAST_GAP_S = 60;

/** Machines that stand still for a failure now, and those that failed or rejected more than on the days before. */
export async function machineLines(asked: Asked): Promise<BriefLine[]> {
  const lines: BriefLine[] = [];
  for (const machine of machinesOf(asked)) {
    const now = await figuresAt(asked, machine, 0);
    if (now === undefined) return lines;
    const before: Figures[] = [];
    for (let day = 1; day <= DAYS_BEFORE; day++) {
      const figures = await figuresAt(asked, machine, day);
      if (figures !== undefined && isSeen(figures)) before.push(figures);
    }
    lines.push(...(await stoppedLine(asked, machine)), ...failureLine(asked, machine, now, before));
    lines.push(...scrapLine(asked, machine, now, before));
  }
  return lines;
}

async function figuresAt(asked: Asked, { assetUid }: MachineOf, daysBefore: number): Promise<Figures | undefined> {
  const { parts, caller, span, words } = asked;
  const range = { from: span.from - daysBefore * DAY_US, to: span.to - daysBefore * DAY_US };
  const rows = await ifThere(asked, words.say("head.no-states"), () =>
    machineFigures(parts, caller, { asset: assetUid, by: "whole", of: {}, ...range }),
  );
  return rows?.[0]?.figures;
}

function isSeen({ elements, causes }: Figures): boolean {
  const all = Object.values(causes).reduce((sum, one) => sum + one, 0);
  return elements.PBT > 0 && all > 0 && causes.unknown / all <= MOST_UNKNOWN;
}

async function stoppedLine(asked: Asked, { assetUid, label }: MachineOf): Promise<BriefLine[]> {
  const { parts, caller, words } = asked;
  const to = parts.now();
  const { states, stops, reasons } = await statesOf(parts, caller, { asset: assetUid, from: to - DAY_US, to });
  const last = states.at(-1);
  if (last === undefined || last.cause !== "failure") return [];
  const begin = states.findLastIndex(({ cause }) => cause !== "failure") + 1;
  const from = states[begin]?.from ?? last.from;
  const reason = stops.at(-1)?.reason ?? "failure";
  return [
    {
      urgency: "stopped",
      weight: (to - from) / 1e6,
      assetUid,
      what: words.say("brief.stopped", { time: words.duration((to - from) / 1e6) }),
      why: words.say("brief.stopped-why", {
        time: words.moment(from),
        reason: reasonText(asked, reason, assetUid, reasons),
      }),
      look: "",
      ...words.linkTo("asset", to, label),
    },
  ];
}

function failureLine(
  asked: Asked,
  { assetUid, label }: MachineOf,
  now: Figures,
  before: readonly Figures[],
): BriefLine[] {
  const { words, span } = asked;
  if (before.length === 0) return [];
  const [seconds, most] = [now.causes.failure, Math.max(...before.map(({ causes }) => causes.failure))];
  if (seconds < most + LEAST_MORE_S) return [];
  const times = { time: words.duration(seconds), most: words.duration(most), days: words.count(before.length) };
  return [
    {
      urgency: "worse",
      weight: (seconds - most) / 3600,
      assetUid,
      what: words.say("brief.failed", times),
      why: words.say("brief.failed-why", { ...times, count: words.count(now.failures) }),
      look: "",
      ...words.linkTo("asset", span.to - 1_000, label),
    },
  ];
}

function scrapLine(
  asked: Asked,
  { assetUid, label }: MachineOf,
  now: Figures,
  before: readonly Figures[],
): BriefLine[] {
  const { words, span } = asked;
  const { PQ, SQ } = now.quantities;
  const earlier = before.reduce((sum, { quantities }) => sum + quantities.PQ, 0);
  const rejected = before.reduce((sum, { quantities }) => sum + quantities.SQ, 0);
  if (earlier === 0 || SQ < LEAST_SCRAP) return [];
  // Half a piece more than was seen: no scrap in three days does not mean that there never is any.
  const usual = (rejected + 0.5) / (earlier + 1);
  if (poissonTail(SQ, PQ * usual) > RARE) return [];
  const figures = {
    count: words.count(SQ),
    of: words.count(PQ),
    share: words.ratio(SQ / PQ),
    usual: words.ratio(usual),
  };
  return [
    {
      urgency: "worse",
      weight: SQ - PQ * usual,
      assetUid,
      what: words.say("brief.scrap", figures),
      why: words.say("brief.scrap-why", { ...figures, days: words.count(before.length), pieces: words.count(earlier) }),
      look: "",
      ...words.linkTo("asset", span.to - 1_000, label),
    },
  ];
}

/** Alarms that came at least three times in the span and do not stand now. */
export function againLines(asked: Asked): BriefLine[] {
  const { parts, caller, words, span } = asked;
  const { alerts } = listAlerts(parts, caller, { range: span, limit: MOST_ALERTS });
  const byRule = Map.groupBy(
    alerts.filter(({ annunciation }) => annunciation === "alarm").filter(inArea(asked)),
    ({ assetUid, rule }) => `${assetUid} ${rule}`,
  );
  return [...byRule.values()].flatMap((same) => {
    const [newest] = same;
    if (newest === undefined || newest.clearedAt === undefined) return [];
    const times = same.reduce((sum, { reraised }) => sum + 1 + reraised, 0);
    if (times < OFTEN) return [];
    const line: BriefLine = {
      urgency: "watch",
      weight: times,
      assetUid: newest.assetUid,
      what: words.say("brief.again", { rule: words.ruleOf(newest), times: words.count(times) }),
      why: words.say("brief.again-why", { time: words.moment(newest.raisedAt) }),
      look: newest.response === undefined ? "" : words.local(newest.response.action),
      ...words.linkTo("alerts", newest.raisedAt, words.labelOf(newest.assetUid)),
    };
    return [line];
  });
}

/** Sources with declared gaps: what happened in them is unknown. */
export async function gapLines(asked: Asked): Promise<BriefLine[]> {
  const { parts, caller, words, span } = asked;
  const gaps = await ifThere(asked, words.say("head.no-history"), () => gapsIn(parts, caller, span));
  const bySource = Map.groupBy(gaps ?? [], ({ source }) => source);
  return [...bySource].flatMap(([source, list]) => {
    const seconds = list.reduce(
      (sum, { from, to }) => sum + (Math.min(to, span.to) - Math.max(from, span.from)) / 1e6,
      0,
    );
    if (seconds < LEAST_GAP_S) return [];
    const line: BriefLine = {
      urgency: "watch",
      weight: seconds / 3600,
      what: words.say("brief.gap", { source, time: words.duration(seconds) }),
      why: words.say("brief.gap-why", { count: words.count(list.length) }),
      look: "",
      ...words.linkTo("overview", span.to - 1_000),
    };
    return [line];
  });
}
