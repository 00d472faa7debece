import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { NAMESPACES } from "../../simulators/speak/opcua/namespaces.ts";
import type { StationServer } from "./conveyor.ts";
import { islandsOf, LINE, STEP_IDS } from "./line.ts";

const CONTROL = "mach:MachineryBuildingBlocks/jobs:JobManagement/jobs:JobOrderControl";

/** Writes the config of the line: JSON is YAML. */
export function writePlant(folder: string, servers: readonly StationServer[]): void {
  const name = (text: string) => ({ zh: text, en: text });
  const sourceOf = (label: string): string => servers.find(({ labels }) => labels.includes(label))?.name as string;
  const config = {
    gemba: 1,
    site: {
      ...{ enterprise: "bench", id: "line", name: name("Line"), timeZone: "UTC", currency: "EUR", shifts: [] },
    },
    floor: { width: 60, depth: 30 },
    namespaces: NAMESPACES,
    sources: servers.map((server) => ({
      ...{ name: server.name, kind: "opcua", endpoint: server.endpoint, events: true, writeBack: "jobs" },
      security: { mode: "none", insecure: true },
      eventRules: [PIECES],
    })),
    types: {
      station: {
        kind: "machining-centre",
        tags: [
          {
            ...{ signal: "most-jobs", name: name("Jobs that it takes"), type: "number", unit: "1", range: [0, 100] },
            binding: { path: `${CONTROL}/isa95:MaxDownloadableJobOrders`, every: 0 },
          },
        ],
      },
    },
    assets: LINE.map(({ id, step }, at) => ({
      ...{ uid: `urn:bench:${id}`, label: id, type: "station", name: name(id) },
      path: `bench/line/hall/${step.toLowerCase()}/cell/${id.toLowerCase()}`,
      pose: { x: 4 * (Math.floor(at / 5) + 1), y: 4 * ((at % 5) + 1) },
      ...{ source: sourceOf(id), address: { root: `/Objects/mach:Machines/bj:${id}` } },
    })),
    material: {
      operations: STEP_IDS.map((step, at) => ({
        ...{ stations: [`S${String(at + 1).padStart(2, "0")}-*`], id: step, name: name(step) },
      })),
    },
    dispatch: { programs: [{ of: { kinds: ["machining-centre"] }, program: "{variant}-{operation}" }] },
    islands: { initial: islandsOf(false) },
    kpis: {},
  };
  writeFileSync(join(folder, "gemba.yaml"), `${JSON.stringify(config, null, 2)}\n`);
}

/** As the demo's (config/demo/sources.yaml). */
const PIECES = {
  event: "bj:PieceEventType",
  type: { field: "bj:Kind", map: { STARTED: "piece.started", COMPLETED: "piece.completed" } },
  pieceId: "bj:PieceId",
  jobId: "bj:JobId",
  asset: "bj:Place",
  sequence: "bj:Sequence",
  payload: {
    ...{ place: "bj:Place", variant: "bj:Variant", order: "bj:OrderId", operation: "bj:Operation" },
    ...{ program: "bj:Program", startedAt: "bj:StartTime", verdict: "bj:Verdict" },
  },
};
