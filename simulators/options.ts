import { parseArgs } from "node:util";
import type { Scenario } from "./scenario/scenario.ts";
import { SERVERS, type ServerName } from "./speak/opcua/profiles.ts";
import { fromUser, positive, scenarioOf, UsageError, wholeSeed } from "./usage.ts";

export interface SimulatorOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly dataDir: string;
  readonly logLevel: string;
  readonly ports: Readonly<Record<ServerName, number>>;
  readonly modbusPort: number;
  readonly mqttUrl: string;
  /** Times real time. */
  readonly speed: number;
  /** File for the ground truth of the run. */
  readonly groundTruth: string | undefined;
}

const DEFAULT_PORTS: Readonly<Record<ServerName, number>> = {
  turning: 48_401,
  milling: 48_402,
  robots: 48_406,
  process: 48_403,
  assembly: 48_404,
  utilities: 48_405,
};
const DEFAULT_MODBUS_PORT = 15_020;
const DEFAULT_MQTT_PORT = 18_830;
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

export const HELP = `simulators: the machines of Binjiang Plant 1 as OPC UA servers and MQTT devices

  --scenario NAME|FILE      demo (default): with faults in the physics; healthy: without; or a scenario file
  --seed N                  the same seed gives the same plant (default 1)
  --speed X                 so many times real time; times then run ahead of the clock (default 1)
  --ground-truth FILE       writes what is true of the plant, as JSON Lines
  --data-dir DIR            keys and certificates of the servers (default ./data)
  --log-level LEVEL         trace, debug, info, warn (default), error, silent
  --opcua-ports A,B,C,D,E,F turning, milling, robots, process, assembly, utilities;
                            else GEMBA_SIM_TURNING …, else 48401 to 48406
  --modbus-port N           the Modbus TCP meter; else GEMBA_SIM_MODBUS, else 15020
  --mqtt URL                broker; else port GEMBA_MQTT on 127.0.0.1, else 18830
`;

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
    ports[name] =
      given === undefined
        ? port(env[variable] ?? String(DEFAULT_PORTS[name]), variable)
        : port(given[at], `--opcua-ports, ${name},`);
  }
  return ports;
}

function parse(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    return parseArgs({
      args: [...args],
      options: {
        scenario: text,
        seed: text,
        speed: text,
        "ground-truth": text,
        "data-dir": text,
        "log-level": text,
        "opcua-ports": text,
        "modbus-port": text,
        mqtt: text,
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Reads command line and environment; null when the user asked only for help. Throws `UsageError`. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): SimulatorOptions | null {
  const given = parse(args);
  if (given.help === true) {
    return null;
  }
  const scenario = scenarioOf(given.scenario ?? "demo", env);
  const seed = wholeSeed(given.seed);
  const logLevel = given["log-level"] ?? "warn";
  if (!LOG_LEVELS.includes(logLevel)) {
    throw new UsageError(`--log-level is ${logLevel}; give one of ${LOG_LEVELS.join(", ")}`);
  }
  const dataDir = fromUser(given["data-dir"] ?? "data", env);
  const mqttUrl =
    given.mqtt ?? `mqtt://127.0.0.1:${port(env["GEMBA_MQTT"] ?? String(DEFAULT_MQTT_PORT), "GEMBA_MQTT")}`;
  if (!URL.canParse(mqttUrl)) {
    throw new UsageError(`--mqtt is ${mqttUrl}; give a URL such as mqtt://127.0.0.1:1883`);
  }
  const modbusPort =
    given["modbus-port"] === undefined
      ? port(env["GEMBA_SIM_MODBUS"] ?? String(DEFAULT_MODBUS_PORT), "GEMBA_SIM_MODBUS")
      : port(given["modbus-port"], "--modbus-port");
  const speed = positive("speed", given.speed ?? "1");
  const groundTruth = given["ground-truth"] === undefined ? undefined : fromUser(given["ground-truth"], env);
  return {
    scenario,
    seed,
    dataDir,
    logLevel,
    ports: opcuaPorts(given["opcua-ports"], env),
    modbusPort,
    mqttUrl,
    speed,
    groundTruth,
  };
}
