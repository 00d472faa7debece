import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const methods = join(root, "docs/methods");
const index = readFileSync(join(methods, "README.md"), "utf8");

/** What a card has to say, each as a heading or as the bold beginning of a paragraph. */
const PARTS: readonly (readonly [part: string, pattern: RegExp])[] = [
  ["idea", /^(?:## |\*\*)Idea/m],
  ["source", /^(?:## |\*\*)(?:Sources|Papers)/m],
  ["cost", /^(?:## |\*\*)Cost/m],
  ["failure modes", /^(?:## |\*\*)(?:How it fails|Where it fails|Failure modes|What can go wrong)/m],
  ["equations", /^\*\*Equations| = |R =/m],
];

it("[HB41] each method has a card: idea, equations, source, cost and how it fails", () => {
  const cards = readdirSync(methods).filter((name) => name !== "README.md");
  const lacking = cards.flatMap((name) => {
    const text = readFileSync(join(methods, name), "utf8");
    return PARTS.filter(([, pattern]) => !pattern.test(text)).map(([part]) => `${name}: ${part}`);
  });
  expect(lacking).toEqual([]);
  expect(cards.filter((name) => !index.includes(`](${name})`))).toEqual([]);
});

it("[HB41] the index of methods names the card of each watch", () => {
  const makers = readFileSync(join(root, "edge/health/watch-makers.ts"), "utf8");
  const watches = [...makers.matchAll(/"\.\/watches\/([^"]+)"/g)].map(([, path]) => path as string);
  expect(watches.length).toBeGreaterThan(10);
  const rowOf = (path: string) => new RegExp(`^\\| \`${path}\` \\|.+\\]\\([a-z-]+\\.md\\)`, "m");
  expect(watches.filter((path) => !rowOf(path).test(index))).toEqual([]);
});

it("[HB42] what a watch needs is said in both languages with the names that the watches know", () => {
  const [en = [], zh] = ["health.md", "health.zh-CN.md"].map((page) => {
    const rows = readFileSync(join(root, "docs", page), "utf8").split("\n");
    const cells = rows.filter((row) => row.startsWith("| ") && row.split("|").length === 5).join("\n");
    return [...cells.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);
  });
  expect(en.length).toBeGreaterThan(30);
  expect(zh).toEqual(en);
  const watches = join(root, "edge/health/watches");
  const sources = readdirSync(watches, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(watches, name), "utf8"))
    .join("\n");
  const words = en.flatMap((name) => name.split("/")).map((word) => word.replace(/-l[123]$/, "-l"));
  expect(words.filter((word) => !sources.includes(word))).toEqual([]);
});
