import { join } from "node:path";
import { EdgeError } from "../../contracts/errors.ts";
import { defineSink } from "../../contracts/path/plugin.ts";
import { type InfluxConfig, influxConfig, settleMsOf } from "./config.ts";
import { DeadLetters } from "./dead-letters.ts";
import { LineWriter } from "./line-writer.ts";
import { InfluxStore } from "./store.ts";

/**
 * InfluxDB 1.x, 1.8, 2.x, 3 Core and other servers with its line protocol, such as VictoriaMetrics. Schema in
 * docs/influxdb.md.
 */
export const influxSink = defineSink({
  kind: "influx",
  summary: "Writes every sample to an InfluxDB or a server that takes its line protocol.",
  config: influxConfig,
  settleMs: settleMsOf,
  // VictoriaMetrics has no InfluxQL.
  canBeAsked: ({ server }) => server === "influxdb",
  createStore: (config, context) => new InfluxStore(config, context.tags, context),
  create(config, context) {
    checkConfig(config, context.name);
    const writer = new LineWriter(context.tags, context);
    const deadLetters = new DeadLetters(join(context.dataDir, `${context.name}.rejected.jsonl`));
    return {
      async connect() {
        const { InfluxSession } = await import("./session.ts");
        return new InfluxSession(config, { writer, deadLetters, log: context.log });
      },
    };
  },
});

function checkConfig({ api, bucket, database }: InfluxConfig, name: string): void {
  if (api === "v2" && bucket === "") throw new EdgeError("bad-config", `sink ${name}: api v2 needs a bucket`);
  if (api === "v1" && database === "") throw new EdgeError("bad-config", `sink ${name}: api v1 needs a database`);
}
