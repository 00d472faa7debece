import { expect, it } from "vitest";
import { buildApi } from "../../../edge/api/server.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";
import { at, Shop, station } from "../energy/pieces/shop.ts";

it("[PE19] gives the energy of a piece and of process steps", async () => {
  const shop = new Shop([station("CNC-1")]);
  for (let n = 0; n < 10; n++) {
    shop.event("started", `P${n}`, n * 60);
    shop.event("completed", `P${n}`, n * 60 + 30);
  }
  shop.run("CNC-1", [0, 3600], () => 36);
  shop.steps();
  const { piece, steps } = shop.book.answers;
  const app = buildApi(fakeEdge({ pieceEnergy: { piece, steps } }).deps);
  const one = (await app.inject("/api/v1/energy/pieces?piece=P3")).json();
  expect(one).toMatchObject({ piece: "P3", steps: [{ station: "CNC-1", operation: "OP10", isFinal: true }] });
  expect(one.kWh).toBeCloseTo(0.3, 3);
  expect(one.steps[0].from).toBe("2026-01-05T00:03:00.000000Z");
  const time = (second: number): string => new Date(at(second) / 1000).toISOString();
  const asked = `/api/v1/energy/steps?from=${time(0)}&to=${time(3600)}`;
  const all = (await app.inject(asked)).json();
  expect(all.steps).toMatchObject([{ operation: "OP10", variant: "V1", medium: "electricity", unit: "kWh", n: 10 }]);
  expect(all.stations).toMatchObject([{ station: "CNC-1", setUp: 0, unmetered: 0 }]);
  expect((await app.inject(`${asked}&order=O2`)).json().steps).toEqual([]);
  expect((await app.inject(`${asked}&order=O1&variant=V1&operation=OP10`)).json().steps).toHaveLength(1);
  expect((await app.inject("/api/v1/energy/pieces?piece=P99")).json()).toMatchObject({ steps: [], kWh: 0 });
  expect((await app.inject(`/api/v1/energy/steps?from=2025-01-01T00:00:00Z&to=${time(0)}`)).statusCode).toBe(400);
  await app.close();
  const without = buildApi(fakeEdge({}).deps);
  expect((await without.inject("/api/v1/energy/pieces?piece=P3")).statusCode).toBe(503);
  await without.close();
});
