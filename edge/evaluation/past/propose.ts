/** A first mapping of past data by the likeness of names, for a person to correct (rule PH2). */
import type { Plant } from "../../contracts/plant/plant.ts";
import type { Tag } from "../../contracts/plant/tag.ts";

/** Below this likeness a name is not proposed. */
const LEAST = 0.35;
const MOST_PAIRS = 200_000;

export interface Proposal {
  readonly from: string;
  /** `LABEL#component/signal`. */
  readonly tag: string;
  /** 0 to 1. */
  readonly likeness: number;
}

/** Table as the proposal knows it, in words of the mapping. */
export interface ProposedTable {
  readonly file: string;
  readonly fields: Readonly<Record<string, string>>;
}

interface Named {
  readonly text: string;
  readonly pairs: ReadonlySet<string>;
}

/** The best tag of each name, and each tag once; names without one are left. */
export function proposeTags(
  names: readonly string[],
  { plant, tags }: { plant: Plant; tags: readonly Tag[] },
): { readonly proposed: readonly Proposal[]; readonly left: readonly string[] } {
  const labels = new Map(plant.assets.map(({ assetUid, label, name }) => [assetUid, { label, name }]));
  const known = tags
    .filter(({ type, isDerived }) => type !== "waveform" && isDerived !== true)
    .map((tag): Named => {
      const owner = labels.get(tag.assetUid);
      const path = `${owner?.label ?? tag.assetUid}#${tag.component === "" ? "" : `${tag.component}/`}${tag.signal}`;
      return {
        text: path,
        pairs: pairsOf(`${path} ${tag.address.split("/").at(-1) ?? ""} ${tag.name.en} ${tag.name.zh}`),
      };
    });
  const holders = new Map<string, number[]>();
  for (const [at, { pairs }] of known.entries())
    for (const pair of pairs) (holders.get(pair) ?? holders.set(pair, []).get(pair))?.push(at);
  const found = names.flatMap((from) => bestOf(from, known, holders)).sort((a, b) => b.likeness - a.likeness);
  const taken = new Set<string>();
  const proposed: Proposal[] = [];
  for (const one of found.slice(0, MOST_PAIRS)) {
    if (taken.has(`n ${one.from}`) || taken.has(`t ${one.tag}`)) continue;
    taken.add(`n ${one.from}`).add(`t ${one.tag}`);
    proposed.push(one);
  }
  const order = new Map(names.map((from, at) => [from, at]));
  proposed.sort((a, b) => (order.get(a.from) ?? 0) - (order.get(b.from) ?? 0));
  return { proposed, left: names.filter((from) => !taken.has(`n ${from}`)) };
}

/** The few likeliest tags of a name: the best may go to another name. */
function bestOf(from: string, known: readonly Named[], holders: ReadonlyMap<string, readonly number[]>): Proposal[] {
  const pairs = pairsOf(from);
  const shared = new Map<number, number>();
  for (const pair of pairs) for (const at of holders.get(pair) ?? []) shared.set(at, (shared.get(at) ?? 0) + 1);
  return [...shared]
    .map(([at, count]) => ({
      from,
      tag: (known[at] as Named).text,
      likeness: likenessOf(count, pairs, known[at] as Named),
    }))
    .filter(({ likeness }) => likeness >= LEAST)
    .sort((a, b) => b.likeness - a.likeness || a.tag.localeCompare(b.tag))
    .slice(0, 5);
}

/** A tag has names in two languages, so that what the name lacks of the tag counts little. */
function likenessOf(shared: number, pairs: ReadonlySet<string>, { pairs: own }: Named): number {
  return 0.8 * (shared / pairs.size) + 0.2 * (shared / own.size);
}

/** Pairs of neighbouring letters in each word. */
function pairsOf(text: string): ReadonlySet<string> {
  const words = text
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  const pairs = new Set<string>();
  for (const word of words ?? []) {
    if (word.length === 1) pairs.add(word);
    for (let at = 0; at + 1 < word.length; at++) pairs.add(word.slice(at, at + 2));
  }
  return pairs;
}

/** The file's text. */
export function proposalText(plan: {
  readonly timeZone: string;
  readonly tables: readonly ProposedTable[];
  /** Lines of the `influx` section. */
  readonly influx: Readonly<Record<string, string>> | undefined;
  readonly proposed: readonly Proposal[];
  readonly left: readonly string[];
}): string {
  const { timeZone, tables, influx, proposed, left } = plan;
  const fields = (of: Readonly<Record<string, string>>): string =>
    Object.entries(of)
      .map(([key, value]) => `, ${key}: ${JSON.stringify(value)}`)
      .join("");
  return [
    "# Proposed by the likeness of names. Check every line: a wrong tag gives wrong findings.",
    "# 由名称相似度推荐，请逐行核对：映射错误会得到错误的结论。",
    "gemba-history: 1",
    "# Of times without an offset. 无时区偏移的时间所用时区。",
    `timeZone: ${timeZone}`,
    ...(tables.length === 0 ? [] : ["tables:"]),
    ...tables.map((table) => `  - { files: [${JSON.stringify(table.file)}]${fields(table.fields)} }`),
    ...(influx === undefined ? [] : ["influx:", `  - { ${fields(influx).slice(2)} }`]),
    "# `unit` (UCUM) where a value is not in the tag's unit. 数值单位与标签单位不同时，用 unit 注明（UCUM）。",
    "tags:",
    ...proposed.map(
      ({ from, tag, likeness }) =>
        `  - { from: ${JSON.stringify(from)}, tag: ${JSON.stringify(tag)} } # ${Math.round(likeness * 100)} %`,
    ),
    "# Names without a tag: move a line up to `tags`, or leave it. 未找到对应标签的名称。",
    `ignore:${left.length === 0 ? " []" : ""}`,
    ...left.map((name) => `  - ${JSON.stringify(name)}`),
    "",
  ].join("\n");
}
