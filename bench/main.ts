/** `npm run bench -- NAME [--json]`: measures beside a baseline, interleaved in the same run, and prints a table. */
import { parseArgs } from "node:util";
import { type Figures, printTable } from "./report.ts";

type Bench = (options: {
  seconds: number;
  rounds: number;
  rate?: number;
  viewers: number;
  edges: number;
  servers: number;
}) => Promise<Figures>;

/** Loads the requested bench alone: code of the others would be marked in every garbage collection. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  path: async () => (await import("./path.ts")).benchPath,
  opcua: async () => (await import("./opcua.ts")).benchOpcua,
  profile: async () => (await import("./profile.ts")).benchProfile,
  million: async () => (await import("./million.ts")).benchMillion,
  latency: async () => (await import("./latency.ts")).benchLatency,
  mqtt: async () => (await import("./mqtt.ts")).benchMqtt,
  historian: async () => (await import("./historian.ts")).benchHistorian,
  replay: async () => (await import("./replay.ts")).benchReplay,
  seek: async () => (await import("./seek.ts")).benchSeek,
  explore: async () => (await import("./explore.ts")).benchExplore,
  viewer: async () => (await import("./viewer.ts")).benchViewer,
  simulators: async () => (await import("./simulators.ts")).benchSimulators,
  genealogy: async () => (await import("./genealogy.ts")).benchGenealogy,
  "piece-energy": async () => (await import("./piece-energy.ts")).benchPieceEnergy,
  quality: async () => (await import("./quality.ts")).benchQuality,
  energy: async () => (await import("./energy.ts")).benchEnergy,
  production: async () => (await import("./production.ts")).benchProduction,
  isolation: async () => (await import("./isolation.ts")).benchIsolation,
  rest: async () => (await import("./rest.ts")).benchRest,
  alerts: async () => (await import("./alerts.ts")).benchAlerts,
  agents: async () => (await import("./agents.ts")).benchAgents,
  detectors: async () => (await import("./detectors.ts")).benchDetectors,
  vibration: async () => (await import("./vibration.ts")).benchVibration,
  "bearing-lives": async () => (await import("./bearing-lives.ts")).benchBearingLives,
  sql: async () => (await import("./sql.ts")).benchSql,
  "life-bounds": async () => (await import("./life-bounds.ts")).benchLifeBounds,
  connectors: async () => (await import("./connectors.ts")).benchConnectors,
  fleet: async () => (await import("./fleet/fleet.ts")).benchFleet,
  "thin-link": async () => (await import("./thin-link.ts")).benchThinLink,
  "hub-store": async () => (await import("./hub-store.ts")).benchHubStore,
  safety: async () => (await import("./safety.ts")).benchSafety,
  forecast: async () => (await import("./forecast.ts")).benchForecast,
  schedule: async () => (await import("./schedule.ts")).benchSchedule,
  dispatch: async () => (await import("./dispatch.ts")).benchDispatch,
  "spindle-watches": async () => (await import("./spindle-watches.ts")).benchSpindleWatches,
};

/** Benches that run longer than the others, or in fewer rounds. */
const LENGTHS: Readonly<Record<string, { seconds: number; rounds: number }>> = {
  opcua: { seconds: 60, rounds: 1 },
  profile: { seconds: 20, rounds: 1 },
  million: { seconds: 300, rounds: 1 },
  latency: { seconds: 30, rounds: 1 },
  simulators: { seconds: 20, rounds: 3 },
  rest: { seconds: 60, rounds: 1 },
  energy: { seconds: 1, rounds: 1 },
  fleet: { seconds: 60, rounds: 3 },
  "thin-link": { seconds: 60, rounds: 10 },
  "hub-store": { seconds: 1, rounds: 3 },
  seek: { seconds: 30 * 86_400, rounds: 1 },
  explore: { seconds: 30 * 86_400, rounds: 1 },
  forecast: { seconds: 0.5, rounds: 7 },
  schedule: { seconds: 1, rounds: 4 },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    seconds: { type: "string" },
    rounds: { type: "string" },
    rate: { type: "string" },
    viewers: { type: "string", default: "1" },
    edges: { type: "string", default: "1" },
    servers: { type: "string", default: "1" },
  },
});
const name = positionals[0] ?? "";
const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (load === undefined) {
  process.stderr.write(`bench: name one of ${Object.keys(BENCHES).join(", ")}\n`);
  process.exit(2);
}
const bench = await load();
const length = LENGTHS[name] ?? { seconds: 10, rounds: 3 };
const figures = await bench({
  seconds: Number(values.seconds ?? length.seconds),
  rounds: Number(values.rounds ?? length.rounds),
  ...(values.rate === undefined ? {} : { rate: Number(values.rate) }),
  viewers: Number(values.viewers),
  edges: Number(values.edges),
  servers: Number(values.servers),
});
printTable(figures);
if (values.json)
  process.stdout.write(`${JSON.stringify(Object.fromEntries(figures.map(({ key, value }) => [key, value])))}\n`);
process.exit(0);
