import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { verifyLines } from "../../edge/audit/chain.ts";
import type { JournalEntry } from "../../edge/contracts/journal.ts";

const KILLS = Number(process.env["GEMBA_KILLS"] ?? 12);
const RULES = 10;

let dir: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-kills-"));
});
afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(dir, { recursive: true });
});

interface Shown {
  readonly alertUid: string;
  readonly occurrenceUid: string;
  readonly rule: string;
  readonly state: string;
  readonly acknowledged: { readonly comment: string | null } | null;
  readonly shelf: { readonly reason: string } | null;
}

/** Receives notices and keeps the alerts of each, by the message's id. */
async function receiver() {
  const messages = new Map<string, string[]>();
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => {
      body += piece;
    });
    request.on("end", () => {
      const id = String(request.headers["webhook-id"]);
      messages.set(
        id,
        (JSON.parse(body) as { alerts: { alertUid: string; occurrenceUid: string }[] }).alerts.map((alert) => `${alert.alertUid} ${alert.occurrenceUid}`),
      );
      response.end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { messages, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, [Symbol.dispose]: () => void server.close() };
}

async function start(hook: string): Promise<{ address: string; process: ChildProcess }> {
  const started = fork(new URL("../fakes/alerting-process.ts", import.meta.url), [dir, hook, String(RULES)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  child = started;
  const [address] = (await once(started, "message")) as [string];
  return { address, process: started };
}

async function kill(process: ChildProcess): Promise<void> {
  const ended = once(process, "exit");
  process.kill("SIGKILL");
  await ended;
}

/** A generator of the same numbers each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

it(`[G8] [A30] [A41] [N3] ${KILLS} kills at random moments while acknowledging, shelving and notifying: nothing lost, nothing doubled, each occurrence told once`, { timeout: 600_000 }, async () => {
  using hook = await receiver();
  const random = seeded(20261124);
  /** What was answered with 200: reason or comment, by act. */
  const answered = new Set<string>();
  const attempted = new Set<string>();
  const stood = Array.from({ length: RULES }, () => true);
  let acts = 0;
  let edge = await start(hook.url);
  const standing = async () => ((await (await fetch(`${edge.address}/api/v1/alerts`)).json()) as { alerts: Shown[] }).alerts;
  for (let round = 0; round < KILLS; round++) {
    for (let i = 0; i < RULES; i++) if (random() < 0.3) stood[i] = !stood[i];
    edge.process.send([...stood]);
    await vi.waitFor(async () => expect((await standing()).length).toBeGreaterThanOrEqual(stood.filter(Boolean).length), { timeout: 10_000, interval: 20 });
    const busy = (await standing()).map(async ({ alertUid, occurrenceUid, acknowledged }) => {
      const word = `act-${acts++}`;
      const action = acknowledged === null && random() < 0.7 ? "acknowledge" : "shelve";
      const body = action === "acknowledge" ? { comment: word, occurrenceUid } : { minutes: 1, reason: word };
      await wait(random() * 15);
      attempted.add(word);
      const answer = await fetch(`${edge.address}/api/v1/alerts/${alertUid}/${action}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }).catch(
        () => undefined,
      );
      if (answer?.status === 200) answered.add(word);
    });
    const settled = Promise.all(busy);
    // Now and then right after the first answer, else at any moment.
    if (round % 2 === 0) await Promise.race(busy);
    else await wait(random() * 40);
    await kill(edge.process);
    await settled;
    edge = await start(hook.url);
  }
  edge.process.send([...stood]);
  // What was noted before the last kill goes out.
  await vi.waitFor(() => expect(readFileSync(join(dir, "notify.jsonl"), "utf8").split("\n").length).toBeGreaterThan(1), { timeout: 10_000 });
  await wait(1500);
  const lines = readFileSync(join(dir, "journal.jsonl"), "utf8").trimEnd().split("\n");
  expect(verifyLines(lines)).toMatchObject({ ok: true });
  const done = lines.map((line) => JSON.parse(line) as JournalEntry).filter(({ result }) => result === "done");
  const words = done.map(({ reason }) => reason ?? "");
  // Each answered act is on record exactly once; what is on record was attempted.
  for (const word of answered)
    expect(
      words.filter((one) => one === word),
      word,
    ).toHaveLength(1);
  expect(new Set(words).size).toBe(words.length);
  expect(words.filter((word) => !attempted.has(word))).toEqual([]);
  expect(answered.size).toBeGreaterThan(KILLS);
  // And it is in the book: one alert a rule, and an answered acknowledgement of an occurrence that still stands holds.
  const list = await standing();
  expect(new Set(list.map(({ rule }) => rule)).size).toBe(list.length);
  const newest = new Map(done.filter(({ action }) => action === "alert.acknowledge").map((entry) => [(entry.after as { occurrenceUid: string }).occurrenceUid, entry.reason]));
  for (const alert of list) if (newest.has(alert.occurrenceUid)) expect(alert.acknowledged?.comment, alert.rule).toBe(newest.get(alert.occurrenceUid));
  // Each occurrence was told in one message only; a repeat has the same id and counts once.
  const told = [...hook.messages.values()].flat();
  expect(new Set(told).size).toBe(told.length);
  expect(told.length).toBeGreaterThan(RULES);
});
