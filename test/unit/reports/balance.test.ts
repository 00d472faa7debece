import { expect, it } from "vitest";
import type { Caller } from "../../../edge/api/services/caller.ts";
import type { TreeView } from "../../../edge/contracts/production/energy-tree.ts";
import type { ReportDocument } from "../../../edge/contracts/reports/document.ts";
import { MediaTree } from "../../../edge/energy/tree/media-tree.ts";
import { makeReport } from "../../../edge/reports/make-report.ts";
import { energyConfig } from "../../fakes/energy/energy-config.ts";
import { reportParts, SHIFT_TO } from "../../fakes/reports/parts.ts";
import { T0 } from "../detect/bench-plant.ts";
import { fakeCounts, HOUR } from "../energy/tree/fake-counts.ts";

const caller: Caller = { kind: "local", origin: "127.0.0.1" };
const CONFIG = {
  tree: [
    { meter: "PLANT", complete: true },
    { meter: "A", below: "PLANT" },
    { meter: "B", below: "PLANT" },
    { meter: "LAMP", below: "A" },
  ],
};

/** Eight hours with A 12 % too high, whose lamp measures a quarter of it. */
function view(interval?: number): TreeView {
  const at = (rate: number) => (hours: number) => rate * hours;
  const counts = fakeCounts({ counts: { PLANT: at(100), A: at(67.2), B: at(40), LAMP: at(15) } });
  const leak = { since: T0, flow: 0.123, costPerYear: 4321 };
  const flows = { nights: 6, meanFlow: 1.2, nightFlow: 0.5, usual: { usual: 0.4, high: 0.42 } };
  const branches = [{ id: "W-1", medium: "water", unit: "m3/h", ...flows, leak } as const];
  return { ...new MediaTree(energyConfig(CONFIG), counts).view(T0, T0 + 8 * HOUR, interval), branches };
}

function report(language: "en" | "zh", tree = view): Promise<ReportDocument> {
  const parts = reportParts();
  const energy = {
    since: () => T0,
    nodes: () => [],
    tree: (_: number, __: number, interval?: number) => tree(interval),
  };
  const range = { from: SHIFT_TO - 8 * HOUR, to: SHIFT_TO };
  return makeReport({ ...parts, energy }, caller, { kind: "energy", language, viewer: "https://gemba.example", range });
}

const sectionOf = (document: ReportDocument, title: string) => document.sections.find((one) => one.title === title);

it("[RP24] the energy report has the balance: amounts, unaccounted share, rests and remarks", async () => {
  const section = sectionOf(await report("en"), "Balance of media");
  const [note, figures, nodes] = section?.blocks ?? [];
  expect(note).toMatchObject({ kind: "note", text: expect.stringMatching(/^Reconciled in 32 intervals of 15 min/) });
  if (figures?.kind !== "figures" || nodes?.kind !== "table") throw new Error("no figures or no table");
  const { nodes: tree, trees } = view(15 * 60e6);
  const whole = tree.find(({ id }) => id === "PLANT")?.reconciled;
  expect(figures.figures.map(({ value }) => value)).toEqual([whole?.amount, trees[0]?.unaccountedShare]);
  expect(figures.figures[0]?.text).toMatch(/^\d+(\.\d+)? ± \d+(\.\d+)? kWh$/);
  const plant = nodes.rows.find(([node]) => node?.text === "PLANT");
  expect(plant?.[3]?.text).toBe("beyond 3 u_c");
  expect(plant?.[0]?.link).toContain("#/energy?a=PLANT");
  // One of the three was left out, and says so.
  expect(nodes.rows.map((row) => row[4]?.text).join()).toMatch(/left out for 100\.0 % of the time/);
});

it("[RP25] probable leaks stand with flow, begin and cost a year, in both languages", async () => {
  const table = sectionOf(await report("zh"), "介质平衡")?.blocks.at(-1);
  if (table?.kind !== "table") throw new Error("no table");
  expect(table.rows[0]?.map(({ text }) => text)).toEqual([
    "W-1",
    "0.120 m³/h",
    expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/),
    expect.stringMatching(/^4.300 [A-Z]{3}$/),
  ]);
});

it("[RP24] a plant without a media tree has no such section", async () => {
  const empty = (): TreeView => ({ ...view(), nodes: [], trees: [], branches: [] });
  expect(sectionOf(await report("en", empty), "Balance of media")).toBeUndefined();
});
