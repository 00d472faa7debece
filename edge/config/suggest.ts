import { type ConfigText, type ConfigTextValue, listed } from "../contracts/plant/config-text.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import { problem, sentence } from "./config-texts.ts";

/** Kinds of things that a name can refer to. */
export const NOUNS = {
  component: { en: "component", zh: "部件" },
  tag: { en: "tag", zh: "标签" },
  asset: { en: "asset", zh: "资产" },
  historian: { en: "historian", zh: "历史库" },
  key: { en: "key", zh: "键" },
  kind: { en: "kind", zh: "类型" },
  map: { en: "map", zh: "地图" },
  node: { en: "node", zh: "路线节点" },
  parameter: { en: "parameter", zh: "参数" },
  place: { en: "place", zh: "位置" },
  path: { en: "path", zh: "路径" },
  sink: { en: "sink", zh: "存储" },
  source: { en: "source", zh: "数据源" },
  type: { en: "type", zh: "资产类型" },
  word: { en: "word", zh: "词" },
} as const satisfies Readonly<Record<string, LocalizedText>>;

/** Longest name that is compared; a longer one is hardly a typing error. */
const MAX_LENGTH = 80;

/** The nearest known word, or undefined when none is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length * 0.4)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= bestDistance || candidate.length > MAX_LENGTH) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Remedy for an unknown name: the probable name, or the list of names. */
export function choose(word: string, known: readonly string[], noun: keyof typeof NOUNS): LocalizedText {
  const what = NOUNS[noun];
  const meant = nearest(word, known);
  if (meant !== undefined) return sentence("remedy-meant", { meant }).message;
  if (known.length === 0) return sentence("remedy-none-yet", { what }).message;
  return known.length <= 12 ? oneOf(known) : sentence("remedy-one-of-many", { count: known.length, what }).message;
}

/** A name that refers to nothing. `shown`: as the config writes it. */
export function unknown(noun: keyof typeof NOUNS, shown: ConfigTextValue, remedy: LocalizedText): ConfigText {
  return problem("name-unknown", { what: NOUNS[noun], name: shown }, remedy);
}

/** The nearest known word as the beginning of a remedy; empty where none is near. */
export function perhaps(word: string, known: readonly string[]): LocalizedText {
  const meant = nearest(word, known);
  if (meant === undefined) return { en: "", zh: "" };
  const { en, zh } = sentence("remedy-meant", { meant }).message;
  return { en: `${en} `, zh };
}

/** Remedy that lists all names. */
export function oneOf(known: readonly string[]): LocalizedText {
  return sentence("remedy-one-of", { known: listed(known) }).message;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min(
        (previous[j] as number) + 1,
        (current[j - 1] as number) + 1,
        (previous[j - 1] as number) + cost,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        distance = Math.min(distance, (before[j - 2] as number) + 1);
      current.push(distance);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] as number;
}
