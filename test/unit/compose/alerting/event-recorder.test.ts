/** Events that the edge makes itself: rule WI19 in docs/rules/work.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { recorderOf } from "../../../../edge/compose/alerting/event-recorder.ts";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
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
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-replaced-"));
  book = await openWorkBook({ dir, journal: new MemoryJournal(), log });
});
afterEach(async () => {
  await book.close();
  rmSync(dir, { recursive: true });
});

it("[WI19] each replaced component is one event of the log, also of work finished before it opened", async () => {
  const record = recorderOf({ subscribe: () => () => undefined }, book);
  const title = { zh: "主轴异响", en: "Spindle is loud" };
  const about = { assetUid: LATHE };
  await book.report(
    { itemUid: "w-1", kind: "maintenance", about, title, evidence: [], reportedAt: T0, reportedBy: LI },
    principal,
  );
  const act = (kind: WorkAct["kind"], second: number, more: Partial<WorkAct> = {}) =>
    book.act(
      "w-1",
      { kind, actUid: `a-${second}`, at: T0 + second * S, by: LI, ...more },
      { role: "maintainer", principal },
    );
  const events: EdgeEvent[] = [];
  const seen = () => events.map(({ type, assetUid, time, payload }) => [type, assetUid, time, payload["component"]]);
  await act("start", 1);
  await act("finish", 2, { done: "-", replaced: ["spindle/front-bearing", "belt"] });
  record({ pushEvents: (batch) => events.push(...batch.events) });
  const first = [
    [COMPONENT_REPLACED, LATHE, T0 + 2 * S, "spindle/front-bearing"],
    [COMPONENT_REPLACED, LATHE, T0 + 2 * S, "belt"],
  ];
  expect(seen()).toEqual(first);
  await act("finish", 2, { done: "-" });
  await act("return", 3, { note: "still loud" });
  await act("start", 4);
  await act("finish", 5, { done: "-", replaced: ["belt"] });
  await act("verify", 6);
  expect(seen()).toEqual([...first, [COMPONENT_REPLACED, LATHE, T0 + 5 * S, "belt"]]);
  expect(new Set(events.map(({ eventUid }) => eventUid)).size).toBe(3);
});
