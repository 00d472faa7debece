import type { DiffLine, FileDiff } from "../../contracts/plant/config-edit.ts";

/** Unchanged lines that are shown around a changed one. */
const CONTEXT = 2;
/** Lines of one file that a difference lists. */
const MOST_LINES = 2_000;
/** Beyond this product of lines the middle part counts as replaced: the exact search takes memory for each pair. */
const MOST_PAIRS = 4_000_000;

/** The difference of two texts of one file. */
export function fileDiff(file: string, before: string, after: string): FileDiff {
  const lines = nearChanges(diffLines(linesOf(before), linesOf(after)));
  return { file, lines: lines.slice(0, MOST_LINES), isCut: lines.length > MOST_LINES };
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** All lines of both texts in order; the fewest possible are marked as removed and added. */
function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < Math.min(before.length, after.length) && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < Math.min(before.length, after.length) - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail++;
  const old = before.slice(head, before.length - tail);
  const fresh = after.slice(head, after.length - tail);
  const same = (index: number): DiffLine => ({ kind: "same", line: index + 1, text: after[index] as string });
  return [
    ...after.slice(0, head).map((_, i) => same(i)),
    ...middle(old, fresh).map((one) => ({ ...one, line: one.line + head })),
    ...Array.from({ length: tail }, (_, i) => same(after.length - tail + i)),
  ];
}

function middle(old: readonly string[], fresh: readonly string[]): DiffLine[] {
  const removed = (i: number): DiffLine => ({ kind: "removed", line: i + 1, text: old[i] as string });
  const added = (j: number): DiffLine => ({ kind: "added", line: j + 1, text: fresh[j] as string });
  if (old.length * fresh.length > MOST_PAIRS)
    return [...old.map((_, i) => removed(i)), ...fresh.map((_, j) => added(j))];
  const longest = commonLengths(old, fresh);
  const width = fresh.length + 1;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      lines.push({ kind: "same", line: j + 1, text: fresh[j] as string });
      i++;
      j++;
    } else if (
      j >= fresh.length ||
      (i < old.length && at(longest, (i + 1) * width + j) >= at(longest, i * width + j + 1))
    )
      lines.push(removed(i++));
    else lines.push(added(j++));
  }
  return lines;
}

/** Length of the longest common subsequence of the rests of both lists from each pair of indices on. */
function commonLengths(old: readonly string[], fresh: readonly string[]): Uint16Array {
  const width = fresh.length + 1;
  const longest = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = fresh.length - 1; j >= 0; j--)
      longest[i * width + j] =
        old[i] === fresh[j]
          ? at(longest, (i + 1) * width + j + 1) + 1
          : Math.max(at(longest, (i + 1) * width + j), at(longest, i * width + j + 1));
  return longest;
}

function at(values: Uint16Array, index: number): number {
  return values[index] as number;
}

function nearChanges(lines: readonly DiffLine[]): DiffLine[] {
  const isNear = new Uint8Array(lines.length);
  for (const [index, { kind }] of lines.entries())
    if (kind !== "same") isNear.fill(1, Math.max(0, index - CONTEXT), Math.min(lines.length, index + CONTEXT + 1));
  return lines.filter((_, index) => isNear[index] === 1);
}
