/**
 * `npm run bench -- path`: CPU µs per sample of each step of the data path and of the whole edge, beside a bare
 * client.
 */
import { startLoadServer } from "./load/opcua-load.ts";
import { openSteps } from "./path-steps.ts";
import { type Figures, figure, interleaved } from "./report.ts";
import { stockClientUs, wholeEdge } from "./whole-edge.ts";

/** Samples per second: enough to hide fixed costs, few enough for server and client on two cores. */
const TAGS = 20_000;
const PERIOD_MS = 1_000;

const WHAT = {
  decodeUs: "OPC UA DataValue to columns",
  auditUs: "loss audit: counted at the decoder and on disk",
  pipelineUs: "twin and limit detectors, every tag watched",
  historianUs: "append to DuckDB, all its threads",
  lineProtocolUs: "columns to InfluxDB lines",
  wireUs: "columns to a stream frame",
  edgeUs: "the whole edge: worker, main, historian process",
  stockClientUs: "baseline: node-opcua client that only counts",
} as const;

export async function benchPath({ seconds, rounds }: { seconds: number; rounds: number }): Promise<Figures> {
  await using load = await startLoadServer({ count: TAGS, periodMs: PERIOD_MS });
  const parts = await openSteps();
  try {
    for (const step of Object.values(parts.steps)) await step();
    const plan = { endpoint: load.endpoint, tags: TAGS, seconds };
    const results = await interleaved(
      { ...parts.steps, edgeUs: async () => (await wholeEdge(plan)).us, stockClientUs: () => stockClientUs(plan) },
      rounds,
    );
    return (Object.keys(WHAT) as (keyof typeof WHAT)[]).map((key) => figure(key, WHAT[key], "µs/sample", results[key]));
  } finally {
    await parts.close();
  }
}
