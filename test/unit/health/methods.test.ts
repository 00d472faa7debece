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
  expect(watches.filter((path) => !new RegExp(`^\\| \`${path}\` \\|.+\\]\\([a-z-]+\\.md\\)`, "m").test(index))).toEqual([]);
});
