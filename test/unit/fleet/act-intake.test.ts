/** Acts of people at the hub, as their edge carries them out (docs/rules/company.md). */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import type { OpenAlertBook } from "../../../edge/alerts/open-alert-book.ts";
import { uuidv7 } from "../../../edge/batch/uuidv7.ts";
import type { Journal } from "../../../edge/contracts/access/journal.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import {
  type ActOutcome,
  encodeAct,
  outcomeIn,
  type RemoteAct,
  readOutcome,
} from "../../../edge/contracts/fleet/remote-act.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { ActIntake } from "../../../edge/fleet/site/act-intake.ts";
import { KeyedLines } from "../../../edge/store/keyed-lines.ts";
import { MemoryJournal } from "../../fakes/api/deps.ts";
import { FakeSideChannels } from "../../fakes/fleet/side-channels.ts";
import { log, T0 } from "../detect/bench-plant.ts";

const HOUR = 3600e6;

let dir: string;
let now: number;
let journal: MemoryJournal;
let channels: FakeSideChannels;
let outcomes: ActOutcome[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-acts-"));
  now = T0;
  journal = new MemoryJournal();
  channels = new FakeSideChannels();
  outcomes = [];
  channels.hub.on("acts-done", (_edge, body) => {
    const outcome = readOutcome(body);
    if (outcome !== undefined) outcomes.push(outcome);
  });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function openBook(): Promise<{ readonly book: OpenAlertBook; readonly alertUid: string }> {
  const book = await openAlertBook({ dir, edge: "e", clock: () => now, log, journal });
  if (book.standing().length === 0)
    book.apply([
      {
        rule: "hot",
        assetUid: "urn:a" as AssetUid,
        kind: "process",
        standing: true,
        at: now,
        severity: 600,
        message: { en: "hot", zh: "热" },
        evidence: [],
      },
    ]);
  await book.settled();
  return { book, alertUid: book.standing()[0]?.alertUid as string };
}

const intake = (book: OpenAlertBook, over: { isAgreed?: boolean; journal?: Pick<Journal, "missing"> } = {}) =>
  ActIntake.open({
    channel: channels.edge,
    isAgreed: true,
    hours: 4,
    book,
    journal,
    dir,
    log,
    now: () => now,
    ...over,
  });

function actOn(alertUid: string, over: Partial<RemoteAct> = {}): RemoteAct {
  const by = { user: "anna", role: "operator", origin: "10.0.0.7" };
  return { eventUid: uuidv7(), alertUid, at: now, by, act: { kind: "acknowledge", comment: "seen" }, ...over };
}

const send = (act: RemoteAct) => channels.hub.send(channels.edgeId, "acts", encodeAct(act));
const answered = (count: number) => vi.waitFor(() => expect(outcomes).toHaveLength(count));

it("[CV12] an act is done in the edge's own book, by the hub's person, and its uid is in the audit log", async () => {
  const { book, alertUid } = await openBook();
  const acts = await intake(book);
  const act = actOn(alertUid);
  send(act);
  await answered(1);
  expect(outcomes[0]).toEqual({ eventUid: act.eventUid, result: "done", at: now, why: null });
  expect(book.find(alertUid)?.acknowledged).toEqual({ at: now, by: "anna (hub)", comment: "seen" });
  expect(journal.entries).toMatchObject([
    {
      action: "alert.acknowledge",
      deedUid: act.eventUid,
      result: "done",
      principal: { user: "anna (hub)", role: "operator", origin: "hub, 10.0.0.7" },
    },
  ]);
  await acts.close();
  await book.close();
});

it("[CV13] an act that comes again is done once and answered each time, also after a start", async () => {
  const { book, alertUid } = await openBook();
  const act = actOn(alertUid, { act: { kind: "comment", comment: "look at the valve" } });
  const first = await intake(book);
  send(act);
  send(act);
  await answered(1);
  send(act);
  await answered(2);
  await first.close();
  channels.forgetEdge();
  const second = await intake(book);
  send(act);
  await answered(3);
  expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(["done"]));
  expect(book.find(alertUid)?.comments).toHaveLength(1);
  expect(journal.entries).toHaveLength(1);
  await second.close();
  await book.close();
});

it("[CV13] a kill between act and answer: the act is there once, whether the audit log had it or not", async () => {
  for (const isRecorded of [true, false]) {
    const { book, alertUid } = await openBook();
    const act = actOn(alertUid, { act: { kind: "comment", comment: `recorded: ${isRecorded}` } });
    const principal = { ...act.by, user: "anna (hub)" };
    const before = journal.entries.length;
    await book.act(alertUid, { kind: "comment", comment: "x", at: now, principal, actUid: act.eventUid });
    await book.close();
    if (!isRecorded) journal.entries.splice(before);
    channels.forgetEdge();
    const { book: again } = await openBook();
    const acts = await intake(again);
    send(act);
    await answered(1);
    expect(outcomes.splice(0)[0]?.result).toBe("done");
    await vi.waitFor(() => expect(journal.entries).toHaveLength(before + 1));
    expect(again.find(alertUid)?.comments.filter(({ comment }) => comment === "x")).toHaveLength(isRecorded ? 1 : 2);
    await acts.close();
    await again.close();
  }
});

it("[CV14] without consent, too old or dated ahead: refused in both languages, and nothing is done", async () => {
  const { book, alertUid } = await openBook();
  const shut = await intake(book, { isAgreed: false });
  send(actOn(alertUid));
  await answered(1);
  await shut.close();
  channels.forgetEdge();
  const open = await intake(book);
  send(actOn(alertUid, { at: now - 4 * HOUR - 1 }));
  send(actOn(alertUid, { at: now + 2 * HOUR }));
  await answered(3);
  expect(outcomes.map(({ result }) => result)).toEqual(["refused", "refused", "refused"]);
  expect(outcomes[0]?.why?.en).toContain("uplink.acts");
  expect(outcomes[1]?.why?.en).toContain("older than 4 h");
  expect(outcomes[2]?.why?.en).toContain("clocks");
  for (const { why } of outcomes) expect(why?.zh).toMatch(/[\u4e00-\u9fff]/);
  expect(book.find(alertUid)?.acknowledged).toBeUndefined();
  expect(journal.entries).toEqual([]);
  await open.close();
  await book.close();
});

it("[CV14] what the book refuses is the person's answer, in both languages", async () => {
  const { book, alertUid } = await openBook();
  const acts = await intake(book);
  send(actOn(alertUid));
  send(actOn(alertUid));
  send(actOn("no-such-alert"));
  send(actOn(alertUid, { act: { kind: "acknowledge", occurrenceUid: "earlier" } }));
  await answered(4);
  expect(outcomes.map(({ result }) => result)).toEqual(["done", "refused", "refused", "refused"]);
  expect(outcomes[1]?.why?.en).toContain("acknowledged by anna (hub)");
  for (const { why } of outcomes.slice(1)) expect(why?.zh).toMatch(/[\u4e00-\u9fff]/);
  await acts.close();
  await book.close();
});

it("[CV15] while the disk refuses, there is no answer, and the next sending finds the act done once", async () => {
  const { book, alertUid } = await openBook();
  let isFull = true;
  const failing: OpenAlertBook = Object.assign(Object.create(book) as OpenAlertBook, {
    act: (uid: string, action: Parameters<OpenAlertBook["act"]>[1]) =>
      isFull ? Promise.reject(new EdgeError("disk", "full")) : book.act(uid, action),
    hasPending: (uid: string) => book.hasPending(uid),
    settled: () => book.settled(),
  });
  const acts = await intake(failing);
  const act = actOn(alertUid);
  send(act);
  await new Promise((resolve) => setImmediate(resolve));
  expect(outcomes).toEqual([]);
  isFull = false;
  await vi.waitFor(() => {
    send(act);
    expect(outcomes.length).toBeGreaterThan(0);
  });
  expect(outcomes[0]?.result).toBe("done");
  expect(journal.entries).toHaveLength(1);
  await acts.close();
  await book.close();
});

it("[CV15] an outcome of a clock that was ahead does not keep those after it from being forgotten", async () => {
  const { book, alertUid } = await openBook();
  const acts = await intake(book);
  const uids: string[] = [];
  for (const hours of [365 * 24, 0, 100]) {
    now = T0 + hours * HOUR;
    const act = actOn(alertUid, { act: { kind: "comment", comment: `after ${hours} h` } });
    uids.push(act.eventUid);
    send(act);
    await answered(uids.length);
  }
  await acts.close();
  await book.close();
  const kept = await KeyedLines.open(join(dir, "acts.log"), { format: "gemba-acts/1", read: outcomeIn });
  expect([...kept.values()].map(({ eventUid }) => eventUid)).toEqual([uids[0], uids[2]]);
  await kept.close();
});

it("[CV11] [CV15] hostile messages under the topic change nothing, and a flood of acts is bounded", async () => {
  const { book, alertUid } = await openBook();
  const acts = await intake(book);
  const whole = Buffer.from(encodeAct(actOn(alertUid)));
  for (const body of [
    Buffer.alloc(0),
    whole.subarray(0, 40),
    Buffer.alloc(48 * 1024, 123),
    Buffer.from('{"__proto__":1}'),
  ])
    channels.hub.send(channels.edgeId, "acts", body);
  for (let i = 0; i < 2_000; i++) send(actOn(alertUid, { act: { kind: "comment", comment: `${i}` } }));
  await vi.waitFor(() => expect(outcomes.length).toBeGreaterThanOrEqual(256));
  expect(outcomes.length).toBeLessThan(600);
  await acts.close();
  await book.close();
});
