/** Events that the edge makes itself: rule WI19 in docs/rules/work.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openRecorder, type RecordingInlet } from "../../../../edge/compose/alerting/event-recorder.ts";
import type { EdgeEvent, EventBatch } from "../../../../edge/contracts/path/event-batch.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { COMPONENT_REPLACED } from "../../../../edge/contracts/records/work-book.ts";
import type { WorkAct } from "../../../../edge/contracts/records/work-item.ts";
import { type OpenWorkBook, openWorkBook } from "../../../../edge/work/work-book.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";
import { LI, S, T0 } from "../../../fakes/records/work.ts";
import { log } from "../../detect/bench-plant.ts";

const LATHE = "urn:t:lathe" as AssetUid;
const principal = { user: "li", role: "maintainer", origin: "cli" };
let dir: string;
let book: OpenWorkBook;
const reopen = async () => {
  await book.close();
  book = await openWorkBook({ dir, journal: new MemoryJournal(), log });
};
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-replaced-"));
  book = await openWorkBook({ dir, journal: new MemoryJournal(), log });
});
afterEach(async () => {
  await book.close();
  rmSync(dir, { recursive: true });
});

/** A log of which the test decides when it is on disk. */
class FakeLog implements RecordingInlet {
  full = false;
  readonly events: EdgeEvent[] = [];
  readonly #waiting: (() => void)[] = [];

  pushEvents(batch: EventBatch): number {
    return this.events.push(...batch.events);
  }

  committed(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  commit(): void {
    for (const done of this.#waiting.splice(0)) done();
  }
}

const record = (inlet: RecordingInlet) => {
  const recorder = openRecorder({ alerts: { subscribe: () => () => undefined }, work: book, log });
  recorder.recordIn(inlet);
  return recorder;
};
const act = (kind: WorkAct["kind"], second: number, more: Partial<WorkAct> = {}) =>
  book.act(
    "w-1",
    { kind, actUid: `a-${second}`, at: T0 + second * S, by: LI, ...more },
    { role: "maintainer", principal },
  );
const seen = ({ events }: FakeLog) =>
  events.map(({ type, assetUid, time, payload }) => [type, assetUid, time, payload["component"]]);
const uids = ({ events }: FakeLog) => events.map(({ eventUid }) => eventUid);
const FIRST = [
  [COMPONENT_REPLACED, LATHE, T0 + 2 * S, "spindle/front-bearing"],
  [COMPONENT_REPLACED, LATHE, T0 + 2 * S, "belt"],
];

async function finish(): Promise<void> {
  const title = { zh: "主轴异响", en: "Spindle is loud" };
  const about = { assetUid: LATHE };
  await book.report(
    { itemUid: "w-1", kind: "maintenance", about, title, evidence: [], reportedAt: T0, reportedBy: LI },
    principal,
  );
  await act("start", 1);
  await act("finish", 2, { done: "-", replaced: ["spindle/front-bearing", "belt", "belt"] });
}

it("[WI19] each replaced component is one event of the log, also of work finished before it opened", async () => {
  const inlet = new FakeLog();
  await finish();
  record(inlet);
  expect(seen(inlet)).toEqual(FIRST);
  await act("finish", 2, { done: "-" });
  await act("return", 3, { note: "still loud" });
  await act("start", 4);
  await act("finish", 5, { done: "-", replaced: ["belt"] });
  await act("verify", 6);
  expect(seen(inlet)).toEqual([...FIRST, [COMPONENT_REPLACED, LATHE, T0 + 5 * S, "belt"]]);
  expect(new Set(uids(inlet)).size).toBe(3);
});

it("[WI19] a kill between book and log costs no event; one between log and book repeats it with its uid", async () => {
  const [killed, later, last] = [new FakeLog(), new FakeLog(), new FakeLog()];
  record(killed);
  await finish();
  expect(seen(killed)).toEqual(FIRST);
  await reopen();
  record(later);
  expect(seen(later)).toEqual(FIRST);
  expect(uids(later)).toEqual(uids(killed));
  // Owed events outlive a rewriting of the file.
  await book.rewrite();
  await reopen();
  record(last);
  expect(uids(last)).toEqual(uids(killed));
  last.commit();
  await expect.poll(() => book.owed).toEqual([]);
  await reopen();
  expect(book.owed).toEqual([]);
  expect(book.find("w-1")?.acts).toHaveLength(2);
});

it("[WI19] a full log gets the event when it has room again, and once", async () => {
  const inlet = Object.assign(new FakeLog(), { full: true });
  const recorder = record(inlet);
  await finish();
  recorder.retry();
  expect(seen(inlet)).toEqual([]);
  inlet.full = false;
  recorder.retry();
  recorder.retry();
  expect(seen(inlet)).toEqual(FIRST);
});
