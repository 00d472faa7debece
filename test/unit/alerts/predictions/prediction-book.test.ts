/** Rules PD1 to PD5 in docs/rules/predictions.md. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openAlertBook } from "../../../../edge/alerts/alert-book.ts";
import type { OpenAlertBook } from "../../../../edge/alerts/open-alert-book.ts";
import { type OpenPredictionBook, openPredictionBook } from "../../../../edge/alerts/predictions/prediction-book.ts";
import type { Finding } from "../../../../edge/contracts/alerts/detector.ts";
import type { PredictionChange } from "../../../../edge/contracts/health/prediction.ts";
import { attributesIn } from "../../../../edge/detect/rules/alert-attributes.ts";
import { healthFinding, lifeOf } from "../../../fakes/alerts/health-findings.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";
import { log, S, T0 } from "../../detect/bench-plant.ts";

const APART = 300 * S;
let dir: string;
let now: number;
/** The monotonic clock beside the wall clock. */
let elapsed: number;
let alerts: OpenAlertBook;
let book: OpenPredictionBook;
let changes: PredictionChange[];

async function start(mostKept?: number): Promise<void> {
  alerts = await openAlertBook({ dir, edge: "e", clock: () => now, log, journal: new MemoryJournal() });
  book = await openPredictionBook({
    dir,
    alerts,
    log,
    clock: () => now,
    elapsed: () => elapsed,
    ...(mostKept ? { mostKept } : {}),
  });
  book.subscribe((change) => changes.push(change));
}

async function stop(): Promise<void> {
  await book.close();
  await alerts.close();
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-predictions-"));
  now = T0;
  elapsed = 0;
  changes = [];
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(dir, { recursive: true });
});

/** The health book reports this, `afterUs` later. */
async function say(more: Partial<Finding> = {}, afterUs = S): Promise<void> {
  now += afterUs;
  alerts.apply([healthFinding(now, more)]);
  await book.look();
}
const steps = () => changes.map(({ step, endedBy }) => (endedBy === undefined ? step : `${step} ${endedBy}`));
/** A start and a reload: alerts that no detector of the config watches are cleared. */
const reload = () =>
  alerts.follow({
    keys: new Set(),
    attributesOf: (_rule, _asset, kind) => attributesIn({}, kind),
    suppressionOf: () => undefined,
  });

it("[PD1] says beginning, each priority, another cause, a moved forecast, and the end with a reason", async () => {
  await say();
  await say({}, APART);
  await say({ severity: 600 });
  await say({ severity: 600, hypotheses: [{ kind: "imbalance", p: 0.7 }] }, APART);
  await say({ severity: 600, hypotheses: [{ kind: "imbalance", p: 0.7 }], rul: lifeOf(now, 3_600) }, APART);
  await say({ severity: 300, hypotheses: [{ kind: "imbalance", p: 0.7 }], rul: lifeOf(now, 3_600) }, APART);
  await say({ standing: false, endedBy: "replaced" });
  expect(steps()).toEqual(["new", "raised", "cause", "forecast", "lowered", "ended replaced"]);
  const uid = changes[0]?.prediction.predictionUid ?? "";
  expect(changes.map(({ eventUid }) => eventUid)).toEqual([0, 1, 2, 3, 4, 5].map((number) => `${uid}/${number}`));
  await say();
  expect(changes.at(-1)).toMatchObject({ step: "new", number: 0 });
  expect(changes.at(-1)?.prediction.predictionUid).not.toBe(uid);
});

it("[PD1] a forecast that moves little, and another rule's alert, are not worth a message", async () => {
  await say();
  await say({ rul: lifeOf(T0 + S, 40_000), health: 55 }, APART);
  alerts.apply([{ ...healthFinding(now), rule: "limits/spindle" }]);
  await book.look();
  expect(steps()).toEqual(["new"]);
  await say({ health: 50 }, APART);
  expect(steps()).toEqual(["new", "forecast"]);
});

it("[PD2] what swings is said once in five minutes; a priority above all before is said at once", async () => {
  await say();
  for (let second = 0; second < 600; second++) await say({ severity: second % 2 === 0 ? 600 : 300 });
  expect(steps()[1]).toBe("raised");
  expect(changes.length).toBeLessThanOrEqual(4);
  expect(changes.filter(({ isFirstOfPriority }) => isFirstOfPriority)).toHaveLength(2);
});

it("[PD3] the numbers go on after a restart, and an end in the meantime is said", async () => {
  await say();
  await alerts.settled();
  await stop();
  await start();
  await say({ severity: 600 });
  await stop();
  alerts = await openAlertBook({ dir, edge: "e", clock: () => now, log, journal: new MemoryJournal() });
  alerts.apply([healthFinding(now, { standing: false, endedBy: "normal" })]);
  await alerts.close();
  await start();
  await book.look();
  expect(steps()).toEqual(["new", "raised", "ended normal"]);
  expect(changes.map(({ number }) => number)).toEqual([0, 1, 2]);
  expect(new Set(changes.map(({ prediction }) => prediction.predictionUid)).size).toBe(1);
});

it("[PD3] the end of an alert that another took over before the restart is said at once", async () => {
  await say();
  reload();
  await say();
  await alerts.settled();
  await stop();
  await start();
  await say({ standing: false, endedBy: "normal" });
  expect(steps()).toEqual(["new", "ended normal"]);
});

it("[PD3] after a restart nothing is said of what the alert's last line has, until it is judged again", async () => {
  await say();
  await say({ health: 20, rul: lifeOf(now, 600) }, APART);
  await alerts.settled();
  await stop();
  await start();
  now += APART;
  await book.look();
  expect(steps()).toEqual(["new", "forecast"]);
});

it("[PD4] a reload ends the alert until the health book repeats its finding, and not the prediction", async () => {
  await say();
  reload();
  await book.look();
  await say({}, 60 * S);
  expect(steps()).toEqual(["new"]);
  await say({ standing: false, endedBy: "normal" });
  expect(steps()).toEqual(["new", "ended normal"]);
  await say();
  reload();
  await book.look();
  now += 180 * S;
  elapsed += 180 * S;
  await book.look();
  expect(steps()).toEqual(["new", "ended normal", "new", "ended not-watched"]);
});

it("[PD4] a clock that is set right after a start ends no prediction that waits for its finding", async () => {
  await say();
  reload();
  await book.look();
  now += 3_600 * S;
  await book.look();
  await say({}, 60 * S);
  expect(steps()).toEqual(["new"]);
});

it("[PD5] keeps the newest changes and what stands, and leaves a damaged line out", async () => {
  await stop();
  await start(3);
  await say();
  const path = join(dir, "predictions.jsonl");
  const first = readFileSync(path, "utf8");
  const other = { rule: "health/pump", component: "pump" };
  for (const standing of [true, false, true, false, true]) await say({ ...other, standing, endedBy: "normal" });
  expect(book.newestFirst()).toHaveLength(3);
  expect(
    book
      .current()
      .map(({ prediction }) => prediction.component)
      .sort(),
  ).toEqual(["pump", "spindle"]);
  await stop();
  appendFileSync(path, `00000000${first.slice(8)}`);
  await start(3);
  expect(book.current()).toHaveLength(2);
});

it("[PD5] an end is among the current states for a day", async () => {
  await say();
  await say({ standing: false, endedBy: "normal" });
  expect(book.current().map(({ step }) => step)).toEqual(["ended"]);
  now += 86_400 * S;
  expect(book.current()).toEqual([]);
});
