/** Risk of zones over time as the API gives it: rule LV41 in docs/rules/live-risk.md. */
import { afterEach, expect, it } from "vitest";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../../edge/api/server.ts";
import type { EdgeEvent } from "../../../../../edge/contracts/path/event-batch.ts";
import { MINUTE_US, ZONE_RISK_MINUTE, type ZoneRiskMinute } from "../../../../../edge/contracts/safety/zone-history.ts";
import { fakeEdge, NOW_US } from "../../../../fakes/api/deps.ts";

const NOW_MINUTE = Math.floor(NOW_US / MINUTE_US) * MINUTE_US;
let app: Api;
afterEach(() => app.close());

function event(minutesAgo: number, payload: ZoneRiskMinute): EdgeEvent {
  const time = NOW_MINUTE - minutesAgo * MINUTE_US;
  return {
    ...{ eventUid: `e-${minutesAgo}`, type: ZONE_RISK_MINUTE, time, receivedAt: NOW_US },
    ...{ schema: "zone-risk/1", payload: { ...payload } },
  };
}

function edgeWith(records: readonly EdgeEvent[]) {
  const asked: unknown[] = [];
  const { deps } = fakeEdge({
    events: {
      events: async (question: unknown) => {
        asked.push(question);
        return records;
      },
    },
  });
  app = buildApi({ ...deps, plant: { ...deps.plant, zones: [{ id: "cell" }, { id: "aisle" }] as never } });
  return asked;
}

const gas = (level: number) => ({ id: "cell", level, causes: ["gas" as const], unknownS: 0 });

it("[LV41] gives each zone's levels in spans without gaps, in whole minutes that are over", async () => {
  const asked = edgeWith([
    event(1, { judgedS: 60, zones: [gas(0.5)] }),
    event(2, { judgedS: 60, zones: [gas(0.5)] }),
    // A restart cut this minute in two.
    event(4, { judgedS: 30, zones: [gas(0.2)] }),
    event(4, { judgedS: 28, zones: [gas(0.9), { id: "gone", level: 0, causes: [], unknownS: 4 }] }),
  ]);
  const { from, to, zones } = (await app.inject("/api/v1/safety/zones/history?from=-270s")).json();
  // 02:42:07 less 270 s is 02:37:37.
  expect([from, to]).toEqual(["2026-11-24T02:37:00.000000Z", "2026-11-24T02:42:00.000000Z"]);
  expect(asked).toMatchObject([{ type: ZONE_RISK_MINUTE, from: NOW_MINUTE - 5 * MINUTE_US, to: NOW_MINUTE }]);
  const spans = (id: string) =>
    zones
      .find(({ zone }: { zone: string }) => zone === id)
      .spans.map((one: { from: string; level: number | null; causes: string[]; isUnknown: boolean }) => [
        ...[one.from.slice(11, 16), one.level, one.causes.join(), one.isUnknown],
      ]);
  expect(spans("cell")).toEqual([
    ["02:37", null, "", true],
    ["02:38", 0.9, "gas", true],
    ["02:39", null, "", true],
    ["02:40", 0.5, "gas", false],
  ]);
  expect(spans("aisle").map(([at, level]: unknown[]) => [at, level])).toEqual([
    ["02:37", null],
    ["02:38", 0],
    ["02:39", null],
    ["02:40", 0],
  ]);
  // A zone that the config has no longer.
  expect(spans("gone")[1]).toEqual(["02:38", 0, "", true]);
  const one = (await app.inject("/api/v1/safety/zones/history?from=-4m&zone=aisle")).json();
  expect(one.zones).toHaveLength(1);
});

it("[LV41] refuses more than 25 h and an unknown zone with what to do, and knows nothing of the future", async () => {
  edgeWith([]);
  const status = async (query: string) => {
    const answer = await app.inject(`/api/v1/safety/zones/history?${query}`);
    return [answer.statusCode, answer.statusCode === 200 ? "" : answer.json().detail];
  };
  expect(await status("from=-26h")).toEqual([400, expect.stringContaining("ask for less at once")]);
  expect(await status("zone=no")).toEqual([404, expect.stringContaining("GET /api/v1/plant")]);
  expect(await status("from=now&to=-1h")).toEqual([400, expect.stringContaining("before")]);
  expect(await status("from=-25h")).toEqual([200, ""]);
  const later = (
    await app.inject("/api/v1/safety/zones/history?from=2027-01-01T00:00:00Z&to=2027-01-01T01:00:00Z")
  ).json();
  expect(later.zones.map(({ spans }: { spans: unknown[] }) => spans)).toEqual([[], []]);
});
