import { join, relative } from "node:path";
import type { EdgeConfig, Plugins } from "../contracts/edge-config.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Layout, LayoutChange, LayoutEditor, SavedLayout, UnderlayChange } from "../contracts/layout.ts";
import type { Asset, Plant, Underlay } from "../contracts/plant.ts";
import { changeFiles } from "./change-layout.ts";
import { openFiles, revisionOf, textOf, writeAll } from "./layout-files.ts";
import { loadConfig } from "./load.ts";
import { ConfigError } from "./problems.ts";

const UNDERLAY = "layout/underlay";
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** What an SVG drawing must not carry: it is shown as a picture, but lies on the disk for others too. */
const ACTIVE_SVG = /<script|<foreignObject|\son\w+\s*=|javascript:/i;

export interface LayoutEditorOptions {
  readonly config: EdgeConfig;
  readonly plant: Plant;
  readonly plugins: Plugins;
  readonly restart?: () => void;
}

/** The layout of a running edge's plant. One save at a time: the second one waits, and finds that the revision has changed. */
export function createLayoutEditor({ config, plant, plugins, restart }: LayoutEditorOptions): LayoutEditor {
  let shown = plant;
  let queue: Promise<unknown> = Promise.resolve();
  const first = config.files[0] as string;
  const load = (texts?: ReadonlyMap<string, string>) => loadConfig(first, plugins, texts === undefined ? {} : { texts });
  const save = async (change: LayoutChange): Promise<SavedLayout> => {
    const before = await load();
    const files = openFiles(before.files);
    if (revisionOf(files) !== change.revision) throw new EdgeError("conflict", "The plant's config was changed since the layout was read. Read it again, and make your change in it.");
    const image = change.underlay === undefined || change.underlay === null ? undefined : imageOf(change.underlay);
    changeFiles(files, change, underlayOf(change, before, image?.file));
    const texts = new Map(files.map((file) => [file.path, textOf(file)]).filter(([path, text]) => files.find((file) => file.path === path)?.text !== text) as [string, string][]);
    const after = await load(texts).catch((error: unknown) => {
      if (error instanceof ConfigError) throw new EdgeError("bad-request", `The layout would break the plant's config. ${error.message}`);
      throw error;
    });
    const contents = new Map<string, string | Uint8Array>(texts);
    if (image !== undefined) contents.set(join(before.folder, image.file), image.bytes);
    writeAll(contents);
    const needsRestart = differsInMeaning(before, after);
    shown = withLayoutOf(shown, after);
    return { revision: revisionOf(openFiles(after.files)), files: [...contents.keys()].map((path) => relative(before.folder, path)), needsRestart };
  };
  return {
    read: async () => layoutOf(await load()),
    save: (change) => {
      const saved = queue.then(() => save(change));
      queue = saved.catch(() => undefined);
      return saved;
    },
    plant: () => shown,
    ...(restart === undefined ? {} : { restart }),
  };
}

function layoutOf(config: EdgeConfig): Layout {
  const { floor, zones, routes, maps, sources, assets } = config;
  return {
    revision: revisionOf(openFiles(config.files)),
    floor,
    types: config.types.map(({ name, kind, size, hasTags }) => ({ name, kind, hasTags, ...(size === undefined ? {} : { size }) })),
    sources: sources.map(({ name }) => name),
    assets: assets.map(({ assetUid, label, type, kind, name, equipmentPath, size, pose, source, address }) => ({
      assetUid,
      label,
      type,
      kind,
      name,
      path: equipmentPath,
      ...(size === undefined ? {} : { size }),
      ...(pose === undefined ? {} : { pose }),
      ...(source === undefined ? {} : { source, address }),
    })),
    zones,
    routes,
    maps,
  };
}

function imageOf({ image }: UnderlayChange): { readonly file: string; readonly bytes: Uint8Array } | undefined {
  if (image === undefined) return undefined;
  const bytes = Buffer.from(image.base64, "base64");
  if (image.kind === "png" && !bytes.subarray(0, PNG.length).equals(PNG)) throw new EdgeError("bad-request", "The drawing is no PNG picture.");
  if (image.kind === "svg") {
    const text = bytes.toString("utf8");
    if (!/<svg[\s>]/i.test(text)) throw new EdgeError("bad-request", "The drawing is no SVG picture.");
    if (ACTIVE_SVG.test(text)) throw new EdgeError("bad-request", "The drawing holds scripts or foreign objects; save it as a plain SVG.");
  }
  return { file: `${UNDERLAY}.${image.kind}`, bytes };
}

/** Undefined leaves the drawing as it is, null takes it away. */
function underlayOf({ underlay }: LayoutChange, { floor }: EdgeConfig, newFile: string | undefined): Underlay | null | undefined {
  if (underlay === undefined || underlay === null) return underlay;
  const file = newFile ?? floor.underlay?.file;
  if (file === undefined) throw new EdgeError("bad-request", "There is no drawing yet: send one with `image`.");
  const { x, y, width, height, rotateDeg } = underlay;
  return { file, x, y, width, height, rotateDeg };
}

/** Whether more changed than where things are drawn: assets that came or went, zones that protect people, maps that positions go through. */
function differsInMeaning(before: EdgeConfig, after: EdgeConfig): boolean {
  const meaning = ({ assets, zones, maps }: EdgeConfig) =>
    JSON.stringify([
      assets.map(({ assetUid, type, source, address, equipmentPath }) => [assetUid, type, source, address, equipmentPath]),
      zones.filter(({ safeguard }) => safeguard !== undefined),
      maps,
    ]);
  return meaning(before) !== meaning(after);
}

/** The plant that runs, where its things are drawn now. New assets are drawn at once and read after the restart; those that went stay until then. */
function withLayoutOf(plant: Plant, { floor, zones, routes, maps, runs, assets, simulated }: EdgeConfig): Plant {
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
