/** Plans the files that a change of the layout writes, in the thread that reads configs. */
import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { ConfigRefused } from "../contracts/plant/config-text.ts";
import type { AssetConfig, EdgeConfig } from "../contracts/plant/edge-config.ts";
import type { Layout, LayoutChange } from "../contracts/plant/layout.ts";
import type { Underlay } from "../contracts/plant/plant.ts";
import type { Plugins } from "../contracts/plant/plugins.ts";
import { changeFiles } from "./change-layout.ts";
import { drawingOf } from "./drawing.ts";
import { type FileRecord, recordOf } from "./edit/version-record.ts";
import { inspectConfig } from "./load.ts";
import { openFiles, revisionOf, textOf } from "./open-files.ts";
import { ConfigError, formatProblems } from "./problems.ts";
import { refuseReferences } from "./refuse-references.ts";
import type { Seen } from "./seen.ts";

/** The parts of a config that the page draws. */
export type Drawn = Pick<EdgeConfig, "floor" | "zones" | "routes" | "maps" | "runs" | "simulated"> & {
  readonly assets: readonly Omit<AssetConfig, "tags" | "address">[];
};

/** What a save writes, planned and checked. */
export interface SavePlan {
  /** The plant's folder. */
  readonly folder: string;
  /** New contents of files by absolute path. */
  readonly contents: ReadonlyMap<string, string | Uint8Array>;
  /** The same of private files. */
  readonly secrets?: ReadonlyMap<string, string>;
  /** Revision once `contents` are written. */
  readonly revision: string;
  /** The changed files of the config as a version keeps them. */
  readonly record: readonly FileRecord[];
  /** Absent where the config has problems. */
  readonly drawn?: Drawn;
  /** The files that the plan is based on. */
  readonly seen: Seen;
}

export interface LayoutPlan extends SavePlan {
  readonly needsRestart: boolean;
}

/** Throws EdgeError `conflict` when the config has changed since, `bad-request` where the change would break it. */
export function planSave(
  { path, change }: { readonly path: string; readonly change: LayoutChange },
  plugins: Plugins,
): LayoutPlan {
  refuseReferences(change);
  const inspected = inspectConfig(path, plugins);
  const { config: before, problems, seen } = inspected;
  if (before === undefined) throw new ConfigError(problems);
  const files = openFiles(before.files);
  if (revisionOf(files) !== change.revision)
    throw new EdgeError(
      "conflict",
      "The plant's config was changed since the layout was read. Read it again, and make your change in it.",
    );
  const drawing = change.underlay === undefined || change.underlay === null ? undefined : drawingOf(change.underlay);
  changeFiles(files, change, underlayOf(change, before, drawing?.file));
  const changed = files.map((file) => ({ ...file, text: textOf(file) }));
  const texts = new Map(
    changed.filter(({ text }, i) => text !== files[i]?.text).map(({ path: at, text }) => [at, text]),
  );
  const after = inspectConfig(path, plugins, { texts });
  if (after.config === undefined)
    throw new ConfigRefused(
      "bad-request",
      `The layout would break the plant's config. ${formatProblems(after.problems)}`,
      after.problems,
    );
  const contents = new Map<string, string | Uint8Array>(texts);
  if (drawing !== undefined) contents.set(placeOf(drawing.file, before.folder), drawing.bytes);
  const old = new Map(files.map((file) => [file.path, file.text]));
  const record = [...texts].map(([at, text]) =>
    recordOf(relative(before.folder, at), old.get(at) ?? "", text, plugins),
  );
  return {
    folder: before.folder,
    contents,
    revision: revisionOf(changed),
    record,
    needsRestart: differsInMeaning(before, after.config),
    drawn: drawnOf(after.config),
    seen,
  };
}

/** Path of a file to write. A link in the plant's folder must not let the API write outside of it. */
export function placeOf(file: string, folder: string): string {
  const path = join(folder, file);
  const parent = dirname(path);
  if (existsSync(parent) && !realpathSync(parent).startsWith(realpathSync(folder) + sep))
    throw new EdgeError(
      "bad-request",
      `${relative(folder, parent)} is a link to outside of the plant's folder. Make it a folder.`,
    );
  return path;
}

export function layoutOf(config: EdgeConfig): Layout {
  const { floor, zones, routes, maps, sources, assets } = config;
  return {
    revision: revisionOf(openFiles(config.files)),
    floor,
    types: config.types.map(({ name, kind, size, hasTags }) => ({
      name,
      kind,
      hasTags,
      ...(size === undefined ? {} : { size }),
    })),
    sources: sources.map(({ name }) => name),
    assets: assets.map(
      ({ assetUid, label, type, kind, name, equipmentPath, size, pose, source, address, model, axes }) => ({
        assetUid,
        label,
        type,
        kind,
        name,
        path: equipmentPath,
        ...(size === undefined ? {} : { size }),
        ...(pose === undefined ? {} : { pose }),
        ...(source === undefined ? {} : { source, address }),
        ...(model === undefined ? {} : { model }),
        ...(axes === undefined ? {} : { axes }),
      }),
    ),
    zones,
    routes,
    maps,
  };
}

export function drawnOf({ floor, zones, routes, maps, runs, simulated, assets }: EdgeConfig): Drawn {
  return {
    floor,
    zones,
    routes,
    maps,
    runs,
    simulated,
    assets: assets.map(({ tags: _tags, address: _address, ...asset }) => asset),
  };
}

/** Undefined leaves the drawing as it is, null takes it away. */
function underlayOf(
  { underlay }: LayoutChange,
  { floor }: EdgeConfig,
  newFile: string | undefined,
): Underlay | null | undefined {
  if (underlay === undefined || underlay === null) return underlay;
  const file = newFile ?? floor.underlay?.file;
  if (file === undefined) throw new EdgeError("bad-request", "There is no drawing yet: send one with `image`.");
  const { x, y, width, height, rotateDeg } = underlay;
  return { file, x, y, width, height, rotateDeg };
}

/**
 * Whether more than the drawing changed: the set of assets, zones that protect people, or maps that transform
 * positions.
 */
function differsInMeaning(before: EdgeConfig, after: EdgeConfig): boolean {
  const meaning = ({ assets, zones, maps }: EdgeConfig) =>
    JSON.stringify([
      assets.map(({ assetUid, type, source, address, equipmentPath }) => [
        assetUid,
        type,
        source,
        address,
        equipmentPath,
      ]),
      zones.filter(({ safeguard }) => safeguard !== undefined),
      maps,
    ]);
  return meaning(before) !== meaning(after);
}
