/** `npm run bench -- NAME [--json]`: measures, beside a baseline interleaved in the same run, and prints a table. */
import { parseArgs } from "node:util";
import { benchAlerts } from "./alerts.ts";
import { benchHistorian } from "./historian.ts";
import { benchLatency } from "./latency.ts";
import { benchMqtt } from "./mqtt.ts";
import { benchOpcua } from "./opcua.ts";
import { benchPath } from "./path.ts";
import { benchReplay } from "./replay.ts";
import { type Figures, printTable } from "./report.ts";
import { benchSimulators } from "./simulators.ts";
import { benchViewer } from "./viewer.ts";

const BENCHES: Readonly<Record<string, (options: { seconds: number; rounds: number }) => Promise<Figures>>> = {
  path: benchPath,
  opcua: benchOpcua,
  latency: benchLatency,
  mqtt: benchMqtt,
  historian: benchHistorian,
  replay: benchReplay,
  viewer: benchViewer,
  simulators: benchSimulators,
  alerts: benchAlerts,
};

/** Where a bench needs other lengths than the rest. */
const LENGTHS: Readonly<Record<string, { seconds: number; rounds: number }>> = { opcua: { seconds: 60, rounds: 1 }, latency: { seconds: 30, rounds: 1 }, simulators: { seconds: 20, rounds: 3 } };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, seconds: { type: "string" }, rounds: { type: "string" } },
});
const name = positionals[0] ?? "";
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (bench === undefined) {
  process.stderr.write(`bench: name one of ${Object.keys(BENCHES).join(", ")}\n`);
  process.exit(2);
}
const length = LENGTHS[name] ?? { seconds: 10, rounds: 3 };
const figures = await bench({ seconds: Number(values.seconds ?? length.seconds), rounds: Number(values.rounds ?? length.rounds) });
printTable(figures);
if (values.json) process.stdout.write(`${JSON.stringify(Object.fromEntries(figures.map(({ key, value }) => [key, value])))}\n`);
process.exit(0);
