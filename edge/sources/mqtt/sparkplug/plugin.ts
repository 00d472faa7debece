import { peerIn } from "../../../contracts/path/peer.ts";
import { defineSource } from "../../../contracts/path/plugin.ts";
import { waveformProblems, waveformSentence } from "../../../contracts/path/problem-table.ts";
import { inspection } from "../discovery/inspection.ts";
import { LastHeard } from "../last-heard.ts";
import { mqttSource } from "../session.ts";
import { commands } from "./command-capability.ts";
import { SparkplugAddress, SparkplugBinding, SparkplugConfig } from "./config.ts";
import { SparkplugHost } from "./host.ts";
import { MetricTimes } from "./metric-times.ts";

/** Keep-alives of the broker that may be missed before a device counts as silent. */
const MISSED_KEEP_ALIVES = 3;

/** Sparkplug B 3.0: reads devices behind edge nodes as a host application. */
export const sparkplugSource = defineSource({
  kind: "sparkplug",
  summary:
    "Sparkplug B 3.0 edge nodes over MQTT, as a host application. Arrays by element, data sets by cell, " +
    "templates by member.",
  config: SparkplugConfig,
  address: SparkplugAddress,
  binding: SparkplugBinding,
  checkBinding({ waveform, index, column }, _namespaces, type) {
    if (waveform !== undefined && (index !== undefined || column !== undefined))
      return [waveformSentence("waveform-whole-array", {})];
    return waveformProblems(waveform, type);
  },
  readsWaveforms: true,
  peerOf: ({ url }) => peerIn(url),
  linkOf: ({ group, node, device }) => (device === undefined ? `${group}/${node}` : `${group}/${node}/${device}`),
  describe({ group, node, device }, { metric, member = [], index, column, row = 0 }) {
    const peer = device === undefined ? `${group}/${node}` : `${group}/${node}/${device}`;
    const element = index === undefined ? "" : `[${index}]`;
    const cell = column === undefined ? "" : `[${row}].${column}`;
    return `${peer} ${[metric, ...member].join(" › ")}${element}${cell}`;
  },
  inspection,
  commands,
  staleAfterMs: (config) => MISSED_KEEP_ALIVES * config.keepAliveS * 1000,
  create: (config, context) => {
    let lastHeard: LastHeard | undefined;
    const times = new MetricTimes(context);
    return mqttSource(config, context, async (outlet) => {
      lastHeard ??= new LastHeard(context.dataDir);
      return new SparkplugHost(context, outlet, {
        hostId: config.hostId ?? `gemba-${context.edgeId}`,
        reorderTimeoutMs: config.reorderTimeoutMs,
        lastHeard,
        times,
      });
    });
  },
});
