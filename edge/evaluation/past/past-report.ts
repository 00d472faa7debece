/** The report on a plant's past: as a page of text in either language, as JSON and as CSV. */
import { BYTE_ORDER_MARK, csvLine } from "../../contracts/csv.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { localTextOf } from "../../contracts/path/written-time.ts";
import { quantity } from "../../contracts/plant/quantity.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type { TableCounts } from "../../historian/past/table-plan.ts";
import { duration, percent } from "../report.ts";
import type { PastEvidence, PastFinding } from "./findings.ts";
import type { PastReport } from "./import-past.ts";
import type { JudgedEvent } from "./known-events.ts";
import { OUTCOMES, pastWords, REASONS, STAGES } from "./past-words.ts";

type Language = keyof LocalizedText;

const MOST_FINDINGS = 200;
const MOST_EVIDENCE = 3;

/** The report for a terminal. Times are in the plant's zone. */
export function pastText(report: PastReport, { language, timeZone }: { language: Language; timeZone: string }): string {
  const say = pastWords(language);
  const at = timeIn(timeZone);
  const { samples, repeated, assets, tags, findings, findingsLeft, unexplained, seconds, silences } = report;
  const stages = Object.entries(report.components).map(
    ([stage, count]) => `${STAGES[stage as "act"][language]} ${count}`,
  );
  const rate = quantity(samples / Math.max(0.001, seconds.staging + seconds.replaying));
  const lines = [
    say("span", { from: at(report.from), to: at(report.to) }),
    say("samples", { samples, repeated, rate, s: quantity(seconds.staging + seconds.replaying) }),
    say("seen", { assets: assets.seen, ofAssets: assets.all, tags: tags.seen, ofTags: tags.all }),
    say("components", { stages: stages.join(", ") }),
    ...silences.slice(0, MOST_EVIDENCE).map(({ from, to }) => say("silence", { from: at(from), to: at(to) })),
    ...(silences.length > MOST_EVIDENCE ? [say("more", { count: silences.length - MOST_EVIDENCE })] : []),
    say(report.withDetectors ? "withRules" : "withoutRules", {}),
    "",
    ...report.tables.flatMap((counts) => tableLines(counts, language)),
    "",
    say("findings", { count: findings.length + findingsLeft }),
    ...findings.slice(0, MOST_FINDINGS).flatMap((finding) => findingLines(finding, language, at)),
    ...(findings.length > MOST_FINDINGS ? [say("more", { count: findings.length - MOST_FINDINGS })] : []),
  ];
  const weekly = report.unexplainedPer100AssetsWeek.toFixed(1);
  if (report.hasEvents)
    lines.push(
      "",
      say("events", { count: report.events.length, days: report.withinDays }),
      ...eventLines(report, language, at),
    );
  lines.push(
    "",
    say(report.hasEvents ? "unexplained" : "rate", {
      count: unexplained.length,
      weekly,
      bound: report.unexplainedBound95.toFixed(1),
    }),
  );
  return `${lines.join("\n")}\n`;
}

function tableLines({ path, ...counts }: TableCounts, language: Language): string[] {
  const say = pastWords(language);
  const { firstBad, unmappedNames, ...numbers } = counts;
  return [
    path,
    `  ${say("counts", numbers)}`,
    ...firstBad.map(({ line, text, reason }) => `  ${path}:${line}: ${REASONS[reason][language]} "${text}"`),
    ...(numbers.bad > firstBad.length ? [`  ${say("more", { count: numbers.bad - firstBad.length })}`] : []),
    ...unmappedNames.map(({ name, count }) => `  ${say("unmapped", { name, count })}`),
  ];
}

function findingLines(finding: PastFinding, language: Language, at: (time: Micros) => string): string[] {
  const { asset, component, message, rule, hypotheses, evidence, life, clearedAt } = finding;
  const say = pastWords(language);
  const where = component === "" ? asset : `${asset} ${component}`;
  const until = clearedAt === undefined ? say("standing", {}) : say("until", { at: at(clearedAt) });
  const kinds = hypotheses.map(({ kind, p }) => `${kind} ${percent(p)}`).join(", ");
  const lines = [`${at(finding.at)}  ${where}  ${message[language]} (${rule}; ${until})`];
  if (kinds !== "") lines.push(`    ${say("kinds", { kinds })}`);
  for (const one of evidence.slice(0, MOST_EVIDENCE)) lines.push(`    ${evidenceLine(one, language)}`);
  if (life !== undefined) {
    const [low, mid, high] = [life.p05, life.p50, life.p95].map((left) => duration(left));
    lines.push(`    ${say("life", { low: low ?? "", mid: mid ?? "", high: high ?? "", at: at(life.at) })}`);
  }
  return lines;
}

function evidenceLine(
  { tag, statistic, value, usual, limit, tailProbability, regime, why }: PastEvidence,
  language: Language,
): string {
  const say = pastWords(language);
  const unit = statistic?.unit ?? "1";
  const number = statistic?.value ?? value;
  const parts = [
    `${tag}: ${statistic?.name[language] ?? why[language]}`,
    number === undefined ? "" : quantity(number, unit),
    usual === undefined ? "" : say("usual", { low: quantity(usual.low, unit), high: quantity(usual.high, unit) }),
    limit === undefined ? "" : say("limit", { limit: quantity(limit) }),
    tailProbability === undefined ? "" : say("tail", { p: tailProbability.toExponential(1) }),
    regime === undefined ? "" : regime[language],
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function eventLines({ events }: PastReport, language: Language, at: (time: Micros) => string): string[] {
  const say = pastWords(language);
  return events.map((event) => {
    const { outcome, leadS = 0, finding, kind, kindIsFirst, asset, component } = event;
    const what = [asset, component, kind].filter((text) => text !== "").join(" ");
    const lead = duration(Math.abs(leadS));
    const by = finding === undefined ? "" : `: ${finding.message[language]}`;
    const named = kindIsFirst === undefined ? "" : ` (${say(kindIsFirst ? "kindRight" : "kindOther", {})})`;
    return `${at(event.at)}  ${what}  ${OUTCOMES[outcome][language].replace("{lead}", lead)}${by}${named}`;
  });
}

/** The wall clock of a zone, to the second. */
function timeIn(timeZone: string): (time: Micros) => string {
  const localText = localTextOf(timeZone);
  return (time) => localText(time).slice(0, 19);
}

/** Times as ISO 8601 in UTC, everything else as it was found. */
export function pastJson(report: PastReport): string {
  return `${JSON.stringify(
    {
      ...report,
      from: iso(report.from),
      to: iso(report.to),
      findings: report.findings.map(plainFinding),
      unexplained: report.unexplained.map(plainFinding),
      events: report.events.map(plainEvent),
      silences: report.silences.map(({ from, to }) => ({ from: iso(from), to: iso(to) })),
    },
    null,
    2,
  )}\n`;
}

/** One row for each finding, for spreadsheets. */
export function pastCsv({ findings, unexplained, hasEvents }: PastReport, language: Language): string {
  const head =
    "time,cleared,asset,component,rule,kind,severity,hypothesis,probability,life_p50_s,tag,statistic,value,unit," +
    "usual_low,usual_high,tail_probability,near_event,message";
  const alone = new Set(unexplained);
  const rows = findings.map((finding) => {
    const [best] = finding.hypotheses;
    const [first] = finding.evidence;
    return [
      iso(finding.at),
      finding.clearedAt === undefined ? "" : iso(finding.clearedAt),
      finding.asset,
      finding.component,
      finding.rule,
      finding.kind,
      finding.severity,
      best?.kind,
      best?.p,
      finding.life?.p50,
      first?.tag,
      first?.statistic?.name[language],
      first?.statistic?.value ?? first?.value,
      first?.statistic?.unit,
      first?.usual?.low,
      first?.usual?.high,
      first?.tailProbability,
      hasEvents ? !alone.has(finding) : "",
      finding.message[language],
    ].map((cell) => cell ?? "");
  });
  return [BYTE_ORDER_MARK, head, "\r\n", ...rows.map(csvLine)].join("");
}

function plainFinding(finding: PastFinding) {
  const { at, clearedAt, ...rest } = finding;
  return { at: iso(at), clearedAt: clearedAt === undefined ? null : iso(clearedAt), ...rest };
}

function plainEvent({ at, finding, ...rest }: JudgedEvent) {
  return {
    at: iso(at),
    ...rest,
    ...(finding === undefined ? {} : { foundBy: { at: iso(finding.at), rule: finding.rule } }),
  };
}

function iso(time: Micros): string {
  return new Date(time / 1000).toISOString();
}
