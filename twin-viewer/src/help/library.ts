/** The guides as the viewer shows and searches them. */
import type { Language } from "../i18n/chosen.ts";
import { GUIDES, type GuideName } from "./guides.ts";
import { type Block, type Inline, parseMarkdown, plainText } from "./markdown.ts";

export interface Guide {
  readonly name: GuideName;
  /** The language it is written in, which is another one where it does not exist in that of the page. */
  readonly language: Language;
  readonly title: string;
  /** Without the title and the link to the other language. */
  readonly blocks: readonly Block[];
}

/** A section in which all words of a search occur. */
export interface Hit {
  readonly guide: Guide;
  /** The heading of the section; the title of the guide where it stands before the first one. */
  readonly heading: string;
  /** Id of the heading; empty for the beginning. */
  readonly anchor: string;
  readonly excerpt: string;
}

type Texts = Readonly<Record<string, string>>;

const MOST_HITS = 30;
const EXCERPT = 110;

/** Guides in a language, in the order of the list; those that lack it in the other one. */
export function guidesOf(language: Language, texts: Readonly<Record<Language, Texts>>): readonly Guide[] {
  const other = language === "zh" ? "en" : "zh";
  return GUIDES.flatMap((name) => {
    const own = textOf(texts[language], name, language);
    const text = own ?? textOf(texts[other], name, other);
    return text === undefined ? [] : [guideOf(name, text, own === undefined ? other : language)];
  });
}

function textOf(texts: Texts, name: GuideName, language: Language): string | undefined {
  const file = language === "zh" ? `/${name}.zh-CN.md` : `/${name}.md`;
  return Object.entries(texts).find(([path]) => path.endsWith(file))?.[1];
}

function guideOf(name: GuideName, text: string, language: Language): Guide {
  const [first, second, ...rest] = parseMarkdown(text);
  const title = first?.kind === "heading" ? plainText(first.content) : name;
  const isLink = second?.kind === "paragraph" && second.content.length === 1 && second.content[0]?.kind === "link";
  return { name, language, title, blocks: second === undefined || isLink ? rest : [second, ...rest] };
}

const loaded = new Map<Language, Promise<readonly Guide[]>>();

/** Reads both languages only where a guide lacks one. */
export function loadGuides(language: Language): Promise<readonly Guide[]> {
  const known = loaded.get(language);
  if (known !== undefined) return known;
  const guides = readGuides(language);
  loaded.set(language, guides);
  // A failure of the network must not last: the next try loads again.
  guides.catch(() => loaded.delete(language));
  return guides;
}

async function readGuides(language: Language): Promise<readonly Guide[]> {
  const own = await textsIn(language);
  const none = { en: {}, zh: {} };
  const guides = guidesOf(language, { ...none, [language]: own });
  if (guides.length === GUIDES.length) return guides;
  const other = language === "zh" ? "en" : "zh";
  return guidesOf(language, { ...none, [language]: own, [other]: await textsIn(other) });
}

async function textsIn(language: Language): Promise<Texts> {
  return (language === "zh" ? await import("./guides-zh.ts") : await import("./guides-en.ts")).TEXTS;
}

interface Section extends Omit<Hit, "excerpt"> {
  readonly text: string;
}

function sectionsOf(guide: Guide): readonly Section[] {
  const sections: { heading: string; anchor: string; texts: string[] }[] = [
    { heading: guide.title, anchor: "", texts: [] },
  ];
  for (const block of guide.blocks) {
    if (block.kind === "heading") sections.push({ heading: plainText(block.content), anchor: block.id, texts: [] });
    else sections.at(-1)?.texts.push(textOfBlock(block));
  }
  return sections.map(({ heading, anchor, texts }) => ({ guide, heading, anchor, text: texts.join(" ") }));
}

function textOfBlock(block: Block): string {
  const all = (lines: readonly (readonly Inline[])[]) => lines.map(plainText).join(" ");
  switch (block.kind) {
    case "code":
      return block.text;
    case "list":
      return all(block.items);
    case "table":
      return all([block.head, ...block.rows].flat());
    default:
      return plainText(block.content);
  }
}

/** Sections with all words of the question: those with a word in the heading first, then those in the title. */
export function searchGuides(guides: readonly Guide[], question: string): readonly Hit[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return guides
    .flatMap(sectionsOf)
    .map((section) => ({ section, rank: rankOf(section, words) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, MOST_HITS)
    .map(({ section: { text, ...place } }) => ({ ...place, excerpt: excerptOf(text, words) }));
}

/** 0 where a word does not occur. */
function rankOf({ guide, heading, text }: Section, words: readonly string[]): number {
  const [own, title, whole] = [heading, guide.title, text].map((one) => one.toLowerCase()) as [string, string, string];
  if (!words.every((word) => own.includes(word) || title.includes(word) || whole.includes(word))) return 0;
  return words.reduce((sum, word) => sum + (own.includes(word) ? 4 : 0) + (title.includes(word) ? 2 : 0), 1);
}

/** The text around the first word that occurs in it, from the beginning of a word. */
function excerptOf(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase();
  const first = Math.min(...words.map((word) => lower.indexOf(word)).filter((at) => at >= 0), text.length);
  const wanted = first === text.length ? 0 : Math.max(0, first - EXCERPT / 3);
  const from = wanted === 0 ? 0 : text.indexOf(" ", wanted) + 1 || wanted;
  const start = from > first ? Math.floor(wanted) : from;
  const excerpt = text
    .slice(start, start + EXCERPT)
    .replace(/^[\s\p{P}]+/u, "")
    .trim();
  return `${start > 0 ? "… " : ""}${excerpt}${start + EXCERPT < text.length ? " …" : ""}`;
}
