import { type Static, Type } from "../../contracts/schema.ts";

/**
 * VictoriaMetrics 1.112 lost everything of its last write when it was killed 6 s after the 204, and nothing after 10 s.
 */
const VICTORIA_SETTLE_MS = 15_000;

/** `sinks: [{ name: …, kind: influx, … }]` in the plant config. */
export const influxConfig = Type.Object(
  {
    url: Type.String({
      substitute: true,
      pattern: "^https?://[^\\s]+$",
      description: "Base URL, such as http://127.0.0.1:8086 (InfluxDB), :8181 (3 Core) or :8428 (VictoriaMetrics).",
    }),
    server: Type.Union([Type.Literal("influxdb"), Type.Literal("victoria-metrics")], {
      default: "influxdb",
      description:
        "Server at this address. VictoriaMetrics acknowledges before samples are durable and silently drops those " +
        "that are too old, too new or not a number.",
    }),
    api: Type.Union([Type.Literal("v2"), Type.Literal("v1")], {
      default: "v2",
      description: "v2: /api/v2/write (InfluxDB 1.8, 2.x, 3 Core, VictoriaMetrics). v1: /write (InfluxDB 1.x).",
    }),
    org: Type.String({ default: "", description: "v2: organization. Ignored by 1.8, 3 Core and VictoriaMetrics." }),
    bucket: Type.String({
      default: "",
      description: "v2: bucket; on 1.8 `database/retention policy`, on 3 Core the database.",
    }),
    database: Type.String({ default: "", description: "v1: database. It must exist." }),
    retentionPolicy: Type.String({
      default: "",
      description: "v1: retention policy; the database's default when empty.",
    }),
    token: Type.String({
      substitute: true,
      writeOnly: true,
      default: "",
      description: "v2: API token; keep it in an environment variable or a file.",
    }),
    user: Type.String({ substitute: true, default: "", description: "v1: user name, sent as HTTP Basic." }),
    password: Type.String({
      substitute: true,
      writeOnly: true,
      default: "",
      description: "v1: password; keep it in an environment variable or a file.",
    }),
    gzip: Type.Boolean({ default: true, description: "Compress requests (level 1)." }),
    maxLinesPerWrite: Type.Integer({
      minimum: 1,
      maximum: 50_000,
      default: 5000,
      description: "Samples in one request, whatever the number of their lines.",
    }),
    timeoutMs: Type.Integer({
      minimum: 100,
      maximum: 300_000,
      default: 10_000,
      description: "Time limit of one request, also of a query.",
    }),
    parallelWrites: Type.Integer({
      minimum: 1,
      maximum: 8,
      default: 2,
      description: "Requests at the same time. Samples of one series stay in order.",
    }),
    settleMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 600_000,
        description:
          "How long acknowledged samples are kept to be sent again after a restart of the server. " +
          "Default: 0 for InfluxDB, 15000 for VictoriaMetrics.",
      }),
    ),
    keepsHours: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          "Hours the server keeps. Older samples are set aside with the reason instead of being sent. " +
          "Default: no limit for InfluxDB, 31 days for VictoriaMetrics (its -retentionPeriod).",
      }),
    ),
  },
  { additionalProperties: false },
);

export type InfluxConfig = Static<typeof influxConfig>;

/** Settle horizon of a sink, ms. */
export function settleMsOf({ settleMs, server }: InfluxConfig): number {
  return settleMs ?? (server === "victoria-metrics" ? VICTORIA_SETTLE_MS : 0);
}
