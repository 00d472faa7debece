/** Sections that throw at a reload (docs/rules/config.md). */

import { expect, it } from "vitest";
import { Sections } from "../../../../edge/compose/sections.ts";
import { ConfigReload } from "../../../../edge/compose/serving/config-reload.ts";
import { StopStack } from "../../../../edge/compose/stop-stack.ts";
import { defineSection } from "../../../../edge/contracts/plant/section.ts";
import { Type } from "../../../../edge/contracts/schema.ts";
import { Jobs } from "../../../../edge/observe/jobs.ts";
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

it("[CF13] a reload before a section opens names it: it opens with its values from the start", async () => {
  const titles: string[] = [];
  const tally = defineSection({
    name: "tally",
    schema: Type.Object({ title: Type.String() }),
    live: true,
    open: ({ title }) => ({
      apply: (next) => void titles.push(next.title),
      close: () => void titles.push(`closed, opened as ${title}`),
    }),
  });
  const config = { ...plant(80), tally: { title: "Bolts" } };
  const sections = new Sections({ sections: [tally], values: config, jobs: new Jobs(log) });
  const reload = new ConfigReload({
    config: config as never,
    sections: [tally],
    open: sections,
    journal: new MemoryJournal(),
    log,
    load: async () => ({ ...config, tally: { title: "Nuts" } }) as never,
  });
  expect(await reload.reload(BY)).toEqual({ applied: [], restart: ["tally"] });
  const stop = new StopStack(5_000, log);
  await sections.open(undefined, { log } as never, stop);
  expect(await reload.reload(BY)).toEqual({ applied: ["tally"], restart: [] });
  await stop.run();
  expect(titles).toEqual(["Nuts", "closed, opened as Bolts"]);
});

it("[SB42] a file that is in force in part has a print that no copy has, until all of it is in force", async () => {
  const told: unknown[] = [];
  let next: object = {};
  const reload = new ConfigReload({
    config: {
      ...plant(80),
      prints: [
        ["a", "1"],
        ["b", "1"],
      ],
    } as never,
    sections: [{ name: "detectors", schema: {}, live: true }],
    open: { apply: () => undefined },
    journal: new MemoryJournal(),
    log,
    load: async () => next as never,
    onRead: (prints) => told.push(prints),
  });
  next = {
    ...plant(90),
    prints: [
      ["a", "2"],
      ["b", "1"],
    ],
  };
  await reload.reload(BY);
  next = {
    ...plant(90),
    sources: ["new"],
    prints: [
      ["a", "2"],
      ["b", "2"],
      ["c", "1"],
    ],
  };
  await reload.reload(BY);
  next = {
    ...plant(90),
    prints: [
      ["a", "2"],
      ["b", "3"],
    ],
  };
  await reload.reload(BY);
  expect(told).toEqual([
    [
      ["a", "2"],
      ["b", "1"],
    ],
    [
      ["a", "2"],
      ["b", "2~"],
      ["c", "1~"],
    ],
    [
      ["a", "2"],
      ["b", "3"],
    ],
  ]);
});
