/** Composition of work permits: conflicts against the state of the plant (docs/rules/permits.md). */
import type { OpenAlertBook } from "../alerts/open-alert-book.ts";
import type { WorkBook } from "../contracts/records/work-book.ts";
import type { PermitReader } from "../contracts/safety/reader.ts";
import type { Jobs } from "../observe/jobs.ts";
import type { PlantConfig } from "../plugins.ts";
import { OpenItems } from "../safety/open-items.ts";
import { PermitWatch } from "../safety/permits/permit-watch.ts";
import { PlantNow, type PlantNowParts } from "../safety/permits/plant-now.ts";
import type { StopStack } from "./stop-stack.ts";

const EVERY_MS = 1_000;
/** States of machines come from another thread. */
const STATES_EVERY_MS = 5_000;

interface Parts extends Omit<PlantNowParts, "permits"> {
  readonly config: Pick<PlantConfig, "safety">;
  readonly work: Pick<WorkBook, "newestFirst" | "subscribe">;
  readonly book: Pick<OpenAlertBook, "apply" | "standing">;
  readonly edgeUid: ConstructorParameters<typeof PermitWatch>[0]["edgeUid"];
  readonly jobs: Pick<Jobs, "start">;
}

/** Starts the watch. A failure of it shows in health and stops nothing else. */
export function openPermits(parts: Parts, stop: StopStack): { readonly permits: PermitReader } {
  const { config, work, book, jobs, edgeUid, now } = parts;
  const items = new OpenItems(work);
  stop.add("open permits", () => items.close());
  const world = new PlantNow({ ...parts, permits: () => items.permits.values() });
  const permits = new PermitWatch({ world, edgeUid, now });
  const tick = (): void => {
    const findings = permits.findings(book.standing());
    if (findings.length > 0) book.apply(findings);
  };
  const ticking = jobs.start({ name: "work permits", everyMs: EVERY_MS, run: tick });
  stop.add("work permits", () => ticking.stop());
  if (config.safety.permits.some(({ machine }) => machine !== "any")) {
    const asking = jobs.start({
      name: "states for permits",
      everyMs: STATES_EVERY_MS,
      run: () => (items.permits.size === 0 ? undefined : world.refresh()),
    });
    stop.add("states for permits", () => asking.stop());
  }
  return { permits };
}
