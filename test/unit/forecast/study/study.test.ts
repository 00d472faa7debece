import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, describe, expect, it, vi } from "vitest";
import { parseOptions } from "../../../../edge/cli/options.ts";
import { studyCommand } from "../../../../edge/cli/study/study.ts";
import { studyText } from "../../../../edge/cli/study/study-text.ts";
import { STUDY_SCHEMA_FILE, studySchemaText } from "../../../../edge/cli/study/write-schema.ts";
import { readConfigFile } from "../../../../edge/config/read-file.ts";
import type { StudyAnswer } from "../../../../edge/contracts/forecast/study-answer.ts";
import type { ConfigRefused } from "../../../../edge/contracts/plant/config-text.ts";
import { recommendationOf } from "../../../../edge/contracts/records/recommendation.ts";
import { Type } from "../../../../edge/contracts/schema.ts";
import { learn } from "../../../../edge/forecast/learn/learn.ts";
import { flowOf } from "../../../../edge/forecast/model/flow.ts";
import { snapshotAt } from "../../../../edge/forecast/model/snapshot-at.ts";
import { paretoSet } from "../../../../edge/forecast/study/answer/pareto.ts";
import { type StudyFile, studySchema } from "../../../../edge/forecast/study/file/study-file.ts";
import { studyProblems } from "../../../../edge/forecast/study/file/study-problems.ts";
import { study } from "../../../../edge/forecast/study/study.ts";
import { lockDataFolder } from "../../../../edge/model/data-folder.ts";
import { SMALL_PLANT, START_US, smallHistory } from "../../../fakes/forecast-history.ts";
import { recordPlant } from "../../../fakes/recorded-plant.ts";
import { randomOf, SEED } from "../../../run/seed.ts";

const HISTORY = smallHistory(400, randomOf("history"));
const FLOW = flowOf(SMALL_PLANT);
const SOURCES = { description: SMALL_PLANT, flow: FLOW, learnt: learn(HISTORY, FLOW) };
const SNAPSHOT = snapshotAt(HISTORY, FLOW, START_US + 2.5 * 3600e6);
const NEVER = new AbortController().signal;

const folder = mkdtempSync(join(tmpdir(), "gemba-study-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = "gemba-study: 1\nname: test\nhours: 1\nobjective: [{ good: 1, within: 2 }]\n";
const FACTORS = "factors: [{ name: speed, speed: [0.9, 1.3], at: CNC-* }, { name: room, capacity: [12], at: MID }]\n";

function read(text: string): StudyFile {
  const file = join(folder, "study.yaml");
  writeFileSync(file, text);
  return readConfigFile(file, studySchema, studyProblems);
}

async function answer(text: string, more: Partial<Parameters<typeof study>[2]> = {}): Promise<StudyAnswer> {
  const file = read(text);
  const start = { sources: SOURCES, snapshot: SNAPSHOT, horizonS: 3600 * file.hours, seed: SEED % 1000 };
  return study(file, start, { workers: 2, modelError: 0.015, trials: 4, signal: NEVER, ...more });
}

describe("the file of a study", () => {
  it("[ST1] all mistakes are named at once, each with file, line, path and remedy", () => {
    const wrong = `${HEAD}factors:
  - { name: a, speed: [1.1] }
  - { name: a, vehicles: [1], capacity: [2], at: MID }
  - { name: c, vehicles: [1], hours: 3 }
  - { name: d, asIs: false, sequence: [due] }
  - name: e
    levels: [{ name: x, changes: [{ route: A }, { fly: 1 }] }]
constraints: [{ late: 1, wip: 2 }]
`;
    const error = (() => {
      try {
        read(wrong);
      } catch (caught) {
        return (caught as Error).message;
      }
      return "";
    })();
    for (const line of [
      /study.yaml:6 factors\[0\]: .* a varies speed and has no at — add at, such as at: CNC-\*/,
      /study.yaml:7 factors\[1\]: .* a has vehicles, capacity — give it exactly one of vehicles, load/,
      /study.yaml:7 factors\[1\].name: the name a is given twice/,
      /study.yaml:8 factors\[2\].hours: .* no use for hours — leave hours out/,
      /study.yaml:9 factors\[3\]: .* one level only/,
      /study.yaml:11 factors\[4\].levels\[0\].changes\[0\]: .*must have required property 'over'/,
      /study.yaml:11 factors\[4\].levels\[0\].changes\[1\]: .*is none of out, closed/,
      /study.yaml:12 constraints\[0\]: this constraint has 2 bounds — give exactly one of good/,
    ])
      expect(error).toMatch(line);
    expect(() => read(`${HEAD}factors: [{ name: a, sped: [1] }]\nconstraint: []\n`)).toThrow(
      /unknown key "constraint" — did you mean "constraints"\?[\s\S]*unknown key "sped" — did you mean "speed"/,
    );
    expect(() => read("gemba-study: 1\nname: a\nfactors: []\nobjective: [{ within: 1 }]\n")).toThrow(/factors/);
    expect(() => read(`${HEAD.replace("good: 1, ", "")}${FACTORS}`)).toThrow(/no weight — give at least one of good/);
  });

  it("[ST1] words are no others than the known ones, however many there are", () => {
    const many = Array.from({ length: 100_000 }, (_, at) => at).join();
    expect(() => read(`${HEAD}factors: [{ name: a, sequence: [${many}] }]\n`)).toThrow(/factors\[0\]\.sequence/);
    expect(() => read(`${HEAD}${FACTORS}pareto: [${many}]\n`)).toThrow(/pareto/);
  });

  it("[ST1] no more than 500 mistakes are named", () => {
    const level = (at: number): string => `{ name: l${at}, changes: [${"{ fly: 1 },".repeat(50)}] }`;
    const levels = Array.from({ length: 50 }, (_, at) => level(at)).join();
    const text = `${HEAD}factors: [{ name: a, levels: [${levels}] }, { name: b, levels: [${levels}] }]\n`;
    const problems = (() => {
      try {
        read(text);
      } catch (error) {
        return (error as ConfigRefused).problems;
      }
      return [];
    })();
    expect(problems).toHaveLength(500);
  });

  it("[ST2] a study that is too large is refused with its size and what to do", () => {
    const levels = Array.from({ length: 50 }, (_, at) => at + 1).join();
    const many = `factors: [{ name: a, capacity: [${levels}], at: MID }, { name: b, load: [${levels}], at: MID }]\n`;
    expect(() => read(HEAD + many)).toThrow(/2601 variants, and 2000 at most .*design: screening/);
    expect(() => read(`${HEAD}design: one-at-a-time\n${many}`)).not.toThrow();
    expect(() => read(`${HEAD.replace("hours: 1", "hours: 1000")}replications: 1000\n${FACTORS}`)).toThrow(
      /6 variants, 1000 runs of each and 1000 h are up to 6000000 h; 1600000 h can be run — lower replications/,
    );
  });

  it("[ST2] short runs are bounded in number, too", () => {
    const text = `${HEAD.replace("hours: 1", "hours: 0.001")}replications: 10000\n`;
    const levels = Array.from({ length: 50 }, (_, at) => at + 1).join();
    const many = `factors: [{ name: a, capacity: [${levels}], at: MID }, { name: b, load: [1, 2, 3, 4], at: MID }]\n`;
    expect(() => read(text + many)).toThrow(/255 variants and 10000 runs of each are up to 2550000 runs; 2000000 can/);
    expect(() => read(`${text}${FACTORS}`)).not.toThrow();
  });

  it("[ST1] no level is named as the plant as it is", () => {
    const level = "{ name: as-is, changes: [{ vehicles: 1 }] }";
    expect(() => read(`${HEAD}factors: [{ name: a, levels: [${level}] }]\n`)).toThrow(
      /factors\[0\]\.levels\[0\]\.name: the name as-is is that of the plant as it is — give the level another name/,
    );
  });

  it("[ST1] editors complete it from a schema (rewrite it with: npm run schema)", () => {
    expect(readFileSync(STUDY_SCHEMA_FILE, "utf8")).toBe(studySchemaText());
    const fits = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(STUDY_SCHEMA_FILE, "utf8")) as object);
    expect(
      fits({
        "gemba-study": 1,
        name: "a",
        factors: [{ name: "b", vehicles: [1] }],
        objective: [{ good: 1, within: 1 }],
      }),
    ).toBe(true);
    expect(fits({ "gemba-study": 1, name: "a", factors: [{ name: "b", vehicle: [1] }], objective: [] })).toBe(false);
  });
});

it("[ST8] too few replications to know a constraint are refused with the number", () => {
  expect(() => read(`${HEAD}${FACTORS}replications: 40\nconstraints: [{ wip: 9 }]\n`)).toThrow(
    /to know that 90 % of the runs keep it takes 50 runs .* replications is 40 — raise replications to 50/,
  );
});

describe("a study", () => {
  it("[ST5] is the same to the bit with one worker and with three, and other with another seed", async () => {
    const text = `${HEAD}${FACTORS}replications: 20\n`;
    const one = JSON.stringify(await answer(text, { workers: 1 }));
    expect(JSON.stringify(await answer(text, { workers: 3 }))).toBe(one);
    const file = read(text);
    const start = { sources: SOURCES, snapshot: SNAPSHOT, horizonS: 3600, seed: (SEED % 1000) + 1 };
    expect(
      JSON.stringify(await study(file, start, { workers: 2, modelError: 0.015, trials: 4, signal: NEVER })),
    ).not.toBe(one);
  });

  it("[ST6] that is stopped gives what is known by then", async () => {
    const controller = new AbortController();
    const told = (done: number): void => {
      if (done >= 30) controller.abort("SIGINT");
    };
    const found = await answer(`${HEAD}${FACTORS}`, { workers: 1, signal: controller.signal, told });
    expect(found).toMatchObject({ isComplete: false, isSure: false, recommendation: null });
    expect(found.runs).toBeGreaterThanOrEqual(30);
    expect(found.variants[0]?.runs).toBeGreaterThan(0);
    expect(found.picked).toBeNull();
    expect(studyText(found, "en")).toMatch(
      /Stopped before its end[\s\S]*The best mean so far has .*more runs are needed/,
    );
    expect(studyText(found, "zh")).toMatch(/提前停止[\s\S]*目前均值最好/);
  });

  it("[ST10] finds what matters, the best variant, and what it is worth in runs that did not choose it", async () => {
    const found = await answer(`${HEAD}${FACTORS}`);
    expect(found.variants).toHaveLength(6);
    expect(found.effects.map(({ factor, level }) => `${factor} ${level}`)).toEqual([
      "speed 1.3",
      "speed 0.9",
      "room 12",
    ]);
    expect(found.effects.map(({ matters }) => matters)).toEqual([true, true, false]);
    const picked = found.variants[found.picked ?? 0];
    expect([picked?.levels["speed"], found.isSure]).toEqual(["1.3", true]);
    expect(found.runs).toBeLessThan(found.runsOfAll);
    const { confirmed, recommendation } = found;
    expect(confirmed).toMatchObject({ runs: 30, better: 1, worse: 0 });
    expect(Math.abs((confirmed?.score.mean ?? 0) / (picked?.gain.mean ?? 1) - 1)).toBeLessThan(0.2);
    const made = { ...recommendation, adviceUid: "a", acts: [], proposedAt: 0 };
    expect(new Ajv({ strict: false }).compile(recommendationOf(Type.Object({})))(made)).toBe(true);
    expect(recommendation?.effect).toMatchObject({ quantity: "good", expected: confirmed?.outcomes.good.mean });
  });

  it("[ST10] a plant that is best as it is gets no recommendation", async () => {
    const found = await answer(`${HEAD}factors: [{ name: out, out: [CNC-1, CNC-2], hours: 1 }]\n`);
    expect([found.picked, found.isSure, found.recommendation]).toEqual([0, true, null]);
    expect(studyText(found, "en")).toMatch(/leave the plant as it is/);
    const none = await answer(`${HEAD}${FACTORS}constraints: [{ good: 1000000 }]\n`);
    expect([none.picked, none.recommendation]).toEqual([null, null]);
    expect(studyText(none, "zh")).toMatch(/没有方案满足约束/);
  });

  it("[ST4] screening runs all variants equally often, and picks none", async () => {
    const found = await answer(`${HEAD}design: screening\nreplications: 10\n${FACTORS}`);
    expect(found.variants.every(({ runs }) => runs === 10)).toBe(true);
    expect(found.effects[0]).toMatchObject({ factor: "speed", level: "1.3", against: "as-is", matters: true });
    expect([found.picked, found.recommendation]).toEqual([null, null]);
  });

  it("[ST3] a level that cannot be is refused with factor, level and remedy; a combination is left out", async () => {
    await expect(answer(`${HEAD}factors: [{ name: a, out: [CNC-9], hours: 1 }]\n`)).rejects.toThrow(
      /factor a, level CNC-9, change 1 \(out\): CNC-9 is none of the plant's machines/,
    );
    const level = (name: string) => `{ name: ${name}, changes: [{ add: RUSH, variant: A, pieces: 5, due: 1 }] }`;
    const twice = `factors: [{ name: a, levels: [${level("x")}] }, { name: b, levels: [${level("y")}] }]\n`;
    const found = await answer(HEAD + twice);
    expect(found.variants).toHaveLength(3);
    expect(found.impossible).toMatchObject([
      { levels: { a: "x", b: "y" }, reason: expect.stringMatching(/RUSH exists/) },
    ]);
    await expect(answer(`${HEAD}design: screening\n${twice}`)).rejects.toThrow(/use design: all/);
  });
});

it("[ST11] the Pareto set is what nothing beats in all outcomes", () => {
  const point = (good: number, wip: number) => ({ good, wip, scrapped: 0, late: 0, lead: 0 });
  const points = [point(10, 5), point(12, 5), point(9, 4), point(8, 4.5), point(12, 5)];
  expect(paretoSet(points, ["good", "wip"])).toEqual([1, 2, 4]);
});

describe("gemba study", () => {
  it("[ST12] [FK77] prints text in two languages and JSON, and writes files", async () => {
    const data = join(folder, "data");
    recordPlant(data, HISTORY);
    const file = join(data, "study.yaml");
    const out = join(data, "out");
    writeFileSync(file, `${HEAD}${FACTORS}replications: 20\n`);
    const args = [file, "--config", data, "--data-dir", data, "--workers", "2"];
    expect(await printed([...args, "--out", out])).toMatch(
      /6 variants[\s\S]*speed: 1.3[\s\S]*best[\s\S]*Recommendation/,
    );
    const html = readFileSync(join(out, "report.html"), "utf8");
    expect(html).toMatch(/<svg[\s\S]*speed: 1.3/);
    expect(html).not.toMatch(/<script|http/);
    expect(readFileSync(join(out, "variants.csv"), "utf8").trim().split("\r\n")).toHaveLength(7);
    const json = await printed([...args, "--json"]);
    expect(readFileSync(join(out, "answer.json"), "utf8")).toBe(json);
    expect(await printed([...args, "--language", "zh"])).toMatch(/6 个方案[\s\S]*最好[\s\S]*建议/);
    await expect(printed([...args, "--out", out])).rejects.toThrow(/not empty/);
    await refusedBeside(args);
    await expect(printed([...args, "--language", "fr"])).rejects.toThrow(/--language is zh or en, not fr/);
    for (const name of ["hours", "replications", "seed"])
      await expect(printed([...args, `--${name}`, "30"])).rejects.toThrow(`--${name} is in the file of the study`);
    await expect(printed(["--data-dir", data])).rejects.toThrow(/gemba study FILE/);
  });

  /** [FK77] While one command writes to a folder, no other one does. */
  async function refusedBeside(args: readonly string[]): Promise<void> {
    const beside = join(folder, "beside");
    {
      using _lock = lockDataFolder(beside);
      await expect(printed([...args, "--out", beside])).rejects.toThrow(
        new RegExp(`another gemba study writes to ${beside}: process id ${process.pid} .*choose another --out`),
      );
      expect(readdirSync(beside)).toEqual(["lock"]);
    }
    // Of one that was killed before its first run.
    writeFileSync(join(beside, "lock"), '{"pid":4194305}');
    await printed([...args, "--out", beside]);
    expect(readdirSync(beside).sort()).toEqual(["answer.json", "report.html", "variants.csv"]);
  }

  async function printed(args: readonly string[]): Promise<string> {
    let text = "";
    const write = vi.spyOn(process.stdout, "write").mockImplementation((more) => {
      text += String(more);
      return true;
    });
    try {
      await studyCommand.run(parseOptions(args), NEVER);
      return text;
    } finally {
      write.mockRestore();
    }
  }
});
