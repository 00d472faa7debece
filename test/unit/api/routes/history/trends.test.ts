import { describe, expect, it } from "vitest";
import { EdgeError } from "../../../../../edge/contracts/errors.ts";
import { fakeEdge, NOW_US } from "../../../../fakes/api/deps.ts";
import { expectProblem, servedEdge, TEMPERATURE } from "../../served-edge.ts";

const { start, get } = servedEdge();

describe("trends", () => {
  it("asks the historian for the range and turns NaN into null", async () => {
    const { questions } = start();
    const response = await get(`/api/v1/trends?tag=${TEMPERATURE}&from=-10m&to=now&width=800`);
    expect(response.json()).toMatchObject({
      unit: "Cel",
      from: "2026-11-24T02:32:07.123456Z",
      times: ["2026-11-24T02:32:07.123456Z", "2026-11-24T02:32:07.123457Z"],
      mean: [2, null],
      doubtful: [false, true],
    });
    expect(questions).toEqual([{ ref: 0, from: NOW_US - 600e6, to: NOW_US, width: 800 }]);
  });

  it("understands an offset whose plus became a space", async () => {
    const { questions } = start();
    await get(`/api/v1/trends?tag=${TEMPERATURE}&from=2026-11-24T10:00:00+08:00`);
    expect(questions[0]?.from).toBe(Date.UTC(2026, 10, 24, 2) * 1000);
  });

  it.each([
    ["no tag", "", 400],
    ["an unknown tag", "?tag=x", 404],
    ["a reversed range", `?tag=${TEMPERATURE}&from=now&to=-1h`, 400],
    ["a date that does not exist", `?tag=${TEMPERATURE}&from=2026-02-30T00:00:00Z`, 400],
    ["words as time", `?tag=${TEMPERATURE}&from=yesterday`, 400],
    ["no width", `?tag=${TEMPERATURE}&width=0`, 400],
    ["a width that is too large", `?tag=${TEMPERATURE}&width=4001`, 400],
    ["a width that is not a number", `?tag=${TEMPERATURE}&width=1e3`, 400],
    ["an unknown field", `?tag=${TEMPERATURE}&wdith=100`, 400],
    ["a tag given twice", `?tag=${TEMPERATURE}&tag=${TEMPERATURE}`, 400],
  ])("refuses %s and does not ask the historian", async (_, query, status) => {
    const { questions } = start();
    expectProblem(await get(`/api/v1/trends${query}`), status, status === 404 ? "not-found" : "bad-request");
    expect(questions).toEqual([]);
  });

  it("is 503 with the historian's reason while the historian restarts", async () => {
    const { historian } = fakeEdge().deps;
    start({
      historian: {
        ...historian,
        trend: () => Promise.reject(new EdgeError("unavailable", "the historian restarts; try again in a few seconds")),
      },
    });
    expect(expectProblem(await get(`/api/v1/trends?tag=${TEMPERATURE}`), 503, "unavailable").detail).toContain(
      "try again",
    );
  });
});
