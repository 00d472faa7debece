/** Disk space for the next start on a full disk. */
import type { Logger } from "pino";
import { takeReserve } from "../../model/reserve.ts";
import type { Jobs } from "../../observe/jobs.ts";
import type { StopStack } from "../stop-stack.ts";

/** A reserve that a full disk took is set aside again this soon after there is room. */
const RESERVE_EVERY_MS = 5_000;

/** Sets the reserve aside as soon as there is room for it. */
export function keepReserve(
  { dataDir, log }: { readonly dataDir: string; readonly log: Logger },
  jobs: Jobs,
  stop: StopStack,
): void {
  if (!takeReserve(dataDir))
    log.warn({ dataDir }, "disk is nearly full: no reserve for the next start could be set aside yet");
  const job = jobs.start({ name: "disk reserve", everyMs: RESERVE_EVERY_MS, run: () => takeReserve(dataDir) });
  stop.add("reserve", () => job.stop());
}
