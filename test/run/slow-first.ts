import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Seconds of the slowest files in a run. They start first, so that no core waits for one of them at the end. Without
 * this list a fresh clone, which knows no times, goes by file size. The reporter prints the slowest files of each run.
 */
export const SLOW: Readonly<Record<string, number>> = {
  "flow/start": 150,
  "flow/stop-early": 120,
  "browser/screens": 87,
  "browser/robust": 85,
  "flow/opcua-fault-rows": 81,
  "browser/setup": 81,
  "browser/audit": 72,
  "browser/viewer": 69,
  "browser/tasks": 63,
  "browser/forecast-scene": 60,
  "browser/explore": 60,
  "browser/unsent-photos": 60,
  "browser/dashboards": 58,
  "browser/schedule": 60,
  "browser/forecast": 50,
  "flow/zone-risk": 50,
  "browser/danger-forms": 50,
  "flow/opcua-faults": 48,
  "unit/historian/embedded/many-trends": 40,
  "browser/hostile": 40,
  "browser/safety-room": 40,
  "browser/maintenance": 38,
  "flow/secrets": 37,
  "contract/follower": 35,
  "flow/historian-hot": 35,
  "flow/command-signals": 35,
  "contract/books": 35,
  "flow/opcua-discovery": 33,
  "flow/historian-spans": 30,
  "unit/evaluation/evaluate": 28,
  "browser/reports": 26,
  "browser/wear": 25,
  "flow/opcua-rogue": 24,
  "flow/opcua-ledger": 24,
  "flow/simulators-wire-faults": 24,
  "unit/compose/alerting/live-rules": 23,
  "unit/explore/questions": 23,
  "browser/alert-tool": 23,
  "flow/historian-arrival": 22,
  "browser/production": 21,
  "flow/mqtt-kills": 21,
  "flow/old-data": 21,
  "browser/phone-alerts": 21,
  "unit/simulators/process": 19,
  "flow/api-hostile": 18,
  "unit/cli/import-history": 18,
  "flow/simulators-opcua": 17,
  "unit/simulators/plant": 17,
  "unit/notify/notifier": 16,
  "flow/evaluate-paired": 16,
  "flow/simulators-modbus": 16,
  "flow/opcua-values": 15,
  "unit/cli/demo/past": 15,
  "browser/sign-in": 15,
  "browser/keyboard": 15,
  "unit/config/edit/config-editor": 15,
  "unit/api/http/slow-readers": 15,
  "contract/historian-readers": 14,
  "flow/simulators-attacks": 14,
  "unit/health/watches/spindle-vibration": 13,
  "flow/simulators-hostile": 13,
  "flow/influx-servers": 13,
  "unit/historian/log/commit-log": 13,
  "flow/api-connections": 13,
  "flow/mqtt-links": 12,
  "unit/simulators/fault-effects": 12,
  "unit/simulators/physics/plant-physics": 12,
  "flow/report-kills": 12,
  "unit/store/every-write": 12,
  "flow/opcua-load": 12,
  "unit/config/apart": 12,
  "flow/opcua-model": 11,
  "browser/api-docs": 11,
  "flow/opcua-alert-book": 11,
  "flow/opcua-reload": 11,
  "contract/promql-reference": 11,
  "flow/mqtt-plant": 10,
  "flow/last-words": 10,
  "flow/mqtt-queues": 10,
  "flow/simulators-events": 10,
  "browser/out-of-service": 10,
  "flow/simulators-process": 10,
  "flow/mqtt-sparkplug-store": 9,
  security: 9,
  "browser/overview": 9,
  "flow/historian-close-faults": 9,
  "flow/mqtt-discover": 9,
  "browser/phone-findings": 9,
  "unit/sources/opcua/lies": 8,
};
/** Seconds of a file that is not in the list, by project. */
const USUAL: Readonly<Record<string, number>> = { flow: 4, browser: 6, contract: 2 };

interface Timed {
  readonly project: string;
  readonly path: string;
}

/**
 * Flow tests mostly wait, the others mostly draw or compute. Of files at the same time about half are of each sort, by
 * their seconds, so that the cores have work as long as anything waits. Files that share their modules come last and
 * together: in between, their threads would end and load all modules anew. They are small and fill the end.
 */
export function inTurn<File>(files: readonly File[], about: (file: File) => Timed): readonly File[] {
  const seconds = (file: File): number => {
    const { project, path } = about(file);
    const listed = Object.keys(SLOW).find((name) => path.endsWith(`/test/${name}.test.ts`));
    return listed === undefined ? (USUAL[project] ?? 1) : (SLOW[listed] as number);
  };
  const sorted = (...projects: readonly string[]): File[] =>
    projects.flatMap((project) =>
      files.filter((file) => about(file).project === project).toSorted((a, b) => seconds(b) - seconds(a)),
    );
  const [waiting, working] = [sorted("flow"), sorted("browser", "contract", "unit")];
  const mixed: File[] = [];
  for (let ahead = 0; ; ) {
    const isWaiting = ahead <= 0;
    const next = (isWaiting ? waiting : working).shift();
    if (next === undefined) break;
    ahead += isWaiting ? seconds(next) : -seconds(next);
    mixed.push(next);
  }
  return [...mixed, ...waiting, ...working, ...sorted("unit-shared")];
}

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...inTurn(sorted, ({ project, moduleId }) => ({ project: project.name, path: moduleId }))];
  }
}
