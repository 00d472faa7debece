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
  "browser/viewer",
  "flow/opcua-fault-rows",
  "flow/start",
  "flow/opcua-faults",
  "browser/tasks",
  "flow/stop-early",
  "flow/opcua-ledger",
  "browser/audit",
  "flow/simulators-wire-faults",
  "flow/opcua-rogue",
  "browser/robust",
  "flow/command-signals",
  "flow/mqtt-kills",
  "browser/hostile",
  "flow/opcua-discovery",
  "flow/api-hostile",
  "browser/production",
  "flow/simulators-opcua",
  "flow/historian-hot",
  "browser/alert-tool",
  "flow/simulators-modbus",
  "flow/old-data",
  "browser/keyboard",
  "flow/simulators-events",
  "flow/mqtt-links",
  "browser/screens",
  "flow/opcua-model",
  "flow/historian-spans",
  "browser/wear",
  "flow/secrets",
  "flow/simulators-hostile",
  "browser/sign-in",
  "flow/opcua-values",
  "flow/api-connections",
  "browser/overview",
  "flow/influx-servers",
  "flow/opcua-alert-book",
  "browser/out-of-service",
  "flow/simulators-process",
  "flow/opcua-load",
  "browser/api-docs",
  "flow/opcua-reload",
  "flow/last-words",
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
