import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { GUIDES, guideOfLink } from "../../twin-viewer/src/help/guides.ts";
import { type Block, type Inline, parseMarkdown, plainText } from "../../twin-viewer/src/help/markdown.ts";

const root = join(import.meta.dirname, "../..");
const docs = join(root, "docs");
const read = (page: string): string => readFileSync(join(docs, page), "utf8");
const both = GUIDES.flatMap((name) => [`${name}.md`, `${name}.zh-CN.md`]);
/** Guides whose examples have words and time zones of the reader's language. */
const OWN_EXAMPLES = ["maintenance", "predictions", "import-history", "forecast"];
const HAN = /\p{Script=Han}/u;

/** The kinds of the blocks in order, with what must be equal in both languages. */
function shape(blocks: readonly Block[]): unknown[] {
  return blocks.map((block) => {
    switch (block.kind) {
      case "heading":
        return `heading ${block.level}`;
      case "list":
        return `list of ${block.items.length}`;
      case "table":
        return `table of ${block.rows.map((row) => row.length).join()}`;
      default:
        return block.kind;
    }
  });
}

/** Code without comments and without the choice of a language. */
function commands(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) =>
    block.kind === "code"
      ? [
          block.text
            .replaceAll(/(^|\s)# .*$/gm, "")
            .replaceAll(/ --language zh|(?<=[&?](?:lang|l)=)(?:en|zh)/g, "")
            .replaceAll(/\s+/g, " "),
        ]
      : [],
  );
}

/** Numbers of rules and requests of the API that a page names. */
function rulesIn(page: string): string[] {
  return [...new Set(read(page).match(/\[[A-Z]{1,2}\d+\]|`(?:GET|POST|PUT|DELETE) [^`?]+/g))].sort();
}

function linesOf(block: Block): readonly (readonly Inline[])[] {
  switch (block.kind) {
    case "code":
      return [];
    case "list":
      return block.items;
    case "table":
      return [block.head, ...block.rows].flat();
    default:
      return [block.content];
  }
}

function linksOf(content: readonly Inline[]): string[] {
  return content.flatMap((one) =>
    one.kind === "link" ? [one.href, ...linksOf(one.content)] : "content" in one ? linksOf(one.content) : [],
  );
}

function idsOf(text: string): string[] {
  return parseMarkdown(text).flatMap((block) => (block.kind === "heading" ? [block.id] : []));
}

describe.each(GUIDES)("the guide %s", (name) => {
  const en = parseMarkdown(read(`${name}.md`));
  const zh = parseMarkdown(read(`${name}.zh-CN.md`));

  it("[HE1] has the same headings, lists, tables, commands and rules in both languages", () => {
    expect(shape(zh).filter((one) => one !== "paragraph")).toEqual(shape(en).filter((one) => one !== "paragraph"));
    expect(rulesIn(`${name}.zh-CN.md`)).toEqual(rulesIn(`${name}.md`));
    expect(commands(zh).length).toBe(commands(en).length);
    if (!OWN_EXAMPLES.includes(name)) expect(commands(zh)).toEqual(commands(en));
  });

  it("[HE1] is written in its language, and each names the other", () => {
    const third = (page: string) => read(page).split("\n")[2];
    expect(third(`${name}.md`)).toBe(`[中文](${name}.zh-CN.md)`);
    expect(third(`${name}.zh-CN.md`)).toBe(`[English](${name}.md)`);
    const prose = (blocks: readonly Block[]) =>
      blocks.filter((block) => block.kind === "paragraph").map(({ content }) => plainText(content));
    const foreign = prose(zh).filter((text) => text !== "English" && !HAN.test(text));
    expect(foreign).toEqual([]);
    const han = prose(en).filter((text) => text !== "中文" && (text.match(/\p{Script=Han}/gu)?.length ?? 0) > 40);
    expect(han).toEqual([]);
  });
});

describe.each(both)("%s", (page) => {
  const blocks = parseMarkdown(read(page));

  it("[HE1] has only links that lead somewhere, and those between guides stay in the language", () => {
    const dead = blocks
      .flatMap(linesOf)
      .flatMap(linksOf)
      .filter((href) => !/^https?:/.test(href))
      .filter((href) => {
        const [path = "", anchor = ""] = href.split("#");
        const target = path === "" ? join(docs, page) : join(docs, dirname(page), path);
        if (!existsSync(target)) return true;
        return anchor !== "" && !idsOf(readFileSync(target, "utf8")).includes(decodeURIComponent(anchor));
      });
    expect(dead).toEqual([]);
    const astray = blocks
      .slice(2)
      .flatMap(linesOf)
      .flatMap(linksOf)
      .filter((href) => guideOfLink(href) !== undefined && href.includes(".zh-CN.") !== page.includes(".zh-CN."));
    expect(astray).toEqual([]);
  });

  it("[HE2] has no markup that the viewer would show as text", () => {
    const texts = blocks.flatMap(linesOf).flatMap(textsOf);
    expect(texts.length).toBeGreaterThan(3);
    expect(texts.filter((text) => /\]\(|\*\*|`|<\/?[a-z]+>|^ {0,3}>|!\[/.test(text))).toEqual([]);
  });
});

function textsOf(content: readonly Inline[]): string[] {
  return content.flatMap((one) => (one.kind === "text" ? [one.text] : "content" in one ? textsOf(one.content) : []));
}

it("[HE1] the Chinese README leads to the Chinese guides, the English one to the English guides", () => {
  for (const readme of ["README.md", "README.zh-CN.md"]) {
    const links = parseMarkdown(readFileSync(join(root, readme), "utf8"))
      .flatMap(linesOf)
      .flatMap(linksOf)
      .map((href) => href.replace(/^docs\//, ""))
      .filter((href) => guideOfLink(href) !== undefined);
    expect(links.length).toBeGreaterThan(15);
    expect(links.filter((href) => href.includes(".zh-CN.") !== readme.includes(".zh-CN."))).toEqual([]);
  }
});
