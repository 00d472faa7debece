/** An edge for invalid input that has the parts which most test edges lack: work items, states of machines, health. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApiDeps } from "../../../edge/api/server.ts";
import type { ComponentCondition } from "../../../edge/contracts/health/component-condition.ts";
import { openWorkBook } from "../../../edge/work/work-book.ts";
import type { FakeAccounts } from "../../fakes/access/accounts.ts";
import { type FakeEdge, fakeEdge, LATHE, MemoryJournal, NOW_US } from "../../fakes/api/deps.ts";
import { LI } from "../../fakes/records/work.ts";
import { BenchPlant, log } from "../detect/bench-plant.ts";
import { MACHINE, Work } from "../production/state/work.ts";

export interface FuzzedEdge {
  readonly edge: FakeEdge;
  close(): Promise<void>;
}

/** With a uid that the invalid input has too, so that routes about one item reach it. */
const ITEM = {
  itemUid: "alert-1",
  kind: "maintenance",
  about: { assetUid: LATHE },
  title: { zh: "主轴异响", en: "Spindle is loud" },
  evidence: [],
  reportedAt: NOW_US,
  reportedBy: LI,
} as const;

const CONDITION: ComponentCondition = {
  assetUid: LATHE,
  component: "spindle",
  name: { zh: "主轴", en: "Spindle" },
  stage: "watch",
  since: NOW_US,
  health: null,
  evidence: 6,
  hypotheses: [],
  severity: null,
  rul: null,
  adaptation: null,
};

export async function openFuzzedEdge(people: FakeAccounts): Promise<FuzzedEdge> {
  const figures = {
    count: 0,
    min: Number.NaN,
    max: Number.NaN,
    mean: Number.NaN,
    last: Number.NaN,
    timeWeightedMean: Number.NaN,
    held: 0,
    isDoubtful: false,
  };
  const historian: ApiDeps["historian"] = {
    ...fakeEdge().deps.historian,
    aggregates: async ({ edges }) => edges.slice(1).map(() => figures),
  };
  const dir = mkdtempSync(join(tmpdir(), "gemba-fuzz-"));
  const journal = new MemoryJournal();
  const work = await openWorkBook({ dir, journal, log });
  await work.report(ITEM, { user: "li", role: "operator", origin: "cli" });
  const edge = fakeEdge({
    historian,
    accounts: people.accounts,
    access: "network",
    pseudonymOf: () => "P-1",
    journal,
    work,
    production: new Work(new BenchPlant([{ label: "CNC-101", tags: MACHINE }])).reader,
    componentHealth: {
      components: async () => [CONDITION],
      life: async () => ({
        expected: null,
        evidence: [],
        kinds: [],
        curve: { times: new Float64Array(), health: new Float32Array(), evidence: new Float32Array() },
        statistics: [],
      }),
    },
  });
  const close = async (): Promise<void> => {
    await work.close();
    rmSync(dir, { recursive: true });
  };
  return { edge, close };
}
