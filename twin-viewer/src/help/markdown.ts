/**
 * Reads the Markdown of our own documents into plain data: headings, paragraphs, lists of one level, tables, code,
 * and in them code, emphasis and links. Texts stay texts: no HTML is read or made.
 */

export type Inline =
  | { readonly kind: "text" | "code"; readonly text: string }
  | { readonly kind: "strong" | "emphasis"; readonly content: readonly Inline[] }
  | { readonly kind: "link"; readonly href: string; readonly content: readonly Inline[] };

type Line = readonly Inline[];

export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly id: string; readonly content: Line }
  | { readonly kind: "paragraph"; readonly content: Line }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "list"; readonly isOrdered: boolean; readonly items: readonly Line[] }
  | { readonly kind: "table"; readonly head: readonly Line[]; readonly rows: readonly (readonly Line[])[] };

const FENCE = /^```/;
const HEADING = /^(#{1,6}) +(.*)$/;
const BULLET = /^- +(.*)$/;
const NUMBER = /^\d+\. +(.*)$/;
const ROW = /^\|/;
const CODE = /(`+)(.*?[^`])\1(?!`)/;
const LINK = /\[((?:[^[\]`]|`[^`]*`|\[[^\]]*\])*)\]\(([^)\s]+)\)/;
const STRONG = /\*\*(?=\S)(.*?\S)\*\*/;
const EMPHASIS = /\*(?=[^\s*])([^*]*[^\s*])\*/;
const TOKEN = new RegExp([CODE, LINK, STRONG, EMPHASIS].map(({ source }) => source).join("|"), "g");
/** Chinese, Japanese and their punctuation are written without blanks between lines. */
const WIDE = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;

export function parseMarkdown(text: string): readonly Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  const ids = new Map<string, number>();
  let at = 0;
  /** The lines from here on that belong to the block; moves on behind them. */
  const take = (belongs: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && belongs(lines[at] as string)) at++;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] as string;
    const [, hashes, title] = HEADING.exec(line) ?? [];
    if (line.trim() === "") at++;
    else if (FENCE.test(line)) {
      at++;
      blocks.push({ kind: "code", text: take((one) => !FENCE.test(one)).join("\n") });
      at++;
    } else if (hashes !== undefined && title !== undefined) {
      at++;
      const content = parseInline(title);
      blocks.push({ kind: "heading", level: hashes.length, id: fresh(anchorOf(plainText(content)), ids), content });
    } else if (ROW.test(line)) blocks.push(tableOf(take((one) => ROW.test(one))));
    else if (markerOf(line) !== undefined)
      blocks.push(listOf(take((one) => markerOf(one) !== undefined || goesOn(one))));
    else blocks.push({ kind: "paragraph", content: parseInline(joined(take(goesOn))) });
  }
  return blocks;
}

/** Whether a line continues the paragraph or the item before it. */
function goesOn(line: string): boolean {
  return line.trim() !== "" && ![FENCE, HEADING, ROW].some((form) => form.test(line)) && markerOf(line) === undefined;
}

function markerOf(line: string): RegExp | undefined {
  return [BULLET, NUMBER].find((form) => form.test(line));
}

function listOf(lines: readonly string[]): Block {
  const items: string[][] = [];
  for (const line of lines) {
    const marker = markerOf(line);
    if (marker === undefined) items.at(-1)?.push(line);
    else items.push([marker.exec(line)?.[1] ?? ""]);
  }
  return {
    kind: "list",
    isOrdered: markerOf(lines[0] as string) === NUMBER,
    items: items.map((item) => parseInline(joined(item))),
  };
}

function tableOf(lines: readonly string[]): Block {
  const cells = (line: string): Line[] =>
    line
      .replace(/^\|/, "")
      .replace(/\|\s*$/, "")
      .split("|")
      .map((cell) => parseInline(cell.trim()));
  const [head = "", , ...rows] = lines;
  return { kind: "table", head: cells(head), rows: rows.map(cells) };
}

function joined(lines: readonly string[]): string {
  return lines.reduce((before, line) => {
    const next = line.trim();
    const isWide = WIDE.test(before.at(-1) ?? "") || WIDE.test(next.at(0) ?? "");
    return before === "" || isWide ? before + next : `${before} ${next}`;
  }, "");
}

function parseInline(text: string): readonly Inline[] {
  const parts: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, , code, label, href, strong, emphasis] = match;
    if (match.index > end) parts.push({ kind: "text", text: text.slice(end, match.index) });
    end = match.index + whole.length;
    if (code !== undefined) parts.push({ kind: "code", text: code.replace(/^ (.*) $/, "$1") });
    else if (href !== undefined) parts.push({ kind: "link", href, content: parseInline(label ?? "") });
    else if (strong !== undefined) parts.push({ kind: "strong", content: parseInline(strong) });
    else parts.push({ kind: "emphasis", content: parseInline(emphasis ?? "") });
  }
  if (end < text.length) parts.push({ kind: "text", text: text.slice(end) });
  return parts;
}

export function plainText(content: Line): string {
  return content.map((one) => ("text" in one ? one.text : plainText(one.content))).join("");
}

/** What a link to a heading names it, by the rule of GitHub. */
function anchorOf(title: string): string {
  return title
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

function fresh(id: string, ids: Map<string, number>): string {
  const before = ids.get(id) ?? 0;
  ids.set(id, before + 1);
  return before === 0 ? id : `${id}-${before}`;
}
