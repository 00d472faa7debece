/** Faults of a plant: how each begins and ends, and how the edge's health shows it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import type { Health } from "../edge-process.ts";
import { between, type Random } from "../random.ts";
import type { SinkFault } from "../sink-proxy.ts";
import type { ChaosPlant } from "./plant.ts";

type Heal = () => Promise<void> | void;

export interface Fault {
  /** Starts the fault. Resolves with the function that ends it. */
  begin(plant: ChaosPlant, random: Random): Promise<Heal>;
  /** True when health names the broken part; absent if health is out of reach or the fault ends by itself. */
  isNamed?(health: Health): boolean;
  /** The edge does not answer while it lasts. */
  readonly takesEdge?: true;
  /** Needs a running edge. */
  readonly needsEdge?: true;
  /** Needs a data folder on a file system of its own. */
  readonly needsDisk?: true;
  /** Nothing is committed while it lasts, so that a sink has nothing to send. */
  readonly stopsCommits?: true;
  /** Shows only when the sink has something to send. */
  readonly needsCommits?: true;
}

const sourceIsDown =
  (name: string) =>
  ({ sources }: Health): boolean =>
    sources.some((source) => source.name === name && source.state !== "running");

const sinkIsDown =
  (name: string) =>
  ({ sinks }: Health): boolean =>
    sinks.some((sink) => sink.name === name && sink.state !== "running");

function sinkSays(fault: SinkFault): Fault {
  return {
    begin: async ({ sink }) => {
      sink.fault = fault;
      return () => {
        sink.fault = "pass";
      };
    },
    needsCommits: true,
    isNamed: sinkIsDown("influx"),
  };
}

function linkIs(link: "numbersLink" | "countersLink", mode: "reset" | "blackhole", source: string): Fault {
  return {
    begin: async (plant) => {
      plant[link].mode = mode;
      return () => {
        plant[link].mode = "pass";
      };
    },
    isNamed: sourceIsDown(source),
  };
}

export const FAULTS: Readonly<Record<string, Fault>> = {
  "edge kill -9": {
    takesEdge: true,
    begin: async ({ edge }) => {
      await edge.kill();
      return () => edge.start();
    },
  },
  "edge paused": {
    takesEdge: true,
    begin: async ({ edge }, random) => {
      edge.pause();
      await sleep(between(random, 500, 6_000));
      return () => edge.resume();
    },
  },
  "historian kill -9": {
    needsEdge: true,
    begin: async ({ edge }) => {
      const pid = edge.historianPid;
      if (pid !== undefined) process.kill(pid, "SIGKILL");
      return () => undefined;
    },
  },
  "broker kill -9": {
    begin: async ({ broker }) => {
      await broker.kill();
      return () => broker.restart();
    },
    isNamed: sourceIsDown("levels"),
  },
  "OPC UA server kill -9": {
    begin: async ({ counters }) => {
      await counters.kill();
      return () => counters.start();
    },
    isNamed: sourceIsDown("counters"),
  },
  "OPC UA link cut": linkIs("countersLink", "reset", "counters"),
  "OPC UA link silent": linkIs("countersLink", "blackhole", "counters"),
  "MQTT link cut": linkIs("numbersLink", "reset", "numbers"),
  "MQTT link silent": linkIs("numbersLink", "blackhole", "numbers"),
  "influxd kill -9": {
    begin: async ({ influxd, sink }) => {
      sink.fault = "500";
      await influxd.kill();
      return async () => {
        // It is restarted twice before it gets anything new: after a torn end of its log, the second start would lose
        // the samples that the first accepted (docs/influxdb.md).
        await influxd.start();
        await influxd.kill();
        await influxd.start();
        sink.fault = "pass";
      };
    },
    needsCommits: true,
    isNamed: sinkIsDown("influx"),
  },
  "sink says 429": sinkSays("429"),
  "sink says 500": sinkSays("500"),
  "sink silent": sinkSays("silent"),
  "clock jump": {
    needsEdge: true,
    begin: async ({ edge, levels }, random) => {
      // Levels cross their limits after each jump, which may be one back by two hours.
      for (let jumps = Math.ceil(between(random, 0, 3)); jumps > 0; jumps--) {
        edge.jumpClock();
        await sleep(between(random, 300, 1_500));
        levels.change();
      }
      return () => undefined;
    },
  },
  "disk full": {
    needsDisk: true,
    stopsCommits: true,
    begin: async ({ disk }) => (await disk?.fill()) ?? (() => undefined),
    isNamed: ({ ready }) => !ready,
  },
  "start on a full disk": {
    needsDisk: true,
    takesEdge: true,
    begin: async ({ edge, disk }) => {
      await edge.kill();
      const free = await disk?.fill();
      await edge.start();
      await sleep(3_000);
      return () => free?.();
    },
  },
  "a book locked": {
    begin: async ({ edge }) => lockBook(join(edge.dataDir, "production", "states.db")),
    isNamed: ({ impaired }) => impaired.some((reason) => reason.startsWith("follower states")),
  },
};

/** Whether both can happen in one round. */
export function goTogether(first: string, second: string): boolean {
  const [one, other] = [FAULTS[first] as Fault, FAULTS[second] as Fault];
  const isBusy = one.takesEdge === true && other.takesEdge === true;
  const isGone =
    (one.takesEdge === true && other.needsEdge === true) || (other.takesEdge === true && one.needsEdge === true);
  const isIdle =
    (one.stopsCommits === true && other.needsCommits === true) ||
    (other.stopsCommits === true && one.needsCommits === true);
  return first !== second && !isBusy && !isGone && !isIdle;
}

/** Another process, such as a backup tool, locks the file against writing. */
function lockBook(path: string): Heal {
  if (!existsSync(path)) return () => undefined;
  const database = new DatabaseSync(path);
  database.exec("PRAGMA busy_timeout = 5000; BEGIN EXCLUSIVE");
  return () => {
    database.exec("ROLLBACK");
    database.close();
  };
}
