/** `npm run bench -- NAME [--json]`: measures, beside a baseline interleaved in the same run, and prints a table. */
import { parseArgs } from "node:util";
import { benchHistorian } from "./historian.ts";
import { benchMqtt } from "./mqtt.ts";
import { benchOpcua } from "./opcua.ts";
import { benchPath } from "./path.ts";
import { type Figures, printTable } from "./report.ts";

const BENCHES: Readonly<Record<string, (options: { seconds: number; rounds: number }) => Promise<Figures>>> = { path: benchPath, opcua: benchOpcua, mqtt: benchMqtt, historian: benchHistorian };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, seconds: { type: "string", default: "10" }, rounds: { type: "string", default: "3" } },
});
const name = positionals[0] ?? "";
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (bench === undefined) {
  process.stderr.write(`bench: name one of ${Object.keys(BENCHES).join(", ")}\n`);
  process.exit(2);
}
const figures = await bench({ seconds: Number(values.seconds), rounds: Number(values.rounds) });
printTable(figures);
if (values.json) process.stdout.write(`${JSON.stringify(Object.fromEntries(figures.map(({ key, value }) => [key, value])))}\n`);
process.exit(0);
