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

/** Seeds of a numerical set that takes more than ten seconds of processor time. */
export const SEEDS_IN_SET = sizeOf("GEMBA_SEEDS", { short: 5, full: 20 });

/** The bound of a mean over the seeds of a set: as many standard errors as `of20` is for a mean over twenty seeds. */
export function boundOfMean(of20: number): number {
  return of20 * Math.sqrt(20 / SEEDS_IN_SET);
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
 * The files that take most processor time. `npm test` runs a fifteenth of them: which ones follows from the seed, so
 * that all have a turn. `npm run test:full` runs all. Slowest first, so that the parts are alike.
 */
export const IN_TURN: readonly string[] = [
  "unit/simulators/process",
  "flow/fleet-hubs",
  "flow/fleet",
  "flow/fleet-kills",
  "flow/hub-clickhouse-kills",
  "flow/hub-clickhouse",
  "flow/hub-clickhouse-troubles",
  "flow/standby-kills",
  "flow/fleet-thin",
  "flow/fleet-days",
  "flow/secrets",
  "browser/audit",
  "browser/company",
  "flow/opcua-fault-rows",
  "contract/books",
  "flow/old-data",
  "browser/setup",
  "flow/stop-early",
  "browser/screens",
  "browser/studies",
  "browser/out-of-service",
  "browser/hub-sign-in",
  "browser/quality",
  "flow/opcua-discovery",
  "unit/simulators/fault-effects",
  "unit/cli/demo/past",
  "browser/islands",
  "browser/explore",
  "browser/schedule",
  "browser/viewer",
  "browser/jobs",
  "unit/simulators/islands",
  "flow/command-signals",
  "browser/forecast-scene",
  "browser/dashboards",
  "browser/reports",
  "browser/danger-forms",
  "flow/simulators-events",
  "browser/tasks",
  "browser/unsent-photos",
  "browser/robust",
  "flow/historian-embedded",
  "browser/alert-tool",
  "browser/safety-room",
  "flow/zone-risk",
  "browser/forecast",
  "flow/simulators-process",
  "flow/evaluate-paired",
  "unit/evaluation/evaluate",
  "unit/health/watches/offsets",
  "flow/uns-predictions",
  "flow/uns-sparkplug",
  "unit/simulators/plant",
  "flow/historian-spans",
  "browser/maintenance",
  "flow/simulators-opcua",
  "unit/simulators/physics/plant-physics",
  "unit/compose/alerting/live-rules",
  "flow/opcua-faults",
  "flow/simulators-attacks",
  "flow/historian-hot",
  "unit/forecast/study/race",
  "unit/studies/thread",
  "flow/api-replay",
  "unit/evaluation/causes",
  "contract/follower",
  "browser/api-docs",
  "browser/hostile",
  "browser/keyboard",
  "browser/trace",
  "unit/simulators/job-orders",
  "unit/notify/notifier",
  "flow/mqtt-discover",
  "unit/simulators/fleet",
  "browser/phone-alerts",
  "flow/opcua-values",
  "flow/mqtt-kills",
  "contract/reopened",
  "flow/api-connections",
  "flow/mqtt-security",
  "flow/opcua-security",
  "flow/historian-arrival",
  "unit/simulators/headless",
  "flow/api-hostile",
  "unit/simulators/quality-faults",
  "browser/production",
  "unit/detect/demo-story",
  "unit/store/every-write",
  "unit/dispatch/machine-jobs",
  "unit/health/prognosis/remaining-life",
  "unit/simulators/instruments",
  "unit/health/watches/instrument-drift",
  "unit/config/apart",
  "unit/health/watches/spindle-vibration",
  "flow/simulators-wire-faults",
  "browser/wear",
  "browser/piece-energy",
  "flow/opcua-alert-book",
  "flow/opcua-reload",
  "unit/simulators/demo-faults",
  "flow/opcua-model",
  "flow/simulators-hostile",
  "flow/last-words",
  "unit/forecast/learn",
  "browser/phone-findings",
  "unit/health/watches/units",
  "unit/simulators/recordings",
  "flow/opcua-rogue",
  "flow/opcua-ledger",
  "browser/connect-controller",
  "unit/forecast/plant-run",
  "unit/forecast/moved-fleet",
  "unit/simulators/people",
  "unit/simulators/traffic",
  "unit/evaluation/seeds",
  "flow/historian-close-faults",
  "unit/simulators/utilities",
  "flow/old-work",
  "unit/futures/thread",
  "unit/schedule/plant/tariff",
  "flow/mqtt-sparkplug-store",
  "unit/health/context/learned-regimes",
  "flow/opcua-load",
  "unit/api/http/slow-readers",
  "unit/simulators/scene",
  "flow/report-kills",
  "unit/simulators/people-down",
  "contract/sql",
  "unit/simulators/physics/vibration",
  "flow/alert-kills",
  "unit/health/watches/process",
  "flow/uns-tls",
  "unit/simulators/physics/burst",
  "unit/detect/trend-courses",
  "unit/forecast/study/study",
  "flow/study-kills",
  "unit/studies/kept-runs",
  "unit/historian/embedded/hot-samples",
  "flow/waveforms",
  "unit/safety/live/zone-minutes",
  "flow/simulators-modbus",
  "unit/simulators/mqtt/messages",
  "unit/historian/embedded/many-trends",
  "unit/reports/render",
  "unit/simulators/piece-energy",
  "flow/opcua-jobs",
  "flow/opcua-events",
  "flow/influx-servers",
  "flow/mqtt-plant",
  "unit/notify/work-webhook",
  "flow/mqtt-links",
  "pack",
  "unit/schedules/plant-lots",
  "unit/health/watches/process-nets",
  "flow/fleet-site",
  "flow/own-plc",
  "flow/hub-clickhouse-history",
  "flow/hub-clickhouse-past",
  "unit/hub/site-file-bounds",
];
const TURNS = 15;
/** `npm run test:full -- --third`: of the slowest files every third one, by the seed, and all long sets. */
const IS_THIRD = process.env["GEMBA_THIRD"] === "1";
/** Slow files of a full run. */
export const FULL_TURN: readonly string[] = IN_TURN.filter((_, at) => !IS_THIRD || at % 3 === Math.abs(SEED) % 3);
/** Those whose turn it is not in this run. */
export const OUT_OF_TURN: readonly string[] = IN_TURN.filter((name) => !partOf(IN_TURN, TURNS).includes(name));
