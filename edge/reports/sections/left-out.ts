import type { ReportBlock } from "../../contracts/reports/document.ts";
import type { Asked } from "../asked.ts";

/** The note below a list that shows `shown` of `all` entries; nothing where it is whole. */
export function leftOut({ words }: Pick<Asked, "words">, shown: number, all: number): readonly ReportBlock[] {
  if (shown >= all) return [];
  return [{ kind: "note", text: words.say("list.left", { count: words.count(all - shown) }) }];
}
