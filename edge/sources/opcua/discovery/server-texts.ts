/** Texts of a server in both languages of the product, and the texts of an enumeration's codes. */
import type { EnumLabel, LocalizedText } from "../../../contracts/plant/tag.ts";

export interface ServerText {
  readonly text?: string | null;
  readonly locale?: string | null;
}

/** One value, read in both languages. */
export interface Pair {
  readonly en: unknown;
  readonly zh: unknown;
}

/**
 * Joins two answers for one text: the answer to the Chinese session counts as Chinese if its locale or its characters
 * are Chinese.
 */
export function bothLanguages(asked: ServerText | undefined, english: ServerText, fallback: string): LocalizedText {
  const isChinese = (one: ServerText | undefined): boolean =>
    /^zh/i.test(one?.locale ?? "") || /\p{Script=Han}/u.test(one?.text ?? "");
  const zh = [asked, english].find((one) => isChinese(one) && one?.text)?.text;
  const en = [english, asked].find((one) => !isChinese(one) && one?.text)?.text;
  const text = clean(en ?? zh ?? fallback);
  return { zh: clean(zh ?? en ?? fallback), en: text };
}

function clean(text: string): string {
  // A config would read `${` as a reference to the environment.
  const short = text.replace(/\s+/g, " ").replaceAll("${", "$ {").trim().slice(0, 120);
  return short === "" ? "?" : short;
}

/** Int64 comes as [high, low]. */
export function codeOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return (Number(value[0]) | 0) * 2 ** 32 + (Number(value[1]) >>> 0);
  return typeof value === "number" ? value : undefined;
}

/** Labels from EnumValues, EnumStrings, or TrueState and FalseState, whichever is there. */
export function labelsOf(properties: ReadonlyMap<string, Pair>): EnumLabel[] {
  const pair = (name: string): Pair => properties.get(name) ?? { en: undefined, zh: undefined };
  const list = (value: unknown): readonly ServerText[] => (Array.isArray(value) ? (value as ServerText[]) : []);
  const strings = pair("EnumStrings");
  const values = pair("EnumValues");
  const states = [pair("FalseState"), pair("TrueState")];
  if (list(values.en).length > 0)
    return (values.en as { value: unknown; displayName: ServerText }[]).flatMap(({ value, displayName }, i) => {
      const code = codeOf(value);
      const asked = (list(values.zh)[i] as { displayName?: ServerText } | undefined)?.displayName;
      return code === undefined ? [] : [{ value: code, ...bothLanguages(asked, displayName, String(code)) }];
    });
  if (list(strings.en).length > 0)
    return list(strings.en).map((text, value) => ({
      value,
      ...bothLanguages(list(strings.zh)[value], text, String(value)),
    }));
  if (!states.every(({ en }) => en !== undefined && en !== null)) return [];
  return states.map(({ en, zh }, value) => ({
    value,
    ...bothLanguages(zh as ServerText, en as ServerText, String(value)),
  }));
}
