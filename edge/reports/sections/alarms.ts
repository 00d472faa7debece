/** Alarms of the span, and how the alarm system itself did. */
import { alarmFiguresOf, listAlerts } from "../../api/services/alerts/lists.ts";
import type { AlarmFigures } from "../../contracts/alerts/alarm-figures.ts";
import type { AlertView } from "../../contracts/alerts/alert.ts";
import type { ReportBars, ReportFigure, ReportSection, ReportTable } from "../../contracts/reports/document.ts";
import type { Asked } from "../asked.ts";
import { daysOf, momentIn } from "../spans.ts";
import { inArea } from "./machines.ts";

const MOST_LISTED = 40;
const MOST_READ = 2_000;
const DAY_US = 86_400e6;

/** Figures of the alarm system, the ten most frequent alarms, and in detail those by day and long ones. */
export function alarmSection(asked: Asked, isDetailed = false): ReportSection {
  const { parts, caller, span, words } = asked;
  const figures = alarmFiguresOf(parts, caller, span);
  return {
    title: words.say("alarm.title"),
    ...words.linkTo("alerts", momentIn(span)),
    blocks: [
      { kind: "figures", figures: figuresOf(asked, figures) },
      ...(figures.shares === undefined ? [] : [sharesOf(asked, figures.shares)]),
      ...(isDetailed ? [{ kind: "note", text: words.say("alarm.by-day") } as const, byDay(asked)] : []),
      topTen(asked, figures),
      ...(isDetailed && figures.standing.length > 0 ? [standingOf(asked, figures)] : []),
    ],
  };
}

function figuresOf({ words, span }: Asked, figures: AlarmFigures): ReportFigure[] {
  const link = words.linkTo("alerts", momentIn(span));
  const whole = (name: string, value: number, definition: ReportFigure["definition"]): ReportFigure => ({
    name,
    value,
    text: words.count(value),
    definition,
    ...link,
  });
  const { total, perTenMinutes, most, floodShare, standing, chattering, fleeting } = figures;
  return [
    whole(words.say("alarm-health.total"), total, "alarms"),
    {
      name: words.say("alarm-health.mean"),
      value: perTenMinutes,
      text: words.number(perTenMinutes, 2),
      definition: "alarm-rate",
      ...link,
    },
    whole(words.say("alarm-health.most"), most, "alarm-peak"),
    {
      name: words.say("alarm.flood"),
      value: floodShare,
      text: words.ratio(floodShare),
      definition: "flood",
      ...link,
    },
    whole(words.say("alarm-health.standing"), standing.length, "standing"),
    whole(words.say("alarm-health.chattering"), chattering.length, "chattering"),
    whole(words.say("alarm-health.fleeting"), fleeting.length, "fleeting"),
  ];
}

/** Shares of the priorities as the screen rounds them. */
function sharesOf({ words }: Asked, [first, second, third, fourth]: NonNullable<AlarmFigures["shares"]>) {
  const shares = [first, second, third + fourth].map((share) => words.number(Math.round(share * 100), 0)).join(" / ");
  return { kind: "note", text: words.say("alarm.shares", { shares: `${shares} %` }) } as const;
}

function byDay({ parts, caller, span, words }: Asked): ReportBars {
  const days = daysOf(parts.plant.site, span).map((day) => ({
    name: words.day(day.from),
    total: alarmFiguresOf(parts, caller, day).total,
  }));
  const most = Math.max(1, ...days.map(({ total }) => total));
  return {
    kind: "bars",
    definition: "alarms",
    bars: days.map(({ name, total }) => ({ name, share: total / most, cell: words.cells.count(total) })),
    empty: words.say("alarm.none"),
  };
}

function topTen({ words, span }: Asked, { topTen: list }: AlarmFigures): ReportTable {
  return {
    kind: "table",
    columns: [
      { name: words.say("alarm-health.top"), definition: "alarms" },
      { name: words.say("figures.asset") },
      { name: words.say("alarm.count"), isNumber: true },
    ],
    rows: list.map((one) => [
      { text: words.ruleOf(one) },
      { text: words.labelOf(one.assetUid), ...words.linkTo("asset", momentIn(span), words.labelOf(one.assetUid)) },
      words.cells.count(one.count),
    ]),
    empty: words.say("alarm.none"),
  };
}

function standingOf({ words }: Asked, { standing, to }: AlarmFigures): ReportTable {
  return {
    kind: "table",
    columns: [
      { name: words.say("alarm.standing"), definition: "standing" },
      { name: words.say("figures.asset") },
      { name: words.say("stop.begin") },
      { name: words.say("alarm.length"), isNumber: true },
    ],
    rows: standing
      .slice(0, MOST_LISTED)
      .map((one) => [
        { text: words.ruleOf(one) },
        { text: words.labelOf(one.assetUid) },
        { text: words.moment(one.since), ...words.linkTo("alerts", one.since, words.labelOf(one.assetUid)) },
        words.cells.duration((to - one.since) / 1e6),
      ]),
    empty: words.say("alarm.none"),
  };
}

/** Alarms, or advisories, that were raised in the span, of the question's area or of one asset, most urgent first. */
export function alarmList(
  asked: Asked,
  title: string,
  { assetUid, annunciation: wanted = "alarm" }: { assetUid?: string; annunciation?: AlertView["annunciation"] } = {},
): ReportSection {
  const { parts, caller, span, words } = asked;
  const { alerts } = listAlerts(parts, caller, {
    range: span,
    limit: MOST_READ,
    ...(assetUid === undefined ? {} : { asset: assetUid }),
  });
  const alarms = alerts
    .filter(({ annunciation }) => annunciation === wanted)
    .filter(inArea(asked))
    .sort((a, b) => a.priority - b.priority || a.raisedAt - b.raisedAt);
  const empty = words.say(wanted === "alarm" ? "alarm.none" : "change.no-hints");
  return { title, ...words.linkTo("alerts", momentIn(span)), blocks: alarmTable(asked, alarms, empty) };
}

/** A table of alarms or advisories as they are given, and how many more there are. */
export function alarmTable(
  asked: Asked,
  alarms: readonly AlertView[],
  empty = asked.words.say("alarm.none"),
): ReportSection["blocks"] {
  const { words, span } = asked;
  const isLong = span.to - span.from > DAY_US;
  const more = alarms.length - MOST_LISTED;
  const table: ReportTable = {
    kind: "table",
    columns: [
      { name: words.say("alarm.time") },
      { name: words.say("alarm.priority"), isNumber: true },
      { name: words.say("figures.asset") },
      { name: words.say("alarm.what") },
      { name: words.say("alarm.length"), isNumber: true },
    ],
    rows: alarms.slice(0, MOST_LISTED).map((alert) => {
      const label = words.labelOf(alert.assetUid);
      const { clearedAt } = alert;
      return [
        { text: words.moment(alert.raisedAt, isLong), ...words.linkTo("alerts", alert.raisedAt, label) },
        { text: String(alert.priority), value: alert.priority },
        { text: label },
        { text: words.local(alert.message) },
        clearedAt === undefined
          ? { text: words.say("alarm.active") }
          : words.cells.duration((clearedAt - alert.raisedAt) / 1e6),
      ];
    }),
    empty,
  };
  return more > 0 ? [table, { kind: "note", text: words.say("alarm.more", { count: words.count(more) }) }] : [table];
}
