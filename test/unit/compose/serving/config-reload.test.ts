/** Sections that throw at a reload (docs/rules/config.md). */
import { expect, it } from "vitest";
import { ConfigReload } from "../../../../edge/compose/serving/config-reload.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";
import { log } from "../../detect/bench-plant.ts";

const BY = { user: "eng", role: "local", origin: "cli" };

const plant = (high: number) => ({
  folder: "plant",
  files: ["plant/gemba.yaml"],
  site: { id: "one" },
  detectors: { afterS: 5 },
  assets: [{ tags: [{ tagUid: "a/x", shape: { signal: "x", limits: { high } } }] }],
});

it("[CF13] a section that throws at new limits of tags is named, and tried again at the next reload", async () => {
  let isBroken = true;
  const taken: number[] = [];
  const reload = new ConfigReload({
    config: plant(80) as never,
    sections: [{ name: "detectors", schema: {}, live: true }],
    open: {
      apply: (_, { assets }) => {
        if (isBroken) throw new Error("no such tag");
        taken.push(assets[0]?.tags[0]?.shape.limits?.high ?? 0);
      },
    },
    journal: new MemoryJournal(),
    log,
    load: async () => plant(90) as never,
  });
  expect(await reload.reload(BY)).toEqual({ applied: ["limits"], restart: ["detectors"] });
  isBroken = false;
  expect(await reload.reload(BY)).toEqual({ applied: [], restart: [] });
  expect(taken).toEqual([90]);
});
