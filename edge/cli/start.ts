import type { Logger } from "pino";
import { loadConfigApart } from "../config/apart.ts";
import { createLog } from "../observe/log.ts";
import type { RunningEdge } from "../runtime.ts";
import { type Command, unlessStopped } from "./command.ts";
import { planPast } from "./demo/past.ts";
import { planSimulatedPlant, refuseTakenPorts, startBroker, startSimulators } from "./demo/simulated-plant.ts";
import type { Options } from "./options.ts";
import { openDataFolder } from "./process/open-data-folder.ts";
import type { Child } from "./process/processes.ts";
import { type EdgeParts, runEdge } from "./run-edge.ts";

const HELP = `gemba start: the whole plant on this machine

  Starts the simulated machines and a broker where the config says the plant is
  simulated, then the edge with its historian and viewer. Prints the address
  when the first live values are there. Ctrl-C stops everything.

  --config FILE             a plant's folder or its gemba.yaml (default: the demo plant)
  --port N                  port of the viewer and API (default 8080, the next free one if taken)
  --host HOST               loopback address to listen on (default 127.0.0.1)
  --data-dir DIR            everything the edge keeps (default ./data)
  --scenario NAME|FILE      of the simulated plant: demo (default), healthy, or a scenario file
  --seed N                  of the simulated plant (default 1)
  --past-hours N            of the simulated plant, filled in at the first start (default 8; 0 for none)
  --log-level LEVEL         trace, debug, info, warn, error, silent (default info)
`;

/** `gemba start`. */
export const startCommand: Command = {
  help: HELP,
  async run(options, signal) {
    const log = createLog({ level: options.logLevel });
    openDataFolder(options);
    const set = new Set(Object.keys(process.env));
    const plan = await unlessStopped(planSimulatedPlant(), signal);
    Object.assign(process.env, plan.env);
    const config = await unlessStopped(loadConfigApart(options.config), signal);
    const parts: EdgeParts = { simulators: null, broker: null, opcua: [], mqtt: null, modbus: null };
    if (!config.simulated) return runEdge({ options, config, parts, log }, signal);
    await refuseTakenPorts(set, plan);
    process.stdout.write("Starting the simulated machines …\n");
    const children: Child[] = [];
    const end = new AbortController();
    const ending = AbortSignal.any([signal, end.signal]);
    // They stop after the edge has disconnected, while it writes the last data to disk.
    const stopChildren = (): Promise<unknown> => Promise.all(children.map((child) => child.stop()));
    try {
      const broker = plan.ownBroker ? await startBroker(plan, log, signal) : null;
      if (broker !== null) children.push(broker);
      const past = planPast(options, log);
      past?.compute(ending);
      const simulators = await startSimulators(options, plan.env, { log, signal });
      children.push(simulators);
      const { opcua, modbus } = simulators.ready;
      Object.assign(parts, {
        simulators: simulators.pid,
        broker: broker?.pid ?? null,
        opcua,
        modbus,
        mqtt: `mqtt://127.0.0.1:${plan.brokerPort}`,
      });
      reportWhenGone(simulators, { options, parts, ending });
      keepBroker(broker, () => startBroker(plan, log, ending), { children, parts, ending, log });
      const onceLive =
        past === undefined ? {} : { onceLive: (edge: RunningEdge, stopping: AbortSignal) => past.fill(edge, stopping) };
      return await runEdge(
        { options, config, parts, log, onSourcesLeft: () => void stopChildren(), ...onceLive },
        signal,
      );
    } finally {
      end.abort();
      await stopChildren();
    }
  },
};

/** The simulators stand for machines, so only the user restarts them. */
function reportWhenGone(
  simulators: Child,
  { options, parts, ending }: { options: Options; parts: EdgeParts; ending: AbortSignal },
): void {
  void simulators.ended.then(() => {
    parts.simulators = null;
    if (!ending.aborted)
      process.stdout.write(
        "The simulated machines have ended. Start them again with: " +
          `npm run gemba -- simulate --data-dir ${options.dataDir}\n`,
      );
  });
}

/** A broker that ends is restarted on its port, at most once a second. */
function keepBroker(
  broker: Child | null,
  again: () => Promise<Child>,
  context: { children: Child[]; parts: EdgeParts; ending: AbortSignal; log: Logger },
): void {
  void broker?.ended.then(async () => {
    context.parts.broker = null;
    if (context.ending.aborted) return;
    context.log.warn({ part: "broker" }, "the broker has ended; starting it again");
    const next = await new Promise<Child>((resolve, reject) =>
      setTimeout(() => again().then(resolve, reject), 1_000),
    ).catch(() => null);
    if (context.ending.aborted) return void next?.stop();
    if (next === null) {
      context.log.error({ part: "broker" }, "the broker could not be started again; restart gemba to get it back");
      return;
    }
    context.children.push(next);
    context.parts.broker = next.pid;
    keepBroker(next, again, context);
  });
}
