/** Lines of the brief on record: rules BR6 to BR9 in docs/rules/reports.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { type OpenAdviceBook, openAdviceBook } from "../../../edge/advice/advice-book.ts";
import type { Caller } from "../../../edge/api/services/caller.ts";
import type { ReportParts } from "../../../edge/reports/asked.ts";
import { makeReport } from "../../../edge/reports/make-report.ts";
import { ShiftBrief } from "../../../edge/reports/shift-brief.ts";
import { LATHE, MemoryJournal } from "../../fakes/api/deps.ts";
import { decision, newAdvice } from "../../fakes/records/advice.ts";
import { NOW, reportParts, SHIFT_TO } from "../../fakes/reports/parts.ts";
import { alarm, briefOf, caller, quiet } from "../../fakes/reports/quiet-plant.ts";
import { log } from "../detect/bench-plant.ts";

const HOUR = 3_600e6;
let dir = "";
let book: OpenAdviceBook | undefined;
afterEach(async () => {
  await book?.close();
  book = undefined;
  if (dir !== "") rmSync(dir, { recursive: true });
  dir = "";
});

/** The parts with a book of recommendations, and two alarms: one about safety, one that somebody may decline. */
async function withAdvice(): Promise<ReportParts & { readonly advice: OpenAdviceBook }> {
  const parts = quiet();
  Object.assign(parts.alerts, {
    list: [alarm({ alertUid: "a", rule: "a/safety", kind: "safety", priority: 1, raisedAt: NOW - HOUR })],
  });
  const gap = { source: "milling", from: NOW - 2 * HOUR, to: NOW - HOUR, reason: "link-lost" };
  dir = mkdtempSync(join(tmpdir(), "gemba-brief-"));
  book = await openAdviceBook({
    dir,
    journal: new MemoryJournal(),
    log,
    known: { alert: () => undefined, item: () => undefined, items: () => [] },
    typeOf: () => "lathe",
    position: () => 1,
  });
  return { ...parts, events: reportParts({ gaps: [gap as never] }).events, advice: book };
}

it("[BR6] each line of the newest brief is a recommendation, once; a brief about the past makes none", async () => {
  const parts = await withAdvice();
  const past = { kind: "brief", language: "en", at: NOW - 40 * HOUR } as const;
  await makeReport(parts, caller, past);
  expect([...parts.advice.newestFirst()]).toEqual([]);
  const { table } = await briefOf(parts);
  await briefOf(parts, "zh");
  const records = [...parts.advice.newestFirst()].reverse();
  expect(records.map(({ rule, basis }) => [rule, basis[0]?.kind])).toEqual([
    ["brief/alarm", "alert"],
    ["brief/gap", "source"],
  ]);
  expect(records[0]).toMatchObject({ about: { assetUid: LATHE }, why: { zh: expect.stringMatching(/存在/) } });
  expect(table.advice?.map((one) => one?.adviceUid)).toEqual(records.map(({ adviceUid }) => adviceUid));
});

it("[BR7] [BR8] what was set aside comes last and says so; the next brief says what became of advice", async () => {
  const parts = await withAdvice();
  await briefOf(parts);
  const gap = [...parts.advice.newestFirst()][0];
  const who = { role: "operator", principal: { user: "li", role: "operator", origin: "" } } as const;
  await parts.advice.act(gap?.adviceUid ?? "", decision("not-useful", { at: NOW }), who);
  const { lines, document } = await briefOf(parts);
  expect(lines.map(([rank, , , , look]) => [rank, look])).toEqual([
    ["1 · safety", ""],
    ["2 · watch", "[not useful] "],
  ]);
  const notes = document.sections[0]?.blocks.flatMap((block) => (block.kind === "note" ? [block.text] : []));
  expect(notes).toEqual(["Of 2 recommendations of the last seven days, none has been followed yet."]);
  const alarmUid = [...parts.advice.newestFirst()][1]?.adviceUid ?? "";
  await parts.advice.act(alarmUid, decision("accept", { at: NOW }), who);
  const next = await briefOf(parts, "zh");
  expect(JSON.stringify(next.document)).toContain(
    "最近七天的 2 条建议中，采纳 1 条：正确 0 条，错误 0 条，尚无结果 1 条。",
  );
});

it("[BR6] a disk that refuses takes nothing from the brief", async () => {
  const parts = await withAdvice();
  const advice = { ...parts.advice, ranking: parts.advice.ranking, inForce: () => undefined, newestFirst: () => [] };
  const note = () => Promise.reject(new Error("ENOSPC"));
  const { lines, table } = await briefOf({ ...parts, advice: { ...advice, note } });
  expect(lines).toHaveLength(2);
  expect(table.advice).toEqual([null, null]);
});

it("[BR9] the edge makes the brief once in each shift, ten minutes after its begin, with current books", async () => {
  let now = SHIFT_TO + 9 * 60e6;
  let isCurrent = true;
  const asked: string[] = [];
  const { site } = reportParts().plant;
  const make = async ({ origin }: Caller) => {
    asked.push(origin);
    if (asked.length === 1) throw new Error("the books do not answer");
    return {} as never;
  };
  const brief = new ShiftBrief({ site, maker: { make }, isCurrent: () => isCurrent, log, now: () => now });
  await brief.tick();
  now += 60e6;
  isCurrent = false;
  await brief.tick();
  expect(asked).toEqual([]);
  isCurrent = true;
  for (let i = 0; i < 3; i++) await brief.tick();
  expect(asked).toEqual(["brief", "brief"]);
  now += 8 * HOUR;
  await brief.tick();
  expect(asked).toHaveLength(3);
});

it("[ST16] what a study recommends is a line of the brief while it is valid, decided there as elsewhere", async () => {
  const parts = await withAdvice();
  const what = { en: "Give CNC-2 the variants of island small", zh: "由 CNC-2 加工 small 岛的产品" };
  const of = (uid: string, validUntil: number) => ({
    ...newAdvice(`study ${uid}`, { rule: "study", about: {}, what, validUntil }),
    basis: [{ kind: "study" as const, uid }],
  });
  const noted = await parts.advice.note([of("s-1", NOW + 8 * HOUR), of("s-2", NOW + 1)], NOW);
  const { table, lines } = await briefOf(parts);
  const said = lines.filter((cells) => cells.includes(what.en));
  expect(said).toHaveLength(1);
  expect(said[0]?.[0]).toMatch(/watch/);
  const uids = table.advice?.map((one) => one?.adviceUid);
  const uid = noted.get("study s-1")?.adviceUid ?? "";
  expect(uids).toContain(uid);
  expect([...parts.advice.newestFirst()].filter(({ key }) => key === "study s-1")).toHaveLength(1);
  const who = { role: "operator", principal: { user: "li", role: "operator", origin: "" } } as const;
  await parts.advice.act(uid, decision("not-useful", { at: NOW }), who);
  const again = await briefOf(parts);
  expect(again.lines.find((cells) => cells.includes(what.en))?.[4]).toMatch(/not useful/);
  const past = await makeReport(parts, caller, { kind: "brief", language: "en", at: NOW - 40 * HOUR });
  expect(JSON.stringify(past)).not.toContain(what.en);
});
