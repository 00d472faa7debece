import { peerIn } from "../../contracts/path/peer.ts";
import { defineSource } from "../../contracts/path/plugin.ts";
import { bindingProblems, configProblems, MtconnectAddress, MtconnectBinding, MtconnectConfig } from "./config.ts";
import { inspection } from "./discovery/inspection.ts";
import { Conditions } from "./observations/conditions.ts";
import type { Context } from "./observations/targets.ts";
import { Progress } from "./progress.ts";
import { connectMtconnect, type Memory } from "./session.ts";

/** Heartbeats of an agent after which its devices are stale. */
const MISSED_HEARTBEATS = 4;
const LEAST_STALE_MS = 3_000;
/** Longest pause before the agent is connected to anew. */
const RETRY_WITHIN_MS = 1_500;

/** MTConnect agents: machine tools and their adapters. */
export const mtconnectSource = defineSource({
  kind: "mtconnect",
  summary: "MTConnect agents over HTTP: machine tools, by data items of their probe. It only reads.",
  config: MtconnectConfig,
  address: MtconnectAddress,
  binding: MtconnectBinding,
  checkConfig: (config) => configProblems(config),
  checkBinding: (binding, _namespaces, type) => bindingProblems(binding, type),
  readsWaveforms: true,
  inspection,
  discoverFor:
    ({ networks }) =>
    async (request, signal) => {
      const { answerOf } = await import("./discovery/answer.ts");
      return await answerOf(request, networks, signal);
    },
  async probe(source, { networks }, signal) {
    const { probeAgent } = await import("./discovery/probe-agent.ts");
    return await probeAgent(source, networks, signal);
  },
  peerOf: ({ url }) => peerIn(url),
  linkOf: ({ device }) => device,
  describe: ({ device }, { dataItem, index, entry, cell, tool, pot, field }) =>
    [device, dataItem ?? (tool === undefined ? `pot ${pot}` : `tool ${tool}`), index, entry, cell, field]
      .filter((part) => part !== undefined)
      .join(" "),
  staleAfterMs: ({ heartbeatMs, intervalMs }) =>
    Math.max(LEAST_STALE_MS, MISSED_HEARTBEATS * Math.max(heartbeatMs, intervalMs)),
  create(config, context) {
    let memory: Memory | undefined;
    return {
      retryWithinMs: RETRY_WITHIN_MS,
      connect: async (signal) => {
        memory ??= memoryOf(config, context);
        return await connectMtconnect(config, context, { memory, signal });
      },
    };
  },
});

/** Read at the first connect, because creating a source touches no disk. */
function memoryOf(config: MtconnectConfig, { dataDir, conditions: desk, name }: Context): Memory {
  const conditions = config.conditions && desk !== undefined ? new Conditions(desk, name) : undefined;
  // Conditions that are no longer read have no end otherwise.
  if (conditions === undefined) desk?.endMissing(name, new Set(), Date.now() * 1000);
  return { progress: new Progress(dataDir), conditions };
}
