import { expect, it } from "vitest";
import { pastKpis } from "../../twin-viewer/src/data/past-kpis.ts";
import type { LineAnswer } from "../../twin-viewer/src/data/production-api.ts";

it("[PG25] OEE of a past instant is missing until ten minutes of its shift were observed, and says so", () => {
  const line = { line: "l1", oee: 0.35, goodPieces: 2, throughput: 60, reason: null } as unknown as LineAnswer;
  const shift = { fromMs: 0, toMs: 1 };
  const none = { pieces: undefined, energy: undefined, plantWatts: undefined, alerts: undefined };
  const oee = (pbtS: number) =>
    pastKpis(1, { ...none, shift, lines: [{ ...line, pbtS }] }).find(({ id }) => id === "oee");
  expect(oee(40)).toMatchObject({ value: null, reason: "too early: 40 s of 10 min seen" });
  expect(oee(599)).toMatchObject({ value: null, reason: "too early: 9 of 10 min seen" });
  expect(oee(600)?.value).toBe(35);
});
