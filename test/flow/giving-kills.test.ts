/** An edge that is killed while it changes islands, puts a schedule in force and gives jobs (rules IS8, DI7, DI34). */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { GivenStep } from "../../edge/api/services/production/dispatch.ts";
import { verifyJournal } from "../../edge/audit/verify.ts";
import type { JournalEntry } from "../../edge/contracts/access/journal.ts";
import type { Dispatch } from "../../edge/contracts/production/dispatch.ts";
import { type IslandChange, type IslandsNow, sameIslands } from "../../edge/contracts/production/islands.ts";
import { ISLANDS, MOVED } from "../fakes/islands.ts";
import { GivingEdge, GivingPlant } from "../fakes/production/giving-edge.ts";
import { JOBS, ordersOf, type Wanted } from "../fakes/production/giving-process.ts";
import { sizeOf } from "../run/long-sets.ts";
import { randomOf } from "../run/seed.ts";

/** Before the write leaves the edge, when it has reached the plant, or at any moment. */
const MOMENTS = ["before", "after", "any"] as const;
type Moment = (typeof MOMENTS)[number];
/** Each act at each moment, several times; a kill of `put` is at any moment. */
const KILLS = sizeOf("GEMBA_GIVING_KILLS", { short: 7, full: 42 });
const PATIENCE = { timeout: 60_000, interval: 20 };

interface Look {
  readonly islands: IslandsNow;
  readonly changes: readonly IslandChange[];
  readonly dispatch: Dispatch;
}

let dir: string;
let bench: Bench;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-giving-kills-"));
  bench = new Bench();
  await bench.restart();
});
afterEach(async () => {
  await bench.edge.kill();
  rmSync(dir, { recursive: true });
});

/** A plant and its edge, over kills, with what the edge confirmed. */
class Bench {
  readonly plant = new GivingPlant();
  readonly #random = randomOf("kills while giving");
  readonly #baseMs = Date.now();
  readonly reasons: string[] = [];
  readonly put: string[] = [];
  inForce = "";
  edge!: GivingEdge;

  async restart(): Promise<void> {
    this.edge = await GivingEdge.start(this.plant, dir, this.#baseMs);
  }

  /** Once the edge has heard of the plant, and no answer is awaited any more. */
  async settled(): Promise<Look> {
    return await vi.waitFor(async () => {
      const look = await this.edge.ask<Look>({ act: "look" });
      expect(look.islands.pending?.state).not.toBe("asked");
      expect(sameIslands(look.islands.inForce.islands, this.plant.report.islands)).toBe(true);
      return look;
    }, PATIENCE);
  }

  /** Carries out one act and kills the edge at a moment. What the edge confirmed before, if anything. */
  async killDuring<T>(what: Wanted, at: Moment): Promise<T | undefined> {
    const { edge } = this;
    const written = Promise.withResolvers<void>();
    if (at === "before") edge.send({ kind: "hold" });
    edge.heard = ({ kind }) => {
      const isAwaited = at !== "any" && ["about", "islands", "store"].includes(kind);
      if (isAwaited) written.resolve();
      return isAwaited;
    };
    const confirmed = edge.ask<T>(what).catch(() => undefined);
    if (at === "any" || what.act === "put") await wait(this.#random() * 40);
    else await written.promise;
    await edge.kill();
    return await confirmed;
  }

  async islandsRound(reason: string, at: Moment): Promise<void> {
    const { plant } = this;
    const { version } = (await this.settled()).islands;
    const islands = sameIslands(plant.report.islands, MOVED) ? ISLANDS : MOVED;
    const sent = plant.requests.length;
    const wanted = { version, islands, reason };
    if ((await this.killDuring({ act: "islands", wanted }, at)) !== undefined) this.reasons.push(reason);
    await this.restart();
    const own = (await this.settled()).changes.filter((change) => change.reason === reason);
    // What reached the plant is in effect, what did not is unknown, and what was never recorded was never sent.
    const isSent = plant.requests.length > sent;
    const unsent = own.map(({ state, said }) => [state, said?.includes("ended before the plant answered")]);
    if (isSent) expect(own.map(({ state }) => state)).toEqual(["in-effect"]);
    else expect(unsent).toEqual(own.length === 0 ? [] : [["unknown", true]]);
    if (at !== "any") expect([own.length, isSent]).toEqual([1, at === "after"]);
  }

  async putRound(uid: string, at: Moment): Promise<void> {
    const confirmed = await this.killDuring({ act: "put", uid }, at);
    if (confirmed !== undefined) this.put.push(uid);
    await this.restart();
    const { dispatch } = await this.settled();
    // Wholly the one before, or wholly the new one.
    expect([confirmed === undefined ? this.inForce : uid, uid]).toContain(dispatch.inForce?.uid ?? "");
    this.inForce = dispatch.inForce?.uid ?? "";
  }

  async giveRound(uid: string, at: Moment): Promise<void> {
    const { plant } = this;
    await this.edge.ask({ act: "put", uid });
    this.inForce = uid;
    const confirmed = (await this.killDuring<readonly GivenStep[]>({ act: "give", uid }, at)) ?? [];
    const names = ordersOf(uid).map(({ id }) => `GEMBA-${id}/mill`);
    const had = plant.stored.filter((name) => names.includes(name));
    if (at === "before") expect(had).toEqual([]);
    plant.isAway = true;
    await this.restart();
    await this.#isBlind(uid);
    plant.isAway = false;
    const { dispatch } = await this.settled();
    expect(dispatch.inForce?.uid).toBe(uid);
    const given = dispatch.stations.flatMap(({ next }) => next).filter(({ state }) => state === "given");
    expect(given.map(({ jobId }) => jobId).sort()).toEqual(had.sort());
    expect(confirmed.filter(({ outcome }) => outcome === "given").length).toBeLessThanOrEqual(had.length);
    // The person gives all of them again.
    const again = await this.edge.ask<readonly GivenStep[]>({ act: "give", uid });
    expect(again.filter(({ outcome }) => outcome === "given")).toHaveLength(JOBS - had.length);
    expect(plant.stored.filter((name) => names.includes(name)).sort()).toEqual(names.sort());
  }

  /** Nobody can say what the machines have as long as they cannot be read, and nothing is given. */
  async #isBlind(uid: string): Promise<void> {
    const { stations } = (await this.edge.ask<Look>({ act: "look" })).dispatch;
    const jobs = stations.flatMap(({ machine, next }) => (machine.startsWith("MILL") ? next : []));
    expect(new Set(jobs.map(({ state }) => state))).toEqual(new Set(["unknown"]));
    const refused = await this.edge.ask<readonly GivenStep[]>({ act: "give", uid });
    expect(new Set(refused.map(({ outcome }) => outcome))).toEqual(new Set(["refused"]));
  }
}

it(`[IS8] [DI7] [DI34] ${KILLS} kills: nothing is sent twice, what was confirmed is there, the rest is said`, {
  timeout: 900_000,
}, async () => {
  for (let round = 0; round < KILLS; round++) {
    const at = MOMENTS[Math.floor(round / 3) % MOMENTS.length] as Moment;
    const name = `plan-${round}`;
    if (round % 3 === 0) await bench.islandsRound(name, at);
    else if (round % 3 === 1) await bench.putRound(name, at);
    else await bench.giveRound(name, at);
  }
  const { plant, reasons, put, inForce } = bench;
  const { changes, dispatch } = await bench.settled();
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
