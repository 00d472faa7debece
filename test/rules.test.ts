import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const DOCUMENTS = ["docs/rules/*.md", "docs/privacy.md"];
const NUMBER = "[A-Z]{1,2}[1-9]\\d*";

function read(patterns: string | string[]): { readonly path: string; readonly text: string }[] {
  return globSync(patterns, { cwd: root }).map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/**
 * Tests that may carry the numbers of a document, for documents whose letter other lists of cases have had too. A test
 * of another subject proves none of its rules.
 */
const AT_HOME: Readonly<Record<string, RegExp>> = {
  "docs/rules/historian.md":
    /historian|unit\/cli\/demo\/past|flow\/start|unit\/compose\/storage|deletion-clock|energy-book/,
  "docs/rules/evaluation.md": /evaluat|unit\/simulators|command-signals/,
  "docs/rules/freshness.md": /unit\/sources|flow\/(?:mqtt|opcua)|unit\/model\/twin|unit\/production/,
};

/** The rules in the order of the documents: bold numbers at the beginning of a list item or of a table row. */
const rules = read(DOCUMENTS).flatMap(({ path, text }) =>
  [...text.matchAll(new RegExp(`^ *(?:- |\\| *)\\*\\*(${NUMBER})\\*\\*`, "gm"))].map(([, number = ""]) => ({
    number,
    path,
  })),
);
const numbers = new Set(rules.map(({ number }) => number));

/** Numbers in brackets in the texts of tests, each with its file. */
const named = read("test/**/*.test.{ts,tsx}").flatMap(({ path, text }) =>
  text
    .split("\n")
    .filter((line) => !/^ *(?:\/\/|\/?\*)/.test(line))
    .flatMap((line) => /["'`].*/.exec(line) ?? [])
    .flatMap((line) => [...line.matchAll(new RegExp(`\\[(${NUMBER})\\]`, "g"))])
    .map(([, number = ""]) => ({ number, path })),
);

it("every document of rules has rules, and every bold number in them begins one", () => {
  expect(new Set(rules.map(({ path }) => path))).toEqual(new Set(read(DOCUMENTS).map(({ path }) => path)));
  const bold = read(DOCUMENTS).flatMap(({ text }) => text.match(new RegExp(`\\*\\*${NUMBER}\\*\\*`, "g")) ?? []);
  expect(bold.length).toBe(rules.length);
});

it("a number names one rule, over all documents", () => {
  const twice = rules.filter(({ number }, at) => rules.findIndex((rule) => rule.number === number) !== at);
  expect(twice).toEqual([]);
});

it("no test of another subject carries the number of a rule", () => {
  const paths = new Map(rules.map(({ number, path }) => [number, path]));
  expect(Object.keys(AT_HOME).filter((path) => !rules.some((rule) => rule.path === path))).toEqual([]);
  const strangers = named.filter(({ number, path }) => AT_HOME[paths.get(number) ?? ""]?.test(path) === false);
  expect(strangers).toEqual([]);
});

it("each rule has a test with its number in brackets", () => {
  const tested = new Set(named.map(({ number }) => number));
  expect(rules.filter(({ number }) => !tested.has(number))).toEqual([]);
});

it("each number in brackets in the name of a test is a rule, or belongs to a list with letters of its own", () => {
  const letters = new Set(rules.map(({ number }) => number.replace(/\d+/, "")));
  // Measures of docs/security.md, cases of OPC UA servers, and cases of hostile clients and kills.
  const others = ["S", "C", "G"];
  expect(others.filter((letter) => letters.has(letter))).toEqual([]);
  const unknown = named.filter(({ number }) => !numbers.has(number) && !others.includes(number.replace(/\d+/, "")));
  expect(unknown).toEqual([]);
});
