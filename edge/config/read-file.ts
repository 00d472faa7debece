/** Reads one YAML or JSON file that is no plant's config, with the same checks and messages. */
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { LineCounter } from "yaml";
import type { ConfigProblem } from "../contracts/plant/config-text.ts";
import type { SectionProblem } from "../contracts/plant/edge-config.ts";
import type { Static, TSchema } from "../contracts/schema.ts";
import { problem } from "./config-texts.ts";
import { ConfigDocument } from "./document.ts";
import { ConfigError } from "./problems.ts";
import { MAX_FILE_BYTES, readYaml } from "./read-yaml.ts";
import { recentValidator } from "./validator.ts";

/**
 * The values of a file, defaults filled in. Throws ConfigError with everything that is wrong with it: what the schema
 * refuses, and where it refuses nothing, what `problemsOf` finds.
 */
export function readConfigFile<Schema extends TSchema>(
  path: string,
  schema: Schema,
  problemsOf: (value: Static<Schema>) => readonly SectionProblem[],
): Static<Schema> {
  const document = new ConfigDocument({ shown: basename(path), lines: new LineCounter() });
  const text = textOf(path, document);
  if (text === undefined) throw new ConfigError(document.problems);
  return readText(text, document, { shown: basename(path), schema, problemsOf });
}

/** The same of a text. `shown`: what the file is called. */
export function readConfigText<Schema extends TSchema>(text: string, shown: string, by: CheckedBy<Schema>) {
  const document = new ConfigDocument({ shown, lines: new LineCounter() });
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_FILE_BYTES) {
    document.problem([], problem("file-large", { file: shown, bytes, most: MAX_FILE_BYTES }));
    throw new ConfigError(document.problems);
  }
  return readText(text, document, { shown, ...by });
}

interface CheckedBy<Schema extends TSchema> {
  readonly schema: Schema;
  problemsOf(value: Static<Schema>): readonly SectionProblem[];
}

function readText<Schema extends TSchema>(
  text: string,
  document: ConfigDocument,
  { shown, schema, problemsOf }: CheckedBy<Schema> & { readonly shown: string },
): Static<Schema> {
  const read = readYaml(text, shown, document);
  if (read !== undefined) {
    document.root = read.root;
    if (recentValidator().check(schema, read.root, { document, steps: [] }) && document.problems.length === 0)
      for (const { steps, ...found } of problemsOf(read.root as Static<Schema>)) document.problem(steps, found);
  }
  if (read === undefined || document.problems.length > 0) throw new ConfigError(document.problems);
  return read.root as Static<Schema>;
}

function textOf(path: string, document: ConfigDocument): string | undefined {
  const shown = basename(path);
  try {
    const { size } = statSync(path);
    if (size <= MAX_FILE_BYTES) return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
    document.problem([], problem("file-large", { file: shown, bytes: size, most: MAX_FILE_BYTES }));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    const named = error instanceof TypeError ? problem("file-no-utf8", { file: shown }) : undefined;
    document.problem(
      [],
      named ?? problem(code === "ENOENT" ? "file-absent" : "file-unreadable", { file: path, error: code }),
    );
  }
  return undefined;
}

/**
 * What is wrong with a value that a program gave, by the same checks as of a file; its defaults are filled in. `file`:
 * what it is called, which begins the paths.
 */
export function valueProblems<Schema extends TSchema>(
  file: string,
  value: Record<string, unknown>,
  schema: Schema,
  problemsOf: (value: Static<Schema>) => readonly SectionProblem[],
): readonly ConfigProblem[] {
  const document = new ConfigDocument({ shown: file, lines: new LineCounter() });
  document.root = { [file]: value };
  if (recentValidator().check(schema, value, { document, steps: [file] }))
    for (const { steps, ...found } of problemsOf(value as Static<Schema>)) document.problem([file, ...steps], found);
  return document.problems;
}
