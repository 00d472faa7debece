/** A plant as discovery or an import proposes it: the one shape from which files and the editor's values are made. */
import { stringify } from "yaml";
import { ALARMS_FILE, ALARMS_TEXT } from "../contracts/alerts/proposed-alarms.ts";
import type { ProposedAssetType, ProposedConfig, ProposedSource } from "../contracts/path/proposed-config.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import { kebab, untaken } from "./config-words.ts";

/** Metres between assets on the floor until a user places them. */
const PITCH_M = 6;
const FEWEST_COLUMNS = 4;
const MOST_UNIT = 56;
const DEFAULT_FOLDER = "area/line";

export interface ProposedAsset {
  readonly uid: string;
  readonly label: string;
  /** Name of its type. */
  readonly type: string;
  readonly name: LocalizedText;
  /** Name of its source. */
  readonly source: string;
  readonly address: Readonly<Record<string, unknown>>;
  /** Area, line and, where it is known, cell. Absent: places that people rename. */
  readonly folder?: string;
  /** What it is, for people: companion models, maker, model. */
  readonly about?: string;
}

export interface ProposedPlant {
  /** First lines of `gemba.yaml`: where the proposal comes from, and what people fill in. */
  readonly origin: string;
  readonly toFillIn: string;
  readonly namespaces?: Readonly<Record<string, string>>;
  readonly sources: readonly ProposedSource[];
  readonly types: readonly ProposedAssetType[];
  readonly assets: readonly ProposedAsset[];
  /** Texts by path that the sources name, such as certificates. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** Texts by path in the plant's folder. They pass `gemba check`. Those in `secrets/` are for their owner alone. */
export function plantFiles(plant: ProposedPlant): Map<string, string> {
  const { namespaces = {}, sources, types, assets, texts = new Map<string, string>() } = plant;
  const spaces = Object.keys(namespaces).length === 0 ? "" : stringify({ namespaces }, { lineWidth: 0 });
  return new Map([
    ["gemba.yaml", siteText(plant)],
    ...texts,
    ["sources.yaml", `${spaces}sources:${list(sources)}`],
    ...types.map((type) => [`types/${type.name}.yaml`, typeText(type)] as const),
    ["assets.yaml", assetsText(assets)],
    [ALARMS_FILE, ALARMS_TEXT],
  ]);
}

/**
 * The same for an editor: the first source with its assets, without placeholders of the site, and without places on
 * the floor. `keys` are those of the source that name its server; `password` is where its password belongs.
 */
export function proposedConfig(
  { namespaces = {}, sources, types, assets }: ProposedPlant,
  { keys, password }: Pick<ProposedConfig, "keys" | "password">,
): ProposedConfig {
  const [source] = sources as readonly [ProposedSource];
  return {
    ...{ namespaces, source: password === undefined ? source : (without(source, password) as ProposedSource) },
    ...{ keys, types },
    ...(password === undefined ? {} : { password }),
    machines: placesOf(assets, assets.length).map(({ asset, place }) => {
      const { uid, label, type, name, address, about = "" } = asset;
      return { uid, label, type, name, place, address, about };
    }),
  };
}

/** The values but the one at `path`. */
function without(values: object, [key = "", ...inner]: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, unknown][] =>
      name !== key ? [[name, value]] : inner.length === 0 ? [] : [[name, without(value as object, inner)]],
    ),
  );
}

function siteText({ origin, toFillIn, types, assets }: ProposedPlant): string {
  const columns = columnsOf(assets);
  const rows = Math.max(FEWEST_COLUMNS, Math.ceil(assets.length / columns));
  return [
    `# ${origin}`,
    `# To be filled in by people: ${toFillIn}.`,
    "gemba: 1",
    `include: [sources.yaml, ${types.length === 0 ? "" : "types/*.yaml, "}assets.yaml, ${ALARMS_FILE}]`,
    "site:",
    "  enterprise: enterprise",
    "  id: site",
    "  name: { zh: 工厂, en: Plant }",
    "  timeZone: Asia/Shanghai",
    "  currency: CNY",
    `floor: { width: ${(columns + 1) * PITCH_M}, depth: ${(rows + 1) * PITCH_M} }`,
    "",
  ].join("\n");
}

function typeText({ name, tags, components = [], ...about }: ProposedAssetType): string {
  const keys = Object.entries(about).map(([key, value]) => `    ${key}: ${line(value)}`);
  return [
    "types:",
    `  ${name}:`,
    ...keys,
    ...(components.length === 0 ? [] : ["    components:", ...components.map((one) => `      - ${line(one)}`)]),
    tags.length === 0 ? "    tags: []" : "    tags:",
    ...tags.map((tag) => `      - ${line(tag)}`),
    "",
  ].join("\n");
}

function assetsText(assets: readonly ProposedAsset[]): string {
  const columns = columnsOf(assets);
  const entries = placesOf(assets, columns).map(({ asset, place }, i) => {
    const { uid, label, type, name, source, address, about } = asset;
    const pose = { x: ((i % columns) + 1) * PITCH_M, y: (Math.floor(i / columns) + 1) * PITCH_M };
    const own = Object.keys(address).length === 0 ? {} : { address };
    const entry = { uid, label, type, name, path: `enterprise/site/${place}`, pose, source, ...own };
    return `${about === undefined || about === "" ? "" : `  # ${about.replaceAll(/\s+/g, " ")}\n`}  - ${line(entry)}`;
  });
  return entries.length === 0 ? "assets: []\n" : `assets:\n${entries.join("\n")}\n`;
}

function columnsOf({ length }: readonly ProposedAsset[]): number {
  return Math.max(FEWEST_COLUMNS, Math.ceil(Math.sqrt(length)));
}

/** The assets with their places below the site: area, line, cell and a unit of their own. A row is a cell. */
function placesOf(
  assets: readonly ProposedAsset[],
  columns: number,
): readonly { readonly asset: ProposedAsset; readonly place: string }[] {
  const taken = new Set<string>();
  return assets.map((asset, i) => {
    const unit = untaken(kebab(asset.label, MOST_UNIT) || "asset", taken);
    const folder = asset.folder ?? DEFAULT_FOLDER;
    const cell = folder.split("/").length > 2 ? folder : `${folder}/cell-${Math.floor(i / columns) + 1}`;
    return { asset, place: `${cell}/${unit}` };
  });
}

function list(entries: readonly object[]): string {
  return entries.length === 0 ? " []\n" : `\n${entries.map((entry) => `  - ${line(entry)}`).join("\n")}\n`;
}

/** One entry on one line. */
function line(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: true }).trim();
}
