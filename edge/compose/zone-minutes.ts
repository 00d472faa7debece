/** Composition of the record of zones' risk: one event a minute into the log (docs/rules/live-risk.md). */
import type { Inlet } from "../contracts/path/source.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { LiveRiskReader } from "../contracts/safety/live-risk.ts";
import type { Jobs } from "../observe/jobs.ts";
import { ZoneMinutes } from "../safety/live/zone-minutes.ts";
import type { StopStack } from "./stop-stack.ts";

const EVERY_MS = 1_000;

interface Parts {
  readonly plant: Pick<Plant, "zones">;
  readonly inlet: Pick<Inlet, "pushEvents">;
  readonly jobs: Pick<Jobs, "start">;
  now(): number;
}

/**
 * Records nothing in a plant without zones. What the disk does not take is a loss that the log declares, and a minute
 * that is unknown.
 */
export function openZoneMinutes({ plant, inlet, jobs, now }: Parts, liveRisk: LiveRiskReader, stop: StopStack): void {
  if (plant.zones.length === 0) return;
  const minutes = new ZoneMinutes();
  const keep = (event: ReturnType<ZoneMinutes["end"]>): void => {
    if (event !== undefined) inlet.pushEvents({ events: [event] });
  };
  const look = (): void => keep(minutes.look(liveRisk.state(), now()));
  // What begins and ends between two looks counts too.
  liveRisk.onChange(look);
  const job = jobs.start({ name: "risk of zones", everyMs: EVERY_MS, run: look });
  stop.add("risk of zones", async () => {
    await job.stop();
    keep(minutes.end(now()));
  });
}
