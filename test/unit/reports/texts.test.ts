/** The texts of reports and the catalogue of definitions: rules RP2 and RP3 in docs/rules/reports.md. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { DEFINED_NAMES, DEFINITIONS } from "../../../edge/contracts/words/definitions.ts";
import { reportTexts } from "../../../edge/reports/texts.ts";

const ROOT = join(import.meta.dirname, "../../..");
const EDGE = join(ROOT, "edge");
/** Figures that the help of the rooms explains. */
const helped = ["rooms.ts", "engineer-help.ts"]
  .map((name) => readFileSync(join(ROOT, "twin-viewer/src/help", name), "utf8"))
  .join("\n");
const sources = readdirSync(join(EDGE, "reports"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && name !== "texts.ts")
  .map((name) => readFileSync(join(EDGE, "reports", name), "utf8"))
  .join("\n");

it.each([
  ["reports", reportTexts],
  ["definitions", DEFINITIONS],
  ["names of definitions", DEFINED_NAMES],
] as const)("[RP3] both languages have every text of the %s, with the same placeholders", (_what, table) => {
  const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const [key, { en, zh }] of Object.entries<LocalizedText>(table)) {
    expect(placeholders(zh), key).toEqual(placeholders(en));
    expect(en.trim(), key).not.toBe("");
    expect(en, key).not.toMatch(/\p{Script=Han}/u);
    // MTBF and a title with its subject are the same in both.
    if (/\p{L}{2,}/u.test(zh.replaceAll(/\{\w+\}|MTBF|MTTR/g, ""))) expect(zh, key).toMatch(/\p{Script=Han}/u);
  }
});

it("every text of reports is used, and every definition", () => {
  const families = [...sources.matchAll(/`([a-z]+\.[a-z-]*)\$\{/g)].map(([, family = ""]) => family);
  const isUsed = (key: string) =>
    sources.includes(`"${key}"`) || sources.includes(`.${key}`) || families.some((family) => key.startsWith(family));
  expect(Object.keys(reportTexts).filter((key) => !isUsed(key))).toEqual([]);
  expect(Object.keys(DEFINITIONS).filter((key) => !`${sources}${helped}`.includes(`"${key}"`))).toEqual([]);
  expect(Object.keys(DEFINED_NAMES)).toEqual(Object.keys(DEFINITIONS));
});
