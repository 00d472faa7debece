/** Composition of gas as a cause of live risk (docs/rules/live-risk.md). Its alarms are those of the limits. */
import type { Logger } from "pino";
import type { Plant } from "../contracts/plant/plant.ts";
import type { TagTable } from "../contracts/plant/tag.ts";
import type { GasReader } from "../contracts/safety/gas.ts";
import type { LiveRiskReader } from "../contracts/safety/live-risk.ts";
import type { Jobs } from "../observe/jobs.ts";
import { Listeners } from "../observe/listeners.ts";
import { detectorsAround, type GasTwin, gasDetectorsOf, readGas } from "../safety/gas/detectors.ts";
import { GasWatch } from "../safety/gas/gas-watch.ts";
import { withCauses } from "../safety/live/added-causes.ts";
import type { StopStack } from "./stop-stack.ts";

/** Detectors take some ten seconds to show a step. */
const EVERY_MS = 1_000;

interface Parts {
  readonly plant: Pick<Plant, "assets" | "zones">;
  readonly tags: Pick<TagTable, "ofAsset">;
  readonly twin: GasTwin;
  readonly jobs: Pick<Jobs, "start">;
  readonly log: Logger;
  now(): number;
}

/** What detectors report, and live risk with it. */
interface OpenGas {
  readonly gas: GasReader;
  readonly liveRisk: LiveRiskReader;
}

/** Live risk stays as it is where the plant has no detectors. A failure of the tick shows in health. */
export function openGas(
  { plant, tags, twin, jobs, log, now }: Parts,
  liveRisk: LiveRiskReader,
  stop: StopStack,
): OpenGas {
  const detectors = gasDetectorsOf(plant, tags);
  const gas: GasReader = {
    around: (place) => detectorsAround(detectors, place, plant).map((detector) => readGas(detector, twin)),
  };
  if (detectors.length === 0) return { gas, liveRisk };
  const watch = new GasWatch(detectors, twin);
  const changed: Listeners<[]> = new Listeners("gas levels", log);
  let version = 0;
  let judgedAt = Number.NaN;
  const tick = (): void => {
    const hasChanged = watch.tick(now());
    judgedAt = now();
    if (!hasChanged) return;
    version++;
    changed.notify();
  };
  const job = jobs.start({ name: "gas levels", everyMs: EVERY_MS, run: tick });
  stop.add("gas levels", () => job.stop());
  const withGas = withCauses(liveRisk, {
    get version() {
      return version;
    },
    isJudged: true,
    indications: () => watch.indications(),
    unknownZones: () => watch.unknownZones(),
    gas: () => watch.readings(),
    onChange: (listener) => void changed.add(listener),
    judgedAt: () => judgedAt,
  });
  return { gas, liveRisk: withGas };
}
