import { expect, it } from "vitest";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { type BalanceState, BalanceWatch } from "../../../../edge/energy/tree/balance-watch.ts";
import { MediaTree } from "../../../../edge/energy/tree/media-tree.ts";
import { energyConfig } from "../../../fakes/energy/energy-config.ts";
import { T0 } from "../../detect/bench-plant.ts";
import { fakeCounts, HOUR } from "./fake-counts.ts";

const QUARTER = HOUR / 4;

/** A balance whose lower meter counts `share` of its flow from one hour to another; 100 kW, class 1. */
function watched({
  share,
  from = 1,
  to = 100,
  complete = true,
}: Record<string, number | boolean | undefined> & { share: number; from?: number; to?: number; complete?: boolean }) {
  const lower = (hours: number) =>
    100 * (Math.min(hours, from) + share * Math.max(0, Math.min(hours, to) - from) + Math.max(0, hours - to));
  const counts = fakeCounts({ counts: { UP: (hours) => 100 * hours, LOW: lower } });
  const config = energyConfig({
    tree: [
      { meter: "UP", complete },
      { meter: "LOW", below: "UP" },
    ],
  });
  const tree = new MediaTree(config, counts);
  const places = { assetOf: (node: string) => `urn:${node}` as AssetUid, tagOf: () => 3 as never };
  const open = (state?: BalanceState) => new BalanceWatch(tree, 15, { places, state });
  let watch = open();
  return {
    reopen: () => {
      watch = open(JSON.parse(JSON.stringify(watch.state)) as BalanceState);
    },
    /** Findings of each quarter of an hour up to an hour. */
    run: (first: number, last: number) => {
      const said: string[] = [];
      for (let time = T0 + first * HOUR; time <= T0 + last * HOUR; time += 60e6)
        for (const { standing, at, evidence } of watch.tick(time))
          said.push(`${(at - T0) / QUARTER} ${standing ? evidence[0]?.detector : "over"}`);
      return said;
    },
  };
}

it("[EN15] three successive rests beyond 3 u_c are an alert, three within 2 u_c end it", () => {
  // 10 % of 100 kW are missing from hour 1 to hour 2.5; u_c is about 0.8 kW.
  const { run } = watched({ share: 0.9, to: 2.5 });
  const said = run(0.5, 5);
  expect(said[0]).toBe("7 media-balance");
  expect(said.at(-1)).toBe("13 over");
  expect(said).toHaveLength(7);
});

it("[EN15] rests within 3 u_c say nothing", () => {
  expect(watched({ share: 0.98 }).run(0.5, 6)).toEqual([]);
});

it("[EN15] an incomplete node may feed more, never less", () => {
  expect(watched({ share: 0.5, complete: false }).run(0.5, 6)).toEqual([]);
  expect(watched({ share: 1.1, complete: false }).run(0.5, 2)).toEqual(["7 media-balance"]);
});

it("[EN15] [EN8] a restart between the intervals changes nothing", () => {
  const { run, reopen } = watched({ share: 0.9 });
  expect(run(0.5, 1.6)).toEqual([]);
  reopen();
  expect(run(1.6 + 1 / 60, 2)).toEqual(["7 media-balance"]);
});
