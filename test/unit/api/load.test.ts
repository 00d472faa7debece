import { expect, it } from "vitest";
import { buildApi } from "../../../edge/api/server.ts";
import type { LoadReader } from "../../../edge/contracts/production/load.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";
import { at, bookOf, read } from "../energy/tariff/metered.ts";

function readerOf(): LoadReader {
  const book = bookOf();
  for (let second = 0; second < 4000; second += 10) {
    book.tick(at(second));
    read(book, "MAIN", "power", 100, second);
    read(book, "MAIN", "import", 7 + (100 * second) / 3600, second);
    read(book, "MAIN", "reactive", (50 * second) / 3600, second);
  }
  return { isCurrent: true, ...book.answers };
}

it("[TF4] [TF8] [EB3] gives cost, demand, load curve, idle energy and baselines by the API", async () => {
  const app = buildApi(fakeEdge({ load: readerOf() }).deps);
  const get = async (path: string) => (await app.inject(`/api/v1/energy/${path}`)).json();
  const hour = "from=2026-01-05T00:00:00Z&to=2026-01-05T01:00:00Z";
  const cost = await get(`cost?${hour}`);
  expect(cost.points).toMatchObject([{ label: "MAIN", unit: "kWh", quarters: 3, bands: [{ id: "all", price: 0.5 }] }]);
  expect(cost.points[0].cost).toBeCloseTo(0.5 * 75, 6);
  expect(cost.contracts).toMatchObject([{ contract: "power", demand: { to: expect.any(String), price: 40 } }]);
  const { demands } = await get("demand");
  expect(demands).toMatchObject([{ contract: "power", limitKw: 250, forecast: { kW: expect.closeTo(100, 3) } }]);
  expect((await get(`curve?contract=power&${hour}`)).points).toHaveLength(4);
  expect(await get(`idle?${hour}`)).toEqual({ machines: [] });
  const unknown = await app.inject(`/api/v1/energy/curve?contract=none&${hour}`);
  expect([unknown.statusCode, unknown.json().detail]).toEqual([404, expect.stringContaining("no contract none")]);
  const long = await app.inject("/api/v1/energy/cost?from=2020-01-01T00:00:00Z&to=2026-01-05T01:00:00Z");
  expect([long.statusCode, long.json().detail]).toEqual([400, expect.stringContaining("longer than 400 days")]);
  const two = "2026-01-05T00:00:00Z&baseTo=2026-01-05T02:00:00Z&from=2026-01-05T00:00:00Z&to=2026-01-05T02:00:00Z";
  const baseline = await app.inject(`/api/v1/energy/baseline?asset=urn%3Atest%3AMAIN&baseFrom=${two}`);
  expect(baseline.json()).toMatchObject({ label: "MAIN", baseHours: 0, fit: null, saving: null });
  expect((await app.inject("/api/v1/energy/baseline?asset=none")).statusCode).toBe(404);
  await app.close();
});
