import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { Clocks } from "./clocks.ts";
import { CounterBases } from "./counter-bases.ts";
import { writeGroundTruth } from "./headless/ground-truth.ts";
import { endAtMistakes } from "./last-words.ts";
import { PlantMeters } from "./meters/plant-meters.ts";
import { HELP, readOptions, type SimulatorOptions } from "./options.ts";
import { createPlant } from "./plants/machining/plant.ts";
import { runInRealTime } from "./real-time.ts";
import { startModbusMeter } from "./speak/modbus/start.ts";
import { PRIMARY_HOST, startMqttSimulators } from "./speak/mqtt/start.ts";
import { startOpcuaSimulators } from "./speak/opcua/start.ts";
import { UsageError } from "./usage.ts";
import { Wire } from "./wire.ts";

/** The parent process stops waiting soon after this; ending earlier avoids being killed. */
const STOP_WITHIN_MS = 1_300;

/** Aborts when the process is asked to end, by a signal or by the end of its parent. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "disconnect"] as const) {
    process.once(name, () => stop.abort());
  }
  return stop.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  return signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** Runs the simulated plant until the stop signal. */
async function run(options: SimulatorOptions): Promise<void> {
  const signal = stopSignal();
  const log = pino({ level: options.logLevel, name: "simulators" });
  const { seed, scenario, ports, dataDir, modbusPort, mqttUrl, speed, groundTruth } = options;
  const plant = createPlant({ seed, scenario, startMs: Date.now() });
  const truth =
    groundTruth === undefined
      ? undefined
      : writeGroundTruth(plant, groundTruth, { title: scenario.title, seed, wear: scenario.wear });
  const wire = new Wire(plant);
  const clocks = new Clocks(wire);
  const counters = new CounterBases(wire);
  const opcua = await startOpcuaSimulators({ plant, clocks, wire, counters, ports, dataDir, log });
  const meters = new PlantMeters({ plant, clocks, counters });
  const modbus = await startModbusMeter({ meters, wire, port: modbusPort });
  const afterSteps = () => {
    wire.look();
    opcua.publish();
    modbus.publish();
    truth?.flush();
  };
  runInRealTime(plant, { speed, signal, afterSteps });
  const mqtt = startMqttSimulators({
    plant,
    url: mqttUrl,
    seed,
    signal,
    log,
    wire,
    clocks,
    meters,
    primaryHost: PRIMARY_HOST,
    stateDir: join(dataDir, "simulators", "mqtt"),
  });
  const endpoints = opcua.servers.map((server) => server.endpoint);
  log.info({ opcua: endpoints, mqtt: mqttUrl }, "simulators-ready");
  // The parent process may be gone by now: then "disconnect" ends this process, and a failed send does not matter.
  process.send?.(
    {
      kind: "ready",
      opcua: endpoints,
      mqtt: mqttUrl,
      modbus: `tcp://127.0.0.1:${modbusPort}`,
      certificates: opcua.servers.map((server) => server.certificateFile),
    },
    () => undefined,
  );
  await aborted(signal);
  truth?.close();
  await Promise.race([Promise.all([opcua.close(), modbus.close(), mqtt.closed]), sleep(STOP_WITHIN_MS)]);
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2), process.env);
    if (options === null) {
      process.stdout.write(HELP);
      return 0;
    }
    await run(options);
    return 0;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `\n  ${error.cause.message}` : "";
    process.stderr.write(`simulators: ${error instanceof Error ? error.message : String(error)}${cause}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

endAtMistakes();
process.exit(await main());
