import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { LocalizedText, Tag } from "../../../edge/contracts/plant/tag.ts";
import { componentName } from "../i18n/components.ts";
import { isCurve } from "./key-tags.ts";
import type { Mirror } from "./mirror.ts";
import { placedPieces } from "./pieces.ts";
import type { PlantIndex } from "./plant-index.ts";
import { type Called, called, fits, type Pinyin, wordsOf } from "./search-words.ts";

/** A command of the palette. */
export interface PaletteCommand {
  readonly id: string;
  readonly name: LocalizedText;
  run(): void;
}

export interface Hit {
  readonly key: string;
  readonly kind: "command" | "asset" | "alert" | "piece" | "tag";
  readonly asset?: Asset;
  readonly tag?: Tag;
  readonly command?: PaletteCommand;
  /** For a piece. */
  readonly piece?: string;
  readonly message?: LocalizedText;
}

const MOST = 40;
const MOST_PIECES = 8;

export interface SearchPlace {
  readonly index: PlantIndex;
  readonly mirror: Mirror;
  readonly commands: readonly PaletteCommand[];
  readonly alerts: readonly {
    readonly alertUid: string;
    readonly assetUid: Asset["assetUid"];
    readonly message: LocalizedText;
  }[];
  readonly pinyin: Pinyin;
}

/**
 * Commands, assets, active alerts, pieces and tags whose label, names (both languages, Chinese also by pinyin), place
 * or signal match every word of the search (search-words.ts). Labels that begin with the search text come first.
 */
export function searchPlant(
  { index, mirror, commands, alerts, pinyin }: SearchPlace,
  question: string,
): readonly Hit[] {
  const words = wordsOf(question);
  if (words.length === 0)
    return index.plant.assets.slice(0, MOST).map((asset) => ({ key: asset.assetUid, kind: "asset", asset }));
  const isFound = (one: Called) => fits(one, words, pinyin);
  const { assets, tags } = searchAssets(index, isFound);
  const first = bare(words[0] as string);
  const begins = ({ asset }: Hit) => Number(asset !== undefined && bare(asset.label).startsWith(first));
  assets.sort((a, b) => begins(b) - begins(a));
  const found: Hit[] = commands
    .filter(({ name }) => isFound(called([name.en], [name.zh])))
    .map((command) => ({ key: command.id, kind: "command", command }));
  for (const { alertUid, assetUid, message } of alerts) {
    const asset = index.asset(assetUid);
    if (asset !== undefined && isFound(called([message.en, message.zh], [])))
      found.push({ key: alertUid, kind: "alert", asset, message });
  }
  const pieces = placedPieces(index, mirror).filter(({ id }) => isFound(called([id], [])));
  for (const { id, asset, tag } of pieces.slice(0, MOST_PIECES))
    found.push({ key: `piece ${id} ${tag.ref}`, kind: "piece", asset, tag, piece: id });
  const isFirst = assets[0] !== undefined && begins(assets[0]) === 1;
  return [...(isFirst ? [...assets, ...found] : [...found, ...assets]), ...tags].slice(0, MOST);
}

function searchAssets(
  index: PlantIndex,
  isFound: (one: Called) => boolean,
): { readonly assets: Hit[]; readonly tags: Hit[] } {
  const assets: Hit[] = [];
  const tags: Hit[] = [];
  for (const asset of index.plant.assets) {
    const places = index.trail(asset);
    const english = [asset.label, asset.name.en, asset.equipmentPath, ...places.map(({ en }) => en)];
    if (isFound(called(english, [asset.name.zh, ...places.map(({ zh }) => zh)])))
      assets.push({ key: asset.assetUid, kind: "asset", asset });
    // A hit by the label alone is in the list as an asset already.
    if (isFound(called([asset.label], []))) continue;
    for (const tag of index.tagsOf(asset.assetUid)) {
      if (tags.length >= MOST) break;
      if (isFound(calledTag(asset, tag))) tags.push({ key: `tag ${tag.ref}`, kind: "tag", asset, tag });
    }
  }
  return { assets, tags };
}

/** The names by which users look for a tag. */
function calledTag(asset: Asset, tag: Tag): Called {
  const part = componentName(tag.component);
  const names = [asset.label, tag.name.en, part.en, tag.component, tag.signal];
  return called(names, [`${part.zh} ${tag.name.zh}`]);
}

/**
 * Tags with numbers or states whose asset, part or name match every word, in the order of the plant, at most `most`;
 * without words the tags of `first`, else those of the first assets.
 */
export function searchTags(
  index: PlantIndex,
  question: string,
  { pinyin, first, most }: { readonly pinyin: Pinyin; readonly first: Asset | undefined; readonly most: number },
): readonly Tag[] {
  const words = wordsOf(question);
  const found: Tag[] = [];
  for (const asset of words.length === 0 && first !== undefined ? [first] : index.plant.assets) {
    for (const tag of index.tagsOf(asset.assetUid)) {
      if (found.length >= most) return found;
      if (!isCurve(tag)) continue;
      if (words.length === 0 || fits(calledTag(asset, tag), words, pinyin)) found.push(tag);
    }
  }
  return found;
}

/** The form without hyphens. */
function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[\s\-_]+/g, "");
}
