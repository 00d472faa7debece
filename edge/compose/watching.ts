/** Composition of the flow: twin and detectors see the samples once these are on disk. */
import type { Logger } from "pino";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { TwinModel } from "../contracts/path/twin.ts";
import { createFlow, type Flow } from "../pipeline/flow.ts";
import type { Alerting } from "./alerting/alerting.ts";

interface WatchingParts extends Pick<Alerting, "book"> {
  readonly rules: Alerting["sections"]["offers"]["rules"];
  readonly twin: TwinModel;
  readonly log: Logger;
  now(): Micros;
}

/** The flow follows the rules when a reload changes them. */
export function startWatching({ twin, log, book, rules, now }: WatchingParts): Flow {
  const flow = createFlow({
    twin,
    detectors: rules.detectors,
    onFindings: (findings) => book.apply(findings),
    now,
    onDetectorFailed: (index, err) =>
      log.error({ detector: index, err }, "a detector failed and is switched off until the next start or reload"),
  });
  rules.onDetectors((detectors) => flow.follow(detectors));
  return flow;
}
