import { expect, it } from "vitest";
import type { LocalizedText } from "../../edge/contracts/plant/tag.ts";
import { scheduleTexts } from "../../edge/contracts/words/schedule-words.ts";
import { ageTexts } from "../../edge/contracts/words/time-text.ts";
import { CATALOGUE } from "../../twin-viewer/src/i18n/catalogue.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { t } from "../../twin-viewer/src/i18n/language.ts";
import type { Texts } from "../../twin-viewer/src/i18n/texts.ts";

const components: Record<string, string> = import.meta.glob("../../twin-viewer/src/**/*.tsx", {
  query: "?raw",
  import: "default",
  eager: true,
});
const subjects: Record<string, Record<string, Texts>> = {
  ...import.meta.glob("../../twin-viewer/src/i18n/texts/*.ts", { eager: true }),
  // Reports say the same words.
  ...import.meta.glob("../../edge/contracts/words/*-texts.ts", { eager: true }),
  ages: { ageTexts },
};

it("both languages have every text, with the same placeholders", () => {
  const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
  for (const [key, { en, zh }] of Object.entries<LocalizedText>({ ...CATALOGUE, ...scheduleTexts })) {
    expect(placeholders(zh), key).toEqual(placeholders(en));
    expect(en.trim(), key).not.toBe("");
    expect(zh.trim(), key).not.toBe("");
  }
});

it("a word that follows a count has the form for one and that for more", () => {
  const counts = Object.entries<LocalizedText>(CATALOGUE).flatMap(([key, { en }]) =>
    [...en.matchAll(/\{(\w+)\|/g)].map((match) => ({ key, en, name: match[1] as string })),
  );
  expect(counts.length).toBeGreaterThan(10);
  for (const { key, en, name } of counts) expect(en, key).toContain(`{${name}}`);
  language.value = "en";
  expect(t("setup.found", { count: 1 })).toBe("1 machine found");
  expect(t("setup.found", { count: 12 })).toBe("12 machines found");
  expect(t("setup.left-out", { count: 1 })).toBe("1 variable is not proposed");
  expect(t("setup.left-out", { count: 0 })).toBe("0 variables are not proposed");
  expect(t("first.unplaced", { count: 1, total: 3 })).not.toContain("{");
  language.value = "zh";
  expect(t("setup.found", { count: 1 })).toBe("找到 1 台设备");
});

it("a key is in one subject's file only, and every file is in the catalogue", () => {
  expect(Object.keys(subjects).length).toBeGreaterThan(10);
  const keys = Object.values(subjects).flatMap((subject) =>
    Object.values(subject).flatMap((texts) => Object.keys(texts)),
  );
  expect(keys.toSorted()).toEqual(Object.keys(CATALOGUE).sort());
});

it("every text is used somewhere", () => {
  const sources: Record<string, string> = import.meta.glob(
    ["../../twin-viewer/src/**/*.{ts,tsx}", "../../edge/contracts/words/*.ts"],
    {
      query: "?raw",
      import: "default",
      eager: true,
    },
  );
  const code = Object.entries(sources)
    .filter(([path]) => !/\/i18n\/texts\/|\/words\/.*-texts\.ts$/.test(path))
    .map(([, text]) => text)
    .join("\n");
  const families = [...code.matchAll(/`([a-z]+\.[a-z-]*)\$\{/g)].map((match) => match[1] as string);
  const unused = Object.keys(CATALOGUE).filter(
    (key) => !code.includes(`"${key}"`) && !families.some((family) => key.startsWith(family)),
  );
  expect(unused).toEqual([]);
});

it("no component has a text of its own", () => {
  expect(Object.keys(components).length).toBeGreaterThan(15);
  for (const [path, code] of Object.entries(components)) {
    const raw = [...code.matchAll(/<[a-z][^<>{}]*>\s*([^<>{}]*[\p{L}]{2,}[^<>{}]*)\s*<\//gu)].map((match) =>
      match[1]?.trim(),
    );
    const attributes = [...code.matchAll(/(?:title|placeholder|aria-label)="([^"]*)"/g)].map((match) => match[1]);
    expect([...raw, ...attributes], path).toEqual([]);
  }
});
