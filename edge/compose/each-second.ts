/** The steps of each second. */

import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import { storageFindings } from "../historian/log/storage-findings.ts";
import type { Jobs } from "../observe/jobs.ts";
import type { Flow } from "../pipeline/flow.ts";
import type { LossAudit } from "../pipeline/loss-audit.ts";
import { LossFinding } from "../pipeline/loss-finding.ts";
import type { PersonalPath } from "../privacy/personal.ts";
import type { Alerting } from "./alerting/alerting.ts";
import type { StrainWatch } from "./alerting/strain-watch.ts";
import type { Readiness } from "./serving/readiness.ts";
import type { StopStack } from "./stop-stack.ts";
import type { ClockWatch } from "./storage/clock-watch.ts";

interface Ticking extends Pick<Alerting, "book" | "findings"> {
  readonly audit: Pick<LossAudit, "tick">;
  readonly readiness: Readiness;
  readonly strain: Pick<StrainWatch, "tick">;
  readonly personal: PersonalPath | undefined;
  readonly flow: Flow;
  readonly production: { readonly steps: Readonly<Record<string, () => void>> };
  readonly commitLog: { readonly storage: Parameters<typeof storageFindings>[0] };
  readonly edgeUid: AssetUid;
  readonly deletion: ClockWatch;
}

interface Means {
  readonly jobs: Jobs;
  readonly stop: StopStack;
  clock(): Micros;
}

/** Starts a job for each step, in this order. A step that fails does not keep the others from running. */
export function everySecond({ jobs, stop, clock }: Means, parts: Ticking): void {
  const { audit, readiness, strain, personal, flow, production, commitLog, findings, book, edgeUid, deletion } = parts;
  const losses = new LossFinding(edgeUid);
  const runs: Readonly<Record<string, () => void>> = {
    readiness: () => readiness.tick(),
    // Before the detectors, so that silence under strain gets strain as its cause.
    strain: () => strain.tick(),
    "samples about people": () => personal?.tick(clock()),
    detectors: () => flow.tick(),
    ...production.steps,
    "storage alerts": () => book.apply(storageFindings(commitLog.storage, edgeUid, clock())),
    "loss audit": () => book.apply([losses.at(audit.tick(), clock())]),
    "deletion clock": () => deletion.tick(),
    "deletion alerts": () => book.apply([deletion.finding(clock())]),
    "record alerts": () => book.apply(findings.record(clock())),
    "alert tick": () => book.tick(clock()),
  };
  const started = Object.entries(runs).map(([name, run]) => jobs.start({ name, everyMs: 1_000, run }));
  stop.add("clock", () => Promise.all(started.map((job) => job.stop())));
}
