import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Starts the slowest files first, so that no core waits for one of them at the end. Without this list a fresh clone,
 * which knows no times, goes by file size. The reporter prints the slowest files of each run.
 */
export const SLOW: readonly string[] = [
  "contract/follower",
  "contract/books",
  "unit/simulators/process",
  "unit/simulators/fault-effects",
  "unit/compose/alerting/live-rules",
  "unit/simulators/physics/plant-physics",
  "browser/viewer",
  "flow/opcua-fault-rows",
  "flow/start",
  "browser/tasks",
  "flow/opcua-faults",
  "browser/audit",
  "flow/simulators-wire-faults",
  "browser/robust",
  "flow/opcua-ledger",
  "flow/stop-early",
  "browser/hostile",
  "flow/command-signals",
  "flow/opcua-rogue",
  "browser/screens",
  "flow/mqtt-kills",
  "flow/opcua-discovery",
  "browser/wear",
  "flow/simulators-modbus",
  "flow/simulators-hostile",
  "flow/opcua-model",
  "flow/api-hostile",
  "flow/api-connections",
  "flow/mqtt-links",
  "flow/opcua-values",
  "flow/opcua-load",
  "flow/simulators-process",
  "flow/influx-servers",
  "flow/opcua-reload",
];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = SLOW.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return at < 0 ? SLOW.length : at;
};

/** Projects, those that wait first: files of others fill the cores meanwhile, and small ones even out the end. */
const ORDER = ["flow", "browser", "contract", "unit", "unit-shared"];
const turn = ({ project }: TestSpecification): number => Math.max(1, ORDER.indexOf(project.name));

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => turn(a) - turn(b) || rank(a) - rank(b));
  }
}
