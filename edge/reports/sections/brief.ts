/** The shift brief: what changed, what to look at now, and why (rules BR1 to BR7 in docs/rules/reports.md). */
import type { ReportCell, ReportSection } from "../../contracts/reports/document.ts";
import type { Asked } from "../asked.ts";
import { againLines, gapLines, machineLines } from "../brief/changed.ts";
import { type BriefLine, ranked } from "../brief/line.ts";
import { alarmLines, dueLines, lateLines, wearLines } from "../brief/standing.ts";

/** More than a person reads at the start of a shift. */
const MOST_LINES = 9;

export async function briefSection(asked: Asked): Promise<ReportSection> {
  const { words, parts } = asked;
  const lines = [
    ...alarmLines(asked),
    ...(await wearLines(asked)),
    ...(await lateLines(asked)),
    ...(await machineLines(asked)),
    ...againLines(asked),
    ...(await dueLines(asked)),
    ...(await gapLines(asked)),
  ];
  asked.remark(words.say("brief.as-of", { time: words.moment(parts.now()) }));
  const { shown, left } = ranked(lines, MOST_LINES);
  return {
    title: words.say("brief.title"),
    ...words.linkTo("overview", parts.now()),
    blocks: [
      {
        kind: "table",
        columns: ["brief.rank", "brief.where", "brief.what", "brief.why", "brief.look"].map((name) => ({
          name: words.say(name as "brief.rank"),
        })),
        rows: shown.map((line, i) => rowOf(asked, line, i)),
        empty: words.say("brief.nothing"),
      },
      ...(left > 0 ? [{ kind: "note", text: words.say("brief.left", { count: words.count(left) }) } as const] : []),
    ],
  };
}

function rowOf({ words }: Asked, { urgency, assetUid, what, why, look, link }: BriefLine, at: number): ReportCell[] {
  const where = assetUid === undefined ? words.say("brief.plant") : words.labelOf(assetUid);
  return [
    { text: `${at + 1} · ${words.say(`brief.urgency-${urgency}`)}`, value: at + 1 },
    { text: where, ...(link === undefined ? {} : { link }) },
    { text: what },
    { text: why },
    { text: look },
  ];
}
