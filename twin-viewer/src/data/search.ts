import type { Asset } from "../../../edge/contracts/plant.ts";
import type { LocalizedText, Tag } from "../../../edge/contracts/tag.ts";
import type { Mirror } from "./mirror.ts";
import { placedPieces } from "./pieces.ts";
import type { PlantIndex } from "./plant-index.ts";

/** Something that can be done from the palette. */
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
  /** Of a piece. */
  readonly piece?: string;
  readonly message?: LocalizedText;
}

/** Initials of a Chinese text, such as `zzzcwdg`; what is not Chinese stays. Undefined until the table has been loaded. */
export type Initials = ((text: string) => string) | undefined;

const MOST = 40;
const MOST_PIECES = 8;

export interface SearchPlace {
  readonly index: PlantIndex;
  readonly mirror: Mirror;
  readonly commands: readonly PaletteCommand[];
  readonly alerts: readonly { readonly alertUid: string; readonly assetUid: Asset["assetUid"]; readonly message: LocalizedText }[];
  readonly initials: Initials;
}

/**
 * Commands, assets, standing alerts, pieces and tags of which every word of the question occurs in label, names (both languages, and the
 * initials of Chinese ones), place or signal. Labels that begin with the question come before all.
 */
export function searchPlant(place: SearchPlace, question: string): readonly Hit[] {
  const { index, mirror, commands, alerts, initials } = place;
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return index.plant.assets.slice(0, MOST).map((asset) => ({ key: asset.assetUid, kind: "asset", asset }));
  const spoken = (name: LocalizedText) => `${name.zh} ${name.en}${initials === undefined ? "" : ` ${initials(name.zh)}`}`;
  const matches = (text: string) => words.every((word) => text.includes(word));
  const wordsOf = (...texts: readonly string[]) => texts.join(" ").toLowerCase();
  const assets: Hit[] = [];
  const tags: Hit[] = [];
  for (const asset of index.plant.assets) {
    if (matches(wordsOf(asset.label, spoken(asset.name), asset.equipmentPath, ...index.trail(asset).map(spoken)))) assets.push({ key: asset.assetUid, kind: "asset", asset });
    for (const tag of index.tagsOf(asset.assetUid)) {
      if (tags.length >= MOST) break;
      // What the label alone explains is found as an asset already.
      if (matches(wordsOf(asset.label, spoken(tag.name), tag.component, tag.signal)) && !matches(asset.label.toLowerCase())) tags.push({ key: `tag ${tag.ref}`, kind: "tag", asset, tag });
    }
  }
  const first = words[0] as string;
  const begins = ({ asset }: Hit) => Number(asset?.label.toLowerCase().startsWith(first) === true);
  assets.sort((a, b) => begins(b) - begins(a));
  const found: Hit[] = commands.filter((command) => matches(wordsOf(spoken(command.name)))).map((command) => ({ key: command.id, kind: "command", command }));
  for (const { alertUid, assetUid, message } of alerts) {
    const asset = index.asset(assetUid);
    if (asset !== undefined && matches(wordsOf(spoken(message)))) found.push({ key: alertUid, kind: "alert", asset, message });
  }
  const pieces = placedPieces(index, mirror).filter(({ id }) => matches(id.toLowerCase()));
  for (const { id, asset, tag } of pieces.slice(0, MOST_PIECES)) found.push({ key: `piece ${id} ${tag.ref}`, kind: "piece", asset, tag, piece: id });
  return [...(begins(assets[0] ?? { key: "", kind: "asset" }) === 1 ? [...assets, ...found] : [...found, ...assets]), ...tags].slice(0, MOST);
}
