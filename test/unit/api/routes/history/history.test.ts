import { afterEach, describe, expect, it } from "vitest";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { type ApiDeps, buildApi } from "../../../../../edge/api/server.ts";
import type { AggregateQuestion, EventQuestion } from "../../../../../edge/contracts/path/historian.ts";
import { fakeEdge, LATHE, NOW_US } from "../../../../fakes/api/deps.ts";

let app: Api;
afterEach(() => app.close());

function start(over: Partial<ApiDeps> = {}): void {
  app = buildApi(fakeEdge(over).deps);
}

const tag = encodeURIComponent(`${LATHE}#temperature`);
const figure = { count: 2, min: 1, max: 3, mean: 2, last: 3, timeWeightedMean: 1.5, held: 60e6, isDoubtful: false };

describe("aggregates", () => {
  it("queries the days of the site's zone and names them", async () => {
    const asked: AggregateQuestion[] = [];
    const { historian } = fakeEdge().deps;
    start({
      historian: {
        ...historian,
        aggregates: async (question) => {
          asked.push(question);
          return question.edges.slice(1).map(() => ({ ...figure, mean: Number.NaN }));
        },
      },
    });
    const answer = await app.inject(
      `/api/v1/aggregates?tag=${tag}&from=2026-11-22T16:00:00Z&to=2026-11-24T00:00:00Z&by=day`,
    );
    expect(answer.json()).toMatchObject({
      timeZone: "Asia/Shanghai",
      periods: [
        {
          name: "2026-11-23",
          hours: 24,
          from: "2026-11-22T16:00:00.000000Z",
          min: 1,
          mean: null,
          timeWeightedMean: 1.5,
          coveredSeconds: 60,
          doubtful: false,
        },
        { name: "2026-11-24", hours: 8 },
      ],
    });
    expect(asked[0]?.edges).toHaveLength(3);
  });

  it.each([
    ["an unknown tag", `?tag=x`, 404],
    ["too many periods", `?tag=${tag}&from=-30d&by=minute`, 400],
    ["an unknown period", `?tag=${tag}&by=week`, 400],
  ])("refuses %s", async (_, query, status) => {
    start();
    expect((await app.inject(`/api/v1/aggregates${query}`)).statusCode).toBe(status);
  });
});

describe("state durations", () => {
  it("gives seconds per value with the label of an enum, and null where there was no value", async () => {
    const { historian } = fakeEdge().deps;
    start({
      historian: {
        ...historian,
        stateDurations: async () => [
          { value: 3, micros: 90e6, entries: 2 },
          { value: Number.NaN, micros: 1e6, entries: 1 },
        ],
      },
    });
    const answer = await app.inject(
      `/api/v1/state-durations?tag=${encodeURIComponent(`${LATHE}#item-state`)}&from=-1h`,
    );
    expect(answer.json()).toMatchObject({
      states: [
        { value: 3, label: { zh: "执行中", en: "Executing" }, seconds: 90, entries: 2 },
        { value: null, label: null, seconds: 1 },
      ],
    });
  });
});

describe("aligned values", () => {
  it("gives several tags at the same times, null where there was no value", async () => {
    const { historian } = fakeEdge().deps;
    const asked: unknown[] = [];
    start({
      historian: {
        ...historian,
        aligned: async (...question) => {
          asked.push(question);
          return { times: [NOW_US - 120e6, NOW_US - 60e6], values: [[1, Number.NaN]] };
        },
      },
    });
    const answer = await app.inject(
      `/api/v1/aligned?tag=${encodeURIComponent(`${LATHE}#item-state`)}&from=-2m&every=60`,
    );
    expect(answer.json()).toMatchObject({
      times: [expect.any(String), expect.any(String)],
      tags: [{ tagUid: `${LATHE}#item-state`, values: [1, null] }],
    });
    expect(asked).toEqual([[[expect.any(Number)], NOW_US - 120e6, NOW_US, 60e6]]);
  });

  it.each([
    ["an unknown tag", "?tag=x", 404],
    ["no tag", "?from=-1h", 400],
    ["too many times", `?tag=${encodeURIComponent(`${LATHE}#item-state`)}&from=-1h&every=0.1`, 400],
    ["no step", `?tag=${encodeURIComponent(`${LATHE}#item-state`)}&every=0`, 400],
  ])("refuses %s", async (_, query, status) => {
    start();
    expect((await app.inject(`/api/v1/aligned${query}`)).statusCode).toBe(status);
  });
});

describe("gaps", () => {
  it("lists declared losses that touch the range, with their reason", async () => {
    const asked: EventQuestion[] = [];
    const gap = (source: string, from: number, to: number) => ({
      eventUid: source,
      type: "gap.declared",
      time: from,
      receivedAt: to,
      schema: "gap/1",
      payload: { source, from, to, reason: "buffer_full", lost: 5 },
    });
    start({
      events: {
        events: async (question) => {
          asked.push(question);
          return [gap("line", NOW_US - 60e6, NOW_US), gap("old", NOW_US - 9000e6, NOW_US - 8000e6)];
        },
      },
    });
    const answer = await app.inject("/api/v1/gaps?from=-1h");
    expect(answer.json()).toEqual({
      gaps: [
        {
          source: "line",
          tagUid: null,
          from: "2026-11-24T02:41:07.123456Z",
          to: "2026-11-24T02:42:07.123456Z",
          reason: "buffer_full",
          lost: 5,
        },
      ],
    });
    expect(asked[0]).toMatchObject({ type: "gap.declared", to: NOW_US });
  });
});
