/** A reload to rules that cannot be opened (docs/rules/config.md). */
import { expect, it } from "vitest";
import { LiveRules } from "../../../edge/alerts/live-rules.ts";
import { BenchPlant, configOf, log, T0 } from "../detect/bench-plant.ts";

it("[CF13] rules that throw while they are opened leave the old ones running, with their memory", () => {
  const plant = new BenchPlant([
    { label: "OVN-01", kind: "oven", tags: [{ component: "zone-1", signal: "temperature", unit: "Cel" }] },
  ]);
  let isBroken = false;
  const rules = new LiveRules({
    section: sectionWith(1),
    assets: [],
    context: plant.context as never,
    fixed: [],
    twin: {
      snapshot: () => {
        if (isBroken) throw new Error("no picture");
        return { samples: { length: 0, tags: [] } };
      },
      isLive: () => true,
    } as never,
    book: { follow: () => undefined, apply: () => undefined },
    log,
    clock: () => T0,
  });
  const before = rules.detectors;
  isBroken = true;
  expect(() => rules.follow(sectionWith(2), [])).toThrow("no picture");
  expect(rules.detectors).toBe(before);
  isBroken = false;
  rules.follow(sectionWith(1), []);
  expect(before.length).toBeGreaterThan(1);
  expect(rules.detectors.slice(0, -1)).toEqual(
    before.slice(0, -1).map((one) => expect.toSatisfy((now) => now === one)),
  );
});

function sectionWith(perSecond: number) {
  const rates = [{ id: "fast", tags: { signal: "temperature" }, perSecond, annunciation: "advisory" }];
  return configOf({ rates });
}
