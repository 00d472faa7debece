import { relative } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { ConfigRefused } from "../contracts/plant/config-text.ts";
import type { EdgeConfig } from "../contracts/plant/edge-config.ts";
import type { Layout, LayoutChange, LayoutEditor, SavedLayout } from "../contracts/plant/layout.ts";
import type { Asset, Plant } from "../contracts/plant/plant.ts";
import { Queue } from "../observe/queue.ts";
import type { PlantConfig } from "../plugins.ts";
import { replaceFilesSync } from "../store/replace-file.ts";
import { answerApart, configOf, resultOf } from "./apart.ts";
import type { Drawn } from "./plan-save.ts";
import { ConfigError } from "./problems.ts";
import { isUnchanged } from "./seen.ts";
import type { ConfigAnswer, ConfigTask } from "./thread-task.ts";

/** Bound of waiting saves, the running one included: each checks the whole config. */
const MAX_SAVES = 5;

export interface LayoutEditorOptions {
  readonly config: EdgeConfig;
  readonly plant: Plant;
  /** Reads configs; by default in a separate thread. */
  readonly answer?: (task: ConfigTask) => Promise<ConfigAnswer>;
  /** Stops this edge and starts another with this config. */
  readonly restart?: (config: PlantConfig) => void;
}

/**
 * The layout of a running edge's plant. Saves run one at a time: the second waits, and finds that the revision has
 * changed.
 */
export function createLayoutEditor({
  config,
  plant,
  answer = answerApart,
  restart,
}: LayoutEditorOptions): LayoutEditor {
  const path = config.files[0] as string;
  const reading = new LayoutReading(() => answer({ kind: "layout", path }));
  let shown = plant;
  const queue = new Queue(MAX_SAVES, "Other changes of the layout are being checked. Try again in some seconds.");
  const save = async (change: LayoutChange): Promise<SavedLayout> => {
    const plan = resultOf<"save">(await answer({ kind: "save", path, change }));
    if (!(await isUnchanged(plan.seen)))
      throw new EdgeError(
        "conflict",
        "The plant's config was changed while the layout was checked. Read it again, and make your change in it.",
      );
    replaceFilesSync(plan.contents, { mode: 0o644 });
    reading.forget();
    shown = withLayoutOf(shown, plan.drawn);
    return {
      revision: plan.revision,
      files: [...plan.contents.keys()].map((file) => relative(plan.folder, file)),
      needsRestart: plan.needsRestart,
    };
  };
  return {
    read: () => reading.read(),
    save: (change) => queue.run(() => save(change)),
    plant: () => shown,
    ...(restart === undefined ? {} : { restart: () => restartChecked(answer({ kind: "config", path }), restart) }),
  };
}

/**
 * Checks the config while the edge still runs and gives the checked one to the next edge. An edge that stopped first
 * would not come back with a config that has a mistake.
 */
async function restartChecked(
  checking: Promise<ConfigAnswer>,
  restart: (config: PlantConfig) => void,
): Promise<() => void> {
  try {
    const next = configOf(await checking);
    return () => restart(next);
  } catch (error) {
    if (error instanceof ConfigError)
      throw new ConfigRefused(
        "conflict",
        `The edge was not restarted and runs as before. ${error.message}`,
        error.problems,
      );
    throw error;
  }
}

/** Reads the layout again only after one of its files has changed. Concurrent callers share one answer. */
class LayoutReading {
  readonly #ask: () => Promise<ConfigAnswer>;
  #known: ConfigAnswer | undefined;
  #running: Promise<ConfigAnswer> | undefined;

  constructor(ask: () => Promise<ConfigAnswer>) {
    this.#ask = ask;
  }

  async read(): Promise<Layout> {
    if (this.#running === undefined) {
      const running = this.#look().finally(() => {
        if (this.#running === running) this.#running = undefined;
      });
      this.#running = running;
    }
    return resultOf<"layout">(await this.#running);
  }

  /** Makes the next caller read the files again. */
  forget(): void {
    this.#running = undefined;
  }

  async #look(): Promise<ConfigAnswer> {
    const known = this.#known;
    if (known !== undefined && "seen" in known && known.seen !== undefined && (await isUnchanged(known.seen)))
      return known;
    const answer = await this.#ask();
    this.#known = answer;
    return answer;
  }
}

/**
 * The running plant with the saved layout. New assets are drawn at once and read after the restart; removed ones stay
 * until then.
 */
function withLayoutOf(plant: Plant, { floor, zones, routes, maps, runs, assets, simulated }: Drawn): Plant {
  const placed = new Map(assets.map((asset) => [asset.assetUid, asset]));
  const kept = plant.assets.map((asset): Asset => {
    const { pose: _, ...rest } = asset;
    const pose = placed.get(asset.assetUid)?.pose;
    return pose === undefined ? rest : { ...rest, pose };
  });
  const known = new Set(plant.assets.map(({ assetUid }) => assetUid));
  const added = assets
    .filter(({ assetUid }) => !known.has(assetUid))
    .map(
      ({ assetUid, label, kind, name, equipmentPath, pose, size }): Asset => ({
        assetUid,
        label,
        kind,
        name,
        equipmentPath,
        tags: [],
        simulated,
        ...(pose === undefined ? {} : { pose }),
        ...(size === undefined ? {} : { size }),
      }),
    );
  return { ...plant, floor, zones, routes, maps, runs, assets: [...kept, ...added] };
}
