import { expect, it } from "vitest";
import { buildApi } from "../../../../../edge/api/server.ts";
import { Readiness, type ReadinessParts } from "../../../../../edge/compose/serving/readiness.ts";
import type { FollowerHealth } from "../../../../../edge/contracts/path/follower.ts";
import type { SourceHealth } from "../../../../../edge/contracts/path/health.ts";
import { NOTHING_AUDITED } from "../../../../../edge/contracts/path/loss-audit.ts";
import { createTwin } from "../../../../../edge/model/twin.ts";
import { fakeEdge } from "../../../../fakes/api/deps.ts";
import { FakeTags } from "../../../../fakes/source/tags.ts";

const REASON = "follower states: cannot write since 2026-11-24T02:42:07.123Z: database is locked";
const COUNTS = { backlogItems: 7, taken: 90, leftOut: 3, setAside: 1, retries: 2, missed: 0, overMemory: 0 };
const STUCK: FollowerHealth = { name: "states", state: "degraded", since: 0, reason: REASON, ...COUNTS };
const SINK = {
  name: "historian",
  kind: "duckdb",
  state: "running",
  since: 0,
  written: 0,
  rejected: 0,
  backlogSamples: 0,
} as const;

function readiness(followers: readonly FollowerHealth[], standby?: ReadinessParts["standby"]): Readiness {
  const twin = createTwin({ tags: FakeTags.ofSize(1), links: [] });
  const parts = new Readiness({
    sources: () => [],
    sinks: () => [SINK],
    followers: () => followers,
    jobs: { health: () => [] },
    twin,
    diskProblem: () => undefined,
    audit: { counts: NOTHING_AUDITED },
    standby,
  });
  parts.tick();
  return parts;
}

it("[FO8] a follower that cannot write is named, with reason and backlog, and the edge stays ready", async () => {
  const app = buildApi(fakeEdge({ health: () => readiness([STUCK]).read() }).deps);
  const response = await app.inject("/api/v1/health");
  expect(response.statusCode).toBe(200);
  const follower = {
    ...COUNTS,
    name: "states",
    state: "degraded",
    reason: REASON,
    note: null,
    since: "1970-01-01T00:00:00.000000Z",
  };
  expect(response.json()).toMatchObject({ ready: true, impaired: [REASON], followers: [follower] });
  await app.close();
});

it("an edge with all machines off is ready after 30 s; one with live values at once", async () => {
  const off = { name: "press", kind: "opcua", state: "degraded", since: 0 } as unknown as SourceHealth;
  let nowMs = 0;
  const make = (sources: readonly SourceHealth[], diskProblem?: string) =>
    new Readiness({
      sources: () => sources,
      sinks: () => [SINK],
      followers: () => [],
      jobs: { health: () => [] },
      twin: createTwin({ tags: FakeTags.ofSize(1), links: [] }),
      diskProblem: () => diskProblem,
      audit: { counts: NOTHING_AUDITED },
      clock: () => nowMs,
    });
  const serving: string[] = [];
  const all = { none: make([]), off: make([off]), full: make([off], "the disk is full") };
  for (const [name, one] of Object.entries(all)) void one.serving.then((state) => serving.push(`${name} ${state}`));
  const tick = async (ms: number) => {
    nowMs = ms;
    for (const one of Object.values(all)) one.tick();
    await new Promise(setImmediate);
  };
  await tick(29_999);
  expect(serving).toEqual(["none live"]);
  await tick(30_000);
  expect(serving).toEqual(["none live", "off silent"]);
});

it("[FO8] an edge is not ready until its followers are open or had 30 s", () => {
  expect(readiness([{ ...STUCK, state: "starting" }]).read().ready).toBe(false);
});

it("[SB30] health says which of two boxes writes, since when alone, and how far the other one is behind", async () => {
  const behind = {
    isAlone: false,
    aloneMs: 9,
    behindBytes: 300,
    behindMs: 1_250,
    isWitnessed: true,
    differs: undefined,
  };
  const alone = {
    isAlone: true,
    aloneMs: 60_000,
    behindBytes: undefined,
    behindMs: 0,
    isWitnessed: false,
    differs: undefined,
  };
  const pair = { box: "a", term: 4, other: { name: "b", url: "https://b:8080" } };
  const answered = async (standby?: ReadinessParts["standby"]) => {
    const app = buildApi(fakeEdge({ health: () => readiness([], standby).read() }).deps);
    const answer = (await app.inject("/api/v1/health")).json() as { standby?: { aloneSince: string | null } };
    await app.close();
    return answer.standby;
  };
  expect(await answered()).toBeUndefined();
  expect(await answered({ ...pair, view: () => undefined })).toBeUndefined();
  expect(await answered({ ...pair, view: () => behind })).toEqual({
    ...pair,
    ...{ aloneSince: null, behindBytes: 300, behindSeconds: 1.25, isWitnessed: true },
  });
  const from = Date.now();
  const since = await answered({ ...pair, view: () => alone });
  expect(since).toMatchObject({ behindBytes: null, isWitnessed: false });
  const aloneSince = Date.parse(since?.aloneSince ?? "");
  expect(aloneSince).toBeGreaterThanOrEqual(from - 60_001);
  expect(aloneSince).toBeLessThanOrEqual(Date.now() - 59_999);
});
