import type { FakeSignal } from "./plant.ts";

const CANNOT_WRITE = "follower material: cannot write since 2026-11-24T10:00:00.000Z: disk full";
const RUNNING = {
  state: "running",
  reason: null,
  note: null,
  backlogItems: 0,
  taken: 5000,
  setAside: 0,
  retries: 0,
  missed: 0,
};

/** The fake edge's report about its sources and sinks. */
export function health(state: {
  readonly startMs: number;
  readonly sources: readonly string[];
  readonly silent: ReadonlySet<string>;
}): object {
  const since = new Date(state.startMs).toISOString();
  return {
    live: true,
    ready: true,
    since,
    sources: state.sources.map((name) => ({
      name,
      kind: "opcua",
      state: state.silent.has(name) ? "degraded" : "running",
      since,
      reason: state.silent.has(name) ? "no publish response" : null,
      samplesPerSecond: 100,
      received: 5000,
      dropped: 0,
      counts: {},
      lastDrift: null,
      limits: {},
      clock: { offsetUs: 1200, uncertaintyUs: 400, kind: "estimated" },
    })),
    sinks: [
      {
        name: "historian",
        kind: "duckdb",
        state: "running",
        since,
        reason: null,
        written: 5000,
        rejected: 0,
        backlogSamples: 0,
      },
    ],
    impaired: [CANNOT_WRITE],
    followers: [
      { ...RUNNING, since, name: "material", state: "degraded", reason: CANNOT_WRITE, backlogItems: 1200 },
      { ...RUNNING, since, name: "states" },
    ],
    jobs: [
      { name: "alert tick", state: "degraded", since, reason: "no such table", failures: 3 },
      { name: "key figures", state: "running", since, reason: null, failures: 0 },
      { name: "of a later edge", state: "running", since, reason: null, failures: 0 },
    ],
  };
}

/** The newest samples of an asset, in the form of `/api/v1/samples/latest`. */
export function latestOf(
  asset: string | null,
  {
    model,
    startMs,
    silent,
  }: {
    readonly model: { readonly signals: readonly FakeSignal[] };
    readonly startMs: number;
    readonly silent: ReadonlySet<string>;
  },
): object[] {
  return model.signals
    .filter(({ tag }) => tag.assetUid === asset)
    .map(({ tag, read }) => {
      const value = read((Date.now() - startMs) / 1000);
      return {
        tagUid: tag.tagUid,
        time: new Date().toISOString(),
        receivedAt: new Date().toISOString(),
        value: tag.type === "boolean" ? value !== 0 : value,
        status: 0,
        live: !silent.has(tag.source),
        linkAgeMs: 100,
      };
    });
}
