/**
 * Long sets of cases: kills, fuzz, pictures. `npm test` runs a short slice of each, `npm run test:full` all of them, in
 * the files that import this one.
 */
import { SEED } from "./seed.ts";

export const IS_FULL = process.env["GEMBA_FULL"] === "1";

/** Number of cases of a set in this run. The environment variable sets any number. */
export function sizeOf(variable: string, { short, full }: { readonly short: number; readonly full: number }): number {
  const asked = process.env[variable];
  return asked === undefined ? (IS_FULL ? full : short) : Number(asked);
}

/** Cases of a set in this run: every n-th from a place that follows from the seed, so that all have a turn. */
export function partOf<T>(set: readonly T[], everyNth: number): T[] {
  return IS_FULL ? [...set] : set.filter((_, at) => at % everyNth === Math.abs(SEED) % everyNth);
}

/** Sets that only `npm run test:full` runs: pictures and long kills, which have no short form worth its time. */
export const ONLY_FULL: readonly string[] = [
  "browser/pictures",
  "flow/production-kills",
  "flow/notice-kills",
  "flow/opcua-reconnects",
];

/**
 * The files that take most processor time. `npm test` runs a quarter of them: which ones follows from the seed, so
 * that all have a turn. `npm run test:full` runs all. Slowest first, so that the quarters are alike.
 */
export const IN_TURN: readonly string[] = [
  "browser/setup",
  "flow/old-data",
  "browser/audit",
  "flow/opcua-fault-rows",
  "browser/screens",
  "flow/secrets",
  "flow/stop-early",
  "flow/opcua-discovery",
  "browser/explore",
  "browser/dashboards",
  "browser/tasks",
  "browser/viewer",
  "browser/unsent-photos",
  "browser/danger-forms",
  "browser/safety-room",
  "contract/books",
  "flow/opcua-ledger",
  "flow/opcua-faults",
  "unit/cli/demo/past",
  "flow/historian-spans",
  "browser/robust",
  "unit/simulators/process",
  "unit/evaluation/evaluate",
  "browser/maintenance",
  "flow/last-words",
  "contract/follower",
  "unit/simulators/plant",
  "flow/mqtt-kills",
  "flow/opcua-rogue",
  "browser/hostile",
  "flow/command-signals",
  "flow/simulators-events",
  "unit/simulators/fault-effects",
  "flow/evaluate-paired",
  "flow/historian-hot",
  "browser/quality",
  "browser/connect-controller",
  "browser/reports",
  "flow/simulators-opcua",
  "unit/compose/alerting/live-rules",
  "flow/opcua-model",
  "browser/trace",
  "flow/simulators-wire-faults",
  "flow/historian-arrival",
  "unit/simulators/physics/plant-physics",
  "browser/wear",
  "browser/piece-energy",
  "browser/phone-alerts",
  "unit/simulators/recordings",
  "flow/simulators-process",
  "flow/opcua-reload",
  "flow/opcua-alert-book",
  "flow/simulators-hostile",
  "flow/simulators-attacks",
  "flow/report-kills",
];
/** Those whose turn it is not in this run. */
export const OUT_OF_TURN: readonly string[] = IN_TURN.filter((name) => !partOf(IN_TURN, 4).includes(name));
