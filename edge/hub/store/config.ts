/** `store:` in `hub.yaml`: where a hub keeps the history of its edges. */
import type { SectionProblem } from "../../contracts/plant/edge-config.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { problem } from "./problem-table.ts";

/** Names that need no quotes in SQL. */
const NAME = "^[A-Za-z_][A-Za-z0-9_]{0,99}$";

export const storeKey = Type.Optional(
  Type.Object(
    {
      kind: Type.Union([Type.Literal("embedded"), Type.Literal("clickhouse")], {
        description: "embedded: a historian beside each copy of a log. clickhouse: one database for all edges.",
      }),
      url: Type.String({
        substitute: true,
        default: "",
        description: "clickhouse: address of its HTTP interface, such as https://store.example:8443.",
      }),
      database: Type.String({
        default: "gemba",
        pattern: NAME,
        description: "clickhouse: database of this hub alone. The hub makes it and its tables.",
      }),
      user: Type.String({ substitute: true, default: "default", description: "clickhouse: user." }),
      password: Type.String({
        substitute: true,
        writeOnly: true,
        default: "",
        description: "clickhouse: password; keep it in an environment variable or a file.",
      }),
      ca: Type.Optional(
        Type.String({
          substitute: true,
          description: "clickhouse: its certificate authority as PEM text. Default: those that Node.js trusts.",
        }),
      ),
      compress: Type.Boolean({ default: true, description: "clickhouse: compress what is sent (zstd, fast)." }),
      everyMs: Type.Integer({
        minimum: 100,
        maximum: 60_000,
        default: 5_000,
        description: "clickhouse: how long new items of an edge wait for others. Each insert makes a part of a table.",
      }),
      blockSamples: Type.Integer({
        minimum: 1_000,
        maximum: 500_000,
        default: 100_000,
        description: "clickhouse: so many samples are sent without a wait, in one insert.",
      }),
      timeoutMs: Type.Integer({
        minimum: 1_000,
        maximum: 600_000,
        default: 60_000,
        description: "clickhouse: time limit of one request.",
      }),
    },
    { additionalProperties: false, description: "Where history is kept. Default: embedded." },
  ),
);

export type StoreConfig = NonNullable<Static<typeof storeKey>>;

/** Keys in which `${file:…}` and `${env:…}` are replaced. */
export const storeSecrets = ["url", "user", "password", "ca"] as const satisfies readonly (keyof StoreConfig)[];

/** ClickHouse rolls whole days up once they are over, and needs their samples for it. */
const FEWEST_HOURS = 48;

/** Checks beyond the schema. */
export function storeProblems(
  store: StoreConfig | undefined,
  { retentionHours = FEWEST_HOURS }: { readonly retentionHours?: number } = {},
): readonly SectionProblem[] {
  if (store?.kind !== "clickhouse") return [];
  if (retentionHours < FEWEST_HOURS)
    return [{ steps: ["historian", "retentionHours"], ...problem("hub-store-hours", { hours: FEWEST_HOURS }) }];
  const { url, user, ca } = store;
  const steps = ["store", "url"];
  if (url === "") return [{ steps: ["store"], ...problem("hub-store-nowhere", {}) }];
  // A header of Basic ends the name there.
  if (!user.includes("${") && user.includes(":"))
    return [{ steps: ["store", "user"], ...problem("hub-store-user", {}) }];
  if (url.includes("${")) return [];
  if (!/^https?:\/\/[^@/\s]+\/?$/.test(url) || !URL.canParse(url)) return [{ steps, ...problem("hub-store-url", {}) }];
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:") return [];
  if (!isLoopback(hostname)) return [{ steps, ...problem("hub-open-store", {}) }];
  return ca === undefined ? [] : [{ steps: ["store", "ca"], ...problem("hub-store-idle-ca", {}) }];
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d+){3}$/.test(host);
}
