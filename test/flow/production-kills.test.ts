import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { backUp } from "../../edge/historian/archive/backup.ts";
import { recordProduction } from "../fakes/production/recording.ts";

/** Log positions of the kills: before the books were first written, after that, and soon after a restart. */
const KILLED_AT = [500, 6400, 6900, 8000];
/** Books are written every five seconds; this pace leaves several of these. */
const PACE = { atOnce: 16, everyMs: 14 };

interface Known {
  readonly machines: readonly unknown[];
  readonly pieces: readonly {
    readonly piece: string;
    readonly backward: { readonly operations: readonly { readonly results: readonly unknown[] }[] };
  }[];
  readonly [part: string]: unknown;
}

const dir = mkdtempSync(join(tmpdir(), "gemba-production-kills-"));
const recording = join(dir, "plant.jsonl");
let pieces: readonly string[];
let through: Known;

function folder(name: string): string {
  mkdirSync(join(dir, name));
  writeFileSync(join(dir, name, "edge.json"), "{}");
  return join(dir, name);
}

function edgeOn(
  data: string,
  { atOnce, everyMs }: { readonly atOnce: number; readonly everyMs: number },
): ChildProcess {
  const script = join(import.meta.dirname, "../fakes/production/process.ts");
  return spawn(process.execPath, [script, data, recording, String(atOnce), String(everyMs)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Resolves once this many items are in the log. */
async function reaches(edge: ChildProcess, items: number): Promise<void> {
  let said = "";
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  edge.once("exit", () => reject(new Error(`the edge ended before ${items} items`)));
  edge.stdout?.on("data", (text: Buffer) => {
    const lines = (said + text.toString()).split("\n");
    said = lines.pop() ?? "";
    if (lines.some((line) => Number(line) >= items)) resolve();
  });
  await promise;
}

async function kill(edge: ChildProcess): Promise<void> {
  const ended = once(edge, "exit");
  edge.kill("SIGKILL");
  expect(await ended).toEqual([null, "SIGKILL"]);
}

/** Lets an edge process the rest, and reads its books. */
async function toTheEnd(data: string): Promise<Known> {
  const edge = edgeOn(data, { atOnce: 200, everyMs: 0 });
  edge.stdout?.resume();
  expect(await once(edge, "exit")).toEqual([0, null]);
  return JSON.parse(readFileSync(join(data, "known.json"), "utf8")) as Known;
}

/** Compares part by part, so that a failure names the part. */
function expectSame(known: Known): void {
  for (const part of Object.keys(through)) {
    if (part !== "pieces") expect(known[part], part).toEqual(through[part]);
  }
  for (const [at, piece] of through.pieces.entries()) expect(known.pieces[at], piece.piece).toEqual(piece);
}

beforeAll(async () => {
  pieces = await recordProduction(recording, { scenario: "every-fault", seed: 5, minutes: 12 });
  through = await toTheEnd(folder("through"));
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("an uninterrupted edge has data for every comparison", () => {
  expect(through.pieces.map(({ piece }) => piece).toSorted()).toEqual(pieces.toSorted());
  expect(
    through.pieces.flatMap(({ backward }) => backward.operations.flatMap(({ results }) => results)).length,
  ).toBeGreaterThan(50);
  expect(through.machines.length).toBeGreaterThan(20);
  expect(JSON.stringify(through["orders"])).toContain("ORD-");
});

it("[M14] [SE14] a killed edge ends with the same records and figures as an uninterrupted one", async () => {
  const data = folder("killed");
  for (const items of KILLED_AT) {
    const edge = edgeOn(data, PACE);
    await reaches(edge, items);
    await kill(edge);
  }
  expectSame(await toTheEnd(data));
});

it("[M14] [SE14] a backup taken during production contains the books; an edge restored from it agrees", async () => {
  const edge = edgeOn(folder("backed-up"), PACE);
  await reaches(edge, 6400);
  const copy = join(dir, "copy");
  backUp(join(dir, "backed-up"), copy);
  await kill(edge);
  expectSame(await toTheEnd(copy));
});
