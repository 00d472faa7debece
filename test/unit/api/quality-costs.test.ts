import { describe, expect, it } from "vitest";
import { buildApi } from "../../../edge/api/server.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { CostReader, CostSums } from "../../../edge/contracts/quality/costs.ts";
import type { EnergyCostQuestion, EnergyCostReader } from "../../../edge/contracts/quality/energy-cost.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";

const SUMS: CostSums = {
  ...{ good: 10, scrapped: 1, reworked: 2, inspected: 4 },
  ...{ made: 50, scrap: 30, rework: 6, inspection: 4, value: 2000 },
};
const costs: CostReader = {
  isCurrent: true,
  costs: () => ({
    rows: [{ name: "V1", title: null, ...SUMS }],
    total: SUMS,
    ...{ untimed: 0, unrated: 0, since: null },
  }),
};
const USED = { kWh: 40, cost: 20, co2Kg: 25, rework: 1, inspection: 2 };
const question = "from=2026-03-01T00:20:00Z&to=2026-03-02T00:10:00Z&by=variant";

function energyOf(asked: EnergyCostQuestion[] = []): EnergyCostReader {
  return {
    costs(one) {
      asked.push(one);
      return {
        rows: [
          { name: "V1", ...USED },
          { name: "V2", ...USED },
        ],
        total: USED,
        standing: { kWh: 7, cost: 3, co2Kg: 4 },
        ...{ unpriced: [], withoutCo2: ["water"], closedUntil: null },
      };
    },
    pieces: () => [
      { piece: "P1", variant: "V1", order: "O1", finishedAt: 1e15, steps: 2, kWh: 1, cost: 0.5, co2Kg: 0.6 },
    ],
  };
}

describe("costs of quality and energy", () => {
  it("[QC12] energy is joined to the rows of costs for the same whole hours", async () => {
    const asked: EnergyCostQuestion[] = [];
    const app = buildApi(fakeEdge({ costs, energyCosts: energyOf(asked) }).deps);
    const answer = (await app.inject(`/api/v1/quality/costs?${question}`)).json();
    expect(answer.rows).toMatchObject([
      { name: "V1", good: 10, energy: USED, energyPerGood: 2, qualityPerGood: 4, co2KgPerGood: 2.5 },
      { name: "V2", good: 0, scrap: 0, energy: USED, energyPerGood: null },
    ]);
    expect(answer.total).toMatchObject({ perGood: 9, kWhPerValue: 0.02 });
    expect(answer).toMatchObject({ energyMissing: null, energy: { standing: { cost: 3 }, withoutCo2: ["water"] } });
    expect(asked).toEqual([{ from: Date.UTC(2026, 2, 1) * 1000, to: Date.UTC(2026, 2, 2, 1) * 1000, by: "variant" }]);
    const { pieces } = (await app.inject(`/api/v1/quality/costs/pieces?${question}&name=V1`)).json();
    expect(pieces).toMatchObject([{ piece: "P1", steps: 2, cost: 0.5 }]);
    await app.close();
  });

  it("[QC12] without an answer about energy the cost of quality is given all the same, with the reason", async () => {
    const failing = { ...energyOf(), costs: () => Promise.reject(new EdgeError("unavailable", "the book is closed")) };
    const reasonOf = async (energyCosts: EnergyCostReader | undefined, range = question) => {
      const app = buildApi(fakeEdge({ costs, ...(energyCosts === undefined ? {} : { energyCosts }) }).deps);
      const answer = (await app.inject(`/api/v1/quality/costs?${range}`)).json();
      expect(answer.rows[0]).toMatchObject({ name: "V1", qualityPerGood: 4, energy: null, energyPerGood: null });
      await app.close();
      return answer.energyMissing;
    };
    expect(await reasonOf(undefined)).toBe("no-meters");
    expect(await reasonOf(failing)).toBe("unavailable");
    expect(await reasonOf(energyOf(), "from=2025-03-01T00:00:00Z&to=2026-03-02T00:00:00Z&by=day")).toBe("too-long");
  });

  it("[QC13] pieces of too long a time are refused, and of an edge without meters", async () => {
    const app = buildApi(fakeEdge({ costs, energyCosts: energyOf() }).deps);
    const long = "from=2025-03-01T00:00:00Z&to=2026-03-02T00:00:00Z&name=V1";
    expect((await app.inject(`/api/v1/quality/costs/pieces?${long}`)).statusCode).toBe(400);
    await app.close();
    const without = buildApi(fakeEdge({ costs }).deps);
    expect((await without.inject(`/api/v1/quality/costs/pieces?${question}&name=V1`)).statusCode).toBe(503);
    await without.close();
  });

  it("[QC21] rows with their total, and pieces, are tables with units, local times and no formula", async () => {
    const evil: CostReader = {
      isCurrent: true,
      costs: () => ({
        rows: [{ name: "=1+1", title: null, ...SUMS }],
        total: SUMS,
        ...{ untimed: 0, unrated: 0, since: null },
      }),
    };
    const app = buildApi(fakeEdge({ costs: evil, energyCosts: energyOf() }).deps);
    const table = "/api/v1/quality/costs/table?format=csv&language=en";
    const csv = await app.inject(`${table}&${question}`);
    expect(csv.headers["content-disposition"]).toContain("gemba-costs-variant.csv");
    const lines = csv.body.split("\r\n");
    expect(lines[0]).toMatch(/^\uFEFF"Variant","Good pieces",.*"Scrap, [A-Z]{3}",.*"Energy, kWh",.*"From \(/);
    expect(lines[1]).toMatch(/^"'=1\+1","10","1","2","50","30","6","4","0","0","0","4",/);
    // What has energy alone, and then the total.
    expect(lines[2]).toMatch(/^"V1","0",.*"40","20","25","","","","",""/);
    expect(lines[4]).toMatch(/^"Total","10","1","2","50","30","6","4","40","20","25","4","2","4","2.5","0.02",/);
    expect(lines[4]).toMatch(/"UTC[+-]\d\d:\d\d"$/);
    const zh = await app.inject(`${table.replace("=en", "=zh")}&${question}`);
    expect(zh.body).toContain("每合格件能耗（kWh）");
    const pieces = await app.inject(`${table.replace("/table", "/pieces/table")}&${question}&name=V1`);
    expect(pieces.body.split("\r\n")[1]).toMatch(/^"P1","V1","O1","2","1","0.5","0.6","2001-09-09 /);
    const xlsx = await app.inject(`${table.replace("csv", "xlsx")}&${question}`);
    expect(xlsx.rawPayload.subarray(0, 2).toString()).toBe("PK");
    await app.close();
    const without = buildApi(fakeEdge({ costs }).deps);
    expect((await without.inject(`${table}&${question}`)).body.split("\r\n")[1]).toMatch(/"4","","","","4",""/);
    await without.close();
  });
});
