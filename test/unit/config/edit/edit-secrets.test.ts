// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the config, written into its files
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../../edge/config/load.ts";
import type { ConfigEdit } from "../../../../edge/contracts/plant/config-edit.ts";
import { plugins } from "../../../../edge/plugins.ts";
import { NOTIFY, openPlant, plainPlant, realPlant, refusalOf, saveEdits } from "../../../fakes/config/edited-plant.ts";
import { GOOD_PLANT } from "../../../fakes/config/plant-folder.ts";

describe("secrets", () => {
  it("[CE7] no answer has one, wherever it stands and whatever its key is called", async () => {
    using at = realPlant();
    const tree = await at.editor.read();
    expect(JSON.stringify(tree)).not.toMatch(/hunter2|pa55word|hook\.example/);
    expect(tree.secrets).toEqual([
      { path: ["notify", "channels", 0, "url"], from: "config" },
      { path: ["notify", "channels", 0, "secret"], from: "config" },
      { path: ["notify", "channels", 1, "mail", "password"], from: "config" },
    ]);
    const { revision } = tree;
    const edits: ConfigEdit[] = [{ kind: "set", path: ["notify", "channels", 0, "groupS"], value: 5 }];
    const checked = await at.editor.check({ revision, edits });
    expect(JSON.stringify(checked)).not.toMatch(/hunter2|pa55word|hook\.example/);
    await at.editor.save({ revision, edits }, { by: "li" });
    expect(at.read("notify.yaml")).toContain("whsec_hunter2hunter2");
    const stored = readFileSync(join(at.dataDir, "config-versions", "000001.json"), "utf8");
    expect(stored).toContain('\\"***\\"');
    expect(stored).not.toMatch(/hunter2|pa55word|hook\.example/);
    expect(JSON.stringify(at.editor.version(1))).not.toMatch(/hunter2|pa55word|hook\.example/);
    const after = await at.editor.read();
    await expect(at.editor.check({ revision: after.revision, version: 0 })).rejects.toThrow("in plain text then");
  });

  it("[CE7] numbers and flags at their places are masked too, in the tree, problems and versions", async () => {
    using at = realPlant();
    const numbers = NOTIFY.replace('"pa55word-in-clear"', "48151623").replace('"whsec_hunter2hunter2"', "true");
    writeFileSync(join(at.path, "notify.yaml"), numbers);
    const tree = await at.editor.read();
    expect(tree.secrets.map(({ path }) => path.slice(-1))).toEqual([["url"], ["secret"], ["password"]]);
    expect(tree.problems.length).toBeGreaterThan(1);
    expect(JSON.stringify(tree)).not.toContain("48151623");
    expect(JSON.stringify(tree.values["notify"])).not.toContain("true");
    const mend: ConfigEdit[] = [
      { kind: "secret", path: ["notify", "channels", 0, "secret"], value: "whsec_hunter2hunter2" },
      { kind: "secret", path: ["notify", "channels", 1, "mail", "password"], value: "a text" },
    ];
    await saveEdits(at, ...mend);
    const stored = readFileSync(join(at.dataDir, "config-versions", "000001.json"), "utf8");
    expect(stored).not.toMatch(/48151623|secret: true/);
    const plain: ConfigEdit = { kind: "set", path: ["notify", "channels", 1, "mail", "password"], value: 48151623 };
    expect((await refusalOf(at, plain)).message).toContain("holds a secret");
  });

  it("[CE4] [CE7] a restore says which secrets were set after the version, which has none", async () => {
    using at = realPlant();
    const path = ["notify", "channels", 1, "mail", "password"] as const;
    writeFileSync(
      join(at.path, "notify.yaml"),
      NOTIFY.replace(', secret: "whsec_hunter2hunter2"', "").replace("webhook", "wecom"),
    );
    await saveEdits(at, { kind: "secret", path: ["notify", "channels", 0, "url"], value: "https://hook.example/y" });
    await saveEdits(at, { kind: "secret", path, value: "first" });
    await saveEdits(
      at,
      { kind: "secret", path, value: "second" },
      { kind: "set", path: ["notify", "channels", 0, "groupS"], value: 5 },
    );
    const { revision } = await at.editor.read();
    const { problems, warnings } = await at.editor.check({ revision, version: 2 });
    expect(problems).toEqual([]);
    expect(warnings.filter(({ code }) => code !== "channel-sends-nothing")).toMatchObject([
      {
        code: "secret-newer",
        path: "notify.channels[1].mail.password",
        message: { zh: expect.stringContaining("之后") },
      },
    ]);
    await at.editor.save({ revision, version: 2 }, { by: "li" });
    expect((await loadConfig(at.path, plugins)).notify.channels[1]?.mail?.password).toBe("second");
  });

  it("[CE7] no problem repeats one that the schema refuses, not even its beginning", async () => {
    using at = realPlant();
    const url = `http://hook.example/x?key=${"k3y".repeat(30)}`;
    writeFileSync(join(at.path, "notify.yaml"), NOTIFY.replace("https://hook.example/x", url));
    const { problems } = await at.editor.read();
    expect(problems.map(({ path, message }) => [path, message.en])).toEqual([
      ["notify.channels[0].url", '"***" is not allowed here'],
    ]);
  });

  it("[CE7] one that is sent gets a private file and a reference; checked before it is written", async () => {
    using at = realPlant();
    const path = ["notify", "channels", 1, "mail", "password"] as const;
    const { revision } = await at.editor.read();
    const edits: ConfigEdit[] = [{ kind: "secret", path, value: "correct horse" }];
    const checked = await at.editor.check({ revision, edits });
    expect(checked.problems).toEqual([]);
    expect(JSON.stringify(checked)).not.toContain("correct horse");
    const file = join(at.path, "secrets/notify-channels-boss-mail-password.secret");
    expect(existsSync(file)).toBe(false);
    await at.editor.save({ revision, edits }, { by: "li" });
    expect(readFileSync(file, "utf8")).toBe("correct horse");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(at.read("notify.yaml")).toContain("${file:secrets/notify-channels-boss-mail-password.secret}");
    const { secrets } = await at.editor.read();
    expect(secrets).toContainEqual({ path, from: "file" });
    // A new value goes into the same file.
    const next = await saveEdits(at, { kind: "secret", path, value: "battery staple" });
    expect(next).toMatchObject({ version: 2, files: ["secrets/notify-channels-boss-mail-password.secret"] });
    expect(at.editor.version(2)).toMatchObject({ files: next.files, diff: [] });
    const versions = readFileSync(join(at.dataDir, "config-versions", "000002.json"), "utf8");
    expect(versions).not.toMatch(/battery|correct/);
    expect(readFileSync(file, "utf8")).toBe("battery staple");
  });

  it("[CE7] it is not written through a link that leads out of the plant's folder, and may hold any text", async () => {
    using at = realPlant();
    const path = ["notify", "channels", 1, "mail", "password"] as const;
    const outside = join(at.path, "..", "outside");
    mkdirSync(outside);
    symlinkSync(outside, join(at.path, "secrets"));
    expect((await refusalOf(at, { kind: "secret", path, value: "x" })).message).toContain("link to outside");
    unlinkSync(join(at.path, "secrets"));
    const value = `a\${env:PATH} b\nc`;
    await saveEdits(at, { kind: "secret", path, value });
    expect((await loadConfig(at.path, plugins)).notify.channels[1]?.mail?.password).toBe(value);
    expect(readdirSync(outside)).toEqual([]);
  });

  it("[CE7] secrets stay with their item when a list is sent without them, also in another order", async () => {
    using at = realPlant();
    const { values } = await at.editor.read();
    const [crew, boss] = (values["notify"] as { channels: readonly object[] }).channels;
    await saveEdits(at, { kind: "set", path: ["notify", "channels"], value: [boss, { ...crew, groupS: 7 }] });
    const { notify } = await loadConfig(at.path, plugins);
    expect(notify.channels.map(({ id, groupS }) => [id, groupS])).toEqual([
      ["boss", 20],
      ["crew", 7],
    ]);
    expect(notify.channels[0]?.mail?.password).toBe("pa55word-in-clear");
    expect(notify.channels[1]?.secret).toBe("whsec_hunter2hunter2");
  });
});

describe("attacks", () => {
  it.each<[string, ConfigEdit, RegExp]>([
    ["a plain secret", { kind: "set", path: ["notify", "channels", 0, "secret"], value: "x" }, /holds a secret/],
    [
      "one inside a value",
      { kind: "set", path: ["notify", "channels", 1, "mail"], value: { password: "x" } },
      /secret/,
    ],
    ["one in a new item", { kind: "insert", path: ["notify", "channels", 2], value: { url: "https://x" } }, /secret/],
    ["a secret elsewhere", { kind: "secret", path: ["site", "name", "en"], value: "x" }, /no place for a secret/],
    ["a reference", { kind: "set", path: ["site", "name", "en"], value: "${file:/etc/passwd}" }, /\$\{/],
    ["a reference as a key", { kind: "set", path: ["namespaces", "${env:PATH}"], value: "x" }, /\$\{/],
    ["another file", { kind: "set", path: ["include", 0], value: "secrets/x.secret" }, /only in the file/],
    ["all files", { kind: "remove", path: ["include"] }, /only in the file/],
    ["the format", { kind: "set", path: ["gemba"], value: 2 }, /only in the file/],
    ["nothing", { kind: "remove", path: ["zones", 7] }, /There is nothing at zones\[7\]/],
    ["a text as a list", { kind: "insert", path: ["site", "id", 0], value: 1 }, /There is nothing at site\.id/],
  ])("[CE8] %s is refused", async (_, edit, reason) => {
    using at = realPlant();
    expect((await refusalOf(at, edit)).message).toMatch(reason);
    expect(at.read("notify.yaml")).toBe(NOTIFY);
  });

  it("[CE8] a private file of the folder is not named as a document, which the edge would serve", async () => {
    using at = plainPlant();
    writeFileSync(join(at.path, "mail.txt"), "hunter2", { mode: 0o600 });
    const documents = [{ name: { zh: "密", en: "Secret" }, file: "./x/../mail.txt" }];
    const edit: ConfigEdit = { kind: "set", path: ["assets", 0, "documents"], value: documents };
    expect((await refusalOf(at, edit)).message).toContain("private file");
  });

  it("[CE8] keys with a meaning in JavaScript are problems, and change no object of the edge", async () => {
    using at = plainPlant();
    const { revision } = await at.editor.read();
    const edits: ConfigEdit[] = [{ kind: "set", path: ["types", "__proto__"], value: { polluted: true } }];
    const { problems } = await at.editor.check({ revision, edits });
    expect(problems.map(({ code }) => code)).toContain("key-forbidden");
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("[CE8] what anchors and aliases share is changed in the file only; a bomb of aliases is one problem", async () => {
    const shared = "zones:\n  - &z { id: a, name: { zh: 甲, en: A }, kind: area, polygon: [[1, 1], [2, 1], [2, 2]] }\n";
    using at = openPlant({
      ...GOOD_PLANT,
      "gemba.yaml": `${GOOD_PLANT["gemba.yaml"]}${shared}routes: { nodes: [*z], edges: [] }\n`,
    });
    const edit: ConfigEdit = { kind: "set", path: ["zones", 0, "id"], value: "b" };
    expect((await refusalOf(at, edit)).message).toContain("anchor");
    expect((await refusalOf(at, { kind: "set", path: ["routes", "nodes", 0, "id"], value: "b" })).message).toContain(
      "alias",
    );
    expect((await refusalOf(at, { kind: "remove", path: ["routes"] })).message).toContain("alias");
    const bomb = Array.from({ length: 9 }, (_, i) => `  b${i}: &b${i} [${Array(9).fill(i ? `*b${i - 1}` : "x")}]`);
    writeFileSync(join(at.path, "site.yaml"), `${GOOD_PLANT["site.yaml"]}places:\n${bomb.join("\n")}\n`);
    const { problems } = await at.editor.read();
    expect(problems.map(({ code }) => code)).toContain("aliases-many");
  });
});
