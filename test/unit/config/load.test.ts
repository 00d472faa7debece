import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkPlant } from "../../../edge/config/check.ts";
import { loadConfig } from "../../../edge/config/load.ts";
import { ConfigError } from "../../../edge/config/problems.ts";
import { GOOD_PLANT, plantFolder, SITE, SOURCES, TYPES, testPlugins } from "../../fakes/config/plant-folder.ts";

async function problemsOf(
  files: Readonly<Record<string, string>>,
  env: Record<string, string> = {},
): Promise<string[]> {
  using folder = plantFolder(files);
  const error = await loadConfig(folder.path, testPlugins, { env }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return [];
  if (!(error instanceof ConfigError)) throw error;
  return error.problems.map(
    (problem) => `${problem.file}:${problem.line} ${problem.path}: ${problem.message} — ${problem.remedy}`,
  );
}

it("a plant's folder and its file read the same, includes joined and defaults filled in", async () => {
  using folder = plantFolder(GOOD_PLANT);
  const config = await loadConfig(folder.path, testPlugins);
  expect(await loadConfig(join(folder.path, "gemba.yaml"), testPlugins)).toEqual(config);
  expect(config.files.map((file) => file.slice(folder.path.length + 1))).toEqual([
    "gemba.yaml",
    "site.yaml",
    "sources.yaml",
    "types/lathe.yaml",
    "assets.yaml",
  ]);
  expect(config.sources[0]).toEqual({
    name: "line",
    kind: "wired",
    config: { endpoint: "wired://10.0.0.1", pollMs: 500 },
  });
  expect(config.historian).toEqual({ retentionHours: 72 });
  expect(config.simulated).toBe(false);
  expect(config.assets[0]).toMatchObject({
    assetUid: "urn:acme:lathe:1",
    kind: "lathe",
    size: { x: 2, y: 3, z: 2 },
    pose: { x: 3, y: 4, z: 0, yawDeg: 0 },
    source: "line",
    address: { rack: "R1" },
  });
  expect(config.assets.map((asset) => asset.tags.map((tag) => [tag.tagUid, tag.binding]))).toEqual([
    [
      ["urn:acme:lathe:1#spindle/speed", { channel: "S/S1", every: 1000 }],
      ["urn:acme:lathe:1#door", { channel: "D1", every: 250 }],
    ],
    [
      ["urn:acme:lathe:2#spindle/speed", { channel: "S/7", every: 1000 }],
      ["urn:acme:lathe:2#door", { channel: "D1", every: 250 }],
    ],
  ]);
});

it("[D9] [I10] `as: text` makes another tag, of type text, without what only numbers have", async () => {
  const written =
    "{ component: spindle, signal: speed, name: { zh: 转速, en: Speed }, type: number, unit: /min, as: text, binding: { channel: X } }";
  using folder = plantFolder({
    ...GOOD_PLANT,
    "types/lathe.yaml": `${GOOD_PLANT["types/lathe.yaml"]}      - ${written}\n`,
  });
  const { assets } = await loadConfig(folder.path, testPlugins);
  expect(assets[0]?.tags.map(({ tagUid }) => tagUid)).toEqual([
    "urn:acme:lathe:1#spindle/speed",
    "urn:acme:lathe:1#door",
    "urn:acme:lathe:1#spindle/speed-text",
  ]);
  expect(assets[0]?.tags[2]?.shape).toEqual({
    component: "spindle",
    signal: "speed-text",
    name: { zh: "转速", en: "Speed" },
    type: "text",
    isStatic: false,
  });
  const twice = await problemsOf({
    ...GOOD_PLANT,
    "types/lathe.yaml": `${GOOD_PLANT["types/lathe.yaml"]}      - ${written}\n      - ${written}\n`,
  });
  expect(twice).toEqual([expect.stringContaining("the tag spindle/speed-text is there already")]);
});

it("every mistake is named at once, with file, line, path and what to do", async () => {
  const problems = await problemsOf({
    "gemba.yaml": "gemba: 1\ninclude: [site.yaml, parts.yaml, assets.yaml]\nsimulatd: true\n",
    "site.yaml": SITE.replace("Europe/Berlin", "Europe/Berln").replace('end: "14:00"', 'end: "23:00"'),
    "parts.yaml": `sources:
  - { name: line, kind: wird, endpoint: x }
  - { name: air, kind: radio }
  - { name: wire, kind: wired, endpoint: x, pollMs: 3 }
types:
  lathe:
    kind: lath
    tags:
      - { signal: speed, name: { zh: 速, en: Speed }, type: number, unit: rpm, limits: { high: 5, highHigh: 4 }, binding: { channel: "S/{spindle}" } }
      - { signal: speed, name: { zh: 速, en: Speed }, type: number, unit: "m s", binding: { channel: "mt:S" } }
      - { signal: state, name: { zh: 态, en: State }, type: enum, binding: { chanel: X } }
`,
    "assets.yaml": `assets:
  - { label: L-1, type: lathe, name: { zh: 车床, en: Lathe }, path: acme/two/turning/l-1, source: wire, address: { rack: 5 } }
  - { uid: a-b-c, label: L-1, type: lath, name: { zh: 车床 }, path: acme/one/turning/l-2, pose: { x: 60, y: 1 }, source: lines, meters: L-9 }
  - uid: a-b-c
    label: L-3
    type: lathe
    name: { zh: 车床, en: Lathe }
    path: acme/one/turning/l-2
    parameters: { spindle: 1, spindel: 2 }
`,
  });
  const expected = [
    /^plant\/assets\.yaml:2 assets\[0\]\.uid: the asset has no uid — .*`uid: [0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{18,}`/,
    /^plant\/assets\.yaml:2 assets\[0\]\.path: .*"acme\/two\/turning\/l-1" is not under the site — begin it with acme\/one\//,
    /^plant\/assets\.yaml:2 assets\[0\]\.address\.rack: 5 is not text/,
    /^plant\/assets\.yaml:2 assets\[0\]\.parameters: the parameter \{spindle\} of type lathe has no value/,
    /^plant\/assets\.yaml:3 assets\[1\]\.label: the label "L-1" is given already in plant\/assets\.yaml:2/,
    /^plant\/assets\.yaml:3 assets\[1\]\.type: there is no type "lath" — did you mean "lathe"\?/,
    /^plant\/assets\.yaml:3 assets\[1\]\.name\.en: "en" is missing/,
    /^plant\/assets\.yaml:3 assets\[1\]\.pose: \(60, 1\) lies outside of the floor/,
    /^plant\/assets\.yaml:3 assets\[1\]\.source: there is no source "lines" — did you mean "line"\?/,
    /^plant\/assets\.yaml:3 assets\[1\]\.meters: there is no asset "L-9"/,
    /^plant\/assets\.yaml:4 assets\[2\]\.uid: the uid "a-b-c" is given already/,
    /^plant\/assets\.yaml:4 assets\[2\]\.source: the type lathe has tags, but the asset names no source/,
    /^plant\/assets\.yaml:8 assets\[2\]\.path: the path "acme\/one\/turning\/l-2" is given already/,
    /^plant\/assets\.yaml:9 assets\[2\]\.parameters\.spindel: .* — did you mean "spindle"\?/,
    /^plant\/gemba\.yaml:3 simulatd: unknown key "simulatd" — did you mean "simulated"\?/,
    /^plant\/parts\.yaml:2 sources\[0\]\.kind: there is no kind of source called "wird" — did you mean "wired"\?/,
    /^plant\/parts\.yaml:3 sources\[1\]\.url: "url" is missing/,
    /^plant\/parts\.yaml:4 sources\[2\]\.pollMs: 3 must be >= 10/,
    /^plant\/parts\.yaml:7 types\.lathe\.kind: "lath" is not allowed here — did you mean "lathe"\?/,
    /^plant\/parts\.yaml:9 types\.lathe\.tags\[0\]\.unit: "rpm" .* — write "\/min"/,
    /^plant\/parts\.yaml:9 types\.lathe\.tags\[0\]\.limits\.highHigh: the limit highHigh \(4\) is not above high \(5\)/,
    /^plant\/parts\.yaml:10 types\.lathe\.tags\[1\]\.signal: the tag speed is there already as tags\[0\]/,
    /^plant\/parts\.yaml:10 types\.lathe\.tags\[1\]\.unit: "m s" is no UCUM code/,
    /^plant\/parts\.yaml:10 types\.lathe\.tags\[1\]\.binding: the binding does not fit .* — add the prefix mt to namespaces/,
    /^plant\/parts\.yaml:11 types\.lathe\.tags\[2\]\.labels: the enum state has no labels/,
    /^plant\/parts\.yaml:11 types\.lathe\.tags\[2\]\.binding\.chanel: unknown key "chanel" .* — did you mean "channel"\?/,
    /^plant\/site\.yaml:6 site\.timeZone: "Europe\/Berln" is no IANA time zone — did you mean "Europe\/Berlin"\?/,
    /^plant\/site\.yaml:10 site\.shifts\[1\]: the shift overlaps with shifts\[0\]/,
  ];
  for (const pattern of expected) expect(problems).toContainEqual(expect.stringMatching(pattern));
  // "channel" is missing where "chanel" was written: the only consequence of another mistake that is listed too.
  expect(problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)))).toEqual([
    expect.stringMatching(/parts\.yaml:11 .*binding\.channel: "channel" is missing/),
  ]);
});

it.each([
  [
    "zones",
    "zones: [{ id: a, name: { zh: 区, en: A }, kind: robot-zone, polygon: [[0, 0], [1, 0], [99, 1]] }]",
    [/zones\[0\]\.safeguard: a robot-zone must say/, /polygon\[2\]: \(99, 1\) lies outside/],
  ],
  [
    "routes",
    "routes: { nodes: [{ id: N1, x: 1, y: 1 }], edges: [{ id: E1, from: N1, to: N2 }, { id: E1, from: N1, to: N1 }] }",
    [/edges\[0\]\.to: there is no node "N2" — did you mean "N1"/, /edges\[1\]\.id: the id "E1" is given already/],
  ],
  [
    "places",
    "places: [{ path: acme/two, name: { zh: 二, en: Two } }]",
    [/places\[0\]\.path: the place "acme\/two" is not under the site/],
  ],
  [
    "sinks",
    "sinks: [{ name: out, kind: drane, url: x }, { name: out, kind: drain }]",
    [
      /sinks\[0\]\.kind: .*did you mean "drain"/,
      /sinks\[1\]\.name: the name "out" is given already/,
      /sinks\[1\]\.url: "url" is missing/,
    ],
  ],
  [
    "sections",
    "historian: { retentionHours: ten }\ndetectors: { aftrS: 3 }",
    [
      /historian\.retentionHours: "ten" is not a whole number/,
      /detectors\.aftrS: unknown key "aftrS" — did you mean "afterS"/,
    ],
  ],
  [
    "a choice",
    "types: { t: { kind: box, tags: [{ signal: s, name: { zh: 值, en: S }, type: text, binding: { topic: stat } }] } }\nassets: [{ uid: abc, label: B, type: t, name: { zh: 箱, en: Box }, path: acme/one/b/b-1, source: air }]",
    [/binding\.topic: "stat" is not allowed here .*did you mean "state"/],
  ],
])("mistakes in %s are named", async (_, text, patterns) => {
  const assets = text.includes("assets:")
    ? { "gemba.yaml": "gemba: 1\ninclude: [site.yaml, sources.yaml, more.yaml]\n" }
    : {};
  const problems = await problemsOf({
    ...GOOD_PLANT,
    "gemba.yaml": "gemba: 1\ninclude: [site.yaml, sources.yaml, types/*.yaml, assets.yaml, more.yaml]\n",
    "more.yaml": text,
    ...assets,
  });
  for (const pattern of patterns) expect(problems).toContainEqual(expect.stringMatching(pattern));
  expect(problems).toHaveLength(patterns.length);
});

it("the same key in two files is named with both places", async () => {
  const problems = await problemsOf({ ...GOOD_PLANT, "types/more.yaml": `${TYPES}\nfloor: { width: 1, depth: 1 }\n` });
  expect(problems).toEqual([
    expect.stringMatching(
      /^plant\/types\/more\.yaml:3 types\.lathe: "lathe" is given already in plant\/types\/lathe\.yaml:3/,
    ),
    expect.stringMatching(/^plant\/types\/more\.yaml:10 floor\.\w+: "width" is given already in plant\/site\.yaml:11/),
    expect.stringMatching(/^plant\/types\/more\.yaml:10 floor\.\w+: "depth" is given already/),
  ]);
});

it("a plain time offset is no time zone [T5]", async () => {
  expect(await problemsOf({ ...GOOD_PLANT, "site.yaml": SITE.replace("Europe/Berlin", '"+01:00"') })).toEqual([
    expect.stringMatching(/site\.timeZone: "\+01:00" is no IANA time zone/),
  ]);
});

it("a folder without gemba.yaml, and a file that is not there, are named", async () => {
  expect(await problemsOf({ "other.yaml": "" })).toContainEqual(
    expect.stringMatching(/^plant\/gemba\.yaml:1 : cannot read .*gemba\.yaml \(ENOENT\)/),
  );
  const problems = await problemsOf({
    ...GOOD_PLANT,
    "gemba.yaml":
      "gemba: 1\ninclude:\n  - site.yaml\n  - gone.yaml\n  - nothing/*.yaml\n  - sources.yaml\n  - assets.yaml\n",
  });
  expect(problems).toEqual(
    [
      expect.stringMatching(/^plant\/gemba\.yaml:4 include\[1\]: cannot read .*gone\.yaml \(ENOENT\)/),
      expect.stringMatching(/^plant\/gemba\.yaml:5 include\[2\]: no file matches/),
      // Not that the types are unknown: they may well be in the file that is gone.
    ].concat(problems.slice(2)),
  );
  expect(problems.join("\n")).not.toContain("there is no type");
});

it("environment variables and secret files are put in, defaults too", async () => {
  using folder = plantFolder({
    ...GOOD_PLANT,
    "sources.yaml": SOURCES.replace(
      'endpoint: "wired://10.0.0.1"',
      `endpoint: "wired://\${env:HOST}:\${env:PORT:-4840}", password: "\${file:secret}"`,
    ),
    secret: "hush\n",
  });
  chmodSync(join(folder.path, "secret"), 0o600);
  const config = await loadConfig(folder.path, testPlugins, { env: { HOST: "plc" } });
  expect(config.sources[0]?.config).toMatchObject({ endpoint: "wired://plc:4840", password: "hush" });
});

it("no problem text ever shows a secret", async () => {
  const canary = "canary-secret-value-1234567890";
  using folder = plantFolder({
    ...GOOD_PLANT,
    secret: canary,
    "sources.yaml": `sources:
  - { name: line, kind: wired, endpoint: x, password: "\${file:secret}", pollMs: "\${env:CANARY}" }
  - { name: "\${env:CANARY}", kind: "\${env:CANARY}" }
`,
    "assets.yaml": `assets:
  - { uid: "\${env:CANARY} x", label: "\${env:CANARY}", type: "\${env:CANARY}", name: { zh: a, en: b }, path: "\${env:CANARY}", source: "\${env:CANARY}", meters: "\${env:CANARY}x" }
  - { uid: "\${env:CANARY} x", label: "\${env:CANARY}", type: "\${env:CANARY}", name: { zh: a, en: b }, path: "\${env:CANARY}", source: line }
`,
  });
  chmodSync(join(folder.path, "secret"), 0o600);
  const error = (await loadConfig(folder.path, testPlugins, { env: { CANARY: canary } }).catch(
    (reason: unknown) => reason,
  )) as ConfigError;
  expect(error.problems.length).toBeGreaterThan(8);
  expect(JSON.stringify([error.problems, error.message, error.stack])).not.toContain("canary-secret");
  expect(error.message).toContain(`"\${env:CANARY}"`);
});

it.skipIf(process.platform === "win32")(
  "a secret that others can read is refused, a public certificate is not",
  async () => {
    using folder = plantFolder({
      ...GOOD_PLANT,
      "sources.yaml": SOURCES.replace('"wired://10.0.0.1"', `"\${file:secret}"`),
      secret: "hush",
    });
    chmodSync(join(folder.path, "secret"), 0o644);
    const { ok, text } = await checkPlant(folder.path, testPlugins);
    expect([ok, text]).toEqual([
      false,
      expect.stringMatching(/sources\.yaml:3.*can be read by other users.* — run: chmod 600 .*secret/),
    ]);
    writeFileSync(join(folder.path, "secret"), "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n");
    expect((await checkPlant(folder.path, testPlugins)).ok).toBe(true);
  },
);

it("an unset variable is named, without a guess", async () => {
  const problems = await problemsOf({
    ...GOOD_PLANT,
    "sources.yaml": SOURCES.replace("wired://10.0.0.1", `\${env:NOT_SET}`).replace("radio://10.0.0.2", `\${evn:X}`),
  });
  expect(problems).toEqual([
    expect.stringMatching(/sources\.yaml:3 .*NOT_SET is not set — set it, or give a default/),
    expect.stringMatching(/sources\.yaml:4 .*is no known reference/),
  ]);
});

it("the check says what the plant holds when all is right", async () => {
  using folder = plantFolder(GOOD_PLANT);
  expect(await checkPlant(folder.path, testPlugins)).toEqual({
    ok: true,
    text: "一厂 · Plant One: 2 assets, 4 tags, 5 files, no problems.\nSources: line (wired), air (radio).",
  });
});

it("ten times as many tags take about ten times the work to load", async () => {
  const plant = (assets: number) => {
    const tags = Array.from(
      { length: 25 },
      (_, n) =>
        `      - { signal: s-${n}, name: { zh: 值, en: Value }, type: number, unit: Cel, binding: { channel: "C${n}/{spindle}" } }`,
    ).join("\n");
    const lines = Array.from(
      { length: assets },
      (_, n) =>
        `  - { uid: "urn:acme:${n}", label: L-${n}, type: lathe, name: { zh: 床, en: Lathe }, path: acme/one/t/l-${n}, source: line, address: { rack: R${n} }, parameters: { spindle: S${n} } }`,
    ).join("\n");
    return plantFolder({
      ...GOOD_PLANT,
      "types/lathe.yaml": `types:\n  lathe:\n    kind: lathe\n    tags:\n${tags}\n`,
      "assets.yaml": `assets:\n${lines}\n`,
    });
  };
  using small = plant(100);
  using large = plant(1000);
  await loadConfig(small.path, testPlugins);
  const before = process.threadCpuUsage();
  expect((await loadConfig(small.path, testPlugins)).assets.flatMap((asset) => asset.tags)).toHaveLength(2500);
  const between = process.threadCpuUsage();
  expect((await loadConfig(large.path, testPlugins)).assets.flatMap((asset) => asset.tags)).toHaveLength(25_000);
  // Of this thread alone, so that it does not matter what else the machine does. Quadratic work would be a hundred times as much.
  expect(process.threadCpuUsage(between).user).toBeLessThan(40 * (between.user - before.user));
});
