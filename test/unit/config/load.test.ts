import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkPlant } from "../../../edge/config/check.ts";
import { loadConfig } from "../../../edge/config/load.ts";
import type { ConfigError } from "../../../edge/config/problems.ts";
import { GOOD_PLANT, plantFolder, SOURCES, testPlugins } from "../../fakes/config/plant-folder.ts";
import { problemsOf } from "../../fakes/config/problems-of.ts";

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

it("[I10] `as: text` makes another tag, of type text, without the fields of numbers", async () => {
  const written =
    "{ component: spindle, signal: speed, name: { zh: 转速, en: Speed }, type: number, unit: /min, as: text, " +
    "binding: { channel: X } }";
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

it("environment variables and secret files are substituted, including defaults", async () => {
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
  const hidden = `uid: "\${env:CANARY} x", label: "\${env:CANARY}", type: "\${env:CANARY}", path: "\${env:CANARY}"`;
  const canary = "canary-secret-value-1234567890";
  using folder = plantFolder({
    ...GOOD_PLANT,
    secret: canary,
    "sources.yaml": `sources:
  - { name: line, kind: wired, endpoint: x, password: "\${file:secret}", pollMs: "\${env:CANARY}" }
  - { name: "\${env:CANARY}", kind: "\${env:CANARY}" }
`,
    "assets.yaml": `assets:
  - { ${hidden}, name: { zh: a, en: b }, source: "\${env:CANARY}", meters: "\${env:CANARY}x" }
  - { ${hidden}, name: { zh: a, en: b }, source: line }
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
  "a secret readable by other users is refused, a public certificate is not",
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

it("the check prints a summary of the plant if it finds no problem", async () => {
  using folder = plantFolder(GOOD_PLANT);
  expect(await checkPlant(folder.path, testPlugins)).toEqual({
    ok: true,
    text:
      "一厂 · Plant One: 2 assets, 4 tags, 5 files, no problems.\nSources: line (wired), air (radio).\n" +
      "Changes that need no restart (gemba reload): limits.",
  });
});

it("ten times as many tags take about ten times the work to load", async () => {
  const plant = (assets: number) => {
    const tags = Array.from(
      { length: 25 },
      (_, n) =>
        `      - { signal: s-${n}, name: { zh: 值, en: Value }, type: number, unit: Cel, ` +
        `binding: { channel: "C${n}/{spindle}" } }`,
    ).join("\n");
    const lines = Array.from(
      { length: assets },
      (_, n) =>
        `  - { uid: "urn:acme:${n}", label: L-${n}, type: lathe, name: { zh: 床, en: Lathe }, ` +
        `path: acme/one/t/l-${n}, source: line, address: { rack: R${n} }, parameters: { spindle: S${n} } }`,
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
  // Time of this thread alone, independent of other load. Quadratic work would take a hundred times as long.
  expect(process.threadCpuUsage(between).user).toBeLessThan(40 * (between.user - before.user));
});
