/** A whole edge on an S7 controller that counts its answers, and an MTConnect agent that numbers its observations. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeAgent } from "../../fakes/mtconnect/agent.ts";
import { ITEMS } from "../../fakes/mtconnect/mill.ts";
import { fakePlc, type Plc } from "../../fakes/s7/plc.ts";
import { EdgeProcess } from "../edge-process.ts";
import { box } from "../numbers-plant.ts";

const NAME = { zh: "数", en: "Numbers" };
/** Observations of the agent between two of its documents are some. */
const OBSERVE_EVERY_MS = 20;
const POLL_MS = 100;
/** Longer than any outage of a run. */
const BUFFER = 20_000;

export const PLC_TAG = "urn:bench:controller#count";
export const AGENT_TAG = "urn:bench:mill#x";

/** An answer of the controller with the number that it gave. */
interface Answer {
  readonly number: number;
  readonly timeMs: number;
  /** Whether the controller was well when it answered. */
  readonly isWhole: boolean;
}

export interface MachinesPlant extends AsyncDisposable {
  readonly folder: string;
  readonly edge: EdgeProcess;
  readonly plc: Plc;
  readonly agent: FakeAgent;
  readonly answers: readonly Answer[];
  /** Newest value of the agent. */
  observed(): number;
  /** Ends the observations, so that what was made can arrive. */
  finish(): void;
}

export async function startMachines(): Promise<MachinesPlant> {
  const folder = await mkdtemp(join(tmpdir(), "gemba-machines-"));
  const plc = await fakePlc();
  const agent = await FakeAgent.start({ bufferSize: BUFFER });
  const answers: Answer[] = [];
  const block = Buffer.alloc(4);
  plc.onRead = () => {
    answers.push({ number: answers.length + 1, timeMs: Date.now(), isWhole: plc.manner === "whole" });
    block.writeInt32BE(answers.length);
    plc.set("DB1", block);
  };
  let value = 0;
  const timer = setInterval(() => agent.observe(ITEMS.x, String(++value)), OBSERVE_EVERY_MS);
  const edge = new EdgeProcess(folder, configOf(plc, agent));
  return {
    ...{ folder, edge, plc, agent, answers },
    observed: () => value,
    finish: () => clearInterval(timer),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await edge.kill();
      await plc[Symbol.asyncDispose]();
      await agent[Symbol.asyncDispose]();
    },
  };
}

function configOf(plc: Plc, agent: FakeAgent): object {
  const tag = (signal: string, binding: object, unit: string): object => ({
    ...{ signal, name: NAME, type: "number", unit, binding },
  });
  return {
    gemba: 1,
    site: { enterprise: "bench", id: "bench", name: NAME, timeZone: "UTC", currency: "EUR", shifts: [] },
    floor: { width: 10, depth: 10 },
    sources: [
      { name: "plc", kind: "s7", host: "127.0.0.1", port: plc.port, pollMs: POLL_MS, expectEveryMs: 500 },
      { name: "agent", kind: "mtconnect", url: agent.url, intervalMs: 50, heartbeatMs: 200 },
    ],
    types: {
      controller: { kind: "box", tags: [tag("count", { at: "DBD0", type: "dint" }, "1")] },
      mill: { kind: "box", tags: [tag("x", { dataItem: ITEMS.x.id }, "mm")] },
    },
    assets: [
      box("controller", { source: "plc", address: { db: 1 } }),
      box("mill", { source: "agent", address: { device: "vmc-1" } }),
    ],
  };
}
