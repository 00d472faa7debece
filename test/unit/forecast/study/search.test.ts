import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { studyText } from "../../../../edge/cli/study/study-text.ts";
import { readConfigFile } from "../../../../edge/config/read-file.ts";
import type { StudyAnswer } from "../../../../edge/contracts/forecast/study-answer.ts";
import { normalQuantile } from "../../../../edge/detect/maths/robust-fit.ts";
import { learn } from "../../../../edge/forecast/learn/learn.ts";
import { flowOf } from "../../../../edge/forecast/model/flow.ts";
import { snapshotAt } from "../../../../edge/forecast/model/snapshot-at.ts";
import type { Level } from "../../../../edge/forecast/study/factors.ts";
import { type StudyFile, studySchema } from "../../../../edge/forecast/study/file/study-file.ts";
import { studyProblems } from "../../../../edge/forecast/study/file/study-problems.ts";
import type { Runner } from "../../../../edge/forecast/study/run/crew.ts";
import { VariantRuns } from "../../../../edge/forecast/study/run/variant-runs.ts";
import { IslandLevels, type IslandSpace } from "../../../../edge/forecast/study/search/islands.ts";
import { Search } from "../../../../edge/forecast/study/search/search.ts";
import { study } from "../../../../edge/forecast/study/study.ts";
import type { Change } from "../../../../edge/forecast/whatif/changes.ts";
import { SMALL_PLANT, START_US, smallHistory } from "../../../fakes/forecast-history.ts";
import { randomOf, SEED } from "../../../run/seed.ts";

const NEVER = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), "gemba-search-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SPACE: IslandSpace = {
  machines: ["M1", "M2", "M3", "M4", "M5"],
  groups: ["A*", "B*", "C*", "D*"],
  most: 3,
  // M5 makes C and D only.
  canMake: (group, machine) => machine < 4 || group >= 2,
};

/** Every way to put the machines into islands, by walking from move to move. */
function allOf(levels: IslandLevels): readonly Level[] {
  const found = new Map<string, Level>();
  const next = [...levels.starts];
  for (let level = next.pop(); level !== undefined; level = next.pop()) {
    if (found.has(level.name)) continue;
    found.set(level.name, level);
    next.push(...levels.beside(level));
  }
  return [...found.values()];
}

type Route = Extract<Change, { kind: "route" }>;

/**
 * Hours that the busiest machine takes: a group's work is shared by the machines of its island, and each further group
 * on a machine costs a set-up.
 */
function worth(changes: readonly Change[]): number {
  const work = [9, 5, 4, 2];
  const over = changes.flatMap((change) => (change.kind === "route" ? [(change as Route).over] : []));
  if (over.length === 0) return -16;
  const loads = SPACE.machines.map((machine) => {
    const made = over.flatMap((list, group) => (list.includes(machine) ? [(work[group] as number) / list.length] : []));
    return made.reduce((sum, one) => sum + one, 0) + 1.5 * Math.max(0, made.length - 1);
  });
  return -Math.max(...loads);
}

/** Good pieces are what the changes are worth, with noise of which most is common to a replication. */
function noisyRunner(name: string): Runner {
  const random = randomOf(name);
  const common = Array.from({ length: 100 }, () => normalQuantile(random()));
  return {
    run(tasks, done, signal) {
      signal.throwIfAborted();
      for (const task of tasks)
        done(
          task,
          Float64Array.from(
            task.changes.flatMap((changes) => {
              const noise = 3 * (common[task.replication] as number) + 0.2 * normalQuantile(random());
              return [100 + worth(changes) + noise, 0, 0, 0, 0];
            }),
          ),
        );
      return Promise.resolve();
    },
  };
}

describe("islands", () => {
  it("[ST15] are every one that has work for each machine and a machine for each group, each once", () => {
    const all = allOf(new IslandLevels(SPACE));
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    // Counted by hand: functions from machines to islands and from groups to islands, without regard to numbers.
    const byHand = new Set<string>();
    for (let code = 0; code < 3 ** 9; code++) {
      const at = (digit: number): number => Math.floor(code / 3 ** digit) % 3;
      const [machines, groups] = [[0, 1, 2, 3, 4].map(at), [5, 6, 7, 8].map(at)];
      const serves = (group: number, machine: number): boolean =>
        machines[machine] === groups[group] && SPACE.canMake(group, machine);
      const isFit =
        groups.every((_, group) => machines.some((__, machine) => serves(group, machine))) &&
        machines.every((_, machine) => groups.some((__, group) => serves(group, machine)));
      const order = [...new Set(machines)];
      if (isFit) byHand.add([...machines, ...groups].map((island) => order.indexOf(island)).join(""));
    }
    expect(all).toHaveLength(byHand.size);
    expect(all).toHaveLength(652);
    for (const { changes } of all)
      for (const change of changes) expect((change as Route).over.length).toBeGreaterThan(0);
  });

  it("[ST15] a search finds the best of them, or nearly, without a look at most of them, over 40 seeds", async () => {
    const all = allOf(new IslandLevels(SPACE));
    const best = Math.max(...all.map(({ changes }) => worth(changes)));
    const found: number[] = [];
    let looked = 0;
    for (let seed = 0; seed < 40; seed++) {
      const changes: (readonly Change[])[] = [[]];
      const levels = new IslandLevels(SPACE);
      const asIs: Level = { name: "as-is", changes: [] };
      const runner = noisyRunner(`search ${seed}`);
      const search = new Search({
        dimensions: [{ starts: [asIs, ...levels.starts], beside: (level) => levels.beside(level) }],
        objective: { weights: [["good", 1]], within: 0.1 },
        constraints: [],
        most: 120,
        seed: (SEED % 1000) + seed,
        changes,
        runs: new VariantRuns({ runner, changes, most: 120, first: 0, told: () => {} }),
        isPossible: () => true,
        leads: () => {},
      });
      await search.run(NEVER);
      found.push(Math.max(...search.best(12).map((variant) => worth(changes[variant] as readonly Change[]))));
      looked += search.points.length / 40;
    }
    expect(looked).toBeLessThan(all.length / 5);
    const nearly = found.filter((value) => value >= best - 0.25);
    expect(nearly.length, `best ${best}, found ${found.join(" ")}`).toBeGreaterThanOrEqual(34);
  });
});

const HISTORY = smallHistory(400, randomOf("history"));
const FLOW = flowOf(SMALL_PLANT);
const SOURCES = { description: SMALL_PLANT, flow: FLOW, learnt: learn(HISTORY, FLOW) };
const AT = START_US + 2.5 * 3600e6;
/** Small orders follow, of the two variants in turn, so that a lathe that makes both is set up all the time. */
const SMALL_ORDERS = Array.from({ length: 400 }, (_, at) => ({
  order: `S-${at}`,
  variant: at % 2 === 0 ? "A" : "B",
  quantity: 2,
  priority: 1,
  due: AT + 4 * 3600e6,
  steps: [{ time: START_US, state: "AllowedToStart", started: 0, good: 0, scrapped: 0 }],
}));
const BEGUN = HISTORY.orders.filter(({ steps }) => steps.some(({ time, started }) => time <= AT && started > 0));
const SNAPSHOT = snapshotAt({ ...HISTORY, orders: [...BEGUN, ...SMALL_ORDERS] }, FLOW, AT);

function read(more: string, design = "search"): StudyFile {
  const file = join(folder, "study.yaml");
  const head = `gemba-study: 1\nname: test\ndesign: ${design}\nobjective: [{ good: 1, within: 2 }]\n`;
  writeFileSync(file, `${head}${more.includes("hours:") ? "" : "hours: 4\n"}${more}`);
  return readConfigFile(file, studySchema, studyProblems);
}

const ISLANDS = "{ name: islands, islands: { machines: [CNC-1, CNC-2], variants: [A, B] } }";

async function answer(file: StudyFile, workers = 2, signal = NEVER, told?: () => void): Promise<StudyAnswer> {
  const start = { sources: SOURCES, snapshot: SNAPSHOT, horizonS: 3600 * file.hours, seed: SEED % 1000 };
  const means = { workers, modelError: 0.015, trials: 4, signal };
  return study(file, start, told === undefined ? means : { ...means, told });
}

describe("a study that searches", () => {
  it("[ST15] finds that a lathe for each variant saves set-ups, the same with one worker and with three", async () => {
    const room = "{ name: room, capacity: [12, 18], at: MID }";
    const file = read(`factors: [${ISLANDS}, ${room}]\nsearch: { finalists: 4 }\n`);
    const found = await answer(file);
    const picked = found.variants[found.picked ?? 0];
    expect(picked?.levels["islands"]).toMatch(/^CNC-1: [AB]; CNC-2: [AB]$/);
    expect(found.variants).toHaveLength(5);
    expect(found.recommendation?.what.en).toMatch(/islands: CNC-1: /);
    expect(found.searched?.variants).toBeGreaterThan(5);
    expect(found.effects).toEqual([]);
    expect(studyText(found, "en")).toMatch(/search: \d+ variants looked at in \d+ runs[\s\S]*one of those compared/);
    expect(studyText(found, "zh")).toMatch(/搜索：共考察 \d+ 个方案[\s\S]*参与比较的某个方案/);
    expect(JSON.stringify(await answer(file, 3))).toBe(JSON.stringify(found));
  });

  it("[ST6] that is stopped while it searches gives what it has seen", async () => {
    const controller = new AbortController();
    let told = 0;
    const found = await answer(read(`factors: [${ISLANDS}]\n`), 1, controller.signal, () => {
      if (++told === 8) controller.abort("SIGINT");
    });
    expect(found).toMatchObject({ isComplete: false, picked: null, recommendation: null });
    expect(found.variants.length).toBeGreaterThan(1);
    expect(studyText(found, "en")).toMatch(/Stopped before its end/);
  });

  it("[ST15] names machines and variants that have no part in islands, all at once", async () => {
    const strange = "{ name: islands, islands: { machines: [CNC-1, PCK-1, CNC-9], variants: [A, X] } }";
    await expect(answer(read(`factors: [${strange}]\n`))).rejects.toThrow(
      /no machine of the islands can make X[\s\S]*variant X is unknown[\s\S]*CNC-9 can make none of A, X; leave it out/,
    );
  });

  it("[ST15] islands need the search, once, and constraints need runs of its finalists only", () => {
    expect(() => read(`factors: [${ISLANDS}, ${ISLANDS.replace("islands", "more")}]\n`)).toThrow(
      /factors\[1\]\.islands: the factor more has islands, as islands has — put all machines/,
    );
    expect(() => read(`factors: [${ISLANDS}]\n`, "all")).toThrow(
      /factors\[0\]\.islands: .* has islands, and design all compares given levels only — write design: search/,
    );
    const levels = Array.from({ length: 50 }, (_, at) => at + 1).join();
    const many = `{ name: a, capacity: [${levels}], at: MID }, { name: b, load: [${levels}], at: MID }`;
    expect(() => read(`factors: [${ISLANDS}, ${many}]\nreplications: 60\nconstraints: [{ wip: 9 }]\n`)).not.toThrow();
    expect(() => read(`factors: [${ISLANDS}]\nsearch: { variants: 5000 }\nhours: 48\n`)).toThrow(/h can be run/);
  });
});
