import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkPlant } from "../../../edge/config/check.ts";
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
  expect(ok, text).toBe(true);
});

it("both READMEs have the same shape: headings, code blocks and links", () => {
  const shape = (page: string) => {
    const text = readFileSync(join(root, page), "utf8");
    return {
      headings: [...text.matchAll(/^#+ /gm)].map((match) => match[0]),
      blocks: text.split("```").length,
      links: [...text.matchAll(/\]\(((?:docs|bench|ARCH)[^)]*\.md)\)/g)].map((match) => match[1]),
    };
  };
  expect(shape("README.zh-CN.md")).toEqual(shape("README.md"));
});
