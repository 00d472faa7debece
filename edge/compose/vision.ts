/** Composition of vision events: taken out of the path before the log, alerts by an own tick (docs/vision.md). */
import type { Logger } from "pino";
import type { OpenAlertBook } from "../alerts/open-alert-book.ts";
import type { Inlet } from "../contracts/path/source.ts";
import type { NamedEvent } from "../contracts/safety/act-pictures.ts";
import type { LiveRiskReader } from "../contracts/safety/live-risk.ts";
import type { VisionDesk } from "../contracts/safety/vision.ts";
import type { Jobs } from "../observe/jobs.ts";
import { Listeners } from "../observe/listeners.ts";
import type { PlantConfig } from "../plugins.ts";
import { withCauses } from "../safety/live/added-causes.ts";
import { VisionInlet } from "../safety/vision/vision-inlet.ts";
import { type VisionParts, VisionWatch } from "../safety/vision/vision-watch.ts";
import type { StopStack } from "./stop-stack.ts";

const EVERY_MS = 200;

interface Parts extends Pick<VisionParts, "plant" | "edgeUid"> {
  readonly config: Pick<PlantConfig, "safety">;
  readonly book: Pick<OpenAlertBook, "apply">;
  readonly jobs: Pick<Jobs, "start">;
  readonly log: Logger;
  now(): number;
}

/** Where sources hand vision events over, what the API asks, and live risk with the acts that stand. */
export interface OpenVision {
  readonly vision: VisionDesk;
  inletOf(inlet: Inlet): Inlet;
  risk(liveRisk: LiveRiskReader): LiveRiskReader;
  /** Rule of the raised act that an event belongs to; its alert is in the book. */
  raisedBy(event: NamedEvent): string | undefined;
}

/** A plant without cameras refuses every event. A failure of the tick shows in health and stops nothing else. */
export function openVision({ config, book, jobs, log, now, plant, edgeUid }: Parts, stop: StopStack): OpenVision {
  const { cameras, vision, people } = config.safety;
  const watch = new VisionWatch({ cameras, vision, people, plant, edgeUid });
  const changed: Listeners<[]> = new Listeners("vision events", log);
  let version = 0;
  const tick = (): void => {
    const findings = watch.tick(now());
    if (findings.length === 0) return;
    book.apply(findings);
    version++;
    changed.notify();
  };
  if (cameras.length > 0) {
    const job = jobs.start({ name: "vision events", everyMs: EVERY_MS, run: tick });
    stop.add("vision events", () => job.stop());
  }
  return {
    vision: { take: (event) => watch.take(event, now()), state: () => watch.state(now()) },
    raisedBy(event) {
      tick();
      return watch.ruleOf(event);
    },
    inletOf: (inlet) => new VisionInlet(inlet, (event) => void watch.take(event, now())),
    risk: (liveRisk) =>
      withCauses(liveRisk, {
        get version() {
          return version;
        },
        isJudged: cameras.some(({ zones }) => zones.length > 0),
        indications: () => watch.indications(now()),
        unknownZones: () => watch.seenZones(now()).flatMap(({ zone, isBlind }) => (isBlind ? zone : [])),
        onChange: (listener) => void changed.add(listener),
        // They are judged at each question.
        judgedAt: now,
      }),
  };
}
