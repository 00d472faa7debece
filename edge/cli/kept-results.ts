/** Results that a command keeps in files, so that the same command goes on after a stop. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { revisionOf } from "../config/open-files.ts";
import { replaceFile } from "../store/replace-file.ts";
import { PACKAGE_DIR } from "./options.ts";

interface Text {
  readonly path: string;
  readonly text: string;
}

interface Kept<Result> {
  /** Of whatever the result depends on: with another, it is computed anew. */
  readonly print: string;
  readonly result: Result;
}

/** Print of all programs in these folders of the package, and of more that a result depends on. */
export function printOf(folders: readonly string[], more: readonly Text[]): string {
  const programs = folders.flatMap((folder) =>
    readdirSync(join(PACKAGE_DIR, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort(),
  );
  return revisionOf([...programs.map((path) => ({ path, text: readFileSync(path, "utf8") })), ...more]);
}

/** Print of what a judgement of a simulated run depends on: programs, config, scenario, and what else it was asked. */
export function printOfRun(scenario: string, files: readonly string[], asked: string): string {
  const own = statSync(scenario, { throwIfNoEntry: false })?.isFile() === true ? [scenario] : [];
  const read = [...files, ...own].map((path) => ({ path, text: readFileSync(path, "utf8") }));
  return printOf(JUDGING, [...read, { path: scenario, text: asked }]);
}

/** Folders whose programs a judgement depends on. */
const JUDGING = ["edge", "simulators"];

/** The result in a file; undefined where there is none, it is damaged, or it has another print. */
export function keptIn<Result>(file: string, print: string): Result | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as Kept<Result>;
    return kept.print === print ? kept.result : undefined;
  } catch {
    return undefined;
  }
}

export async function keep<Result>(file: string, print: string, result: Result): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await replaceFile(file, `${JSON.stringify({ print, result } satisfies Kept<Result>, null, 2)}\n`);
}
