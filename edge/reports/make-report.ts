/** A report as a pure function of what the services answer (rules in docs/rules/reports.md). */

import type { Caller } from "../api/services/caller.ts";
import { gapsIn } from "../api/services/history/gaps.ts";
import type { Range } from "../api/services/range.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { ReportBlock, ReportDocument, ReportSection, ReportSummary } from "../contracts/reports/document.ts";
import { periodAt, periodBefore, type ReportPeriod } from "../contracts/reports/periods.ts";
import type { ReportQuestion } from "../contracts/reports/question.ts";
import { DEFINED_NAMES, DEFINITIONS, type DefinitionKey } from "../contracts/words/definitions.ts";
import { type Asked, ifThere, type ReportParts } from "./asked.ts";
import { KINDS } from "./kinds.ts";
import { checkSpan, sinceMyLastShift } from "./spans.ts";
import { type Words, wordsIn } from "./words.ts";

const MOST_REMARKS = 12;
/** Time in which an order is looked for. */
const ORDER_US = 7 * 86_400e6;
const DAY_US = 86_400e6;

/**
 * Makes a report for a caller. Throws EdgeError `forbidden`, `not-found`, `bad-request`, and `unavailable` while a
 * part that it needs does not answer.
 */
export async function makeReport(
  parts: ReportParts,
  caller: Caller,
  question: ReportQuestion,
): Promise<ReportDocument> {
  const now = parts.now();
  const { plant, tags } = parts;
  const { language, viewer } = question;
  const spoken = { plant, tags, ...(viewer === undefined ? {} : { viewer }) };
  const inEach = { zh: wordsIn("zh", spoken), en: wordsIn("en", spoken) };
  const words = inEach[language];
  const both: Asked["both"] = (say) => ({ zh: say(inEach.zh), en: say(inEach.en) });
  const period = periodOf(parts, question, now);
  const span = { from: period.from, to: Math.min(period.to, now) };
  if (span.from >= now) throw new EdgeError("bad-request", "the time of the report has not begun");
  checkSpan(span);
  const { at, range } = question;
  const newest = range === undefined ? undefined : periodBefore(plant.site, question.kind, now);
  const isNewest = at === undefined && newest?.from === range?.from && newest?.to === range?.to;
  const remarks: string[] = [];
  const remark = (text: string): void => {
    if (!remarks.includes(text) && remarks.length < MOST_REMARKS) remarks.push(text);
  };
  const asked: Asked = { parts, caller, span, question, isNewest, words, both, remark };
  if (parts.isCurrent?.() === false) remark(words.say("head.books-behind"));
  if (period.to > now) remark(words.say("head.running", { time: words.moment(now), end: words.moment(period.to) }));
  const { subject, sections, summary } = await KINDS[question.kind](asked);
  await tellGaps(asked);
  const shown = sections.filter((section) => section !== undefined);
  const title = words.say(`title.${question.kind}`);
  return {
    kind: question.kind,
    language,
    title: subject === undefined ? title : words.say("title.of", { title, subject }),
    site: words.local(plant.site.name),
    ...span,
    madeAt: now,
    spanText: spanText(words, period, span),
    madeText: words.say("head.made", { time: words.moment(now) }),
    notes: remarks,
    sections: shown,
    ...(summary === undefined ? {} : { summary: summaryOf(asked, period, summary) }),
    definitions: definitionsIn(shown, language),
    definitionsTitle: words.say("definitions"),
    footer: words.say("footer"),
  };
}

/** The period as planned; the report's span ends now where it is not over. */
function periodOf({ plant }: ReportParts, { kind, range, at }: ReportQuestion, now: Micros): ReportPeriod {
  const { site } = plant;
  if (range !== undefined) {
    const found = periodAt(site, kind, range.from);
    return found?.from === range.from && found.to === range.to ? found : range;
  }
  if (kind === "brief" && at === undefined)
    return { from: periodBefore(site, "shift", now)?.from ?? now - DAY_US, to: now };
  if (kind === "brief") return { from: at as number, to: now };
  if (kind === "changes") return at === undefined ? sinceMyLastShift(site, now) : { from: at, to: now };
  // An order runs over shifts and days; its machines count only its own time.
  if (kind === "order") return { from: now - ORDER_US, to: now };
  const found = at === undefined ? periodBefore(site, kind, now) : periodAt(site, kind, at);
  if (found === undefined)
    throw new EdgeError("bad-request", at === undefined ? "no shift has ended yet" : "there is no shift at this time");
  return found;
}

function spanText(words: Words, { shift }: ReportPeriod, span: Range): string {
  const text = `${words.moment(span.from)} – ${words.moment(span.to)} (${words.timeZone})`;
  return shift === undefined ? text : `${words.local(shift)} · ${text}`;
}

function summaryOf(
  { parts, both, question, span }: Asked,
  period: ReportPeriod,
  lines: ReportSummary["lines"],
): ReportSummary {
  const { name } = parts.plant.site;
  const title = both((to) => to.say("title.of", { title: to.local(name), subject: to.say(`title.${question.kind}`) }));
  return { title, spanText: both((to) => spanText(to, period, span)), lines };
}

/** Gaps that the sources declared, on paper as on the screen. */
async function tellGaps(asked: Asked): Promise<void> {
  const { parts, caller, span, words, remark } = asked;
  const gaps = await ifThere(asked, words.say("head.no-history"), () => gapsIn(parts, caller, span));
  if (gaps === undefined) return;
  if (gaps.length === 0) {
    remark(words.say("head.no-gaps"));
    return;
  }
  const sums = new Map<string, number>();
  for (const { source, from, to } of gaps)
    sums.set(source, (sums.get(source) ?? 0) + (Math.min(to, span.to) - Math.max(from, span.from)) / 1e6);
  const list = [...sums].sort(([, a], [, b]) => b - a).map(([source, s]) => `${source} ${words.duration(s)}`);
  remark(words.say("head.gaps", { count: words.count(gaps.length), list: words.list(list) }));
}

/** Definitions of all figures and columns, in the order of their first use. */
function definitionsIn(
  sections: readonly ReportSection[],
  language: ReportDocument["language"],
): ReportDocument["definitions"] {
  const keys = new Set<DefinitionKey>();
  for (const block of sections.flatMap(({ blocks }) => blocks)) {
    for (const key of keysIn(block)) keys.add(key);
  }
  return [...keys].map((key) => ({ key, name: DEFINED_NAMES[key][language], text: DEFINITIONS[key][language] }));
}

function keysIn(block: ReportBlock): readonly DefinitionKey[] {
  switch (block.kind) {
    case "figures":
      return block.figures.map(({ definition }) => definition);
    case "table":
      return block.columns.flatMap(({ definition }) => (definition === undefined ? [] : [definition]));
    case "bars":
      return [block.definition];
    case "timeline":
      return ["states"];
    case "note":
      return [];
  }
}
