import type { EdgeHealth } from "../../../edge/contracts/path/health.ts";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";

/** A ready edge with a source, a sink and a job that fails. */
export function fakeHealth(now: Micros): EdgeHealth {
  const since = now / 1000;
  return {
    live: true,
    ready: true,
    since,
    sources: [
      {
        name: "line",
        kind: "opcua",
        state: "running",
        since,
        samplesPerSecond: 12.5,
        received: 100,
        dropped: 0,
        counts: { refused: 1 },
      },
    ],
    sinks: [
      {
        name: "historian",
        kind: "embedded",
        state: "running",
        since,
        written: 90,
        rejected: 0,
        backlogSamples: 10,
      },
    ],
    impaired: [],
    followers: [],
    jobs: [{ name: "alert tick", state: "degraded", since, reason: "no such table", failures: 3 }],
    audit: { checked: 95, missing: 0, declared: 2 },
  };
}
