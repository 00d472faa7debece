/** An edge that is killed while it changes islands, puts a schedule in force and gives jobs (rules IS8, DI7, DI34). */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { GivenStep } from "../../edge/api/services/production/dispatch.ts";
import { verifyJournal } from "../../edge/audit/verify.ts";
import type { JournalEntry } from "../../edge/contracts/access/journal.ts";
import type { Dispatch } from "../../edge/contracts/production/dispatch.ts";
import {
  type IslandChange,
  type IslandsNow,
  type PlantIslands,
  sameIslands,
} from "../../edge/contracts/production/islands.ts";
import type { MachineJob } from "../../edge/contracts/production/machine-jobs.ts";
import { ISLANDS, MOVED } from "../fakes/islands.ts";
import { JOBS, ordersOf, type ToEdge, type ToPlant, type Wanted } from "../fakes/production/giving-process.ts";
import { sizeOf } from "../run/long-sets.ts";
import { randomOf } from "../run/seed.ts";

const ACTS = ["islands", "put", "give"] as const;
/** Before the write leaves the edge, when it has reached the plant, or at any moment. */
const MOMENTS = ["before", "after", "any"] as const;
/** Each act at each moment, several times; a kill of `put` is at any moment. */
const KILLS = sizeOf("GEMBA_GIVING_KILLS", { short: 7, full: 42 });
const PATIENCE = { timeout: 60_000, interval: 20 };

interface Look {
  readonly islands: IslandsNow;
  readonly changes: readonly IslandChange[];
  readonly dispatch: Dispatch;
}

/** The controller of islands and the machines: what they have does not depend on the edge. */
class Plant {
  report: PlantIslands = { islands: ISLANDS, answer: null };
  readonly requests: string[] = [];
  readonly jobs = new Map<string, MachineJob[]>();
  readonly stored: string[] = [];
  /** Machines that do not answer. */
  isAway = false;

  take(message: ToPlant): ToEdge | undefined {
    if (message.kind === "islands") {
      this.requests.push(message.request);
      this.report = { islands: message.islands, answer: { request: message.request, accepted: true, reason: "" } };
      return { kind: "report", report: this.report };
    }
    if (message.kind !== "list" && message.kind !== "store") return undefined;
    const { id, asset } = message;
    if (this.isAway) return { kind: "answer", id, failed: "unavailable" };
    const jobs = this.jobs.get(asset) ?? [];
    if (message.kind === "store") {
      this.stored.push(message.order.jobId);
      jobs.push({ ...(message.order as MachineJob), state: "allowed-to-start" });
      this.jobs.set(asset, jobs);
    }
    return { kind: "answer", id, list: { jobs, programs: ["P1"], most: null } };
  }
}

class Edge {
  readonly #child: ChildProcess;
  readonly #plant: Plant;
  readonly #waiting = new Map<number, { done(result: unknown): void; fail(error: Error): void }>();
  readonly #ready = Promise.withResolvers<void>();
  #asked = 0;
  /** Called with each write before the plant answers; true: the answer never comes. */
  heard: (message: ToPlant) => boolean = () => false;

  private constructor(child: ChildProcess, plant: Plant) {
    this.#child = child;
    this.#plant = plant;
    child.on("message", (message: ToPlant) => this.#hear(message));
    child.once("exit", () => {
      for (const { fail } of this.#waiting.values()) fail(new Error("killed"));
    });
  }

  static async start(plant: Plant, baseMs: number): Promise<Edge> {
    const script = new URL("../fakes/production/giving-process.ts", import.meta.url);
    const child = fork(script, [dir, String(baseMs)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    children.push(child);
    const edge = new Edge(child, plant);
    // A write that it sends by itself when it starts counts too.
    await edge.#ready.promise;
    edge.send({ kind: "report", report: plant.report });
    return edge;
  }

  send(message: ToEdge): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  ask<T>(what: Wanted): Promise<T> {
    const id = ++this.#asked;
    return new Promise<T>((done, fail) => {
      this.#waiting.set(id, { done: done as (result: unknown) => void, fail });
      this.send({ kind: "do", id, what });
    });
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }

  #hear(message: ToPlant): void {
    if (message.kind === "ready") this.#ready.resolve();
    if (message.kind === "did") {
      const { done, fail } = this.#waiting.get(message.id) ?? {};
      if (message.failed === undefined) done?.(message.result);
      else fail?.(new Error(message.failed));
      return;
    }
    const answer = this.#plant.take(message);
    if (!this.heard(message) && answer !== undefined) this.send(answer);
  }
}

let dir: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-giving-kills-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(dir, { recursive: true });
});

/** Carries out one act and kills the edge at a moment. What the edge confirmed before, if anything. */
async function killDuring<T>(
  edge: Edge,
  what: Wanted,
  at: (typeof MOMENTS)[number],
  ms: number,
): Promise<T | undefined> {
  let struck: (() => void) | undefined;
  const written = new Promise<void>((resolve) => {
    struck = resolve;
  });
  if (at === "before") edge.send({ kind: "hold" });
  edge.heard = (message) => {
    const isWrite = ["about", "islands", "store"].includes(message.kind);
    if (isWrite && at !== "any") struck?.();
    return isWrite && at !== "any";
  };
  const confirmed = edge.ask<T>(what).catch(() => undefined);
  if (at === "any" || what.act === "put") await wait(ms);
  else await written;
  await edge.kill();
  return await confirmed;
}

it(`[IS8] [DI7] [DI34] ${KILLS} kills: nothing is sent twice, what was confirmed is there, the rest is said`, {
  timeout: 900_000,
}, async () => {
  const random = randomOf("kills while giving");
  const plant = new Plant();
  const baseMs = Date.now();
  const reasons: string[] = [];
  const put: string[] = [];
  let inForce = "";
  let edge = await Edge.start(plant, baseMs);
  const settled = async (): Promise<Look> => {
    let look = await edge.ask<Look>({ act: "look" });
    await vi.waitFor(async () => {
      look = await edge.ask<Look>({ act: "look" });
      expect(look.islands.pending?.state).not.toBe("asked");
      expect(sameIslands(look.islands.inForce.islands, plant.report.islands)).toBe(true);
    }, PATIENCE);
    return look;
  };
  for (let round = 0; round < KILLS; round++) {
    const act = ACTS[round % ACTS.length] as (typeof ACTS)[number];
    const at = MOMENTS[Math.floor(round / ACTS.length) % MOMENTS.length] as (typeof MOMENTS)[number];
    const ms = random() * 40;
    const uid = `plan-${round}`;
    const before = await settled();
    if (act === "islands") {
      const islands = sameIslands(plant.report.islands, MOVED) ? ISLANDS : MOVED;
      const wanted = { version: before.islands.version, islands, reason: uid };
      const sent = plant.requests.length;
      const change = await killDuring<IslandChange>(edge, { act, wanted }, at, ms);
      if (change !== undefined) reasons.push(uid);
      edge = await Edge.start(plant, baseMs);
      const { changes } = await settled();
      const own = changes.filter(({ reason }) => reason === uid);
      // What reached the plant is in effect, what did not is unknown, and what was never recorded was never sent.
      const isSent = plant.requests.length > sent;
      expect(own.map(({ state }) => state)).toEqual(isSent ? ["in-effect"] : own.length === 0 ? [] : ["unknown"]);
      if (!isSent && own.length > 0) expect(own[0]?.said).toContain("ended before the plant answered");
      if (at === "before") expect([own.length, isSent]).toEqual([1, false]);
      if (at === "after") expect([own.length, isSent]).toEqual([1, true]);
    } else if (act === "put") {
      const confirmed = await killDuring(edge, { act, uid }, at, ms);
      if (confirmed !== undefined) put.push(uid);
      edge = await Edge.start(plant, baseMs);
      const { dispatch } = await settled();
      // Wholly the one before, or wholly the new one.
      expect([confirmed === undefined ? inForce : uid, uid]).toContain(dispatch.inForce?.uid ?? "");
      inForce = dispatch.inForce?.uid ?? "";
    } else {
      await edge.ask({ act: "put", uid });
      inForce = uid;
      const confirmed = (await killDuring<readonly GivenStep[]>(edge, { act, uid }, at, ms)) ?? [];
      const names = ordersOf(uid).map(({ id }) => `GEMBA-${id}/mill`);
      const had = plant.stored.filter((name) => names.includes(name));
      if (at === "before") expect(had).toEqual([]);
      plant.isAway = true;
      edge = await Edge.start(plant, baseMs);
      // Nobody can say what the machines have as long as they cannot be read.
      const blind = (await edge.ask<Look>({ act: "look" })).dispatch.stations.flatMap(({ machine, next }) =>
        machine.startsWith("MILL") ? next : [],
      );
      expect(new Set(blind.map(({ state }) => state))).toEqual(new Set(["unknown"]));
      const refused = await edge.ask<readonly GivenStep[]>({ act: "give", uid });
      expect(new Set(refused.map(({ outcome }) => outcome))).toEqual(new Set(["refused"]));
      plant.isAway = false;
      const { dispatch } = await settled();
      expect(dispatch.inForce?.uid).toBe(uid);
      const given = dispatch.stations.flatMap(({ next }) => next).filter(({ state }) => state === "given");
      expect(given.map(({ jobId }) => jobId).sort()).toEqual(had.sort());
      expect(confirmed.filter(({ outcome }) => outcome === "given").length).toBeLessThanOrEqual(had.length);
      // The person gives all of them again.
      const again = await edge.ask<readonly GivenStep[]>({ act: "give", uid });
      expect(again.filter(({ outcome }) => outcome === "given")).toHaveLength(JOBS - had.length);
      expect(plant.stored.filter((name) => names.includes(name)).sort()).toEqual(names.sort());
    }
  }
  const { changes, dispatch } = await settled();
  expect(dispatch.inForce?.uid ?? "").toBe(inForce);
  expect(new Set(plant.requests).size).toBe(plant.requests.length);
  expect(new Set(plant.stored).size).toBe(plant.stored.length);
  for (const reason of reasons) expect(changes.filter((change) => change.reason === reason)).toHaveLength(1);
  expect(await verifyJournal(dir)).toMatchObject({ ok: true });
  const lines = readFileSync(join(dir, "journal.jsonl"), "utf8").trimEnd().split("\n");
  const entries = lines.map((line) => JSON.parse(line) as JournalEntry).filter(({ result }) => result === "done");
  const records = (action: string, word: string) =>
    entries.filter((entry) => entry.action === action && JSON.stringify(entry).includes(word));
  // Each confirmed act is on record once.
  for (const reason of reasons) expect(records("islands.change", `(${reason})`)).toHaveLength(1);
  for (const uid of put) expect(records("dispatch.put", `(${uid})`)).toHaveLength(1);
});
