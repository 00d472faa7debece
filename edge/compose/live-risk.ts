/** Composition of live risk: its tick, beside the log and every other part (docs/rules/live-risk.md). */
import type { Logger } from "pino";
import type { OpenAlertBook } from "../alerts/open-alert-book.ts";
import { LIVE_RISK_RULES, type LiveRiskReader } from "../contracts/safety/live-risk.ts";
import type { Jobs } from "../observe/jobs.ts";
import { Listeners } from "../observe/listeners.ts";
import type { PlantConfig } from "../plugins.ts";
import { functionsOf } from "../safety/live/config.ts";
import { LiveRisk, type LiveRiskParts } from "../safety/live/live-risk.ts";
import type { StopStack } from "./stop-stack.ts";

/** Fast enough that an indication is on the screen within 300 ms of its position. */
const EVERY_MS = 50;

interface Parts extends Omit<LiveRiskParts, "live" | "people"> {
  readonly config: Pick<PlantConfig, "safety">;
  readonly book: Pick<OpenAlertBook, "apply" | "standing">;
  readonly jobs: Pick<Jobs, "start">;
  readonly log: Logger;
  now(): number;
}

/** Ends alerts of an earlier run: what still holds is raised again by the first ticks. */
function endEarlier(book: Parts["book"], at: number): void {
  const earlier = book.standing().filter(({ rule, clearedAt }) => rule.startsWith(LIVE_RISK_RULES) && !clearedAt);
  if (earlier.length === 0) return;
  book.apply(
    earlier.map(({ rule, assetUid, kind, severity, message }) => {
      return { rule, assetUid, kind, severity, message, evidence: [], standing: false, at };
    }),
  );
}

/** The parts that read it: the API and the live stream. */
function readerOf(liveRisk: LiveRisk, changed: Listeners<[]>): LiveRiskReader {
  return {
    get version() {
      return liveRisk.version;
    },
    state: () => liveRisk.state(),
    onChange: (listener) => void changed.add(listener),
  };
}

/** Starts the tick where there is something to watch. A failure of it shows in health and stops nothing else. */
export function openLiveRisk(parts: Parts, stop: StopStack): { readonly liveRisk: LiveRiskReader } {
  const { config, book, jobs, log, now } = parts;
  const { live, people } = config.safety;
  const liveRisk = new LiveRisk({ ...parts, live, people });
  for (const name of functionsOf(people)) log.info({ function: name, ...people[name] }, "a function on people is on");
  endEarlier(book, now());
  const changed: Listeners<[]> = new Listeners("live risk", log);
  const reader = readerOf(liveRisk, changed);
  if (!liveRisk.isNeeded) return { liveRisk: reader };
  const tick = (): void => {
    const { version } = liveRisk;
    const findings = liveRisk.tick(now());
    if (findings.length > 0) book.apply(findings);
    if (liveRisk.version !== version) changed.notify();
  };
  const job = jobs.start({ name: "live risk", everyMs: EVERY_MS, run: tick });
  stop.add("live risk", () => job.stop());
  return { liveRisk: reader };
}
