import { describe, expect, it } from "vitest";
import { LATHE, LINK, NOW_US } from "../../../../fakes/api/deps.ts";
import { batchOf } from "../../../../fakes/source/tags.ts";
import { expectProblem, servedEdge, TEMPERATURE } from "../../served-edge.ts";

const { start, get } = servedEdge();

describe("samples/latest", () => {
  it("gives each type its JSON value, times with microseconds, status and link age", async () => {
    const { twin } = start();
    twin.heard(LINK);
    twin.apply(
      batchOf(
        [
          { ref: 0, time: NOW_US, value: 61.25, status: 0x40000000 },
          { ref: 1, time: NOW_US, value: 1 },
          { ref: 2, time: NOW_US, value: 3 },
          { ref: 3, time: NOW_US - 1, text: "O4711" },
        ],
        NOW_US + 5,
      ),
    );
    const { samples } = (await get("/api/v1/samples/latest")).json<{ samples: Record<string, unknown>[] }>();
    expect(samples.map((one) => one["value"])).toEqual([61.25, true, 3, "O4711"]);
    expect(samples[0]).toEqual({
      tagUid: `${LATHE}#temperature`,
      time: "2026-11-24T02:42:07.123456Z",
      receivedAt: "2026-11-24T02:42:07.123461Z",
      value: 61.25,
      status: 0x40000000,
      live: true,
      linkAgeMs: expect.any(Number),
    });
  });

  it("leaves out tags that never had a sample; NaN and infinity are null; a silent link is not live", async () => {
    const { twin } = start();
    twin.apply(
      batchOf([
        { ref: 0, time: NOW_US, value: Number.POSITIVE_INFINITY },
        { ref: 1, time: NOW_US, value: Number.NaN },
      ]),
    );
    const { samples } = (await get("/api/v1/samples/latest")).json<{ samples: Record<string, unknown>[] }>();
    expect(samples.map(({ value, live, linkAgeMs }) => ({ value, live, linkAgeMs }))).toEqual([
      { value: null, live: false, linkAgeMs: null },
      { value: null, live: false, linkAgeMs: null },
    ]);
  });

  it("filters by asset and by tag, each once or several times", async () => {
    const { twin } = start();
    for (const ref of [0, 1]) twin.apply(batchOf([{ ref, time: 1 }]));
    const count = async (query: string): Promise<number> =>
      (await get(`/api/v1/samples/latest?${query}`)).json<{ samples: unknown[] }>().samples.length;
    expect(await count(`tag=${TEMPERATURE}`)).toBe(1);
    expect(await count(`tag=${TEMPERATURE}&tag=${encodeURIComponent(`${LATHE}#door-open`)}`)).toBe(2);
    expect(await count(`asset=${LATHE}&tag=${TEMPERATURE}`)).toBe(2);
    expect(await count("asset=nobody")).toBe(0);
    expect(expectProblem(await get("/api/v1/samples/latest?tag=nothing"), 404, "not-found").detail).toContain(
      '"nothing"',
    );
  });
});
