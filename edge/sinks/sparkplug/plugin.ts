import { join } from "node:path";
import { defineSink, type PlantSinkContext } from "../../contracts/path/plugin.ts";
import { settleMsOf, sparkplugConfig } from "./config.ts";
import { defaultGroup, NodeTopics } from "./namespace.ts";

/** The first wait for the primary host is short, so that the operator soon reads why nothing is sent. */
const FIRST_HOST_WAIT_MS = 3_000;
/** Later the edge stays connected, to be there when the host comes; with several brokers it tries the next one. */
const HOST_WAIT_MS = 300_000;
const HOST_WAIT_EACH_MS = 10_000;

/** The edge as an edge node of Sparkplug B 3.0 (docs/uns.md, rules in docs/rules/uns.md). */
export const sparkplugSink = defineSink({
  kind: "sparkplug-node",
  summary: "Publishes every sample as a Sparkplug B edge node, with assets as its devices.",
  config: sparkplugConfig,
  settleMs: settleMsOf,
  create(config, { name, plant, tags, twin, edgeId, isSimulated, dataDir, log }: PlantSinkContext) {
    const topics = new NodeTopics(config.group ?? defaultGroup(plant.site), config.node ?? `gemba-${edgeId}`);
    const urls = [config.url, ...(config.fallbackUrls ?? [])];
    let attempt = 0;
    // Loaded, and kept over connections, from the first one on.
    let opened: ReturnType<typeof open> | undefined;
    const open = async () => {
      const [{ connectNode }, { NodeMemory }, { PrimaryHost }] = await Promise.all([
        import("./connect.ts"),
        import("./node-memory.ts"),
        import("./primary-host.ts"),
      ]);
      const host = config.primaryHost === undefined ? undefined : new PrimaryHost(config.primaryHost);
      return { connectNode, host, memory: await NodeMemory.open(join(dataDir, "node.json"), log) };
    };
    return {
      async connect(signal) {
        opened ??= open();
        const { connectNode, ...own } = await opened;
        const laterMs = urls.length === 1 ? HOST_WAIT_MS : HOST_WAIT_EACH_MS;
        return await connectNode(
          { plant, tags, twin, edgeId, isSimulated, topics, everyMs: config.everyMs, log, ...own },
          {
            config,
            clientId: config.clientId ?? `gemba-${edgeId}-${name}`,
            url: urls[attempt % urls.length] as string,
            hostWithinMs: attempt++ === 0 ? FIRST_HOST_WAIT_MS : laterMs,
            signal,
          },
        );
      },
    };
  },
});
