import { join } from "node:path";
import { ConfigSaves } from "../../../edge/config/edit/config-saves.ts";
import { answerTask, type ConfigAnswer, type ConfigTask } from "../../../edge/config/thread-task.ts";
import type { Plant } from "../../../edge/contracts/plant/plant.ts";
import type { Plugins } from "../../../edge/contracts/plant/plugins.ts";
import { testPlugins } from "./plant-folder.ts";

/** 2026-11-24T02:42:07Z */
const SAVED_AT_US = Date.UTC(2026, 10, 24, 2, 42, 7) * 1000;

const NO_PLANT: Plant = {
  site: {
    enterprise: "acme",
    id: "one",
    name: { zh: "一厂", en: "Plant One" },
    timeZone: "UTC",
    currency: "EUR",
    shifts: [],
  },
  floor: { width: 50, depth: 20 },
  places: [],
  zones: [],
  routes: { nodes: [], edges: [] },
  maps: [],
  runs: [],
  assets: [],
};

/** Saves of a plant's folder in this thread, with versions in `data` beside it. */
export function savesIn(
  folder: string,
  over: {
    readonly plant?: Plant;
    readonly plugins?: Plugins;
    readonly dataDir?: string;
    readonly answer?: (task: ConfigTask) => Promise<ConfigAnswer>;
  } = {},
): ConfigSaves {
  const { plugins = testPlugins, plant = NO_PLANT, dataDir = join(folder, "..", "data") } = over;
  return new ConfigSaves({
    path: join(folder, "gemba.yaml"),
    plant,
    dataDir,
    now: () => SAVED_AT_US,
    answer: over.answer ?? ((task) => answerTask(task, plugins)),
  });
}
