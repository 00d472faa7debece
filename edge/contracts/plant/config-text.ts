/**
 * Texts about a plant's config in both languages, each with a stable code (rules CF10 and CF11 in
 * docs/rules/config.md). Every part of the edge that checks a config has a table of them beside its code.
 */
import { EdgeError, type EdgeErrorCode } from "../errors.ts";
import type { LocalizedText } from "./tag.ts";

/** The problem, and the remedy where it is always the same. `{name}` stands for the parameter of that name. */
export interface ConfigTextRow extends LocalizedText {
  readonly remedy?: LocalizedText;
}

/** Rows by code. Codes are unique over all tables. */
export type ConfigTextTable = Readonly<Record<string, ConfigTextRow>>;

/** One sentence with its code. A parameter that is itself a text is in English here. */
export interface ConfigSentence {
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
  readonly message: LocalizedText;
}

/** The problem and the remedy. */
export interface ConfigText extends ConfigSentence {
  readonly remedy: LocalizedText;
}

/** Value of a parameter; words that differ by language are given in both. */
export type ConfigTextValue = string | number | LocalizedText;

type NotInNames = " " | "{" | "." | ":" | "…" | ",";
/** Names of the parameters of a text, as `NAME` below finds them. */
type NamesIn<Text extends string> = Text extends `${string}{${infer Rest}`
  ? Rest extends `${infer Name}}${infer After}`
    ? Name extends `${string}${NotInNames}${string}`
      ? NamesIn<Rest>
      : Name | NamesIn<After>
    : never
  : never;
type TextsOf<Row extends ConfigTextRow> =
  | Row["en"]
  | (Row extends { readonly remedy: { readonly en: infer Remedy extends string } } ? Remedy : never);
/** A text that `+` joins has no literal type: its parameters are held by a test. */
type Params<Row extends ConfigTextRow> = Readonly<
  Record<string extends TextsOf<Row> ? string : NamesIn<TextsOf<Row>>, ConfigTextValue>
>;
type RemedyOf<Row extends ConfigTextRow> = Row extends { readonly remedy: LocalizedText }
  ? []
  : [remedy: LocalizedText];

const NAME = /\{(\w+)\}/g;

/** Makes the two functions that word the rows of a table: a sentence, and a problem with what to do. */
export function configTexts<const Table extends ConfigTextTable>(table: Table) {
  type Code = keyof Table & string;
  function sentence<C extends Code>(code: C, params: Params<Table[C]>): ConfigSentence {
    const values: Readonly<Record<string, ConfigTextValue>> = params;
    return {
      code,
      params: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, inLanguage(value, "en")])),
      message: filled(table[code] as ConfigTextRow, values),
    };
  }
  function problem<C extends Code>(code: C, params: Params<Table[C]>, ...[remedy]: RemedyOf<Table[C]>): ConfigText {
    const own = (table[code] as ConfigTextRow).remedy as LocalizedText;
    return { ...sentence(code, params), remedy: remedy ?? filled(own, params) };
  }
  return { sentence, problem };
}

/** A problem of a config: place, text and remedy. Never holds a value that came out of `${…}`. */
export interface ConfigProblem extends ConfigText {
  /** As the user can open it: relative to the plant's folder's parent. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Path in the config, such as `assets[3].pose.x`. Empty where a file as a whole is meant. */
  readonly path: string;
}

/** Something that cannot be done because a config has problems. The message holds them too, in English. */
export class ConfigRefused extends EdgeError {
  readonly problems: readonly ConfigProblem[];

  constructor(code: EdgeErrorCode, message: string, problems: readonly ConfigProblem[]) {
    super(code, message);
    this.name = "ConfigRefused";
    this.problems = problems;
  }
}

/** Thrown where a part of the config cannot be read. Its message is the English sentence. */
export class ConfigFault extends EdgeError {
  readonly sentence: ConfigSentence;

  constructor(sentence: ConfigSentence) {
    super("bad-config", sentence.message.en);
    this.name = "ConfigFault";
    this.sentence = sentence;
  }
}

/** The fault that `read` throws, as a list. Any other error is thrown on. */
export function faultsOf(read: () => unknown): readonly ConfigSentence[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof ConfigFault) return [error.sentence];
    throw error;
  }
}

/** Joins names as each language does; beyond `most`, the rest is only counted. */
export function listed(names: readonly (string | LocalizedText)[], most = names.length): LocalizedText {
  const more = names.length - most;
  const list = (language: keyof LocalizedText, between: string) =>
    names
      .slice(0, most)
      .map((name) => inLanguage(name, language))
      .join(between);
  const en = list("en", ", ");
  const zh = list("zh", "、");
  return more > 0 ? { en: `${en} and ${more} more`, zh: `${zh} 等 ${names.length} 项` } : { en, zh };
}

function filled(text: LocalizedText, values: Readonly<Record<string, ConfigTextValue>>): LocalizedText {
  const fill = (language: keyof LocalizedText): string =>
    text[language].replaceAll(NAME, (whole, name: string) =>
      Object.hasOwn(values, name) ? inLanguage(values[name] as ConfigTextValue, language) : whole,
    );
  return { en: fill("en"), zh: fill("zh") };
}

function inLanguage(value: ConfigTextValue, language: keyof LocalizedText): string {
  return typeof value === "object" ? value[language] : String(value);
}
