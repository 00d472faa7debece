import { expect, it } from "vitest";
import { en } from "../../twin-viewer/src/i18n/en.ts";
import { zh } from "../../twin-viewer/src/i18n/zh.ts";

const components: Record<string, string> = import.meta.glob("../../twin-viewer/src/**/*.tsx", { query: "?raw", import: "default", eager: true });

it("both catalogues have the same keys and placeholders, and no empty text", () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
  for (const [key, text] of Object.entries(en)) {
    const other = zh[key as keyof typeof en];
    expect(placeholders(other), key).toEqual(placeholders(text));
    expect(text.trim(), key).not.toBe("");
    expect(other.trim(), key).not.toBe("");
  }
});

it("every text is used somewhere", () => {
  const sources: Record<string, string> = import.meta.glob("../../twin-viewer/src/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });
  const code = Object.entries(sources)
    .filter(([path]) => !path.includes("/i18n/en") && !path.includes("/i18n/zh"))
    .map(([, text]) => text)
    .join("\n");
  const families = [...code.matchAll(/`([a-z]+\.[a-z-]*)\$\{/g)].map((match) => match[1] as string);
  const unused = Object.keys(en).filter((key) => !code.includes(`"${key}"`) && !families.some((family) => key.startsWith(family)));
  expect(unused).toEqual([]);
});

it("no component has a text of its own", () => {
  expect(Object.keys(components).length).toBeGreaterThan(15);
  for (const [path, code] of Object.entries(components)) {
    const raw = [...code.matchAll(/<[a-z][^<>{}]*>\s*([^<>{}]*[\p{L}]{2,}[^<>{}]*)\s*<\//gu)].map((match) => match[1]?.trim());
    const attributes = [...code.matchAll(/(?:title|placeholder|aria-label)="([^"]*)"/g)].map((match) => match[1]);
    expect([...raw, ...attributes], path).toEqual([]);
  }
});
