/** Permits in the work book: rules WP8 and WP16 in docs/rules/permits.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { permitStage } from "../../../edge/contracts/records/permit-acts.ts";
import type { WorkItem } from "../../../edge/contracts/records/work-book.ts";
import type { WorkAct } from "../../../edge/contracts/records/work-item.ts";
import { MemoryJournal } from "../../fakes/api/deps.ts";
import { tryWith } from "../../fakes/disk/failing-disk.ts";
import { actOf, doAct, gasAt, permitItem, TICKED } from "../../fakes/safety/permits.ts";
import { HOUR, MONDAY, type OpenLoop, openLoop } from "../../fakes/safety/plant.ts";
import { randomOf } from "../../run/seed.ts";

const T = MONDAY + 8 * HOUR;
const APPROVED = actOf("plan", T, { by: "mia", assignee: "wang", due: T + 8 * HOUR, grade: 2 });
const hot = () => permitItem("hot", T);

let dir: string;
let open: OpenLoop;
const journal = new MemoryJournal();
const start = async (folder = dir) => {
  open = await openLoop(folder, journal, () => []);
};
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-permits-"));
  await start();
});
afterEach(async () => {
  await open.close();
  rmSync(dir, { recursive: true });
});
const reported = async (item: WorkItem) => {
  const { acts: _acts, ...given } = item;
  await open.work.report(given, { user: "otto", role: "operator", origin: "" });
};
const found = (itemUid: string) => open.work.find(itemUid) as WorkItem;

it("[WP8] a permit that nobody opened in its time expires; one that was opened is for people to close", async () => {
  await reported(hot());
  const other = { ...permitItem("paint", T), itemUid: "permit-2" };
  await reported(other);
  await doAct(open.work, "permit-2", { act: APPROVED });
  await doAct(open.work, "permit-2", { act: actOf("start", T + 1) });
  await open.loop.run(T + 7 * HOUR);
  expect(permitStage(found("permit-hot"))).toBe("applied");
  await open.loop.run(T + 8 * HOUR);
  expect([permitStage(found("permit-hot")), permitStage(found("permit-2"))]).toEqual(["expired", "open"]);
});

/** The acts of one permit, in the order in which people and the edge do them. */
const WAY: readonly WorkAct[] = [
  APPROVED,
  actOf("remark", T + 1, { note: "tested", gas: gasAt(T) }),
  actOf("start", T + 60e6, { ticks: [...TICKED] }),
  actOf("remark", T + HOUR, { note: "again", gas: gasAt(T + HOUR) }),
  actOf("interrupt", T + 2 * HOUR, { note: "lunch" }),
  { ...APPROVED, at: T + 3 * HOUR, actUid: "again" },
  actOf("start", T + 3 * HOUR + 1, { gas: gasAt(T + 3 * HOUR), ticks: [...TICKED] }),
  actOf("finish", T + 4 * HOUR, { done: "welded", by: "wang" }),
  actOf("verify", T + 5 * HOUR, { by: "mia" }),
];

async function step(n: number, folder: string): Promise<void> {
  const uid = `permit-${Math.floor(n / 10)}`;
  await start(folder);
  const act = WAY[(n % 10) - 1];
  if (act === undefined) await reported({ ...hot(), itemUid: uid });
  else await doAct(open.work, uid, { act: { ...act, actUid: `${act.actUid} ${uid}` } });
  // Every third permit is only applied for: the edge ends it.
  await reported({ ...hot(), itemUid: `idle-${Math.floor(n / 30)}` });
  await open.loop.run(T + (n % 30 === 29 ? 9 : 0) * HOUR);
  await open.close();
}

const told = () => new Map([...open.work.newestFirst()].map((item) => [item.itemUid, JSON.stringify(item)]));

it("[WP16] kill -9 at any moment, 50 times: no permit, gas test, tick or expiry is lost or doubled", async () => {
  await open.close();
  const random = randomOf("permit-kills");
  let [kills, n] = [0, 0];
  for (; kills < 50; n++) {
    const at = 1 + Math.floor(random() * 8);
    const { hasFailed } = await tryWith(dir, { at, fault: "kill" }, () => step(n, dir));
    if (!hasFailed) continue;
    kills++;
    await step(n, dir);
  }
  const recorded = journal.entries.filter(({ result }) => result === "done").map(({ deedUid }) => deedUid);
  expect(new Set(recorded).size).toBe(recorded.length);
  const whole = mkdtempSync(join(tmpdir(), "gemba-permits-whole-"));
  try {
    for (let at = 0; at < n; at++) await step(at, whole);
    await start(whole);
    const expected = told();
    await open.close();
    await start(dir);
    expect(told()).toEqual(expected);
    expect([...expected.values()].filter((text) => /"kind":"verify"/.test(text)).length).toBeGreaterThanOrEqual(
      Math.floor(n / 10) - 1,
    );
  } finally {
    rmSync(whole, { recursive: true });
  }
});
