/** What a link of an answer opens, as the viewer reads its address. */
import { parseAddress } from "../../../twin-viewer/src/data/address.ts";
import { boardOfLink } from "../../../twin-viewer/src/screens/explore/view-content.ts";

/** In the words of a question's `link`: room, asset and time; explore with a tag and its span; record of what. */
export function opened(link: string): readonly string[] {
  const url = new URL(link);
  if (url.pathname.endsWith("/record.html")) return ["record", ...([...url.searchParams][0] ?? [])];
  const { screen = "", asset = "", atMs, explore } = parseAddress(url.hash);
  const board = explore === undefined ? undefined : boardOfLink(explore);
  const source = board?.curves[0]?.source;
  if (board?.span.kind === "fixed" && source !== undefined && "tag" in source)
    return [screen, source.tag, timeOf(board.span.fromMs), timeOf(board.span.toMs)];
  return atMs === undefined ? (asset === "" ? [screen] : [screen, asset]) : [screen, asset, timeOf(atMs)];
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** Whether a link opens what a question wants; `*` is anything, `""` nothing. */
export function opensWhat(link: string, wanted: string): boolean {
  const parts = wanted.split(" ").map((part) => (part === '""' ? "" : part));
  const found = opened(link);
  const isTime = (text: string) => /^\d{4}-\d{2}-\d{2}T/.test(text);
  const isPart = (part: string, one = "") =>
    part === "*" || part === one || (isTime(part) && Date.parse(part) === Date.parse(one));
  return parts.every((part, i) => isPart(part, found[i])) && found.slice(parts.length).every((one) => one === "");
}
