/** The thread of studies: rules FK78 to FK80 in docs/rules/forecast.md. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import type { StudyProgress } from "../../../edge/contracts/forecast/studies.ts";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import { withIslandsNow } from "../../../edge/forecast/learn/until.ts";
import { LEARN_FROM_S } from "../../../edge/forecast/whatif/answer.ts";
import { newestInstant } from "../../../edge/futures/answer-asked.ts";
import { type RecordedPlant, readRecord } from "../../../edge/futures/record-of-pieces.ts";
import { IslandRecord } from "../../../edge/islands/record.ts";
import { answerStudy } from "../../../edge/studies/answer-study.ts";
import { studyApart } from "../../../edge/studies/apart.ts";
import { studyFile } from "../../../edge/studies/new-study.ts";
import type { StudyTask } from "../../../edge/studies/task.ts";
import { SMALL_PLANT, smallHistory } from "../../fakes/forecast-history.ts";
import { recordPlant } from "../../fakes/recorded-plant.ts";
import { randomOf } from "../../run/seed.ts";

/** Its states are not recorded, so nothing of it is read by uids. */
const PLANT = SMALL_PLANT as unknown as RecordedPlant;
const STUDY = `gemba-study: 1
name: test
hours: 1
replications: 100
objective: [{ good: 1, within: 0.3 }]
factors: [{ name: speed, speed: [0.99, 1.01], at: CNC-* }]
`;
const NEVER = new AbortController().signal;
let dataDir = "";

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), "gemba-study-thread-"));
  recordPlant(dataDir, smallHistory(400, randomOf("history")));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function task(study: string, more: Partial<StudyTask> = {}): StudyTask {
  const question = { study, at: null, minutes: 5 };
  return { dataDir, description: PLANT, question, runs: join(dataDir, "one.runs"), program: "1", ...more };
}

async function made(asked: StudyTask, signal = NEVER, heard: (progress: StudyProgress) => void = () => {}) {
  return await studyApart(asked, { signal, progress: heard, note: () => {} });
}

it("[FK78] [FK80] answers as the command does, also after a stop, and says how far it is", async () => {
  const stop = new AbortController();
  const heard: StudyProgress[] = [];
  const stopped = made(task(STUDY), stop.signal, (progress) => {
    heard.push(progress);
    if (progress.best !== null) stop.abort(new Error("the edge stops"));
  });
  await expect(stopped).rejects.toThrow("the edge stops");
  expect(existsSync(join(dataDir, "one.runs"))).toBe(true);
  const first: StudyProgress[] = [];
  const result = await made(task(STUDY), NEVER, (progress) => first.push(progress));
  const { from } = { from: heard.at(-1)?.runs ?? 0 };
  expect(heard.at(-1)).toMatchObject({ most: 300, best: expect.objectContaining({ speed: expect.any(String) }) });
  expect(first.at(-1)?.runs).toBeGreaterThanOrEqual(from);
  const answer = await commanded((record) => record);
  expect(result).toMatchObject({ kind: "answer", counted: { left: expect.any(Array) } });
  expect("answer" in result ? result.answer : undefined).toEqual(answer);
});

/** As the command answers, from the record as `seen`. */
async function commanded(seen: (record: PlantHistory, at: Micros) => PlantHistory) {
  return await answerStudy(
    {
      ...{ file: studyFile(STUDY), description: SMALL_PLANT, at: undefined, program: "1", record: "" },
      startFrom: (asked) => {
        const record = readRecord(dataDir, PLANT, { forS: LEARN_FROM_S, at: asked });
        if (record === undefined) throw new Error("no record");
        const at = asked ?? newestInstant(record);
        return { history: seen(record, at), at };
      },
    },
    { workers: 2, signal: NEVER, onProgress: () => {} },
  );
}

it("[IS17] a study from now uses the islands in force, also where the newest report is older", async () => {
  const newest = readRecord(dataDir, PLANT, { forS: LEARN_FROM_S })?.to ?? Number.NaN;
  const island = { id: "one", name: { zh: "一", en: "One" }, machines: ["CNC-1"], variants: ["A", "B"] };
  const change = {
    version: 1,
    origin: "person",
    islands: [island],
    at: newest + 60e6,
    by: "li",
    reason: null,
  } as const;
  const record = IslandRecord.open(dataDir);
  record.append({ ...change, state: "record", stateAt: newest + 60e6, said: null });
  try {
    const result = await made(task(STUDY, { runs: join(dataDir, "islands.runs") }));
    const answer = "answer" in result ? result.answer : undefined;
    expect(answer).toEqual(await commanded(withIslandsNow));
    expect(answer).not.toEqual(await commanded((record) => record));
    const past = { ...task(STUDY).question, at: newest - 60e6 };
    const before = await made(task(STUDY, { question: past, runs: join(dataDir, "past.runs") }));
    expect("answer" in before ? before.answer.foreseen : undefined).not.toEqual(answer?.foreseen);
  } finally {
    rmSync(join(dataDir, "islands"), { recursive: true });
  }
});

it("[FK79] a plant that cannot be as asked, and an instant that the record does not have, are refused", async () => {
  const other = { runs: join(dataDir, "two.runs") };
  expect(await made(task(STUDY.replace("at: CNC-*", "at: CNC-9"), other))).toEqual({
    kind: "refused",
    problems: [expect.stringMatching(/factor speed, level 0.99, .*CNC-9 is none/), expect.stringMatching(/1.01/)],
  });
  const early = task(STUDY, other);
  expect(await made({ ...early, question: { ...early.question, at: 1e6 } })).toMatchObject({
    kind: "refused",
    problems: [/less than half an hour of history/],
  });
});
