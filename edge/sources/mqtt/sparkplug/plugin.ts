import { defineSource } from "../../../contracts/plugin.ts";
import { mqttSource } from "../session.ts";
import { SparkplugAddress, SparkplugBinding, SparkplugConfig } from "./config.ts";
import { SparkplugHost } from "./host.ts";

/** Keep-alives of the broker that may be missed before a device counts as silent. */
const MISSED_KEEP_ALIVES = 3;

/** Sparkplug B 3.0: reads devices behind edge nodes as a host application. */
export const sparkplugSource = defineSource({
  kind: "sparkplug",
  summary: "Sparkplug B 3.0 edge nodes over MQTT, as a host application. Templates, data sets and files are not read; arrays by element.",
  config: SparkplugConfig,
  address: SparkplugAddress,
  binding: SparkplugBinding,
  linkOf: ({ group, node, device }) => (device === undefined ? `${group}/${node}` : `${group}/${node}/${device}`),
  describe: ({ group, node, device }, { metric, index }) => `${group}/${node}${device === undefined ? "" : `/${device}`} ${metric}${index === undefined ? "" : `[${index}]`}`,
  staleAfterMs: (config) => MISSED_KEEP_ALIVES * config.keepAliveS * 1000,
  create: (config, context) =>
    mqttSource(config, context, async (outlet) => new SparkplugHost(context, outlet, { hostId: config.hostId ?? `gemba-${context.edgeId}`, reorderTimeoutMs: config.reorderTimeoutMs })),
});
