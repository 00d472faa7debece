import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { parseOptions } from "../../../edge/cli/options.ts";
import { whatIfCommand } from "../../../edge/cli/whatif.ts";
import { loadConfig } from "../../../edge/config/load.ts";
import { plugins } from "../../../edge/plugins.ts";
import { readPastMachines } from "../../../edge/production/state/past-machines.ts";
import { SMALL_CONFIG, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { recordPlant } from "../../fakes/recorded-plant.ts";
import { type Reported, recordStates } from "../../fakes/recorded-states.ts";
import { randomOf } from "../../run/seed.ts";

const HISTORY = smallHistory(400, randomOf("states"));
const LAST_S = (HISTORY.to - START_US) / 1e6;
/** Item states and modes by their numbers in OPC 40001-1. */
const WORKS: readonly [number, number] = [3, 3];
const FAILED: readonly [number, number] = [1, 3];
const MAINTENANCE: readonly [number, number] = [2, 1];
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function recorded(config: string, states?: Readonly<Record<string, readonly Reported[]>>): string {
  const folder = mkdtempSync(join(tmpdir(), "gemba-states-test-"));
  folders.push(folder);
  recordPlant(folder, HISTORY);
  writeFileSync(join(folder, "gemba.yaml"), config);
  if (states !== undefined) recordStates(folder, states);
  return folder;
}

async function machinesOf(folder: string) {
  const config = await loadConfig(folder, plugins);
  const range = { from: HISTORY.from, to: HISTORY.to };
  return readPastMachines(join(folder, "production", "states.db"), config, range);
}

async function asked(folder: string, ...more: readonly string[]): Promise<string> {
  let text = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((part) => {
    text += String(part);
    return true;
  });
  const args = ["--config", folder, "--data-dir", folder, "--hours", "1", "--replications", "3", ...more];
  try {
    await whatIfCommand.run(parseOptions(args), new AbortController().signal);
    return text;
  } finally {
    write.mockRestore();
  }
}

const us = (second: number): number => START_US + second * 1e6;
const CNC_1: readonly Reported[] = [
  [0, ...WORKS],
  [1000, ...FAILED],
  [1600, ...MAINTENANCE],
  [1900, ...WORKS],
  [LAST_S - 300, ...FAILED],
];

describe("states of machines that an edge recorded", () => {
  it("[FK34] failures and maintenance are out, as one; what lasts at the newest report is open", async () => {
    const machines = await machinesOf(recorded(SMALL_CONFIG, { "urn:t:1": CNC_1, "urn:t:3": [[1200, ...WORKS]] }));
    expect(machines).toEqual([
      {
        machine: "CNC-1",
        out: [
          { from: us(1000), to: us(1900) },
          { from: us(LAST_S - 300), to: Number.NaN },
        ],
        unknown: [],
        unplanned: [],
      },
      // Nothing is known of it before its first report.
      { machine: "PCK-1", out: [], unknown: [{ from: us(0), to: us(1200) }], unplanned: [] },
    ]);
  });

  const TWO_SHIFTS =
    "shifts: [{ name: { zh: 早, en: Early }, start: '00:00', end: '00:20' }, " +
    "{ name: { zh: 晚, en: Late }, start: '00:40', end: '01:00' }]";

  it("[FK34] a failure lasts over the end of a shift until the machine is well, and counts once", async () => {
    const machines = await machinesOf(recorded(SMALL_CONFIG.replace("shifts: []", TWO_SHIFTS), { "urn:t:1": CNC_1 }));
    expect(machines[0]).toMatchObject({
      out: [{ from: us(1000), to: us(1900) }],
      unplanned: [
        { from: us(1200), to: us(2400) },
        { from: us(3600), to: HISTORY.to },
      ],
    });
  });

  it("[FK34] what is switched off outside of shifts has not failed, unless it is out still in the shift", async () => {
    const states: readonly Reported[] = [
      [0, ...WORKS],
      [1300, ...FAILED],
      [1500, ...WORKS],
      [1600, ...FAILED],
      [2700, ...WORKS],
      [3700, ...FAILED],
    ];
    const machines = await machinesOf(recorded(SMALL_CONFIG.replace("shifts: []", TWO_SHIFTS), { "urn:t:1": states }));
    expect(machines[0]?.out).toEqual([{ from: us(2400), to: us(2700) }]);
  });

  it("[FK34] the answer has failures and what is out, in two languages; old folders have neither", async () => {
    const folder = recorded(SMALL_CONFIG, { "urn:t:1": CNC_1, "urn:t:2": [[0, ...WORKS]] });
    expect(await asked(folder)).toMatch(
      /CNC-1: \d\.\d \/ 0\.3\d, 2 of all side by side[\s\S]*Out at the start: CNC-1 for 0\.1 h/,
    );
    expect(await asked(folder, "--language", "zh")).toMatch(/同组设备共 2 次[\s\S]*起点时停机：CNC-1 已 0\.1 小时/);
    const { machines } = JSON.parse(await asked(folder, "--json"));
    expect(machines.out).toEqual([{ machine: "CNC-1", forH: expect.closeTo(300 / 3600, 1) }]);
    expect(machines.failures[0]).toMatchObject({ machine: "CNC-1", n: 2, isOfGroup: true });
    // One repair of 900 s, and 300 s of one that is not over.
    expect(machines.failures[0].repairH).toBeCloseTo(1200 / 3600, 1);
    const old = recorded(SMALL_CONFIG);
    expect(await asked(old)).toMatch(/Failures are not foreseen: no states of machines were recorded/);
    expect(JSON.parse(await asked(old, "--json")).machines).toBeNull();
  });

  it("[FK34] a damaged file of states is refused with the remedy", async () => {
    const folder = recorded(SMALL_CONFIG, { "urn:t:1": CNC_1 });
    writeFileSync(join(folder, "production", "states.db"), "no tables");
    await expect(asked(folder)).rejects.toThrow(/states\.db cannot be read: .*mends or renews it when it starts/);
  });
});
