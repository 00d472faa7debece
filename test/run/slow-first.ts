import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Starts the slowest files of each turn first, so that no core waits for one of them at the end. Flow tests mostly wait
 * and browser tests mostly draw, so they alternate. Without this list a fresh clone, which knows no times, goes by file
 * size. The reporter prints the slowest files of each run.
 */
export const SLOW: readonly string[] = [
  "contract/follower",
  "contract/books",
  "unit/simulators/process",
  "unit/simulators/fault-effects",
  "unit/api/http/slow-readers",
  "unit/simulators/plant",
  "unit/compose/alerting/live-rules",
  "unit/simulators/physics/plant-physics",
  "unit/notify/notifier",
  "unit/store/every-write",
  "flow/start",
  "browser/viewer",
  "flow/opcua-fault-rows",
  "browser/tasks",
  "flow/opcua-faults",
  "browser/explore",
  "flow/stop-early",
  "browser/setup",
  "flow/report-kills",
  "browser/robust",
  "flow/command-signals",
  "browser/audit",
  "flow/historian-hot",
  "browser/dashboards",
  "flow/secrets",
  "browser/hostile",
  "flow/mqtt-kills",
  "browser/maintenance",
  "flow/historian-spans",
  "browser/production",
  "flow/simulators-wire-faults",
  "browser/reports",
  "flow/opcua-rogue",
  "browser/phone-alerts",
  "flow/opcua-ledger",
  "browser/alert-tool",
  "flow/opcua-discovery",
  "browser/screens",
  "flow/old-data",
  "browser/wear",
  "flow/simulators-opcua",
  "browser/phone-findings",
  "flow/api-hostile",
  "browser/keyboard",
  "flow/simulators-modbus",
  "browser/api-docs",
  "flow/evaluate-paired",
  "browser/sign-in",
  "flow/historian-arrival",
  "browser/out-of-service",
  "flow/opcua-values",
  "browser/overview",
  "flow/simulators-attacks",
  "flow/opcua-model",
  "flow/simulators-hostile",
  "flow/api-connections",
  "flow/influx-servers",
  "flow/simulators-process",
  "flow/last-words",
  "flow/mqtt-links",
  "flow/opcua-load",
  "flow/opcua-reload",
  "flow/historian-close-faults",
  "flow/simulators-events",
  "flow/opcua-alert-book",
];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = SLOW.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return at < 0 ? SLOW.length : at;
};

/** Projects that wait come first: files that only compute fill the cores meanwhile and, small as they are, the end. */
const TURN: Readonly<Record<string, number>> = { flow: 0, browser: 0, contract: 1, unit: 2, "unit-shared": 3 };
const turn = ({ project }: TestSpecification): number => TURN[project.name] ?? 0;

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => turn(a) - turn(b) || rank(a) - rank(b));
  }
}
