/** Figures of the strip of a site at the hub (docs/rules/company.md). */
import { expect, it } from "vitest";
import { missingReason } from "../../../edge/contracts/words/missing-reason.ts";
import { siteKpis } from "../../../edge/hub/site/site-kpis.ts";

const AT = Date.parse("2026-03-02T08:00:00Z");
const summary = {
  at: AT,
  name: { en: "a", zh: "b" },
  location: null,
  machines: null,
  alerts: { p1: 0, p2: 0, p3: 0, p4: 0, unacknowledged: 0 },
  oee: { value: 0.71, fromMs: AT - 3_600_000, toMs: AT },
  energy: { kWhToday: 5, kW: 96.5, quality: "good" },
  goodToday: 5,
  orders: null,
  simulated: false,
} as const;

it("[CV31] OEE and power of the strip are those of the newest summary, and the rest says where it is known", () => {
  const kpis = siteKpis(
    () => summary,
    () => (AT + 20_000) * 1000,
  );
  const known = new Map(kpis.now().map((one) => [one.id, one]));
  expect(known.get("oee")).toMatchObject({ value: 71, unit: "%", since: (AT - 3_600_000) * 1000 });
  expect(known.get("power")).toMatchObject({ value: 96.5, unit: "kW" });
  expect([...known.keys()]).toEqual(["oee", "output", "cycle", "power", "wip", "alarm-rate"]);
  for (const id of ["output", "cycle", "wip", "alarm-rate"] as const) expect(known.get(id)?.value).toBeNull();
});

it("[CV31] without a summary, with an old one, and where the edge does not know, each is null with a reason", () => {
  const unknown = { ...summary, oee: null, energy: null };
  for (const [one, afterMs] of [
    [undefined, 0],
    [summary, 91_000],
    [unknown, 0],
  ] as const) {
    const kpis = siteKpis(
      () => one,
      () => (AT + afterMs) * 1000,
    );
    for (const { value, reason = "" } of kpis.now()) {
      expect(value).toBeNull();
      expect(missingReason(reason, "zh")).toMatch(/边缘端/);
    }
  }
});
