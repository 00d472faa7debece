import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { tied } from "../../../bench/load/tied.ts";
import { epochIn, isWhole, markWhole, markWritten, nextEpoch } from "../../../edge/standby/box/box-files.ts";
import { DeadlineReader, DeadlineWriter } from "../../../edge/standby/box/deadline-file.ts";
import { gapAfter } from "../../../edge/standby/box/gap-after.ts";
import { readVote, voteWriter } from "../../../edge/standby/lease/vote-file.ts";
import { NO_GRANT } from "../../../edge/standby/lease/voter.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "gemba-box-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

it("[SB9] a gap is declared after a writer that was alone, from the copy's newest item on, and only then", async () => {
  mkdirSync(join(dataDir, "log"));
  const segment = join(dataDir, "log", "00000001-0000000000000000.seg");
  writeFileSync(segment, "");
  utimesSync(segment, 1_000, 1_000);
  const of = (writer: Parameters<typeof gapAfter>[0]) => gapAfter(writer, { dataDir, name: "b" });
  expect(await of(undefined)).toBeUndefined();
  expect(await of({ term: 3, box: "a", isAlone: false })).toBeUndefined();
  const gap = await of({ term: 3, box: "a", isAlone: true });
  expect(gap).toMatchObject({ source: "standby", reason: "not_replicated", from: 999e6 });
  expect(gap?.to).toBeGreaterThan(1e15);
  // A term of its own that never came to write says nothing about the writer before it.
  expect(await of({ term: 4, box: "b", isAlone: true })).toBeDefined();
  markWritten(dataDir, 4);
  expect(await of({ term: 4, box: "b", isAlone: true })).toBeUndefined();
});

it("[SB15] [SB16] a box has a whole copy only once that was said; the next epoch is the term", () => {
  expect(isWhole(dataDir)).toBe(false);
  markWhole(dataDir, 1);
  expect(isWhole(dataDir)).toBe(true);
  expect(epochIn(dataDir)).toBe(0);
  writeFileSync(join(dataDir, "edge.json"), JSON.stringify({ version: 1, edgeId: "e", epoch: 3 }));
  nextEpoch(dataDir, 9);
  expect(epochIn(dataDir)).toBe(8);
});

it("[SB2] a grant is read as it was written, and a damaged file is refused", () => {
  const path = join(dataDir, "vote.json");
  expect(readVote(path)).toEqual(NO_GRANT);
  const grant = { term: 7, holder: "a", writer: { term: 6, box: "b", isAlone: true }, saidAt: 12 };
  const write = voteWriter(path);
  write({ ...grant, term: 6 });
  write(grant);
  expect(readVote(path)).toEqual(grant);
  writeFileSync(path, "{");
  expect(() => readVote(path)).toThrow(/damaged/);
});

it("[SB10] a deadline is over when its time is, for another term, and where nothing is written", () => {
  const path = join(dataDir, "until");
  const writer = new DeadlineWriter(path);
  expect(new DeadlineReader(path, 3).isOver).toBe(true);
  writer.write(3, process.hrtime.bigint() + 3_600_000_000_000n);
  expect(new DeadlineReader(path, 3).isOver).toBe(false);
  expect(new DeadlineReader(path, 4).isOver).toBe(true);
  writer.write(3, process.hrtime.bigint() - 1n);
  expect(new DeadlineReader(path, 3).isOver).toBe(true);
  writer.close();
});

it("[SB10] a thread ends the process when the lease is over, while its main thread hangs", async () => {
  const path = join(dataDir, "until");
  const writer = new DeadlineWriter(path);
  writer.write(3, process.hrtime.bigint() + 3_600_000_000_000n);
  const gate = new URL("../../../edge/standby/box/process-gate.ts", import.meta.url).href;
  const script = `const { ProcessGate } = await import(${JSON.stringify(gate)});
    new ProcessGate({ kind: "go", term: 3, path: ${JSON.stringify(path)}, gap: undefined }, () => undefined);
    process.stdout.write("hangs"); setTimeout(() => { for (;;); }, 200);`;
  // From a file: threads inherit the flags of a script in the command line, and fail with them.
  writeFileSync(join(dataDir, "hangs.mjs"), script);
  const child = spawn(...tied(process.execPath, [join(dataDir, "hangs.mjs")]));
  try {
    await once(child.stdout, "data");
    const ended = once(child, "exit");
    const over = process.hrtime.bigint() + 500_000_000n;
    writer.write(3, over);
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(process.hrtime.bigint()).toBeGreaterThanOrEqual(over);
  } finally {
    child.kill("SIGKILL");
    writer.close();
  }
});
