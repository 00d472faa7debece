import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkPlant } from "../../../edge/config/check.ts";
import { ALARMS_TEXT } from "../../../edge/contracts/alerts/proposed-alarms.ts";
import { plugins } from "../../../edge/plugins.ts";

const root = join(import.meta.dirname, "..", "..", "..");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-readme-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it.each(["README.md", "README.zh-CN.md"])("the first plant of %s is a config without a problem", async (page) => {
  const yaml = /```yaml\n(gemba: 1\n[\s\S]*?)```/.exec(readFileSync(join(root, page), "utf8"))?.[1];
  writeFileSync(join(folder, "gemba.yaml"), yaml ?? "");
  const { ok, text } = await checkPlant(folder, plugins);
  expect(text).toContain("1 assets, 1 tags");
  expect(text, "an alarm with a response, which notifies somebody").not.toContain("warning");
  expect(ok, text).toBe(true);
});

it("both READMEs have the same structure: headings, code blocks and links", () => {
  const shape = (page: string) => {
    const text = readFileSync(join(root, page), "utf8");
    return {
      headings: [...text.matchAll(/^#+ /gm)].map((match) => match[0]),
      blocks: text.split("```").length,
      links: [...text.matchAll(/\]\(((?:docs|bench|ARCH)[^)]*\.md)\)/g)].map((match) =>
        match[1]?.replace(".zh-CN", ""),
      ),
    };
  };
  expect(shape("README.zh-CN.md")).toEqual(shape("README.md"));
});

it.each(["docs/first-alarm.md", "docs/first-alarm.zh-CN.md"])(
  "[A100] [N20] the instructions of %s lead to an alarm that its channel sends, without a warning",
  async (page) => {
    const plant =
      /```yaml\n(gemba: 1\n[\s\S]*?)detectors:/.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] ?? "";
    const [, tag = "", alarms = ""] =
      /```yaml\n( +- \{ signal[\s\S]*?)```[\s\S]*?```yaml\n([\s\S]*?)```/.exec(
        readFileSync(join(root, page), "utf8"),
      ) ?? [];
    expect(tag).toContain("limits: { high: 450 }");
    writeFileSync(join(folder, "gemba.yaml"), `${plant}include: [alarms.yaml]\n`);
    writeFileSync(join(folder, "alarms.yaml"), alarms);
    writeFileSync(join(folder, "mail.secret"), "secret of the mail server\n", { mode: 0o600 });
    const { ok, text } = await checkPlant(folder, plugins);
    expect(ok, text).toBe(true);
    expect(text).not.toContain("warning");
  },
);

it("both pages about the first alarm have one structure; a proposed config has their lines as comments", () => {
  const page = (name: string): string => readFileSync(join(root, "docs", name), "utf8");
  const shape = (text: string) => ({
    headings: text.match(/^#+ /gm),
    blocks: text.match(/```[\s\S]*?```/g),
    rows: text.match(/^\|/gm)?.length,
    points: text.match(/^- /gm)?.length,
  });
  expect(shape(page("first-alarm.zh-CN.md"))).toEqual(shape(page("first-alarm.md")));
  const keys = (text: string): string[] =>
    [...text.matchAll(/^ *(?:- )?([a-zA-Z]+):/gm)].map(([, key]) => key as string);
  const written = /```yaml\n(detectors:[\s\S]*?)```/.exec(page("first-alarm.md"))?.[1] ?? "";
  expect(keys(ALARMS_TEXT.replaceAll(/^# /gm, ""))).toEqual(keys(written));
});
