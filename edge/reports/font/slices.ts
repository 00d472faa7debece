/** The viewer's Chinese font: variable WOFF2 files, each with the characters of some Unicode ranges. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const PACKAGE = "@fontsource-variable/noto-sans-sc";

interface Slice {
  readonly name: string;
  /** First and last code points. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** These characters by the slice whose ranges have them; those outside all ranges are left out. */
export async function bySlice(characters: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const slices = await readSlices();
  const found = new Map<string, string>();
  for (const one of characters) {
    const code = one.codePointAt(0) as number;
    const slice = slices.find(({ ranges }) => ranges.some(([first, last]) => code >= first && code <= last));
    if (slice !== undefined) found.set(slice.name, (found.get(slice.name) ?? "") + one);
  }
  return found;
}

export async function readSlice(name: string): Promise<Buffer> {
  return await readFile(join(folder(), "files", `noto-sans-sc-${name}-wght-normal.woff2`));
}

function folder(): string {
  return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
}

/** The slices of alphabets come first, because those with numbers repeat some of their letters. */
async function readSlices(): Promise<readonly Slice[]> {
  const ranges = JSON.parse(await readFile(join(folder(), "unicode.json"), "utf8")) as Readonly<Record<string, string>>;
  const all = Object.entries(ranges).map(([key, text]) => ({
    name: key.replaceAll(/[[\]]/g, ""),
    ranges: text.split(",").map(rangeOf),
  }));
  return [...all.filter(({ name }) => /^[a-z]/.test(name)), ...all.filter(({ name }) => !/^[a-z]/.test(name))];
}

/** `U+ff03-ff04` or `U+ff07`. */
function rangeOf(text: string): readonly [number, number] {
  const [first = "0", last = first] = text.trim().replace(/^U\+/i, "").split("-");
  return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
}
