/** The plant as permits ask for it: rules WP10, WP11 and WP13 in docs/rules/permits.md. */
import { expect, it } from "vitest";
import type { PermitFacts } from "../../../edge/contracts/safety/permit.ts";
import { conflictsOf } from "../../../edge/safety/permits/conflicts.ts";
import { PlantNow, type PlantNowParts } from "../../../edge/safety/permits/plant-now.ts";
import { permitItem } from "../../fakes/safety/permits.ts";
import { HOUR, MONDAY } from "../../fakes/safety/plant.ts";
import { PLANT } from "../../fakes/safety/register.ts";

const T = MONDAY + 8 * HOUR;
const OVEN = "urn:t:oven";
const AGV = "urn:t:agv";
const tags = new Map<string, readonly object[]>([
  [OVEN, [{ ref: 0, component: "", signal: "gas", unit: "%LEL" }]],
  [AGV, [1, 2].map((ref) => ({ ref, component: "", signal: "p", role: ref === 1 ? "agv-x" : "agv-y", unit: "m" }))],
]);

it("[WP10] [WP11] [WP13] states, values and vehicles are known while they are new, live and good", async () => {
  const item = permitItem("hot", T);
  const facts = item.payload as PermitFacts;
  let [now, cause, gas, isLive, x, status] = [T, "working", 5, true, 100, 0];
  const world = new PlantNow({
    plant: {
      ...PLANT,
      assets: [
        { ...PLANT.assets[0], assetUid: OVEN },
        { label: "AGV-1", assetUid: AGV, equipmentPath: "acme/p1/agv" },
      ],
    },
    tags: { ofAsset: (uid: string) => tags.get(uid) ?? [] },
    twin: { value: (ref: number) => [gas, x, 5][ref], isLive: () => isLive, status: () => status },
    production: {
      machines: [{ assetUid: OVEN, label: "OVN-1" }],
      states: (_: string, from: number, to: number) => [{ from, to, cause }],
    },
    permits: () => [item],
    now: () => now,
  } as unknown as PlantNowParts);
  const found = () => conflictsOf({ itemUid: item.itemUid, facts, item }, world, now).map(({ kind }) => kind);
  expect(found()).toEqual(["machine-unknown"]);
  await world.refresh();
  expect(found()).toEqual(["machine-running"]);
  cause = "idle";
  await world.refresh();
  expect(found()).toEqual([]);
  [gas, x] = [25, 5];
  expect(found()).toEqual(["limit", "vehicles"]);
  isLive = false;
  expect(found()).toEqual(["limit-unknown", "vehicles"]);
  // Bad by its OPC UA status.
  [isLive, status, x] = [true, 0x80000000, 100];
  expect(found()).toEqual(["limit-unknown", "vehicles"]);
  [status, gas] = [0, 5];
  now += 31e6;
  expect(found()).toEqual(["machine-unknown"]);
  expect(world.people(["coating"])).toBeUndefined();
});
