import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { loadConfig } from "../../../edge/config/load.ts";
import { ConfigError } from "../../../edge/config/problems.ts";
import { GOOD_PLANT, plantFolder, SITE, testPlugins } from "../../fakes/config/plant-folder.ts";

async function problemsOf(path: string): Promise<string> {
  const error = await loadConfig(path, testPlugins, { env: {} }).then(
    () => new ConfigError([]),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigError)) throw error;
  return error.message;
}

async function problemsWith(name: string, text: string): Promise<string> {
  using folder = plantFolder({ ...GOOD_PLANT, [name]: text });
  return problemsOf(folder.path);
}

it.each([
  ["a key given twice", "floor: { width: 1, depth: 1, width: 2 }", /assets\.yaml:1: the key "width" is given twice/],
  [
    "__proto__ as a key",
    "assets:\n  - __proto__: { polluted: true }",
    /assets\.yaml:2: "__proto__" is not allowed as a key/,
  ],
  [
    "constructor as a key",
    "types:\n  constructor: { kind: box }",
    /assets\.yaml:2: "constructor" is not allowed as a key/,
  ],
  [
    "a merge key, which merges nothing",
    "types:\n  a: &a { kind: box }\n  b: { <<: *a }",
    /:3 types\.b\["<<"\]: unknown key "<<"/,
  ],
  ["broken YAML", "assets:\n  - { label: [}", /assets\.yaml:2: not valid YAML/],
  ["two documents", "assets: []\n---\nassets: []", /not valid YAML/],
  ["an unknown YAML tag", "assets: !!js/function 'x'", /assets\.yaml:1: not valid YAML: Unresolved tag/],
  ["a list as a file", "- 1", /the file is not a map of sections/],
  ["an anchor that is not there", "assets: *gone", /not valid YAML|there is no anchor/],
  ["an anchor inside of itself", "assets: &a [*a, *a]", /nested deeper than 64|aliases repeat more than/],
  [
    "a billion laughs",
    `a: &a [1,1,1,1,1,1,1,1,1]\n${"bcdefghi"
      .split("")
      .map((key, n) => `${key}: &${key} [${Array(9).fill(`*${"abcdefgh"[n]}`).join(",")}]`)
      .join("\n")}`,
    /aliases repeat more than 100000 values/,
  ],
  ["deep nesting", "[".repeat(1_000_000), /nests deeper than 64 levels/],
  [
    "deep nesting by indentation",
    Array.from({ length: 200 }, (_, n) => `${" ".repeat(n)}a:`).join("\n"),
    /nested deeper than 64 levels/,
  ],
  ["infinity", "floor: { width: .inf, depth: .nan }", /floor\.width/],
])("[CF6] %s is refused with its place", async (_, text, pattern) => {
  expect(await problemsWith("assets.yaml", text)).toMatch(pattern);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

it("[CF6] a file above 4 MiB, or one that is not UTF-8, is not parsed", async () => {
  using folder = plantFolder(GOOD_PLANT);
  writeFileSync(join(folder.path, "assets.yaml"), `#${"x".repeat(4 * 1024 * 1024)}`);
  expect(await problemsOf(folder.path)).toMatch(/gemba\.yaml:2 include\[3\]: plant\/assets\.yaml has 4194305 bytes/);
  writeFileSync(join(folder.path, "assets.yaml"), Buffer.from([0x61, 0x3a, 0xff, 0xfe]));
  expect(await problemsOf(folder.path)).toMatch(/plant\/assets\.yaml is not UTF-8 text — save it as UTF-8/);
});

it("includes stay in the plant's folder and terminate", async () => {
  using folder = plantFolder({
    ...GOOD_PLANT,
    "gemba.yaml": "gemba: 1\ninclude: [site.yaml, ../outside.yaml, /etc/passwd, link.yaml, loop.yaml, 5]\n",
    "loop.yaml": "include: [loop.yaml, gemba.yaml]\n",
    "../outside.yaml": SITE,
  });
  symlinkSync(join(folder.path, "../outside.yaml"), join(folder.path, "link.yaml"));
  const problems = await problemsOf(folder.path);
  expect(problems).toMatch(/include\[1\]: "\.\.\/outside\.yaml" lies outside of the plant's folder/);
  expect(problems).toMatch(/include\[2\]: "\/etc\/passwd" lies outside/);
  expect(problems).toMatch(/include\[3\]: plant\/link\.yaml is a link to outside/);
  expect(problems).toMatch(/loop\.yaml:1 include\[0\]: plant\/loop\.yaml is included already, or includes this file/);
  expect(problems).toMatch(/loop\.yaml:1 include\[1\]: plant\/gemba\.yaml is included already/);
  expect(problems).toMatch(/include\[5\]: a file name must be text/);
});

it("a pattern may match files that were named already", async () => {
  using folder = plantFolder({
    ...GOOD_PLANT,
    "gemba.yaml": 'gemba: 1\ninclude: [site.yaml, "*.yaml", types/*.yaml]\n',
  });
  expect((await loadConfig(folder.path, testPlugins)).files).toHaveLength(5);
});

it("anchors that only save typing work", async () => {
  using folder = plantFolder({
    ...GOOD_PLANT,
    "site.yaml": SITE.replace("{ zh: 早班, en: Early }", "&early { zh: 早班, en: Early }").replace(
      "{ zh: 夜班, en: Night }",
      "*early",
    ),
  });
  expect((await loadConfig(folder.path, testPlugins)).site.shifts[1]?.name).toEqual({ zh: "早班", en: "Early" });
});

it("[S28] any mutation of a valid config is read, or refused with a place, without side effects", async () => {
  const words = [
    "{",
    "}",
    "[",
    "]",
    ":",
    "-",
    "&a",
    "*a",
    "null",
    "~",
    "!!set",
    "'",
    '"',
    "\n",
    "\t",
    "0x7f",
    ".nan",
    "1e999",
    "__proto__:",
    `\${env:X}`,
    "|",
    "? ",
    "<<:",
    "\u0000",
    "#",
  ];
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(12),
    word: fc.constantFrom(...words),
  });
  const names = ["gemba.yaml", "site.yaml", "sources.yaml", "types/lathe.yaml", "assets.yaml"] as const;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), fc.array(edit, { minLength: 1, maxLength: 4 }), async (name, edits) => {
      let text: string = GOOD_PLANT[name];
      for (const { at, cut, word } of edits) {
        const index = Math.floor(at * text.length);
        text = text.slice(0, index) + word + text.slice(index + cut);
      }
      using folder = plantFolder({ ...GOOD_PLANT, [name]: text });
      const error = await loadConfig(folder.path, testPlugins, { env: {} }).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error !== undefined && !(error instanceof ConfigError)) throw error;
      for (const problem of error?.problems ?? [])
        expect(problem).toMatchObject({
          file: expect.stringMatching(/^plant\//),
          line: expect.any(Number),
          remedy: { en: expect.stringMatching(/./), zh: expect.stringMatching(/\p{Script=Han}/u) },
        });
    }),
    { numRuns: 60 },
  );
});
