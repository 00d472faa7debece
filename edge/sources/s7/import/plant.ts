/** Declarations as a plant: one asset for each data block, and one for all symbols. */
import { uuidv7 } from "../../../batch/uuidv7.ts";
import type { ProposedAssetType, ProposedTag } from "../../../contracts/path/proposed-config.ts";
import { kebab, untaken, withOwnSignals, wordOf } from "../../config-words.ts";
import type { ProposedAsset, ProposedPlant } from "../../proposed-plant.ts";
import { AREA, addressText } from "../address.ts";
import { hasText, isText, type ValueType } from "../types.ts";
import type { DataBlock, Declarations, LeftOut, PlcSymbol } from "./declarations.ts";
import { layoutOf, type PlacedMember } from "./layout.ts";
import type { S7Target } from "./target.ts";

const MOST_TAGS = 100_000;
const MOST_NAME = 120;
const MOST_LABEL = 40;
const MOST_WORD = 56;
const SOURCE = "plc";

interface DraftTag extends ProposedTag {
  readonly binding: { readonly at: string; readonly type?: ValueType; readonly length?: number };
}

interface DraftAsset {
  readonly label: string;
  readonly db?: number;
  readonly tags: readonly DraftTag[];
}

export interface ImportedPlant {
  readonly plant: ProposedPlant;
  readonly tags: number;
  readonly leftOut: readonly LeftOut[];
  /** Data blocks whose number the files lack. */
  readonly unnumbered: readonly string[];
}

export function importedPlant(declarations: Declarations, target: S7Target): ImportedPlant {
  const leftOut: LeftOut[] = [...declarations.leftOut];
  const unnumbered = declarations.blocks.filter(
    (block) => !block.isOptimised && declarations.numberOf(block) === undefined,
  );
  const assets = declarations.blocks.flatMap((block) => blockAsset(block, declarations, leftOut));
  if (declarations.symbols.length > 0)
    assets.unshift({
      label: "PLC",
      tags: withOwnSignals(
        distinct(declarations.symbols.map(symbolMember)).map(symbolTag),
        ({ binding }) => binding.at,
      ),
    });
  const tags = assets.reduce((all, asset) => all + asset.tags.length, 0);
  for (let i = assets.length - 1, more = tags; i >= 0 && more > MOST_TAGS; i--) {
    more -= assets[i]?.tags.length ?? 0;
    leftOut.push({ file: "", line: 0, reason: `${assets[i]?.label}: a plant has at most ${MOST_TAGS} tags` });
    assets.splice(i, 1);
  }
  return {
    plant: plantOf(assets, target),
    tags: assets.reduce((all, { tags: own }) => all + own.length, 0),
    leftOut,
    unnumbered: unnumbered.map(({ name }) => name),
  };
}

function blockAsset(block: DataBlock, declarations: Declarations, leftOut: LeftOut[]): DraftAsset[] {
  const { name, file, line } = block;
  const refuse = (reason: string): void => void leftOut.push({ file, line, reason: `${name}: ${reason}` });
  const db = declarations.numberOf(block);
  if (block.isOptimised)
    refuse("optimised access; S7 communication cannot read it: clear the attribute, or use OPC UA");
  else if (db === undefined) refuse(`its number is not in these files; give it with --block "${name}=10"`);
  if (block.isOptimised || db === undefined) return [];
  const layout = layoutOf(block.type, declarations);
  for (const reason of layout.leftOut) refuse(reason);
  return layout.members.length === 0
    ? []
    : [{ label: name, db, tags: withOwnSignals(distinct(layout.members).map(memberTag), ({ binding }) => binding.at) }];
}

function memberTag({ path, byte, bit, type, length, comment }: PlacedMember): DraftTag {
  const at = addressText({ area: AREA.db, from: byte, ...(type === "bool" ? { bit } : widthOf(type)) }, undefined);
  return tagOf(path, { at, type, length, comment });
}

function symbolMember({ name, ...symbol }: PlcSymbol): Omit<PlcSymbol, "name"> & { readonly path: readonly string[] } {
  return { ...symbol, path: name.split(".") };
}

function symbolTag({ path, place, type, length, comment }: ReturnType<typeof symbolMember>): DraftTag {
  return tagOf(path, { at: addressText(place, undefined), type, length, comment });
}

/** Comments are names of tags. What shares one, such as the elements of an array, is told apart by its path. */
function distinct<Member extends { readonly path: readonly string[]; readonly comment: string }>(
  members: readonly Member[],
): Member[] {
  const counts = new Map<string, number>();
  for (const { comment } of members) counts.set(comment, (counts.get(comment) ?? 0) + 1);
  return members.map((member) => {
    const { path, comment } = member;
    if (comment === "" || counts.get(comment) === 1) return member;
    const own = ` · ${path.join(".")}`;
    return { ...member, comment: `${comment.slice(0, Math.max(0, MOST_NAME - own.length))}${own}` };
  });
}

/** The letter of the address; texts and longer values begin at a byte. */
function widthOf(type: ValueType): { readonly width?: 2 | 4 } {
  if (["word", "int", "uint", "s5time", "date"].includes(type)) return { width: 2 };
  return ["dword", "dint", "udint", "real", "time", "tod"].includes(type) ? { width: 4 } : {};
}

function tagOf(
  path: readonly string[],
  {
    at,
    type,
    length,
    comment,
  }: {
    readonly at: string;
    readonly type: ValueType;
    readonly length: number | undefined;
    readonly comment: string;
  },
): DraftTag {
  const component = path.slice(0, -1).join("-");
  const name = (comment || path.join(".")).slice(0, MOST_NAME);
  const isDate = hasText(type) && type !== "lint" && type !== "ulint" && type !== "lword";
  const kind = type === "bool" ? "boolean" : isText(type) || isDate ? "text" : "number";
  const isTime = ["s5time", "time", "ltime", "timer"].includes(type);
  return {
    ...(component === "" ? {} : { component: wordOf(component) }),
    signal: wordOf(path.at(-1) ?? ""),
    name: { zh: name, en: name },
    type: kind,
    ...(kind === "number" ? { unit: isTime ? "ms" : "1" } : {}),
    binding: {
      at,
      ...(type === "bool" || type === "timer" || type === "counter" ? {} : { type }),
      ...(length === undefined ? {} : { length }),
    },
  };
}

/** Blocks with the same members share a type. */
function plantOf(drafts: readonly DraftAsset[], target: S7Target): ProposedPlant {
  const types = new Map<string, ProposedAssetType>();
  const names = new Set<string>();
  const assets = drafts.map(({ label, db, tags }): ProposedAsset => {
    const key = JSON.stringify(tags);
    const name = types.get(key)?.name ?? untaken(kebab(label, MOST_WORD) || `block-${db ?? 0}`, names);
    types.set(key, { name, kind: "box", tags });
    return {
      uid: uuidv7(),
      label: label.slice(0, MOST_LABEL),
      type: name,
      name: { zh: label, en: label },
      source: SOURCE,
      address: db === undefined ? {} : { db },
      about: db === undefined ? "" : `DB${db}`,
    };
  });
  return {
    origin: "Proposed by `gemba import` from symbols and blocks of an S7 controller.",
    toFillIn: "site, places, poses, units, limits",
    sources: [{ name: SOURCE, kind: "s7", ...target }],
    types: [...types.values()],
    assets,
  };
}
