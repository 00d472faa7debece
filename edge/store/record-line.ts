/** Checked lines of record files that carry their format, `{ v, … }`, and what becomes of damaged ones. */
import { basename } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { readCheckedLine } from "./checked-line.ts";
import { replaceFile } from "./replace-file.ts";

/**
 * The record of a checked line; undefined where a byte of it was changed. Throws EdgeError `conflict` for a line of a
 * newer edge: to leave it out would lose it.
 *
 * @param format the newest that this edge knows
 */
export function readRecord(line: string, path: string, format: number): Readonly<Record<string, unknown>> | undefined {
  const record = readCheckedLine(line);
  if (typeof record !== "object" || record === null) return undefined;
  const { v } = record as { v?: unknown };
  if (typeof v === "number" && v > format)
    throw new EdgeError(
      "conflict",
      `${basename(path)} was written by a newer edge (format ${v}, this one knows ${format}); run that edge, or move ` +
        "the file away",
    );
  return record as Readonly<Record<string, unknown>>;
}

/** The name under which a damaged file is kept. */
export function damagedName(path: string): string {
  return `${path}.damaged-${new Date().toISOString().replaceAll(":", "")}`;
}

/** Keeps the content of a damaged file beside it, before the file is mended. Resolves with the path. */
export async function keepDamaged(path: string, content: Buffer): Promise<string> {
  const aside = damagedName(path);
  await replaceFile(aside, content, { mode: 0o600 });
  return aside;
}
