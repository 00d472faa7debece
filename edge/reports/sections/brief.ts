/** The shift brief: what changed, what to look at now, and why (rules BR1 to BR10 in docs/rules/reports.md). */
import type { Recommendation } from "../../contracts/records/advice-book.ts";
import { STATE_NAMES } from "../../contracts/records/advice-words.ts";
import { adviceState } from "../../contracts/records/recommendation.ts";
import type { ReportCell, ReportSection, ReportSummary, RowAdvice } from "../../contracts/reports/document.ts";
import type { Asked } from "../asked.ts";
import { studyLines } from "../brief/advised.ts";
import { againLines, gapLines, machineLines } from "../brief/changed.ts";
import { type BriefLine, ranked } from "../brief/line.ts";
import { followUpText, onRecord, standingOf } from "../brief/on-record.ts";
import { alarmLines, dueLines, lateLines, wearLines } from "../brief/standing.ts";
import type { Words } from "../words.ts";

/** More than a person reads at the start of a shift. */
const MOST_LINES = 9;

/** The lines as a table, and in a few words for a chat. */
interface Brief {
  readonly section: ReportSection;
  readonly summary: ReportSummary["lines"];
}

export async function briefSection(asked: Asked): Promise<Brief> {
  const { words, parts } = asked;
  const lines = [
    ...alarmLines(asked),
    ...(await wearLines(asked)),
    ...(await lateLines(asked)),
    ...(await machineLines(asked)),
    ...againLines(asked),
    ...(await dueLines(asked)),
    ...(await gapLines(asked)),
    ...studyLines(asked),
  ];
  asked.remark(words.say("brief.as-of", { time: words.moment(parts.now()) }));
  const before = followUpText(asked);
  const { shown, left } = ranked(lines, MOST_LINES, standingOf(asked));
  const records = await onRecord(asked, shown);
  const section: ReportSection = {
    title: words.say("brief.title"),
    ...words.linkTo("overview", parts.now()),
    blocks: [
      {
        kind: "table",
        columns: ["brief.rank", "brief.where", "brief.what", "brief.why", "brief.look"].map((name) => ({
          name: words.say(name as "brief.rank"),
        })),
        rows: shown.map((line, i) => rowOf(asked, line, { at: i, record: records.get(line.key) })),
        empty: words.say("brief.nothing"),
        ...(parts.advice === undefined ? {} : { advice: shown.map((line) => rowAdvice(line, records.get(line.key))) }),
      },
      ...[leftText(asked, left), offRecordText(asked, shown.length - records.size), before].flatMap((text) =>
        text === undefined ? [] : [{ kind: "note", text } as const],
      ),
    ],
  };
  return { section, summary: summaryOf(asked, shown) };
}

/** The lines for which there is no room: how many, and the next ones. */
function leftText({ words }: Asked, left: readonly BriefLine[]): string | undefined {
  if (left.length === 0) return undefined;
  const named = left.map(({ assetUid, what }) =>
    words.say("brief.left-one", { where: whereOf(words, assetUid), what: words.local(what) }),
  );
  return words.say("brief.left", { count: words.count(left.length), list: words.list(named) });
}

/** Lines of the newest brief that found no place on record. */
function offRecordText({ words, parts, isNewest }: Asked, count: number): string | undefined {
  return parts.advice === undefined || !isNewest || count === 0
    ? undefined
    : words.say("brief.off-record", { count: words.count(count) });
}

function whereOf(words: Words, assetUid: string | undefined): string {
  return assetUid === undefined ? words.say("brief.plant") : words.labelOf(assetUid);
}

/** Each line as one sentence; the empty brief says so. */
function summaryOf({ both }: Asked, lines: readonly BriefLine[]): ReportSummary["lines"] {
  if (lines.length === 0) return [both((to) => to.say("brief.nothing"))];
  return lines.map(({ urgency, assetUid, what, look }, at) =>
    both((to) => {
      const where = whereOf(to, assetUid);
      const parts = { rank: at + 1, urgency: to.say(`brief.urgency-${urgency}`), where, what: to.local(what) };
      const said = to.say("brief.in-short", parts);
      return look === undefined ? said : to.say("brief.in-short-look", { said, look: to.local(look) });
    }),
  );
}

function rowOf(
  { words }: Asked,
  { urgency, assetUid, what, why, look, link }: BriefLine,
  { at, record }: { readonly at: number; readonly record: Recommendation | undefined },
): ReportCell[] {
  const where = whereOf(words, assetUid);
  const state = record === undefined ? "proposed" : adviceState(record);
  const said = look === undefined ? "" : words.local(look);
  return [
    { text: `${at + 1} · ${words.say(`brief.urgency-${urgency}`)}`, value: at + 1 },
    { text: where, ...(link === undefined ? {} : { link }) },
    { text: words.local(what) },
    { text: words.local(why) },
    {
      text: state === "proposed" ? said : words.say("brief.decided", { state: words.local(STATE_NAMES[state]), said }),
    },
  ];
}

function rowAdvice({ urgency, assetUid }: BriefLine, record: Recommendation | undefined): RowAdvice | null {
  if (record === undefined) return null;
  const { adviceUid } = record;
  return { adviceUid, state: adviceState(record), urgency, ...(assetUid === undefined ? {} : { assetUid }) };
}
