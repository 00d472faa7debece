/** Writes declarations as a plant's config: one asset for each data block, and one for all symbols. */
import { stringify } from "yaml";
import { uuidv7 } from "../../../batch/uuidv7.ts";
import { ALARMS_FILE, ALARMS_TEXT } from "../../../contracts/alerts/proposed-alarms.ts";
import { kebab, withOwnSignals, wordOf } from "../../config-words.ts";
import { AREA, addressText } from "../address.ts";
import { hasText, isText, type ValueType } from "../types.ts";
import type { DataBlock, Declarations, LeftOut, PlcSymbol } from "./declarations.ts";
import { layoutOf, type PlacedMember } from "./layout.ts";
import type { S7Target } from "./target.ts";

const MOST_TAGS = 100_000;
const MOST_NAME = 120;
const MOST_LABEL = 40;
/** Metres between assets on the floor until a user places them. */
const PITCH_M = 6;
const COLUMNS = 8;

interface DraftTag {
  readonly component?: string;
  readonly signal: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly type: "number" | "boolean" | "text";
  readonly unit?: string;
  readonly binding: { readonly at: string; readonly type?: ValueType; readonly length?: number };
}

interface DraftAsset {
  readonly label: string;
  readonly db?: number;
  readonly tags: readonly DraftTag[];
}

export interface ImportedPlant {
  readonly files: ReadonlyMap<string, string>;
  readonly tags: number;
  readonly leftOut: readonly LeftOut[];
}

/** The files by path in the plant's folder; they pass `gemba check`. */
export function plantFiles(declarations: Declarations, target: S7Target): ImportedPlant {
  const leftOut: LeftOut[] = [...declarations.leftOut];
  const assets = declarations.blocks.flatMap((block) => blockAsset(block, declarations, leftOut));
  if (declarations.symbols.length > 0)
    assets.unshift({
      label: "PLC",
      tags: withOwnSignals(declarations.symbols.map(symbolTag), ({ binding }) => binding.at),
    });
  const tags = assets.reduce((all, asset) => all + asset.tags.length, 0);
  for (let i = assets.length - 1, more = tags; i >= 0 && more > MOST_TAGS; i--) {
    more -= assets[i]?.tags.length ?? 0;
    leftOut.push({ file: "", line: 0, reason: `${assets[i]?.label}: a plant has at most ${MOST_TAGS} tags` });
    assets.splice(i, 1);
  }
  return { files: written(assets, target), tags: assets.reduce((all, { tags: own }) => all + own.length, 0), leftOut };
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
    : [{ label: name, db, tags: withOwnSignals(layout.members.map(memberTag), ({ binding }) => binding.at) }];
}

function memberTag({ path, byte, bit, type, length, comment }: PlacedMember): DraftTag {
  const at = addressText({ area: AREA.db, from: byte, ...(type === "bool" ? { bit } : widthOf(type)) }, undefined);
  return tagOf(path, { at, type, length, comment });
}

function symbolTag({ name, place, type, length, comment }: PlcSymbol): DraftTag {
  return tagOf(name.split("."), { at: addressText(place, undefined), type, length, comment });
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
function written(assets: readonly DraftAsset[], target: S7Target): Map<string, string> {
  const types = new Map<string, { readonly name: string; readonly tags: readonly DraftTag[] }>();
  const words = new Set<string>();
  const untaken = (wanted: string): string => {
    let word = wanted.slice(0, 56).replace(/-$/, "");
    for (let n = 2; words.has(word); n++) word = `${wanted.slice(0, 56).replace(/-$/, "")}-${n}`;
    words.add(word);
    return word;
  };
  const entries = assets.map(({ label, db, tags }, i) => {
    const key = JSON.stringify(tags);
    const type = types.get(key) ?? { name: untaken(kebab(label) || `block-${db ?? 0}`), tags };
    types.set(key, type);
    const unit = untaken(`${kebab(label) || "block"}-${db ?? "plc"}`);
    const address = db === undefined ? "" : `, address: { db: ${db} }`;
    return (
      `  - { uid: ${uuidv7()}, label: ${JSON.stringify(label.slice(0, MOST_LABEL))}, type: ${type.name}, ` +
      `name: ${line({ zh: label, en: label })}, path: enterprise/site/area/line/cell-1/${unit}, ` +
      `pose: { x: ${PITCH_M * (1 + (i % COLUMNS))}, y: ${PITCH_M * (1 + Math.floor(i / COLUMNS))} }, ` +
      `source: ${target.name}${address} }`
    );
  });
  const files = new Map([
    ["gemba.yaml", plantText(assets.length)],
    ["sources.yaml", `sources:\n  - ${line({ kind: "s7", ...target })}\n`],
    ["assets.yaml", `assets:\n${entries.join("\n")}\n`],
    [ALARMS_FILE, ALARMS_TEXT],
  ]);
  for (const { name, tags } of types.values())
    files.set(
      `types/${name}.yaml`,
      [`types:`, `  ${name}:`, "    kind: box", "    tags:", ...tags.map(tagLine), ""].join("\n"),
    );
  return files;
}

function plantText(assets: number): string {
  const rows = Math.ceil(assets / COLUMNS);
  return [
    "# Proposed by `gemba import` from symbols and blocks of an S7 controller.",
    "# To be filled in by people: site, places, poses, units, limits.",
    "gemba: 1",
    `include: [sources.yaml, types/*.yaml, assets.yaml, ${ALARMS_FILE}]`,
    "site:",
    "  enterprise: enterprise",
    "  id: site",
    "  name: { zh: 工厂, en: Plant }",
    "  timeZone: Asia/Shanghai",
    "  currency: CNY",
    `floor: { width: ${(COLUMNS + 1) * PITCH_M}, depth: ${(rows + 2) * PITCH_M} }`,
    "",
  ].join("\n");
}

function tagLine(tag: DraftTag): string {
  return `      - ${line(tag)}`;
}

/** One entry on one line: flow-style YAML without quotes around keys. */
function line(value: unknown): string {
  return stringify(value, {
    collectionStyle: "flow",
    lineWidth: 0,
    defaultStringType: "PLAIN",
    flowCollectionPadding: true,
  }).trim();
}
