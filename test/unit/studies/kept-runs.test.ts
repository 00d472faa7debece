/** Studies that go on after a stop: rules FK76 and FK77 in docs/rules/forecast.md. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readConfigFile } from "../../../edge/config/read-file.ts";
import type { PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { OUTCOMES, type StudyAnswer } from "../../../edge/contracts/forecast/study-answer.ts";
import { type StudyFile, studySchema } from "../../../edge/forecast/study/file/study-file.ts";
import { studyProblems } from "../../../edge/forecast/study/file/study-problems.ts";
import { checkedLine, readCheckedLine } from "../../../edge/store/checked-line.ts";
import { type AskedStudy, answerStudy, type Mark } from "../../../edge/studies/answer-study.ts";
import { KeptRuns } from "../../../edge/studies/kept-runs.ts";
import { SMALL_PLANT, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { sizeOf } from "../../run/long-sets.ts";
import { randomOf } from "../../run/seed.ts";

const HISTORY = smallHistory(400, randomOf("history"));
const AT = START_US + 2.5 * 3600e6;
const NEVER = new AbortController().signal;
const MEANS = { workers: 1, signal: NEVER, onProgress: () => {} } as const;
/** Stops at so many places of the file. */
const STOPS = sizeOf("GEMBA_STOPS", { short: 4, full: 20 });

const folder = mkdtempSync(join(tmpdir(), "gemba-kept-runs-test-"));
const path = join(folder, "study.runs");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = "gemba-study: 1\nname: test\nhours: 0.5\nobjective: [{ good: 1, within: 2 }]\nreplications: 30\n";
const ALL = `${HEAD}factors: [{ name: speed, speed: [0.9, 1.3], at: CNC-* }]\n`;
const SEARCH = `${HEAD}design: search
search: { variants: 12, finalists: 3 }
factors:
  - { name: room, capacity: [2, 4, 12], at: MID }
  - { name: islands, islands: { machines: [CNC-1, CNC-2], variants: [A, B] } }
`;

function read(text: string): StudyFile {
  const file = join(folder, "study.yaml");
  writeFileSync(file, text);
  return readConfigFile(file, studySchema, studyProblems);
}

function asked(text: string, more: Partial<AskedStudy> = {}, history: PlantHistory = HISTORY): AskedStudy {
  const startFrom: AskedStudy["startFrom"] = (at) => ({ history, at: at ?? AT });
  return {
    file: read(text),
    description: SMALL_PLANT,
    at: undefined,
    program: "1",
    record: "edge-1",
    startFrom,
    ...more,
  };
}

/** Answers with what is in the file; how many runs were there, how many were run, and what was said. */
async function goOn(question: AskedStudy, { workers = 1, stopAfter = Number.POSITIVE_INFINITY } = {}) {
  const stop = new AbortController();
  const changed: (readonly Mark[])[] = [];
  const lost: string[] = [];
  const kept = KeptRuns.open(path, (reason) => lost.push(reason));
  const before = kept.total;
  let heard = 0;
  const answer = await answerStudy(question, {
    workers,
    signal: stop.signal,
    onProgress: () => {
      if (++heard === stopAfter) stop.abort();
    },
    kept,
    anew: (marks) => changed.push(marks),
  });
  return { answer, before, after: kept.total, changed, lost };
}

/** A place among the runs: before them is what they start from, which is longer. */
function placeIn(bytes: Buffer, share: number): number {
  const runs = bytes.indexOf("\n", bytes.indexOf("\n") + 1) + 1;
  return runs + Math.floor(share * (bytes.length - runs));
}

const wholes = new Map<string, { readonly answer: StudyAnswer; readonly bytes: Buffer }>();

/** The answer without a stop, and its file, which lies there then. */
async function whole(text: string) {
  const known = wholes.get(text);
  rmSync(path, { force: true });
  const found = known ?? { answer: (await goOn(asked(text))).answer, bytes: readFileSync(path) };
  wholes.set(text, found);
  writeFileSync(path, found.bytes);
  return { answer: found.answer, bytes: Buffer.from(found.bytes) };
}

describe("a study that goes on", () => {
  it.each([
    ["all", ALL],
    ["search", SEARCH],
  ])("[FK76] from any byte of what it kept has the answer of one without a stop: %s", async (_design, text) => {
    const { answer, bytes } = await whole(text);
    const random = randomOf("stops");
    const places = Array.from({ length: STOPS }, (_, at) =>
      at === 0 ? 0 : at === 1 ? Math.floor(bytes.length * random()) : placeIn(bytes, random()),
    );
    for (const place of places) {
      writeFileSync(path, bytes.subarray(0, place));
      const again = await goOn(asked(text), { workers: 2 });
      expect(again.answer).toEqual(answer);
      expect([again.changed, again.lost]).toEqual([[], []]);
    }
    // With all of its runs it runs none.
    writeFileSync(path, bytes);
    const last = await goOn(asked(text));
    expect([JSON.stringify(last.answer), last.after]).toEqual([JSON.stringify(answer), last.before]);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it("[FK76] Ctrl+C again and again costs no run that was done", async () => {
    const { answer } = await whole(ALL);
    rmSync(path);
    let known = 0;
    for (let turn = 0; turn < STOPS; turn++) {
      const { answer: found, before, after } = await goOn(asked(ALL), { stopAfter: 1 + known + turn });
      expect(before).toBe(known);
      known = after;
      if (found.isComplete) expect(found).toEqual(answer);
    }
    expect((await goOn(asked(ALL))).answer).toEqual(answer);
  });

  it("[FK76] a disk that refuses costs what is kept, and not the study", async () => {
    const { answer } = await whole(ALL);
    const refused: string[] = [];
    const kept = KeptRuns.open(join(folder, "none", "study.runs"), (reason) => refused.push(reason));
    const found = await answerStudy(asked(ALL), { workers: 1, signal: NEVER, onProgress: () => {}, kept });
    expect(found).toEqual(answer);
    expect(refused).toHaveLength(1);
  });
});

it("[FK76] a run that is known already is kept once", () => {
  const kept = KeptRuns.open(path, () => {});
  rmSync(path, { force: true });
  kept.begin({ file: "a", seed: 1, at: AT, plant: "b", record: "c", program: "1" }, {});
  const changes = [[], [{ kind: "vehicles", add: 1 } as const]];
  const outcomes = Float64Array.from({ length: 2 * OUTCOMES.length }, (_, at) => at);
  kept.add({ replication: 0, variants: [0], changes: changes.slice(0, 1) }, outcomes.subarray(0, OUTCOMES.length));
  kept.add({ replication: 0, variants: [0, 1], changes }, outcomes);
  expect(kept.total).toBe(2);
  kept.close();
  const again = KeptRuns.open(path, () => {});
  expect([again.total, again.outcomesOf({ replication: 0, variants: [0, 1], changes })]).toEqual([2, outcomes]);
  again.remove();
});

describe("another study", () => {
  it("[FK77] says what has changed and begins anew, without any run of the one before", async () => {
    const { bytes } = await whole(ALL);
    const slower = {
      ...SMALL_PLANT,
      material: { ...SMALL_PLANT.material, buffers: [{ id: "IN" }, { id: "MID", capacity: 3 }, { id: "OUT" }] },
    };
    const changes: readonly (readonly [Mark, AskedStudy])[] = [
      ["file", asked(ALL.replace("1.3", "1.2"))],
      ["seed", asked(`${ALL}seed: 7\n`)],
      ["plant", asked(ALL, { description: slower })],
      ["record", asked(ALL, { record: "edge-2" }, smallHistory(380, randomOf("other")))],
      ["program", asked(ALL, { program: "2" })],
      ["at", asked(ALL, { at: AT - 600e6 })],
    ];
    for (const [mark, question] of changes) {
      writeFileSync(path, bytes);
      const found = await goOn(question);
      expect(found.changed[0]).toContain(mark);
      rmSync(path);
      expect((await goOn(question)).answer).toEqual(found.answer);
    }
  });

  it("[FK77] goes on from its instant although the record has come further", async () => {
    const { answer, bytes } = await whole(ALL);
    writeFileSync(path, bytes.subarray(0, placeIn(bytes, 0.5)));
    const later = asked(ALL, { startFrom: (at) => ({ history: HISTORY, at: at ?? AT + 600e6 }) });
    const again = await goOn(later);
    expect([again.answer, again.changed]).toEqual([answer, []]);
  });

  it("[FK106] late reports change nothing of a study that has begun", async () => {
    const { answer, bytes } = await whole(ALL);
    writeFileSync(path, bytes.subarray(0, placeIn(bytes, 0.5)));
    // Pieces of before its instant that were reported later. With none of its runs kept, what it began from is.
    const late = { ...HISTORY, pieces: HISTORY.pieces.filter((_, at) => at % 3 !== 0) };
    const again = await goOn(asked(ALL, {}, late));
    expect([again.answer, again.changed]).toEqual([answer, []]);
    // It is what was known then that makes it the same: begun now, it has another answer.
    rmSync(path);
    expect((await goOn(asked(ALL, {}, late))).answer).not.toEqual(answer);
  });

  it("[FK77] begins anew where the file of runs is of a release that did not keep what it began from", async () => {
    const { answer, bytes } = await whole(ALL);
    const [head = "", ...lines] = bytes.toString().trimEnd().split("\n").map(readCheckedLine) as readonly object[];
    const { plant: _plant, record: _record, start: _start, ...marks } = lines[0] as Record<string, unknown>;
    const former = [head, { ...marks, data: "d" }, ...lines.slice(1)];
    writeFileSync(path, former.map(checkedLine).join(""));
    const again = await goOn(asked(ALL));
    expect([again.answer, again.lost]).toEqual([answer, []]);
    expect(again.changed).toEqual([["plant", "record"]]);
  });

  it("[FK107] the time that it may take counts over stops, and what is known is given when it is used up", async () => {
    const { answer } = await whole(ALL);
    rmSync(path);
    const first = await goOn(asked(ALL), { stopAfter: 1 });
    expect(first.answer.isComplete).toBe(false);
    const kept = KeptRuns.open(path, () => {});
    const used = kept.usedMs;
    kept.close();
    expect(used).toBeGreaterThan(0);
    const again = KeptRuns.open(path, () => {});
    const found = await answerStudy(asked(ALL), { ...MEANS, withinMs: used / 2, kept: again });
    expect(found.isComplete).toBe(false);
    // With all of its runs it needs no time.
    await goOn(asked(ALL));
    const whatIsKnown = await answerStudy(asked(ALL), { ...MEANS, withinMs: 0, kept: KeptRuns.open(path, () => {}) });
    expect(whatIsKnown).toEqual(answer);
  });

  it("[FK77] begins anew where the file of runs is damaged", async () => {
    const { answer, bytes } = await whole(ALL);
    bytes[40] = (bytes[40] as number) ^ 1;
    writeFileSync(path, bytes);
    const again = await goOn(asked(ALL));
    expect([again.answer, again.before]).toEqual([answer, 0]);
    expect(again.lost[0]).toMatch(/damaged/);
  });
});
