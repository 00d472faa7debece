/** Texts of mismatches between record and observation, in both languages. */
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type { MaterialConfig } from "./config.ts";

type Counts = MaterialConfig["observations"][number]["counts"];

const NOUNS = {
  pieces: { zh: "件", one: "piece", more: "pieces" },
  carriers: { zh: "个托盘", one: "pallet", more: "pallets" },
} as const;

export type MismatchKind = "count" | "completions" | "contents" | "drop" | "pick" | "place" | "slot" | "stock";

/** Title of each kind of mismatch. */
const TITLES: Readonly<Record<MismatchKind, LocalizedText>> = {
  count: both("数量不一致", "Count mismatch"),
  completions: both("完工数不一致", "Count mismatch"),
  contents: both("托盘内容不一致", "Pallet contents mismatch"),
  drop: both("放下的托盘未到位", "Pallet not where it was put down"),
  pick: both("托盘取走位置不一致", "Pallet picked up elsewhere"),
  place: both("位置不一致", "Place mismatch"),
  slot: both("货位已被占用", "Slot already taken"),
  stock: both("库存不一致", "Stock mismatch"),
};

/** Texts of both sides of a level that contradicts the record. */
export function wordsOf(counts: Counts, recorded: number, observed: number): [LocalizedText, LocalizedText] {
  if (counts === "carrier")
    return [both("托盘不在此处", "the pallet is not there"), both("托盘在此处", "the pallet is there")];
  // A counter counts only completions, so its figures need no unit.
  if (counts === "completions")
    return [both(String(recorded), String(recorded)), both(String(observed), String(observed))];
  const { zh, one, more } = NOUNS[counts];
  const words = (count: number): LocalizedText =>
    both(`${count} ${zh}`, `${count} ${Math.abs(count) === 1 ? one : more}`);
  return [words(recorded), words(observed)];
}

interface Sides {
  readonly kind: MismatchKind;
  readonly place: string;
  readonly record: LocalizedText;
  readonly observed: LocalizedText;
}

/** Text of the alert about a mismatch; `count`: active mismatches of the place, of which this is the newest. */
export function mismatchText({ kind, place, record, observed }: Sides, count: number): LocalizedText {
  const title = TITLES[kind];
  const side = kind === "completions" ? both("设备", "machine") : both("实际", "seen");
  const more =
    count === 1 ? both("", "") : both(`（共 ${count} 处不一致，此为最新）`, ` (newest of ${count} mismatches)`);
  return both(
    `${place} ${title.zh}：记录 ${record.zh}，${side.zh} ${observed.zh}${more.zh}`,
    `${place} ${title.en}: record ${record.en}, ${side.en} ${observed.en}${more.en}`,
  );
}

export function listed(pieces: Iterable<string>): string {
  const all = [...pieces];
  return all.length === 0 ? "∅" : all.length > 12 ? `${all.slice(0, 12).join(", ")} … (${all.length})` : all.join(", ");
}

export function both(zh: string, en: string): LocalizedText {
  return { zh, en };
}
