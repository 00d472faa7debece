/** What happens to a controller, an agent and the edge that reads them. Each fault mends its own damage. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Manner } from "../../fakes/s7/plc.ts";
import type { MachinesPlant } from "./plant.ts";

export interface MachineFault {
  readonly name: string;
  /** Whose samples are awaited afterwards. */
  readonly hits: readonly ("plc" | "agent")[];
  /** Whether the machine itself lost what it had, so that the edge declares a gap. */
  readonly mayLose?: true;
  act(plant: MachinesPlant): Promise<void>;
}

const AWAY_MS = 1_000;
/** Longer than the time within which an answer begins. */
const FROZEN_MS = 5_000;

/** The controller answers in another manner for a while. */
function answering(manner: Manner, ms = AWAY_MS): MachineFault["act"] {
  return async ({ plc }) => {
    plc.manner = manner;
    await sleep(ms);
    plc.manner = "whole";
  };
}

export const FAULTS: readonly MachineFault[] = [
  {
    name: "edge kill -9",
    hits: ["plc", "agent"],
    act: async ({ edge }) => {
      await edge.kill();
      await edge.start();
      await edge.health();
    },
  },
  {
    name: "edge paused",
    hits: ["plc", "agent"],
    act: async ({ edge }) => {
      edge.pause();
      await sleep(2 * AWAY_MS);
      edge.resume();
    },
  },
  { name: "controller cut", hits: ["plc"], act: async ({ plc }) => plc.dropConnections() },
  {
    name: "controller restarted",
    hits: ["plc"],
    act: async ({ plc }) => {
      await plc.stop();
      await sleep(AWAY_MS);
      await plc.start();
    },
  },
  { name: "controller frozen", hits: ["plc"], act: answering("silent", FROZEN_MS) },
  { name: "controller's half frames", hits: ["plc"], act: answering("half") },
  { name: "controller's hostile bytes", hits: ["plc"], act: answering("garbage") },
  { name: "controller's wrong references", hits: ["plc"], act: answering("wrong-reference") },
  { name: "agent cut", hits: ["agent"], act: async ({ agent }) => agent.cut() },
  {
    name: "agent away",
    hits: ["agent"],
    act: async ({ agent }) => {
      await agent.kill();
      await sleep(AWAY_MS);
      await agent.listen();
    },
  },
  {
    name: "agent frozen",
    hits: ["agent"],
    act: async ({ agent }) => {
      agent.ways.frozen = true;
      await sleep(FROZEN_MS);
      agent.cut();
      agent.ways.frozen = false;
    },
  },
  { name: "agent's half document", hits: ["agent"], act: async ({ agent }) => agent.halfPart() },
  {
    name: "agent's hostile bytes",
    hits: ["agent"],
    act: async ({ agent }) => agent.inject(Buffer.alloc(5_000, 0xfe)),
  },
  {
    name: "agent restarted, buffer lost",
    hits: ["agent"],
    mayLose: true,
    act: async ({ agent }) => {
      await agent.kill();
      await sleep(AWAY_MS);
      agent.restart();
      await agent.listen();
    },
  },
];
