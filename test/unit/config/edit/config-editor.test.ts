import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createConfigEditor } from "../../../../edge/config/edit/config-editor.ts";
import { createLayoutEditor } from "../../../../edge/config/layout-editor.ts";
import { loadConfig } from "../../../../edge/config/load.ts";
import { type ConfigFile, openFiles, textOf } from "../../../../edge/config/open-files.ts";
import type { ConfigEdit } from "../../../../edge/contracts/plant/config-edit.ts";
import { ConfigRefused } from "../../../../edge/contracts/plant/config-text.ts";
import { plugins } from "../../../../edge/plugins.ts";
import { LIMITS, NOTIFY, openPlant, plainPlant, realPlant, saveEdits } from "../../../fakes/config/edited-plant.ts";
import { GOOD_PLANT, plantFolder, testPlugins } from "../../../fakes/config/plant-folder.ts";
import { savesIn } from "../../../fakes/config/saves.ts";

describe("edits", () => {
  it("[CE1] a value changes on its own line; comments, order and other files stay", async () => {
    using at = realPlant();
    const saved = await saveEdits(at, { kind: "set", path: ["detectors", "limits", "onDelayS"], value: 9 });
    expect(at.read("rules.yaml")).toBe(LIMITS.replace("onDelayS: 5", "onDelayS: 9"));
    expect(at.read("notify.yaml")).toBe(NOTIFY);
    expect(saved).toMatchObject({ files: ["rules.yaml"], version: 1, sections: ["detectors"], applied: ["detectors"] });
  });

  it("[CE1] lines that people broke, blank lines and Windows line ends stay where nothing changed", async () => {
    const rules = `

# Rules.
detectors:
  limits: { onDelayS:   5,
    offDelayS: 3 }   # two lines


  rules:
    - {
        id: a, name: { zh: 甲, en: A }, assets: ["*"], # why
        when: "x > 1" }
notify: { channels: [] } # nobody
`;
    using at = openPlant(
      {
        "gemba.yaml": "gemba: 1\ninclude: [site.yaml, rules.yaml]\n",
        "site.yaml": GOOD_PLANT["site.yaml"],
        "rules.yaml": rules,
      },
      plugins,
    );
    const files = openFiles([join(at.path, "rules.yaml")]);
    files[0]?.document.setIn(["notify", "language"], "zh");
    expect(textOf(files[0] as ConfigFile)).toBe(
      rules.replace("notify: { channels: [] } # nobody", "notify: { channels: [], language: zh } # nobody"),
    );
    const windows = rules.replaceAll("\n", "\r\n");
    writeFileSync(join(at.path, "rules.yaml"), windows);
    const [file] = openFiles([join(at.path, "rules.yaml")]);
    file?.document.setIn(["notify", "language"], "zh");
    expect(textOf(file as ConfigFile)).toBe(windows.replace("{ channels: [] }", "{ channels: [], language: zh }"));
  });

  it("[CE1] items are counted over all files, and new ones are written as their neighbours are", async () => {
    using folder = plantFolder({
      ...GOOD_PLANT,
      "gemba.yaml": 'gemba: 1\ninclude: ["z1.yaml", "z2.yaml", site.yaml, sources.yaml, types/*.yaml, assets.yaml]\n',
      "z1.yaml": "zones:\n  - { id: a, name: { zh: 甲, en: A }, kind: area, polygon: [[1, 1], [2, 1], [2, 2]] }\n",
      "z2.yaml": "zones:\n  - { id: b, name: { zh: 乙, en: B }, kind: area, polygon: [[1, 1], [2, 1], [2, 2]] } # b\n",
    });
    const editor = createConfigEditor(savesIn(folder.path));
    const { revision } = await editor.read();
    const polygon = [
      [3, 3],
      [4, 3],
      [4, 4],
    ];
    await editor.save(
      {
        revision,
        edits: [
          { kind: "set", path: ["zones", 1, "name", "en"], value: "Bee" },
          {
            kind: "insert",
            path: ["zones", 9],
            value: { id: "c", name: { zh: "丙", en: "C" }, kind: "area", polygon },
          },
        ],
      },
      { by: "li" },
    );
    expect(readFileSync(join(folder.path, "z1.yaml"), "utf8")).not.toContain("Bee");
    expect(readFileSync(join(folder.path, "z2.yaml"), "utf8")).toBe(
      "zones:\n  - { id: b, name: { zh: 乙, en: Bee }, kind: area, polygon: [[1, 1], [2, 1], [2, 2]] } # b\n" +
        "  - { id: c, name: { zh: 丙, en: C }, kind: area, polygon: [[3, 3], [4, 3], [4, 4]] }\n",
    );
    expect((await loadConfig(folder.path, testPlugins)).zones.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  it("[CE1] a new section goes into the first file, a removed key leaves the rest as it was", async () => {
    using at = plainPlant();
    await saveEdits(
      at,
      { kind: "set", path: ["personal", "evidenceDays"], value: 7 },
      { kind: "remove", path: ["assets", 0, "pose"] },
    );
    expect(at.read("gemba.yaml")).toBe(`${GOOD_PLANT["gemba.yaml"]}personal: { evidenceDays: 7 }\n`);
    expect(at.read("assets.yaml")).toBe(GOOD_PLANT["assets.yaml"].replace("pose: { x: 3, y: 4 }, ", ""));
  });

  it("[CE1] [CF7] texts that look like YAML come back as they were sent", async () => {
    using at = plainPlant();
    const texts = [
      "!!js/function x",
      "*alias",
      "&a b",
      "yes",
      "1.0",
      "- x",
      "a: b",
      "# no comment",
      "'\"",
      " 末 ",
      "\u0000",
    ];
    for (const text of texts) {
      await saveEdits(at, { kind: "set", path: ["site", "name", "en"], value: text });
      expect((await loadConfig(at.path, testPlugins)).site.name.en).toBe(text);
    }
  });
});

describe("checks", () => {
  it("[CE2] all problems come with file, line and path, with the changed lines, and nothing is written", async () => {
    using at = plainPlant();
    const { revision } = await at.editor.read();
    const checked = await at.editor.check({
      revision,
      edits: [
        { kind: "set", path: ["sources", 0, "pollMs"], value: 1 },
        { kind: "set", path: ["sources", 1, "unheardOf"], value: 1 },
        { kind: "set", path: ["assets", 0, "type"], value: "press" },
      ],
    });
    expect(checked.problems.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["sources[0].pollMs", "sources[1].unheardOf", "assets[0].type"]),
    );
    expect(checked.problems.every(({ line, remedy }) => line > 1 && remedy.zh !== "")).toBe(true);
    expect(checked.diff.map(({ file }) => file)).toEqual(["sources.yaml", "assets.yaml"]);
    expect(checked.diff[0]?.lines.filter(({ kind }) => kind === "added").map(({ text }) => text)).toEqual([
      '  - { name: line, kind: wired, endpoint: "wired://10.0.0.1", pollMs: 1 }',
      '  - { name: air, kind: radio, url: "radio://10.0.0.2", unheardOf: 1 }',
    ]);
    await expect(
      at.editor.save({ revision, edits: [{ kind: "set", path: ["sources", 0, "pollMs"], value: 1 }] }, { by: "li" }),
    ).rejects.toThrow(ConfigRefused);
    expect(at.read("sources.yaml")).toBe(GOOD_PLANT["sources.yaml"]);
    expect(existsSync(at.dataDir)).toBe(false);
  });

  it("[CE2] it says which parts take effect at once and which need a restart", async () => {
    using at = realPlant();
    const { revision } = await at.editor.read();
    const edits: ConfigEdit[] = [
      { kind: "set", path: ["detectors", "limits", "onDelayS"], value: 6 },
      { kind: "set", path: ["site", "currency"], value: "CNY" },
    ];
    const checked = await at.editor.check({ revision, edits });
    expect(checked).toMatchObject({ problems: [], applied: ["detectors"], restart: ["site"] });
    expect([...checked.sections].sort()).toEqual(["detectors", "site"]);
  });

  it("[CE2] a config with a mistake is read with it, and an edit may mend it", async () => {
    using at = plainPlant();
    writeFileSync(join(at.path, "site.yaml"), GOOD_PLANT["site.yaml"].replace("EUR", "euro"));
    const { problems, revision } = await at.editor.read();
    expect(problems.map(({ path }) => path)).toEqual(["site.currency"]);
    const edits: ConfigEdit[] = [{ kind: "set", path: ["site", "currency"], value: "EUR" }];
    await at.editor.save({ revision, edits }, { by: "li" });
    expect(at.read("site.yaml")).toBe(GOOD_PLANT["site.yaml"]);
  });

  it("[CE2] a text that would make its file larger than a start reads is a problem", async () => {
    using at = plainPlant();
    const { revision } = await at.editor.read();
    const value = Object.fromEntries(Array.from({ length: 450 }, (_, i) => [`p${i}`, "x".repeat(10_000)]));
    const checked = await at.editor.check({ revision, edits: [{ kind: "set", path: ["namespaces"], value }] });
    expect(checked.problems.map(({ code }) => code)).toContain("file-large");
  });
});

describe("many people", () => {
  it("[CE2] of more readings than may wait, further ones are refused", async () => {
    using at = plainPlant();
    const results = await Promise.allSettled(Array.from({ length: 9 }, () => at.editor.read()));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(results.at(-1)).toMatchObject({ reason: { code: "unavailable" } });
  });
});

describe("two people", () => {
  it("[CE3] of two saves at once one is refused, of the layout too", async () => {
    using at = plainPlant();
    const layout = createLayoutEditor({ saves: at.saves });
    const { revision } = await at.editor.read();
    const currency = (value: string) =>
      at.editor.save({ revision, edits: [{ kind: "set", path: ["site", "currency"], value }] }, { by: "li" });
    const results = await Promise.allSettled([
      currency("CNY"),
      currency("USD"),
      layout.save({ revision, floor: { width: 60, depth: 20 } }, "wang"),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(results[1]).toMatchObject({ reason: { code: "conflict" } });
    expect(at.read("site.yaml")).toContain("currency: CNY");
  });

  it("[CE3] a file that changes while a change is checked is not overwritten", async () => {
    using at = plainPlant();
    const { revision } = await at.editor.read();
    const meddling = createConfigEditor(
      savesIn(at.path, {
        answer: async (task) => {
          const answer = await at.saves.answer(task);
          writeFileSync(join(at.path, "site.yaml"), `${GOOD_PLANT["site.yaml"]}# by hand\n`);
          return answer;
        },
      }),
    );
    const edits: ConfigEdit[] = [{ kind: "set", path: ["site", "currency"], value: "CNY" }];
    await expect(meddling.save({ revision, edits }, { by: "li" })).rejects.toMatchObject({ code: "conflict" });
    expect(at.read("site.yaml")).toContain("# by hand");
  });
});

describe("versions", () => {
  it("[CE4] every save is a version with author, note and difference; a layout save too", async () => {
    using at = plainPlant();
    const { revision } = await at.editor.read();
    const change = { revision, note: "new bank", edits: [{ kind: "set", path: ["site", "currency"], value: "CNY" }] };
    const { revision: next } = await at.editor.save(change as never, { by: "li", note: "new bank" });
    await createLayoutEditor({ saves: at.saves }).save({ revision: next, floor: { width: 60, depth: 20 } }, "wang");
    expect(at.editor.versions()).toMatchObject([
      { id: 2, by: "wang", kind: "layout", files: ["site.yaml"] },
      { id: 1, by: "li", kind: "edits", note: "new bank", files: ["site.yaml"] },
    ]);
    expect(at.editor.version(1).diff[0]?.lines.filter(({ kind }) => kind !== "same")).toEqual([
      { kind: "removed", line: 7, text: "  currency: EUR" },
      { kind: "added", line: 7, text: "  currency: CNY" },
    ]);
    expect(() => at.editor.version(3)).toThrow("no version 3");
    const stored = join(at.dataDir, "config-versions", "000001.json");
    expect(statSync(stored).mode & 0o777).toBe(0o600);
  });

  it("[CE4] a version comes back as it was, whatever was saved since; that is a version too", async () => {
    using at = plainPlant();
    for (const currency of ["CNY", "USD", "CHF"])
      await saveEdits(at, { kind: "set", path: ["site", "currency"], value: currency });
    await saveEdits(at, { kind: "set", path: ["sources", 0, "pollMs"], value: 50 });
    const { revision } = await at.editor.read();
    const checked = await at.editor.check({ revision, version: 1 });
    expect(checked.diff.map(({ file }) => file)).toEqual(["site.yaml", "sources.yaml"]);
    await at.editor.save({ revision, version: 1 }, { by: "wang" });
    expect(at.read("site.yaml")).toContain("currency: CNY");
    expect(at.read("sources.yaml")).toBe(GOOD_PLANT["sources.yaml"]);
    expect(at.editor.versions()[0]).toMatchObject({ id: 5, kind: "restore", by: "wang" });
    const again = await at.editor.read();
    await at.editor.save({ revision: again.revision, version: 0 }, { by: "wang" });
    expect(at.read("site.yaml")).toBe(GOOD_PLANT["site.yaml"]);
    await expect(at.editor.check({ revision, version: 99 })).rejects.toMatchObject({ code: "not-found" });
  });
});
