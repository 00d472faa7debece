import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import type { OperatorAction } from "../../../edge/contracts/alerts/alert.ts";
import { type ConditionReport, conditionKeyText } from "../../../edge/contracts/alerts/condition.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { MemoryJournal } from "../../fakes/api/deps.ts";
import { log, S, T0 } from "../detect/bench-plant.ts";

const LI = { user: "li", role: "operator", origin: "::1" };
let dir: string;
let now = T0;
let journal: MemoryJournal;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-conditions-"));
  now = T0;
  journal = new MemoryJournal();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = () => openAlertBook({ dir, edge: "e", clock: () => now, log, journal });
let events = 0;
const condition = (second: number, more: Partial<ConditionReport> = {}): ConditionReport => ({
  source: "press",
  conditionId: "ns=1;i=7",
  eventId: `event-${++events}`,
  rule: "OilLevel",
  assetUid: "urn:a" as AssetUid,
  kind: "process",
  annunciation: "alarm",
  severity: 700,
  message: { zh: "油位低", en: "oil level low" },
  at: T0 + second * S,
  active: true,
  acknowledged: false,
  retain: true,
  ...more,
});
const act = (rest: object): OperatorAction => ({ at: now, principal: LI, ...rest }) as OperatorAction;

it("[A60] a server's condition is an alert with its origin; its state follows the server", async () => {
  const book = await open();
  const states: string[] = [];
  const report = (second: number, more: Partial<ConditionReport> = {}) => {
    book.report([condition(second, more)]);
    states.push(book.history(0, Number.MAX_VALUE, 1)[0]?.state ?? "none");
  };
  report(0);
  report(1, { acknowledged: true, comment: { text: "on my way", by: "wang" } });
  report(2, { active: false, acknowledged: true, retain: false });
  expect(states).toEqual(["active", "acknowledged", "closed"]);
  const [alert] = book.history(0, Number.MAX_VALUE, 1);
  expect(alert).toMatchObject({
    origin: { edge: "e", source: "press", conditionId: "ns=1;i=7" },
    rule: "OilLevel",
    acknowledged: { by: "wang" },
    clearedAt: T0 + 2 * S,
  });
  report(3, { active: true });
  expect(book.standing()).toHaveLength(1);
  expect(book.standing()[0]?.alertUid).not.toBe(alert?.alertUid);
  report(4, { suppressed: true });
  report(5, { suppressed: false, outOfService: true });
  report(6, { outOfService: false, shelved: { kind: "timed", until: T0 + 60 * S } });
  now = T0 + 7 * S;
  report(7, { latched: true, active: false });
  report(8, { active: false });
  expect(states.slice(3)).toEqual(["active", "suppressed", "out-of-service", "shelved", "latched", "cleared"]);
  await book.close();
});

it("[A61] a repeated report, an older one, and one that repeats a past state change nothing", async () => {
  const book = await open();
  const first = condition(5);
  book.report([first]);
  const version = book.version;
  book.report([first, condition(4, { active: false, acknowledged: true, retain: false })]);
  expect(book.version).toBe(version);
  const uid = book.standing()[0]?.alertUid ?? "";
  const over = condition(6, { active: false });
  book.report([over]);
  await book.act(uid, act({ kind: "acknowledge" }));
  expect(book.standing()).toEqual([]);
  // The edge acknowledged by itself; the server still retains the condition and reports it again, also after a restart
  // and with a comment.
  book.report([over, { ...over, eventId: "other", at: T0 + 9 * S, severity: 710 }]);
  await book.close();
  const later = await open();
  later.report([over]);
  expect(later.standing()).toEqual([]);
  later.report([condition(20)]);
  expect(later.standing()).toMatchObject([{ state: "active" }]);
  await later.close();
});

it("[A62] a server that asks for an acknowledgement again begins a new occurrence", async () => {
  const book = await open();
  book.report([condition(0), condition(1, { acknowledged: true })]);
  const before = book.standing()[0];
  now += S;
  book.report([condition(2, { acknowledged: false })]);
  const after = book.standing()[0];
  expect(after).toMatchObject({ state: "active", alertUid: before?.alertUid, reraised: 1 });
  expect(after?.occurrenceUid).not.toBe(before?.occurrenceUid);
  expect(book.annunciatedSince(0)).toBe(2);
  await book.close();
});

it("[A63] a refresh clears conditions that the server no longer knows; all other alerts stay", async () => {
  const book = await open();
  const kept = condition(0, { conditionId: "kept" });
  book.report([condition(0), kept, condition(0, { source: "mill" }), condition(0, { branchId: "b1" })]);
  book.apply([
    {
      rule: "hot",
      assetUid: "urn:a" as AssetUid,
      kind: "process",
      standing: true,
      at: now,
      severity: 450,
      message: { zh: "", en: "" },
      evidence: [],
    },
  ]);
  book.endMissing("press", new Set([conditionKeyText(kept)]), T0 + 9 * S);
  const states = book
    .standing()
    .map(
      ({ origin, rule, state }) => `${origin.source} ${origin.conditionId ?? rule} ${origin.branchId ?? "-"} ${state}`,
    );
  expect(states.sort()).toEqual([
    "mill ns=1;i=7 - active",
    "press kept - active",
    "press ns=1;i=7 - cleared",
    "press ns=1;i=7 b1 cleared",
    "rules hot - active",
  ]);
  await book.close();
});

it("[A64] the server acts on its condition first; an action that it refuses is only recorded", async () => {
  const book = await open();
  const forwarded: unknown[] = [];
  let refuse: string | undefined;
  book.forwardTo("press", {
    async act(key, action) {
      forwarded.push([key.conditionId, key.eventId, action.kind]);
      if (refuse !== undefined) throw new EdgeError("conflict", refuse);
      // The server's own event comes before its answer, and names the session of the edge.
      const comment = { by: "anonymous", text: "li: seen" };
      if (action.kind === "acknowledge") book.report([condition(2, { acknowledged: true, comment })]);
      return "Good";
    },
  });
  const first = condition(0);
  book.report([first]);
  const uid = book.standing()[0]?.alertUid ?? "";
  refuse = "the server answers BadEventIdUnknown: the condition has changed since";
  await expect(book.act(uid, act({ kind: "acknowledge" }))).rejects.toMatchObject({
    code: "conflict",
    message: refuse,
  });
  expect(book.find(uid)?.state).toBe("active");
  refuse = undefined;
  const after = await book.act(uid, act({ kind: "acknowledge", comment: "seen" }));
  expect(after).toMatchObject({ state: "acknowledged", acknowledged: { by: "li", comment: "seen" } });
  expect(forwarded).toEqual([
    ["ns=1;i=7", first.eventId, "acknowledge"],
    ["ns=1;i=7", first.eventId, "acknowledge"],
  ]);
  expect(journal.entries.map(({ action, result }) => `${action} ${result}`)).toEqual([
    "alert.acknowledge refused",
    "alert.acknowledge done",
  ]);
  expect(journal.entries[1]?.after).toMatchObject({ server: "Good" });
  await book.close();
});

it("[A65] if the server has a second step, an acknowledged and cleared alert waits for it", async () => {
  const book = await open();
  book.report([condition(0, { confirmed: false })]);
  const uid = book.standing()[0]?.alertUid ?? "";
  await expect(book.act(uid, act({ kind: "confirm" }))).rejects.toMatchObject({ code: "conflict" });
  await book.act(uid, act({ kind: "acknowledge" }));
  book.report([condition(1, { confirmed: false, active: false })]);
  expect(book.find(uid)?.state).toBe("cleared");
  expect((await book.act(uid, act({ kind: "confirm" }))).state).toBe("closed");
  await book.close();
});

it("[A66] in any order of reports, the book agrees with the newest, also when read back", async () => {
  const step = fc.record({
    second: fc.nat(20),
    active: fc.boolean(),
    acknowledged: fc.boolean(),
    retain: fc.boolean(),
    latched: fc.boolean(),
    suppressed: fc.boolean(),
    id: fc.constantFrom("a", "b"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      rmSync(dir, { recursive: true, force: true });
      const book = await open();
      const newest = new Map<string, ConditionReport>();
      for (const { second, id, ...more } of steps) {
        const report = condition(second, { ...more, conditionId: id, retain: more.retain || more.active });
        book.report([report]);
        const known = newest.get(id);
        // An unknown condition that needs no response is not remembered.
        if (known === undefined && !report.active && !(report.retain && !report.acknowledged)) continue;
        if (known === undefined || report.at >= known.at) newest.set(id, report);
        const shown = book.standing().filter((alert) => alert.origin.conditionId === id);
        expect(shown.length).toBeLessThanOrEqual(1);
        const word = newest.get(id) as ConditionReport;
        if (word.active) expect(shown[0]).toMatchObject({ condition: { eventId: word.eventId } });
        if (word.active) expect(shown[0]?.clearedAt).toBeUndefined();
        else if (!word.retain && !word.latched) expect(shown).toEqual([]);
      }
      await book.close();
      const later = await open();
      expect(later.standing()).toEqual(book.standing());
      await later.close();
    }),
    { numRuns: 60 },
  );
});
