/** Predictions by channels: rules N29 to N31 in docs/rules/notify.md. */
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type OpenPredictionBook, openPredictionBook } from "../../../edge/alerts/predictions/prediction-book.ts";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import { healthFinding, lifeOf } from "../../fakes/alerts/health-findings.ts";
import { LATHE } from "../../fakes/api/deps.ts";
import { log, S } from "../detect/bench-plant.ts";
import { NotifierBench, SECRET, until } from "./notifier-bench.ts";

const bench = new NotifierBench();
let dir: string;
let book: OpenPredictionBook;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-predictions-hook-"));
  book = await openPredictionBook({ dir, alerts: bench.book, log, clock: () => bench.now });
  bench.predictions = book;
});
afterEach(async () => {
  await book.close();
  rmSync(dir, { recursive: true });
});

const cmms = (more: object = {}) => bench.channel({ id: "cmms", sends: "predictions", perHour: 1_000, ...more });
async function say(more: Partial<Finding> = {}, afterUs = S): Promise<void> {
  bench.now += afterUs;
  bench.book.apply([healthFinding(bench.now, more)]);
  await book.look();
}
interface Change {
  readonly change: string;
  readonly eventUid: string;
}
const changes = () => bench.got.flatMap(({ body }) => (JSON.parse(body) as { changes: readonly Change[] }).changes);
const said = () => changes().map(({ change }) => change);

it("[N29] [PD6] each change goes out signed, over a restart, with everything that a program needs", async () => {
  await bench.start(cmms(), bench.channel({ id: "alarms", url: "http://127.0.0.1:9/" }));
  await say();
  await until(() => expect(said()).toEqual(["new"]));
  await bench.notifier?.close();
  // Right before a kill: in the book, in no channel.
  await say({ severity: 600 });
  await bench.start(cmms());
  await say({ standing: false, endedBy: "replaced" });
  await until(() => expect(said()).toEqual(["new", "raised", "ended"]));
  const [first, , last] = changes();
  const at = new Date(bench.now / 1000 - 2_000).toISOString();
  expect(first).toMatchObject({
    schema: "prediction/1",
    number: 0,
    state: "active",
    endedBy: null,
    edge: "urn:gemba:edge:e",
    asset: { uid: LATHE, label: "CNC-101", path: "binjiang/bj1/machining/turning/cell-1/cnc-101" },
    simulated: true,
    advisory: true,
    component: "spindle",
    priority: 3,
    severity: 300,
    hypotheses: [
      { kind: "bearing-wear", p: 0.8 },
      { kind: "imbalance", p: 0.2 },
    ],
    health: 60,
    remainingLife: { unit: "s", basis: "clock-time", from: at, p10: 18_000, p50: 36_000, p90: 72_000 },
    evidence: [{ value: 42, usual: { low: 0, high: 1 }, tailProbability: 1e-10, detector: "health" }],
    judgedAt: at,
    link: `https://gemba.example/phone.html?id=${encodeURIComponent(LATHE)}`,
  });
  expect(last).toMatchObject({ state: "ended", endedBy: "replaced", remainingLife: null });
  for (const { headers, body } of bench.got) {
    const signed = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
    expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", SECRET).update(signed).digest("base64")}`);
    expect(JSON.parse(body)).toMatchObject({ type: "predictions" });
  }
});

it("[N29] an outage loses no end: what waited comes in order once the other side answers", async () => {
  await bench.start(cmms());
  bench.status = 503;
  await say();
  await say({ severity: 600 });
  await say({ standing: false, endedBy: "normal" });
  await until(() => expect(bench.notifier?.channels()[0]?.problem).toContain("503"));
  bench.status = 200;
  bench.now += 600 * S;
  const uids = () => [...new Set(changes().map(({ eventUid }) => eventUid.split("/")[1]))];
  await until(() => expect(uids()).toEqual(["0", "1", "2"]));
});

it("[N30] people get one message per component and priority, and none about what they acknowledged", async () => {
  await bench.start(bench.channel({ id: "group", kind: "wecom", sends: "predictions", language: "en" }));
  await say();
  await until(() => expect(bench.got).toHaveLength(1));
  const text = () => (JSON.parse(bench.got.at(-1)?.body ?? "") as { markdown: { content: string } }).markdown.content;
  expect(text()).toContain("prediction, CNC-101 Spindle: bearing wear suspected. Check the bearing.");
  for (const part of ["[3] 2026-01-05 08:00:01", "Likelihood 80 %", "Health 60 of 100", "with 80 % between"])
    expect(text()).toContain(part);
  expect(text()).toContain("not an alarm");
  await say({ rul: lifeOf(bench.now, 3_600) }, 400 * S);
  await say({ severity: 600, rul: lifeOf(bench.now, 3_600) });
  await until(() => expect(bench.got).toHaveLength(2));
  for (const severity of [300, 600, 300]) await say({ severity, rul: lifeOf(bench.now, 3_600) }, 400 * S);
  expect(bench.got).toHaveLength(2);
  // Acknowledged while the message waits.
  bench.status = 503;
  await say({ severity: 800 });
  await until(() => expect(bench.notifier?.channels()[0]?.problem).toContain("503"));
  const [alert] = bench.book.standing();
  const principal = { user: "li", role: "maintainer" as const, origin: "cli" };
  await bench.book.act(alert?.alertUid ?? "", { kind: "acknowledge", at: bench.now, principal });
  bench.status = 200;
  bench.now += 600 * S;
  await until(() => expect(bench.notifier?.channels()[0]?.waiting).toBe(0));
  // Predictions that were left out do not count as sent.
  expect(bench.notifier?.channels()[0]?.sent).toBe(2);
  await say({ standing: false, endedBy: "normal" });
  await bench.notifier?.close();
  expect(bench.got).toHaveLength(3);
});

it("[N31] a channel that says nothing of it gets no prediction, and one of predictions no alarm", async () => {
  await bench.start(cmms(), bench.channel({ id: "alarms", priorities: [1, 2, 3, 4] }));
  await say({ severity: 800 });
  bench.raise("hot");
  await until(() => expect(bench.got).toHaveLength(2));
  await bench.notifier?.close();
  const types = bench.bodies().map(({ type, alerts }) => (type === "alarms" ? alerts.map(({ rule }) => rule) : type));
  expect(types).toHaveLength(2);
  expect(types).toContain("predictions");
  expect(types).toContainEqual(["hot"]);
});
