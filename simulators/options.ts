import { isAbsolute, resolve } from "node:path";
import { parseArgs } from "node:util";
import { SERVERS, type ServerName } from "./opcua/profiles.ts";
import { readScenario, ScenarioError } from "./scenario/read.ts";
import type { Scenario } from "./scenario/scenario.ts";

export interface SimulatorOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly dataDir: string;
  readonly logLevel: string;
  readonly ports: Readonly<Record<ServerName, number>>;
  readonly modbusPort: number;
  readonly mqttUrl: string;
}

const DEFAULT_PORTS: Readonly<Record<ServerName, number>> = { turning: 48_401, milling: 48_402, robots: 48_406, process: 48_403, assembly: 48_404, utilities: 48_405 };
const DEFAULT_MODBUS_PORT = 15_020;
const DEFAULT_MQTT_PORT = 18_830;
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

export const HELP = `simulators: the machines of Binjiang Plant 1 as OPC UA servers and MQTT devices

  --scenario NAME|FILE      demo (default): with faults in the physics; healthy: without; or a scenario file
  --seed N                  the same seed gives the same plant (default 1)
  --data-dir DIR            keys and certificates of the servers (default ./data)
  --log-level LEVEL         trace, debug, info, warn (default), error, silent
  --opcua-ports A,B,C,D,E,F turning, milling, robots, process, assembly, utilities;
                            else GEMBA_SIM_TURNING …, else 48401 to 48406
  --modbus-port N           the Modbus TCP meter; else GEMBA_SIM_MODBUS, else 15020
  --mqtt URL                broker; else port GEMBA_MQTT on 127.0.0.1, else 18830
`;

/** A wrong option, with what to write instead. */
export class UsageError extends Error {}

function port(text: string | undefined, name: string): number {
  const value = Number(text);
  if (text === undefined || !Number.isInteger(value) || value < 1 || value > 65_535) {
    throw new UsageError(`${name} is ${text ?? "missing"}; give a port from 1 to 65535`);
  }
  return value;
}

function opcuaPorts(list: string | undefined, env: NodeJS.ProcessEnv): Record<ServerName, number> {
  const given = list?.split(",");
  if (given !== undefined && given.length !== SERVERS.length) {
    throw new UsageError(`--opcua-ports has ${given.length} ports; give ${SERVERS.length}: ${SERVERS.join(",")}`);
  }
  const ports = { ...DEFAULT_PORTS };
  for (const [at, name] of SERVERS.entries()) {
    const variable = `GEMBA_SIM_${name.toUpperCase()}`;
    ports[name] = given === undefined ? port(env[variable] ?? String(DEFAULT_PORTS[name]), variable) : port(given[at], `--opcua-ports, ${name},`);
  }
  return ports;
}

function parse(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    return parseArgs({
      args: [...args],
      options: { scenario: text, seed: text, "data-dir": text, "log-level": text, "opcua-ports": text, "modbus-port": text, mqtt: text, help: { type: "boolean", short: "h" } },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Files are looked for where the user stands. */
function scenarioOf(nameOrPath: string, env: NodeJS.ProcessEnv): Scenario {
  const isName = /^[a-z0-9-]+$/.test(nameOrPath);
  try {
    return readScenario(isName || isAbsolute(nameOrPath) ? nameOrPath : resolve(env["INIT_CWD"] ?? process.cwd(), nameOrPath));
  } catch (error) {
    throw error instanceof ScenarioError ? new UsageError(error.message) : error;
  }
}

/** Reads command line and environment; null when only help was asked for. Throws `UsageError`. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): SimulatorOptions | null {
  const given = parse(args);
  if (given.help === true) {
    return null;
  }
  const scenario = scenarioOf(given.scenario ?? "demo", env);
  const seed = Number(given.seed ?? "1");
  if (!Number.isSafeInteger(seed)) {
    throw new UsageError(`--seed is ${given.seed}; give a whole number`);
  }
  const logLevel = given["log-level"] ?? "warn";
  if (!LOG_LEVELS.includes(logLevel)) {
    throw new UsageError(`--log-level is ${logLevel}; give one of ${LOG_LEVELS.join(", ")}`);
  }
  const folder = given["data-dir"] ?? "data";
  const dataDir = isAbsolute(folder) ? folder : resolve(env["INIT_CWD"] ?? process.cwd(), folder);
  const mqttUrl = given.mqtt ?? `mqtt://127.0.0.1:${port(env["GEMBA_MQTT"] ?? String(DEFAULT_MQTT_PORT), "GEMBA_MQTT")}`;
  if (!URL.canParse(mqttUrl)) {
    throw new UsageError(`--mqtt is ${mqttUrl}; give a URL such as mqtt://127.0.0.1:1883`);
  }
  const modbusPort = given["modbus-port"] === undefined ? port(env["GEMBA_SIM_MODBUS"] ?? String(DEFAULT_MODBUS_PORT), "GEMBA_SIM_MODBUS") : port(given["modbus-port"], "--modbus-port");
  return { scenario, seed, dataDir, logLevel, ports: opcuaPorts(given["opcua-ports"], env), modbusPort, mqttUrl };
}
