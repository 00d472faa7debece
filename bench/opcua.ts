/**
 * `npm run bench -- opcua`: CPU of the client, of the whole edge, and of node-opcua's own client on the same server,
 * at 100,000 values a second.
 */
import { measureBrowse } from "./browse.ts";
import { startLoadServer } from "./load/opcua-load.ts";
import { type Figures, figure, interleaved } from "./report.ts";
import { fastClientUs, type Load, stockClientUs, wholeEdge } from "./whole-edge.ts";

const TAGS = 100_000;
const PERIOD_MS = 1_000;

export async function benchOpcua({ seconds, rounds }: { seconds: number; rounds: number }): Promise<Figures> {
  const memory = { edge: [] as number[], historian: [] as number[] };
  const { edgeUs, fastLaneUs, stockUs } = await interleaved(
    {
      edgeUs: async () => {
        const run = await onServer(seconds, wholeEdge);
        memory.edge.push(run.edgeRssMb);
        memory.historian.push(run.historianRssMb);
        return run.us;
      },
      fastLaneUs: () => onServer(seconds, fastClientUs),
      stockUs: () => onServer(seconds, stockClientUs),
    },
    rounds,
  );
  const browse = [await measureBrowse(TAGS), await measureBrowse(TAGS)];
  return [
    figure(
      "browseNodesPerSecond",
      "gemba discover's walk of this server",
      "nodes/s",
      browse.map(({ browseNodesPerSecond }) => browseNodesPerSecond),
    ),
    figure("fastLaneUs", "our client alone that only counts", "µs/sample", fastLaneUs),
    figure("stockUs", "baseline: node-opcua client that only counts", "µs/sample", stockUs),
    figure("edgeUs", "the whole edge: worker, main, historian process", "µs/sample", edgeUs),
    figure("rssMbAt100kTags", "edge process with its worker", "MiB", memory.edge),
    figure("historianRssMb", "historian process", "MiB", memory.historian),
  ];
}

/** Each measurement gets a server of its own: a server keeps serving an old client's subscriptions for a minute. */
async function onServer<T>(seconds: number, measure: (load: Load) => Promise<T>): Promise<T> {
  await using server = await startLoadServer({ count: TAGS, periodMs: PERIOD_MS });
  return await measure({ endpoint: server.endpoint, tags: TAGS, seconds });
}
