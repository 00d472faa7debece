import type { Logger } from "pino";
import { plugins } from "../../plugins.ts";
import type { Options } from "../options.ts";
import { type Child, freePort, refuseTaken, startChild } from "../process/processes.ts";
import type { RunFile } from "../process/run-file.ts";

/** Environment variables through which a config finds the simulated machines, with their default ports. */
const OPCUA_PORTS = {
  GEMBA_SIM_TURNING: 48_401,
  GEMBA_SIM_MILLING: 48_402,
  GEMBA_SIM_ROBOTS: 48_406,
  GEMBA_SIM_PROCESS: 48_403,
  GEMBA_SIM_ASSEMBLY: 48_404,
  GEMBA_SIM_UTILITIES: 48_405,
} as const;
const MODBUS_PORT = ["GEMBA_SIM_MODBUS", 15_020] as const;
const BROKER_PORT = ["GEMBA_MQTT", 18_830] as const;

/** Many times what a quiet machine takes (1 s and 13 s): a child that has ended is noticed at once. */
const READY_WITHIN_MS = 300_000;

/** Addresses of the simulated plant, set as environment variables before the config is read. */
export interface SimulatedPlan {
  readonly env: Readonly<Record<string, string>>;
  /** False when the user named a broker; then `gemba start` starts none. */
  readonly ownBroker: boolean;
  readonly brokerPort: number;
}

/** Takes the ports that the user has set, otherwise the default ports, or free ones where these are taken. */
export async function planSimulatedPlant(): Promise<SimulatedPlan> {
  const env: Record<string, string> = {};
  for (const [name, wanted] of [...Object.entries(OPCUA_PORTS), MODBUS_PORT])
    env[name] = process.env[name] ?? String(await freePort(wanted));
  const [name, wanted] = BROKER_PORT;
  const ownBroker = process.env[name] === undefined;
  const brokerPort = ownBroker ? await freePort(wanted) : Number(process.env[name]);
  env[name] = String(brokerPort);
  return { env, ownBroker, brokerPort };
}

/** Refuses taken ports that the user has set; chosen ports are free. */
export async function refuseTakenPorts(isSet: ReadonlySet<string>, { env }: SimulatedPlan): Promise<void> {
  for (const name of [...Object.keys(OPCUA_PORTS), MODBUS_PORT[0]])
    if (isSet.has(name)) await refuseTaken(Number(env[name]), "127.0.0.1", name);
}

/** Starts the demo broker in a process of its own. */
export function startBroker(plan: SimulatedPlan, log: Logger, signal?: AbortSignal): Promise<Child> {
  return startChild(
    {
      name: "broker",
      script: new URL("./broker/main.ts", import.meta.url),
      args: ["--host", "127.0.0.1", "--port", String(plan.brokerPort)],
      readyWithinMs: READY_WITHIN_MS,
    },
    log,
    signal,
  );
}

/**
 * Starts the simulators in a process of their own that knows nothing of the edge. The edge on the same data folder
 * trusts their certificates from then on: starting them replaces the comparison of thumbprints.
 */
export async function startSimulators(
  options: Options,
  env: Readonly<Record<string, string>>,
  context: { log: Logger; signal: AbortSignal },
): Promise<Child> {
  const simulators = await startChild(
    {
      name: "simulators",
      script: new URL("../../../simulators/main.ts", import.meta.url),
      args: [
        "--scenario",
        options.scenario,
        "--seed",
        String(options.seed),
        "--data-dir",
        options.dataDir,
        "--log-level",
        options.logLevel,
        ...runOptions(options),
      ],
      env,
      readyWithinMs: READY_WITHIN_MS,
    },
    context.log,
    context.signal,
  );
  const stores = plugins.sources.flatMap(({ certificates }) => certificates ?? []);
  for (const file of simulators.ready["certificates"] as string[])
    for (const store of stores) store.trustFile(options.dataDir, file);
  return simulators;
}

function runOptions({ simulate: { speed, groundTruth } }: Options): string[] {
  return [
    ...(speed === undefined ? [] : ["--speed", speed]),
    ...(groundTruth === undefined ? [] : ["--ground-truth", groundTruth]),
  ];
}

/** Ports of the machines that an edge on this folder already reads, so that the edge finds restarted simulators. */
export function portsOf({ opcua, mqtt, modbus }: Pick<RunFile, "opcua" | "mqtt" | "modbus">): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [index, name] of Object.keys(OPCUA_PORTS).entries()) {
    const endpoint = opcua[index];
    if (endpoint !== undefined) env[name] = new URL(endpoint.replace("opc.tcp:", "http:")).port;
  }
  if (modbus !== null) env[MODBUS_PORT[0]] = new URL(modbus.replace("tcp:", "http:")).port;
  if (mqtt !== null) env[BROKER_PORT[0]] = new URL(mqtt.replace("mqtt:", "http:")).port;
  return env;
}
