/** What a contradiction of record and observation is called, in both languages. */
import type { LocalizedText } from "../contracts/tag.ts";
import type { MaterialConfig } from "./config.ts";

type Counts = MaterialConfig["observations"][number]["counts"];

export function wordsOf(counts: Counts, recorded: number, observed: number): [LocalizedText, LocalizedText] {
  if (counts === "carrier") return [both("托盘不在此处", "the pallet is not there"), both("托盘在此处", "the pallet is there")];
  const [zh, en] = counts === "pieces" ? ["件", "pieces"] : counts === "carriers" ? ["个托盘", "pallets"] : ["次完工", "completions"];
  return [both(`${recorded} ${zh}`, `${recorded} ${en}`), both(`${observed} ${zh}`, `${observed} ${en}`)];
}

export function listed(pieces: Iterable<string>): string {
  const all = [...pieces];
  return all.length === 0 ? "∅" : all.length > 12 ? `${all.slice(0, 12).join(", ")} … (${all.length})` : all.join(", ");
}

export function both(zh: string, en: string): LocalizedText {
  return { zh, en };
}
