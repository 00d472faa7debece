/** Former names of metrics renamed in this release, by present name: dashboards find both until the next release. */
export const RENAMED_METRICS: ReadonlyMap<string, string> = new Map([
  ["gemba_api_expensive_running", "gemba_api_dear_running"],
  ["gemba_api_expensive_waiting", "gemba_api_dear_waiting"],
  ["gemba_api_expensive_refused_total", "gemba_api_dear_refused_total"],
]);
