/** Changes of work items by webhook: rules N25 to N28 in docs/rules/notify.md. */
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { WorkAct } from "../../../edge/contracts/records/work-item.ts";
import { channelProblems } from "../../../edge/notify/config.ts";
import { type OpenWorkBook, openWorkBook } from "../../../edge/work/work-book.ts";
import { LATHE, MemoryJournal } from "../../fakes/api/deps.ts";
import { LI } from "../../fakes/records/work.ts";
import { log, S } from "../detect/bench-plant.ts";
import { NotifierBench, SECRET, until } from "./notifier-bench.ts";

const bench = new NotifierBench();
const principal = { user: "li", role: "maintainer", origin: "cli" };
let dir: string;
let book: OpenWorkBook;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-work-hook-"));
  book = await openWorkBook({ dir, journal: new MemoryJournal(), log });
  bench.work = book;
});
afterEach(async () => {
  await book.close();
  rmSync(dir, { recursive: true });
});

const cmms = (more: object = {}) => bench.channel({ id: "cmms", sends: "work-items", perHour: 1_000, ...more });
const report = (itemUid: string, assetUid = LATHE) =>
  book.report(
    {
      itemUid,
      kind: "maintenance",
      about: { assetUid },
      title: { zh: "轴承", en: "Bearing" },
      evidence: [],
      reportedAt: bench.now,
      reportedBy: LI,
    },
    principal,
  );
/** The clock advances by a second with each act, so that the order of changes is known after a restart, too. */
const act = (itemUid: string, kind: WorkAct["kind"], more: Partial<WorkAct> = {}) => {
  bench.now += S;
  const actUid = `${itemUid} ${kind}\n${bench.now}`;
  return book.act(itemUid, { kind, actUid, at: bench.now, by: LI, ...more }, { role: "maintainer", principal });
};
interface Change {
  readonly eventUid: string;
}
const changes = () =>
  bench.got.flatMap(
    ({ body }) => (JSON.parse(body) as { changes?: readonly Change[] }).changes ?? [{ eventUid: "alarms" }],
  );
const events = () => changes().map(({ eventUid }) => eventUid);

it("[N25] [N26] each change is sent once, in order and signed, over a restart; alarms are sent elsewhere", async () => {
  await bench.start(cmms());
  await report("w-1");
  const plan = { assignee: "wang", due: bench.now + 900 * S, grade: 2 };
  await act("w-1", "plan", plan);
  bench.raise("hot");
  await until(() => expect(events()).toEqual(["w-1/0", "w-1/1"]));
  await bench.notifier?.close();
  await bench.start(cmms());
  await act("w-1", "start");
  await until(() => expect(events()).toEqual(["w-1/0", "w-1/1", "w-1/2"]));
  expect(changes()[1]).toMatchObject({
    change: "plan",
    act: { kind: "plan", assignee: "wang", by: LI, due: new Date(plan.due / 1000).toISOString() },
    item: { itemUid: "w-1", state: "planned", assetUid: LATHE, assetLabel: "CNC-101", grade: 2, assignee: "wang" },
  });
  expect(changes()[0]).toMatchObject({ change: "report", act: null, item: { state: "reported", due: null } });
  for (const { headers, body } of bench.got) {
    const signed = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
    expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", SECRET).update(signed).digest("base64")}`);
    expect(JSON.parse(body)).toMatchObject({ type: "work-items" });
  }
});

it("[N25] an outage does not hold up the book, and the message is sent again with its id", async () => {
  await bench.start(cmms());
  bench.status = 503;
  await report("w-1");
  await until(() => expect(bench.notifier?.channels()[0]?.problem).toContain("503"));
  expect((await act("w-1", "start")).acts).toHaveLength(1);
  bench.status = 200;
  bench.now += 600 * S;
  await until(() => expect(new Set(events())).toEqual(new Set(["w-1/0", "w-1/1"])));
  const first = bench.got.filter(({ body }) => body.includes("w-1/0"));
  expect(new Set(first.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
});

it("[N26] a message has at most 100 changes, and quiet hours hold back changes that are not urgent", async () => {
  // 2026-01-05T00:00:00Z is 08:00 in Shanghai.
  await bench.start(cmms({ quietHours: { from: "07:00", to: "09:00", except: [1] } }));
  for (let i = 0; i < 101; i++) await report(`w-${i}`);
  await act("w-0", "plan", { assignee: "wang", due: bench.now + 9e9 * S, grade: 1 });
  await until(() => expect(events()).toEqual(["w-0/1"]));
  bench.now += 2 * 3600 * S;
  await until(() => expect(events()).toHaveLength(102));
  expect(bench.got.map(({ body }) => (JSON.parse(body) as { changes: object[] }).changes.length)).toEqual([1, 100, 1]);
});

it("[N27] a kill between book and outbox loses nothing; a new channel begins with the next change", async () => {
  await bench.start(cmms());
  await report("w-1");
  await until(() => expect(events()).toEqual(["w-1/0"]));
  await bench.notifier?.close();
  await act("w-1", "start");
  bench.now += S;
  await report("w-2");
  bench.got.length = 0;
  await bench.start(cmms(), cmms({ id: "new", assets: ["CNC-*"] }), cmms({ id: "other", assets: ["AGV-*"] }));
  await until(() => expect(events()).toEqual(["w-1/1", "w-2/0"]));
  await act("w-2", "start");
  await until(() => expect(events().sort()).toEqual(["w-1/1", "w-2/0", "w-2/1", "w-2/1"]));
});

it("[N27] [N52] the first change of a channel, and one beside a change that was noted, outlive a kill", async () => {
  await bench.start(cmms());
  await bench.notifier?.close();
  await report("w-1");
  await bench.start(cmms());
  await until(() => expect(events()).toEqual(["w-1/0"]));
  await report("w-2");
  await until(() => expect(events()).toEqual(["w-1/0", "w-2/0"]));
  // Both acts are of one instant; the edge is killed when only one of them is noted.
  await act("w-2", "start");
  await until(() => expect(events()).toHaveLength(3));
  await bench.notifier?.close();
  bench.now -= S;
  await act("w-1", "start");
  await bench.start(cmms());
  await until(() => expect(events()).toEqual(["w-1/0", "w-2/0", "w-2/1", "w-1/1"]));
});

it("[N27] a channel that the config adds to a running edge begins with the next change, also over a kill", async () => {
  await bench.start(cmms());
  await report("w-1");
  await until(() => expect(events()).toEqual(["w-1/0"]));
  bench.notifier?.follow({ channels: [cmms(), cmms({ id: "added" })] });
  await until(() => expect(readFileSync(join(bench.dir, "notify.jsonl"), "utf8")).toContain('{"over":"added"'));
  await bench.notifier?.close();
  await act("w-1", "start");
  await bench.start(cmms({ id: "added" }));
  await until(() => expect(events()).toEqual(["w-1/0", "w-1/1"]));
});

it("[N53] a channel that the config brings back sends nothing of the time in which it was gone", async () => {
  await bench.start(cmms(), cmms({ id: "other" }));
  await report("w-1");
  await until(() => expect(events()).toHaveLength(2));
  bench.notifier?.follow({ channels: [cmms({ id: "other" })] });
  bench.now += 600 * S;
  await report("w-2");
  await until(() => expect(events()).toHaveLength(3));
  bench.now += 600 * S;
  bench.notifier?.follow({ channels: [cmms(), cmms({ id: "other" })] });
  await until(() => expect(bench.notifier?.channels()).toHaveLength(2));
  await report("w-3");
  await until(() => expect(events().filter((uid) => uid === "w-3/0")).toHaveLength(2));
  expect(events().filter((uid) => uid === "w-2/0")).toHaveLength(1);
});

it.each([
  ["a reload removes it, and a start brings it back", true, "work-items"],
  ["a start removes it, and the next one brings it back", false, "work-items"],
  ["a start gives it another record, and the next one the first", false, "alarms"],
] as const)("[N53] a channel sends nothing of the time in which it was gone where %s", async (_, isByReload, sends) => {
  const other = cmms({ id: "other" });
  const without = sends === "alarms" ? [cmms({ sends }), other] : [other];
  await bench.start(cmms(), other);
  await report("w-1");
  await until(() => expect(events()).toHaveLength(2));
  if (isByReload) bench.notifier?.follow({ channels: without });
  else {
    await bench.notifier?.close();
    await bench.start(...without);
  }
  bench.now += 600 * S;
  await report("w-2");
  await until(() => expect(events()).toHaveLength(3));
  await bench.notifier?.close();
  bench.now += 600 * S;
  await bench.start(cmms(), other);
  await report("w-3");
  await until(() => expect(events().filter((uid) => uid === "w-3/0")).toHaveLength(2));
  expect(events().filter((uid) => uid === "w-2/0")).toHaveLength(1);
});

it("[N27] a channel that an earlier version noted as begun is owed the first change", async () => {
  writeFileSync(join(bench.dir, "notify.jsonl"), '{"over":"cmms","keys":["begun"]}\n');
  await report("w-1");
  await bench.start(cmms());
  await until(() => expect(events()).toEqual(["w-1/0"]));
});

it("[N28] only a webhook sends work items", () => {
  const channels = [cmms(), cmms({ id: "robot", kind: "wecom" })];
  expect(channelProblems({ channels })).toMatchObject([
    { steps: ["notify", "channels", 1, "sends"], code: "channel-work-kind" },
  ]);
});
