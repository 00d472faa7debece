/** The one way in which a running edge writes its plant's config: one save at a time, each a version. */
import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { ConfigVersion } from "../../contracts/plant/config-edit.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import { Queue } from "../../observe/queue.ts";
import { answerApart } from "../apart.ts";
import type { Drawn, SavePlan } from "../plan-save.ts";
import { isUnchanged } from "../seen.ts";
import type { ConfigAnswer, ConfigTask } from "../thread-task.ts";
import { carryOutSave } from "./begun-save.ts";
import { writeDrawnPlant } from "./drawn-plant.ts";
import { VersionStore } from "./version-store.ts";

/** Bound of waiting saves, the running one included: each checks the whole config. */
export const MAX_SAVES = 5;
export const BUSY = "Other changes of the plant's config are being checked. Try again in some seconds.";

export interface ConfigSavesOptions {
  /** First file of the config. */
  readonly path: string;
  readonly plant: Plant;
  readonly dataDir: string;
  now(): Micros;
  /** Reads configs; by default in a separate thread. */
  readonly answer?: (task: ConfigTask) => Promise<ConfigAnswer>;
}

/** The person behind a save, and what the version says about it. */
type SaveOf<Plan> = Pick<ConfigVersion, "by" | "kind" | "origin"> & {
  readonly note?: string;
  /** A last look at the plan. Throws where it must not be written. */
  permit?(plan: Plan): void;
};

/**
 * Saves run one at a time: the second waits, and finds that the revision has changed. Nothing is written when a file
 * changed while the plan was made.
 */
export class ConfigSaves {
  readonly path: string;
  readonly versions: VersionStore;
  readonly answer: (task: ConfigTask) => Promise<ConfigAnswer>;
  readonly now: () => Micros;
  readonly #dataDir: string;
  readonly #queue = new Queue(MAX_SAVES, BUSY);
  #shown: Plant;

  constructor({ path, plant, dataDir, now, answer = answerApart }: ConfigSavesOptions) {
    this.path = path;
    this.answer = answer;
    this.versions = new VersionStore(dataDir);
    this.#dataDir = dataDir;
    this.now = now;
    this.#shown = plant;
  }

  /** The plant as it was at the start, with what was drawn since. */
  plant(): Plant {
    return this.#shown;
  }

  /** Throws EdgeError `conflict`, `unavailable`, `disk`. */
  save<Plan extends SavePlan>(
    ask: () => Promise<Plan>,
    save: SaveOf<Plan>,
  ): Promise<{ readonly plan: Plan; readonly version: number | null }> {
    return this.#queue.run(async () => {
      const plan = await ask();
      save.permit?.(plan);
      if (!(await isUnchanged(plan.seen)))
        throw new EdgeError(
          "conflict",
          "The plant's config was changed while the change was checked. Read it again, and make your change in it.",
        );
      const version = this.#write(plan, save);
      if (plan.drawn !== undefined) {
        this.#shown = withLayoutOf(this.#shown, plan.drawn);
        writeDrawnPlant(this.#dataDir, this.#shown);
      }
      return { plan, version };
    });
  }

  #write(
    { folder, contents, secrets, record }: SavePlan,
    { by, kind, origin, note = "" }: SaveOf<never>,
  ): number | null {
    if (contents.size === 0 && (secrets?.size ?? 0) === 0) return null;
    const id = this.versions.nextId;
    const about = { by, kind, note, ...(origin === undefined ? {} : { origin }) };
    const version = record.length === 0 ? undefined : { id, at: this.now(), ...about, files: record };
    carryOutSave(this.#dataDir, { folder, contents, secrets, version }, this.versions);
    return version === undefined ? null : id;
  }
}

/**
 * The running plant with the saved layout. New assets are drawn at once and read after the restart; removed ones stay
 * until then.
 */
function withLayoutOf(plant: Plant, { floor, zones, routes, maps, runs, assets, simulated }: Drawn): Plant {
  const placed = new Map(assets.map((asset) => [asset.assetUid, asset]));
  const kept = plant.assets.map((asset): Asset => {
    const { pose: _pose, axes: _axes, ...rest } = asset;
    const { pose, axes } = placed.get(asset.assetUid) ?? {};
    return { ...rest, ...(pose === undefined ? {} : { pose }), ...(axes === undefined ? {} : { axes }) };
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
