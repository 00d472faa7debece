/** Acts of people on their way from a hub to the edge that owns the alert (docs/rules/company.md). */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { uuidv7 } from "../../../../edge/batch/uuidv7.ts";
import type { OperatorAction } from "../../../../edge/contracts/alerts/alert.ts";
import { EdgeError } from "../../../../edge/contracts/errors.ts";
import { encodeAct, type RemoteAct, readRemoteAct } from "../../../../edge/contracts/fleet/remote-act.ts";
import type { SiteLink } from "../../../../edge/contracts/fleet/site.ts";
import { ActOutbox } from "../../../../edge/hub/company/act-outbox.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";
import { FakeSideChannels } from "../../../fakes/fleet/side-channels.ts";

const log = pino({ level: "silent" });
const DONE = { result: "done", at: 1, why: null } as const;
const AWAY = { en: "away", zh: "离线" };

let dataDir: string;
let channels: FakeSideChannels;
let journal: MemoryJournal;
let heard: RemoteAct[];
let link: SiteLink["link"];
let nowMs: number;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "gemba-outbox-"));
  journal = new MemoryJournal();
  nowMs = Date.UTC(2026, 11, 1);
  link = { state: "connected", heardAt: 1, behindSeconds: 0, why: null };
  heard = [];
  channels = side();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(dataDir, { recursive: true, force: true });
});

function side(): FakeSideChannels {
  const made = new FakeSideChannels();
  made.edge.on("acts", (body) => void heard.push(readRemoteAct(body) as RemoteAct));
  return made;
}

const open = () =>
  ActOutbox.open({
    dataDir,
    channels: channels.hub,
    journal,
    linkOf: (id) => (id === channels.edgeId ? { link } : undefined),
    log,
    now: () => nowMs,
  });

const action = (over: object = {}): OperatorAction =>
  ({
    kind: "acknowledge",
    occurrenceUid: "o1",
    at: nowMs * 1000,
    principal: { user: "anna", role: "operator", origin: "10.0.0.7" },
    ...over,
  }) as OperatorAction;

const answer = (eventUid: string) => channels.edge.send("acts-done", encodeAct({ eventUid, ...DONE }));
const ended = (outbox: ActOutbox) => vi.waitFor(() => expect(outbox.waiting().has(channels.edgeId)).toBe(false));

it("[CV10] an act is on disk and in the audit log before its answer, and sent to its edge at once", async () => {
  const outbox = await open();
  const sent = await outbox.of(channels.edgeId).act("alert-1", action());
  expect(sent).toEqual({ state: "sent", eventUid: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  expect(heard[0]).toMatchObject({
    eventUid: sent.eventUid,
    alertUid: "alert-1",
    at: nowMs * 1000,
    by: { user: "anna", role: "operator", origin: "10.0.0.7" },
    act: { kind: "acknowledge", occurrenceUid: "o1" },
  });
  expect(journal.entries).toMatchObject([
    { action: "site.alert.acknowledge", target: `${channels.edgeId}/alert-1`, result: "done" },
  ]);
  expect(outbox.waiting().get(channels.edgeId)).toBe(1);
  answer(sent.eventUid);
  await ended(outbox);
  expect(outbox.listOf(channels.edgeId)[0]?.outcome?.result).toBe("done");
  await vi.waitFor(() => expect(journal.entries).toHaveLength(2));
  await outbox.close();
});

it("[CV10] [CV16] while the edge is away an act waits, through the hub's start, until the edge greets", async () => {
  link = { state: "away", heardAt: 1, behindSeconds: null, why: AWAY };
  channels.isThere = false;
  const before = await open();
  const sent = await before.of(channels.edgeId).act("alert-1", action());
  expect(sent).toMatchObject({ state: "waiting", why: AWAY });
  await before.close();
  channels = side();
  const after = await open();
  expect(after.waiting().get(channels.edgeId)).toBe(1);
  channels.greet();
  await vi.waitFor(() => expect(heard.map(({ eventUid }) => eventUid)).toEqual([sent.eventUid]));
  answer(sent.eventUid);
  answer(sent.eventUid);
  await ended(after);
  await vi.waitFor(() => expect(journal.entries).toHaveLength(2));
  await after.close();
});

it("[CV11] what has no answer is sent again, less and less often, until it has one", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  channels.change = () => [];
  const outbox = await open();
  const sent = await outbox.of(channels.edgeId).act("alert-1", action());
  const times: number[] = [];
  channels.change = (body) => {
    times.push(performance.now());
    return [body];
  };
  for (let second = 0; second < 120; second++) {
    vi.advanceTimersByTime(1_000);
    await outbox.turn();
  }
  expect(times.length).toBeGreaterThan(3);
  expect(times.length).toBeLessThan(8);
  channels.change = (body) => [body];
  answer(sent.eventUid);
  await ended(outbox);
  vi.advanceTimersByTime(600_000);
  const so = heard.length;
  await outbox.turn();
  expect(heard).toHaveLength(so);
  await outbox.close();
});

it("[CV11] an answer counts from the edge that was asked alone; forged and damaged ones change nothing", async () => {
  const outbox = await open();
  const sent = await outbox.of(channels.edgeId).act("alert-1", action());
  const hearAs = new Map<string, (edgeId: string, body: Uint8Array) => void>();
  const spied = await ActOutbox.open({
    dataDir: mkdtempSync(join(dataDir, "other-")),
    channels: { send: () => true, on: (topic, hear) => void hearAs.set(topic, hear), onGreeted: () => undefined },
    journal,
    linkOf: () => ({ link }),
    log,
  });
  const { eventUid } = await spied.of("edge-a").act("alert-1", action());
  const body = encodeAct({ eventUid, ...DONE });
  hearAs.get("acts-done")?.("edge-b", body);
  hearAs.get("acts-done")?.("edge-a", body.slice(0, 30));
  hearAs.get("acts-done")?.("edge-a", encodeAct({ eventUid: uuidv7(), ...DONE }));
  expect(spied.waiting().get("edge-a")).toBe(1);
  hearAs.get("acts-done")?.("edge-a", body);
  await vi.waitFor(() => expect(spied.waiting().has("edge-a")).toBe(false));
  expect(outbox.waiting().get(channels.edgeId)).toBe(1);
  expect(sent.eventUid).not.toBe(eventUid);
  await spied.close();
  await outbox.close();
});

it("[CV10] people who act at once do not pass the bound together", async () => {
  const outbox = await open();
  const all = Array.from({ length: 520 }, () => outbox.of(channels.edgeId).act("a", action()));
  const results = await Promise.allSettled(all);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(500);
  expect(outbox.waiting().get(channels.edgeId)).toBe(500);
  await outbox.close();
});

it("[CV10] an act that the audit log refuses waits for nobody, and takes no place", async () => {
  const outbox = await open();
  const refusal = vi.spyOn(journal, "record").mockRejectedValue(new EdgeError("disk", "full"));
  const results = await Promise.allSettled(
    Array.from({ length: 600 }, () => outbox.of(channels.edgeId).act("a", action())),
  );
  expect(results.every(({ status }) => status === "rejected")).toBe(true);
  refusal.mockRestore();
  await expect(outbox.of(channels.edgeId).act("a", action())).resolves.toMatchObject({ state: "sent" });
  await outbox.close();
});

it("[CV10] no act for a site that is unknown or refused, none that needs people there, not too many", async () => {
  const outbox = await open();
  await expect(outbox.of("unknown").act("a", action())).rejects.toThrow("no such site");
  for (const kind of ["reset", "remove-from-service", "return-to-service"])
    await expect(outbox.of(channels.edgeId).act("a", action({ kind }))).rejects.toThrow("people at the plant");
  link = { ...link, state: "refused", why: AWAY };
  await expect(outbox.of(channels.edgeId).act("a", action())).rejects.toThrow("does not take this edge");
  link = { ...link, state: "connected", why: null };
  expect(journal.entries).toEqual([]);
  await Promise.all(Array.from({ length: 500 }, () => outbox.of(channels.edgeId).act("a", action())));
  await expect(outbox.of(channels.edgeId).act("a", action())).rejects.toThrow("Too many acts wait");
  await outbox.close();
});

it("[CV16] an edge that never answers: after eight days the act ends, and says what is not known", async () => {
  channels.isThere = false;
  const outbox = await open();
  await outbox.of(channels.edgeId).act("alert-1", action());
  nowMs += 8 * 86_400_000 + 1;
  await outbox.turn();
  const [act] = outbox.listOf(channels.edgeId);
  expect(act?.outcome).toMatchObject({ result: "refused", why: { zh: expect.stringContaining("八天") } });
  await outbox.close();
});

it("[CV16] an answer that comes as the hub would end the act counts, and nothing replaces it", async () => {
  const outbox = await open();
  const { eventUid } = await outbox.of(channels.edgeId).act("alert-1", action());
  nowMs += 8 * 86_400_000 + 1;
  answer(eventUid);
  // Heard, and not written yet.
  await Promise.resolve();
  await outbox.turn();
  await ended(outbox);
  expect(outbox.listOf(channels.edgeId)[0]?.outcome?.result).toBe("done");
  await vi.waitFor(() => expect(journal.entries).toHaveLength(2));
  await outbox.close();
});

it("[CV15] an answer that the audit log refuses counts once it is in there", async () => {
  const outbox = await open();
  const { eventUid } = await outbox.of(channels.edgeId).act("alert-1", action());
  const record = vi.spyOn(journal, "record").mockRejectedValueOnce(new EdgeError("disk", "the disk is full"));
  answer(eventUid);
  await vi.waitFor(() => expect(record).toHaveBeenCalledOnce());
  await outbox.turn();
  expect(outbox.waiting().get(channels.edgeId)).toBe(1);
  answer(eventUid);
  await ended(outbox);
  expect(journal.entries.map((one) => one.action)).toEqual(["site.alert.acknowledge", "site.alert.acknowledge.answer"]);
  await outbox.close();
});
