/**
 * Descriptions of the config's parts in the language of the page. The schema has them in English; the Chinese ones are
 * read when somebody reads Chinese.
 */
import { effect, signal } from "@preact/signals";
import { language } from "../../../i18n/chosen.ts";

/** By the English text without marks of code. */
const chinese = signal<ReadonlyMap<string, string>>(new Map());

effect(() => {
  if (language.value === "zh" && chinese.value.size === 0) void readChinese();
});

async function readChinese(): Promise<void> {
  const { default: table } = await import("./descriptions.zh.tsv?raw");
  chinese.value = chineseIn(table);
}

/** A line for each text: English, a tab, Chinese. */
export function chineseIn(table: string): ReadonlyMap<string, string> {
  const lines = table.split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => line.split("\t") as [string, string]));
}

/** A description without the marks of code, in the language of the page. */
export function describe(description: string): string {
  const plain = plainText(description);
  return language.value === "zh" ? (chinese.value.get(plain) ?? plain) : plain;
}

export function plainText(description: string): string {
  return description.replaceAll("`", "");
}

/** The description of a part of the config; nothing where it has none. */
export function Description({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return null;
  const shown = describe(text);
  return (
    <p class="setup-help" {...(shown === plainText(text) ? { lang: "en" } : {})}>
      {shown}
    </p>
  );
}
