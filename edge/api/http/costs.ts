/**
 * The cost of a request: `status` reads the state of the edge, `read` takes a little from memory, `list` much from
 * memory, `history` asks the historian or a book, `replay` reads a range of the whole plant, `export` writes a long
 * file, `sign-in` calls the plant's provider. The cost decides the rate (rule B7) and the gate (rule B8).
 */
export type Cost = "page" | "status" | "read" | "list" | "history" | "replay" | "export" | "sign-in" | "write";

/**
 * The cost of every route that reads. The API refuses to start with a route that is missing here. HEAD counts as GET.
 */
const READS: ReadonlyMap<string, Cost> = new Map<string, Cost>([
  ["/*", "page"],
  ["/api/v1/session", "read"],
  ["/api/v1/session/oidc", "sign-in"],
  ["/api/v1/session/oidc/callback", "sign-in"],
  ["/api/v1/tokens", "read"],
  ["/api/v1/users", "read"],
  ["/api/v1/health", "status"],
  ["/metrics", "status"],
  ["/api/mcp", "read"],
  ["/api/v1/stream", "read"],
  ["/api/v1/replay", "replay"],
  ["/api/v1/plant", "list"],
  ["/api/v1/plant-files/*", "list"],
  ["/api/v1/dashboards", "read"],
  ["/api/v1/layout", "list"],
  ["/api/v1/config", "list"],
  ["/api/v1/config/schema", "list"],
  ["/api/v1/config/tags.xlsx", "list"],
  ["/api/v1/config/proposal", "list"],
  ["/api/v1/config/versions", "read"],
  ["/api/v1/config/versions/:id", "list"],
  ["/api/v1/kpis", "read"],
  ["/api/v1/genealogy", "history"],
  ["/api/v1/kpis/machines", "history"],
  ["/api/v1/kpis/lines", "history"],
  ["/api/v1/states", "history"],
  ["/api/v1/states/areas", "history"],
  ["/api/v1/states/stops", "history"],
  ["/api/v1/pieces", "history"],
  ["/api/v1/pieces/:piece", "history"],
  ["/api/v1/places", "history"],
  ["/api/v1/reconciliation", "read"],
  ["/api/v1/orders", "history"],
  ["/api/v1/energy", "history"],
  ["/api/v1/quality/features", "history"],
  ["/api/v1/quality/chart", "history"],
  ["/api/v1/quality/capability", "history"],
  ["/api/v1/quality/measurements", "history"],
  ["/api/v1/quality/limits", "history"],
  ["/api/v1/reports", "read"],
  ["/api/v1/reports/made/:uid", "read"],
  ["/api/v1/reports/:kind", "export"],
  ["/api/v1/component-health", "history"],
  ["/api/v1/component-health/life", "history"],
  ["/api/v1/assets", "list"],
  ["/api/v1/assets/:assetUid", "read"],
  ["/api/v1/tags", "list"],
  ["/api/v1/samples", "history"],
  ["/api/v1/samples/latest", "list"],
  ["/api/v1/samples/export", "export"],
  ["/api/v1/trends", "history"],
  ["/api/v1/aggregates", "history"],
  ["/api/v1/state-durations", "history"],
  ["/api/v1/aligned", "history"],
  ["/api/v1/gaps", "history"],
  ["/api/v1/views", "list"],
  ["/api/v1/views/:uid", "read"],
  ["/api/v1/annotations", "list"],
  ["/api/v1/annotations/:uid", "read"],
  ["/api/v1/calculated-tags", "list"],
  ["/api/v1/calculated-tags/:uid", "read"],
  ["/api/v1/period-definitions", "list"],
  ["/api/v1/period-definitions/:uid", "read"],
  ["/api/v1/zone-counts", "history"],
  ["/api/v1/waveforms", "history"],
  ["/api/v1/waveforms/block", "history"],
  ["/api/v1/alerts", "read"],
  ["/api/v1/alerts/figures", "export"],
  ["/api/v1/alerts/export", "export"],
  ["/api/v1/alerts/:alertUid/positions", "history"],
  ["/api/v1/out-of-service", "read"],
  ["/api/v1/work-items", "list"],
  ["/api/v1/work-items/:itemUid", "read"],
  ["/api/v1/work-items.csv", "export"],
  ["/api/v1/maintenance-figures", "history"],
  ["/api/v1/maintenance-figures.csv", "export"],
  ["/api/v1/recommendations", "list"],
  ["/api/v1/recommendations/:adviceUid", "read"],
  ["/api/v1/maintenance-due", "history"],
  ["/api/v1/maintenance-due.csv", "export"],
  ["/api/v1/spares", "read"],
  ["/api/v1/spares/changes", "read"],
  ["/api/v1/journal", "export"],
  ["/api/v1/journal/export", "export"],
  ["/api/prometheus/api/v1/query", "history"],
  ["/api/prometheus/api/v1/query_range", "history"],
  ["/api/prometheus/api/v1/series", "list"],
  ["/api/prometheus/api/v1/labels", "list"],
  ["/api/prometheus/api/v1/label/:label/values", "list"],
  ["/api/prometheus/api/v1/metadata", "list"],
  ["/api/prometheus/api/v1/status/buildinfo", "read"],
  ["/api/prometheus/api/v1/rules", "read"],
  ["/api/prometheus/api/v1/query_exemplars", "read"],
  ["/api/v1/notify/channels", "read"],
  ["/api/v1/push", "read"],
  ["/api/v1/certificates", "read"],
]);

/** Questions whose bodies are too long for an address. */
const ASKED_BY_POST: ReadonlyMap<string, Cost> = new Map<string, Cost>([
  ["/api/v1/sql", "export"],
  ["/api/v1/quality/gauge-study", "history"],
  ["/api/v1/trace/recall", "export"],
  ["/api/v1/trace/recall.csv", "export"],
  ["/api/v1/curves", "history"],
  ["/api/prometheus/api/v1/query", "history"],
  ["/api/prometheus/api/v1/query_range", "history"],
  ["/api/prometheus/api/v1/series", "list"],
  ["/api/prometheus/api/v1/labels", "list"],
  ["/api/prometheus/api/v1/query_exemplars", "read"],
  ["/api/v1/curves/export", "export"],
  ["/api/v1/periods", "history"],
  ["/api/v1/expressions/check", "read"],
  ["/api/v1/config/tags/compare", "export"],
  ["/api/mcp", "read"],
]);

/** The description of the API, in the two formats that are built for each answer. */
const DESCRIPTIONS: ReadonlySet<string> = new Set(["/api/docs/json", "/api/docs/yaml"]);

/** The cost of a route; undefined where the table lacks it. */
export function costOf(method: string, url: string): Cost | undefined {
  if (method !== "GET" && method !== "HEAD") return (method === "POST" && ASKED_BY_POST.get(url)) || "write";
  if (DESCRIPTIONS.has(url)) return "export";
  if (url === "/api/docs" || url.startsWith("/api/docs/")) return "page";
  return READS.get(url);
}
