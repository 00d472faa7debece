/** Lines about what went otherwise than on the days before: stops, scrap, alarms that keep coming, missing data. */
import { listAlerts } from "../../api/services/alerts/lists.ts";
import { gapsIn } from "../../api/services/history/gaps.ts";
import { machineFigures } from "../../api/services/production/figures.ts";
import { statesOf } from "../../api/services/production/states.ts";
import { type SiteCalendar, siteCalendar } from "../../contracts/plant/time-zone.ts";
import type { Figures } from "../../contracts/production/production.ts";
import { type Asked, ifThere } from "../asked.ts";
import { inArea, type MachineOf, machinesOf } from "../sections/machines.ts";
import { reasonText } from "../sections/states.ts";
import { type BriefLine, poissonTail } from "./line.ts";

const DAY_US = 86_400e6;
/** Days before, at the same hours by the site's clocks, that a machine is compared with. */
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

/** A machine over the span of the brief, and at the same hours of the days before that count. */
interface Compared {
  readonly machine: MachineOf;
  readonly now: Figures;
  readonly before: readonly Figures[];
}

/** Machines that stand still for a failure now, and those that failed or rejected more than on the days before. */
export async function machineLines(asked: Asked): Promise<BriefLine[]> {
  const calendar = siteCalendar(asked.parts.plant.site);
  const lines: BriefLine[] = [];
  for (const machine of machinesOf(asked)) {
    const now = await figuresAt(asked, machine, asked.span);
    if (now === undefined) return lines;
    const before: Figures[] = [];
    for (const range of daysBefore(asked, calendar)) {
      const figures = await figuresAt(asked, machine, range);
      if (figures !== undefined && isSeen(figures)) before.push(figures);
    }
    const compared = { machine, now, before };
    lines.push(...(await stoppedLine(asked, machine)), ...failureLine(asked, compared), ...scrapLine(asked, compared));
  }
  return lines;
}

/** The same wall times on the days before. A night on which clocks change is an hour shorter or longer. */
function daysBefore({ span }: Asked, calendar: SiteCalendar): Asked["span"][] {
  return Array.from({ length: DAYS_BEFORE }, (_, i) => ({
    from: calendar.daysBefore(span.from, i + 1),
    to: calendar.daysBefore(span.to, i + 1),
  })).filter(({ from, to }) => from < to);
}

async function figuresAt(asked: Asked, { assetUid }: MachineOf, range: Asked["span"]): Promise<Figures | undefined> {
  const { parts, caller, words } = asked;
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
  const { parts, caller, words, both } = asked;
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
      rule: "stopped",
      // The states of one day do not have the beginning of an older stop.
      key: `stopped/${assetUid}/${begin === 0 ? 0 : from}`,
      assetUid,
      what: both((said) => said.say("brief.stopped", { time: said.duration((to - from) / 1e6) })),
      why: both((said) =>
        said.say("brief.stopped-why", {
          time: said.moment(from),
          reason: reasonText({ ...asked, words: said }, reason, assetUid, reasons),
        }),
      ),
      basis: [{ kind: "machine", uid: assetUid, from, to }],
      validUntil: to + DAY_US,
      ...words.linkTo("asset", to, label),
    },
  ];
}

function failureLine(asked: Asked, { machine, now, before }: Compared): BriefLine[] {
  const { words, both, span, parts } = asked;
  const { assetUid, label } = machine;
  if (before.length === 0) return [];
  // By the length of this span: a day on which clocks change has another.
  const inSpan = ({ causes, from, to }: Figures): number => (causes.failure * (span.to - span.from)) / (to - from);
  const [seconds, most] = [now.causes.failure, Math.max(...before.map(inSpan))];
  if (seconds < most + LEAST_MORE_S) return [];
  return [
    {
      urgency: "worse",
      weight: (seconds - most) / 3600,
      rule: "failed",
      key: `failed/${assetUid}/${span.from}`,
      assetUid,
      what: both((to) => to.say("brief.failed", { time: to.duration(seconds), days: to.count(before.length) })),
      why: both((to) => to.say("brief.failed-why", { most: to.duration(most), count: to.count(now.failures) })),
      basis: [{ kind: "machine", uid: assetUid, ...span }],
      validUntil: parts.now() + DAY_US,
      ...words.linkTo("asset", span.to - 1_000, label),
    },
  ];
}

function scrapLine(asked: Asked, { machine, now, before }: Compared): BriefLine[] {
  const { words, both, span, parts } = asked;
  const { assetUid, label } = machine;
  const { PQ, SQ } = now.quantities;
  const earlier = before.reduce((sum, { quantities }) => sum + quantities.PQ, 0);
  const rejected = before.reduce((sum, { quantities }) => sum + quantities.SQ, 0);
  if (earlier === 0 || SQ < LEAST_SCRAP) return [];
  // Half a piece more than was seen: no scrap in three days does not mean that there never is any.
  const usual = (rejected + 0.5) / (earlier + 1);
  if (poissonTail(SQ, PQ * usual) > RARE) return [];
  return [
    {
      urgency: "worse",
      weight: SQ - PQ * usual,
      rule: "scrap",
      key: `scrap/${assetUid}/${span.from}`,
      assetUid,
      what: both((to) => to.say("brief.scrap", { count: to.count(SQ), of: to.count(PQ), share: to.ratio(SQ / PQ) })),
      why: both((to) =>
        to.say("brief.scrap-why", {
          usual: to.ratio(usual),
          days: to.count(before.length),
          pieces: to.count(earlier),
        }),
      ),
      basis: [{ kind: "machine", uid: assetUid, ...span }],
      validUntil: parts.now() + DAY_US,
      ...words.linkTo("asset", span.to - 1_000, label),
    },
  ];
}

/** Alarms that came at least three times in the span and do not stand now. */
export function againLines(asked: Asked): BriefLine[] {
  const { parts, caller, words, both, span } = asked;
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
    const { assetUid, raisedAt, response } = newest;
    const line: BriefLine = {
      urgency: "watch",
      weight: times,
      rule: "again",
      key: `again/${assetUid}/${newest.rule}/${span.from}`,
      assetUid,
      what: both((to) => to.say("brief.again", { rule: to.ruleOf(newest), times: to.count(times) })),
      why: both((to) => to.say("brief.again-why", { time: to.moment(raisedAt) })),
      ...(response === undefined ? {} : { look: response.action, consequence: response.consequence }),
      // The alarm is over already: it ends no advice. The machine is what somebody should look at.
      basis: [{ kind: "machine", uid: assetUid, ...span }],
      validUntil: parts.now() + DAY_US,
      ...words.linkTo("alerts", raisedAt, words.labelOf(assetUid)),
    };
    return [line];
  });
}

/** Sources with declared gaps: what happened in them is unknown. */
export async function gapLines(asked: Asked): Promise<BriefLine[]> {
  const { parts, caller, words, both, span } = asked;
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
      rule: "gap",
      key: `gap/${source}/${span.from}`,
      what: both((to) => to.say("brief.gap", { source, time: to.duration(seconds) })),
      why: both((to) => to.say("brief.gap-why", { count: to.count(list.length) })),
      basis: [{ kind: "source", uid: source, ...span }],
      validUntil: parts.now() + DAY_US,
      ...words.linkTo("overview", span.to - 1_000),
    };
    return [line];
  });
}
