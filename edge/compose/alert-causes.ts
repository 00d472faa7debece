/** Composition of standing alerts as causes of live risk (docs/rules/live-risk.md). */
import type { Logger } from "pino";
import type { LiveRiskReader } from "../contracts/safety/live-risk.ts";
import type { Jobs } from "../observe/jobs.ts";
import { Listeners } from "../observe/listeners.ts";
import { withCauses } from "../safety/live/added-causes.ts";
import { AlertCauses, type AlertCausesParts } from "../safety/live/alert-causes.ts";
import type { StopStack } from "./stop-stack.ts";

/** Alerts have delays of their own. */
const EVERY_MS = 1_000;

interface Parts extends AlertCausesParts {
  readonly jobs: Pick<Jobs, "start">;
  readonly log: Logger;
  now(): number;
}

/**
 * Live risk with the causes that are standing alerts; as it is in a plant without zones. A failure of the tick shows in
 * health, and what nobody judged since is old.
 */
export function openAlertCauses(parts: Parts, liveRisk: LiveRiskReader, stop: StopStack): LiveRiskReader {
  const { plant, jobs, log, now } = parts;
  if (plant.zones.length === 0) return liveRisk;
  const causes = new AlertCauses(parts);
  const changed: Listeners<[]> = new Listeners("causes by alerts", log);
  let version = 0;
  let judgedAt = Number.NaN;
  const tick = (): void => {
    const hasChanged = causes.tick();
    judgedAt = now();
    if (!hasChanged) return;
    version++;
    changed.notify();
  };
  const job = jobs.start({ name: "causes by alerts", everyMs: EVERY_MS, run: tick });
  stop.add("causes by alerts", () => job.stop());
  return withCauses(liveRisk, {
    get version() {
      return version;
    },
    isJudged: true,
    indications: () => causes.indications(),
    unknownZones: () => [],
    onChange: (listener) => void changed.add(listener),
    judgedAt: () => judgedAt,
  });
}
