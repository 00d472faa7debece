/** The mapping file of past data: which tables there are, and which tag each of their names is (rule PH1). */
import { globSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { Tag, TagTable, TagUid } from "../../contracts/plant/tag.ts";
import { conversionOf } from "../../contracts/plant/unit-conversion.ts";
import { type Static, type TObject, type TSchema, Type } from "../../contracts/schema.ts";
import { type MappedTag, QUALITY_CODES, type TablePlan } from "../../historian/past/table-plan.ts";

const MOST_PROBLEMS = 20;
const MOST_FILES = 2_000;
const MOST_BYTES = 64 * 1024 * 1024;

const closed = <P extends Record<string, TSchema>>(properties: P): TObject<P> =>
  Type.Object(properties, { additionalProperties: false });
const word = (fallback: string) => Type.String({ minLength: 1, default: fallback });

const TABLES = closed({
  /** Paths or patterns, from the mapping file's folder. */
  files: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
  form: Type.Union([Type.Literal("long"), Type.Literal("wide")], { default: "long" }),
  time: word("time"),
  tag: word("tag"),
  value: word("value"),
  quality: Type.Optional(Type.String({ minLength: 1 })),
  qualityCodes: Type.Optional(Type.Union(QUALITY_CODES.map((codes) => Type.Literal(codes)))),
  timeFormat: word("iso"),
  separator: Type.String({ minLength: 1, maxLength: 1, default: "," }),
  decimal: Type.Union([Type.Literal("."), Type.Literal(",")], { default: "." }),
});

const INFLUX = closed({
  url: Type.String({ pattern: "^https?://[^@/]+/?$" }),
  api: Type.Union([Type.Literal("v1"), Type.Literal("v2")]),
  database: Type.String({ default: "" }),
  user: Type.String({ default: "" }),
  org: Type.String({ default: "" }),
  bucket: Type.String({ default: "" }),
  from: Type.String({ minLength: 1 }),
  to: Type.String({ minLength: 1 }),
});

const MAPPING = closed({
  "gemba-history": Type.Literal(1),
  /** IANA zone of times without an offset. */
  timeZone: Type.String({ minLength: 1 }),
  tables: Type.Array(TABLES, { default: [] }),
  influx: Type.Array(INFLUX, { default: [] }),
  tags: Type.Array(
    closed({
      /** Its name in the other system: a name, a column, or `measurement,tag=value field`. */
      from: Type.String({ minLength: 1 }),
      /** `LABEL#component/signal`, or the tag's uid. */
      tag: Type.String({ minLength: 1 }),
      /** UCUM, where it is not the tag's own. */
      unit: Type.Optional(Type.String({ minLength: 1 })),
    }),
    { minItems: 1 },
  ),
  /** Names that are left out on purpose. */
  ignore: Type.Array(Type.String(), { default: [] }),
});
type MappingFile = Readonly<Static<typeof MAPPING>>;
export type PastInflux = Readonly<Static<typeof INFLUX>>;

const fits = new Ajv({ allErrors: true, strict: true, strictTypes: false, useDefaults: true }).compile<MappingFile>(
  MAPPING,
);

export interface PastMapping {
  readonly timeZone: string;
  readonly tables: readonly TablePlan[];
  readonly influx: readonly PastInflux[];
  readonly mapped: readonly MappedTag[];
  readonly ignored: readonly string[];
}

/** Reads a mapping for a plant. Throws EdgeError `bad-request` with all problems, each with its place and remedy. */
export function readMapping(path: string, { plant, tags }: { plant: Plant; tags: TagTable }): PastMapping {
  const file = readFile(path);
  const problems: string[] = [];
  if (!isZone(file.timeZone)) problems.push(`timeZone: ${file.timeZone} is no zone; write one such as Europe/Berlin`);
  const mapped = mappedTags(file, tagFinder(plant, tags), problems);
  const tables = file.tables.flatMap((table, at) => plansOf(table, { path, at, problems }));
  if (tables.length === 0 && file.influx.length === 0) problems.push("tables, influx: name files or a database");
  if (problems.length > 0) throw new EdgeError("bad-request", listed(path, problems));
  return { timeZone: file.timeZone, tables, influx: file.influx, mapped, ignored: file.ignore };
}

/** Finds tags as mappings write them. */
function tagFinder(plant: Plant, tags: TagTable): (written: string) => Tag | undefined {
  const uids = new Map(plant.assets.map(({ label, assetUid }) => [label, assetUid as string]));
  return (written) => {
    const at = written.lastIndexOf("#");
    const owner = uids.get(written.slice(0, at));
    return tags.find((owner === undefined ? written : `${owner}${written.slice(at)}`) as TagUid);
  };
}

function readFile(path: string): MappingFile {
  let read: unknown;
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MOST_BYTES) throw new RangeError(`it has more than ${MOST_BYTES} bytes`);
    read = parse(bytes.toString("utf8"));
  } catch (error) {
    throw new EdgeError("bad-request", `the mapping ${path} cannot be read: ${reasonOf(error)}`);
  }
  if (fits(read)) return read;
  const problems = (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath || "/"}: ${message}`);
  throw new EdgeError("bad-request", listed(path, [...new Set(problems)]));
}

function listed(path: string, problems: readonly string[]): string {
  const more = problems.length > MOST_PROBLEMS ? `\n  and ${problems.length - MOST_PROBLEMS} more` : "";
  const first = problems.slice(0, MOST_PROBLEMS).join("\n  ");
  return `the mapping ${path} has mistakes; docs/import-history.md shows one:\n  ${first}${more}`;
}

function mappedTags({ tags, ignore }: MappingFile, find: (written: string) => Tag | undefined, problems: string[]) {
  const names = new Set(ignore);
  if (names.size < ignore.length) problems.push("ignore: a name is there twice; leave one out");
  return tags.flatMap(({ from, tag: written, unit }, at): MappedTag[] => {
    const place = `tags/${at} (${from})`;
    if (names.has(from)) problems.push(`${place}: the name is there twice; leave one out`);
    names.add(from);
    const tag = find(written);
    if (tag === undefined || tag.type === "waveform") {
      problems.push(`${place}: the config has no tag ${written} with samples; write LABEL#component/signal`);
      return [];
    }
    const conversion = unit === undefined ? { factor: 1, offset: 0 } : conversionOf(unit, tag.unit ?? "1");
    if (conversion === undefined) {
      problems.push(`${place}: ${unit} cannot be converted to ${tag.unit ?? "1"}; write the UCUM code of its unit`);
      return [];
    }
    return [{ from, ref: tag.ref, type: tag.type, ...conversion, labels: tag.labels ?? [] }];
  });
}

function plansOf(
  { files, form, time, tag, value, quality, qualityCodes, timeFormat, separator, decimal }: MappingFile["tables"][0],
  { path, at, problems }: { path: string; at: number; problems: string[] },
): readonly TablePlan[] {
  const folder = dirname(path);
  const found = files.flatMap((pattern) => {
    const matches = globSync(pattern, { cwd: folder }).sort();
    if (matches.length === 0) problems.push(`tables/${at}: no file is ${resolve(folder, pattern)}`);
    return matches;
  });
  if (found.length > MOST_FILES) problems.push(`tables/${at}: ${found.length} files, at most ${MOST_FILES}; join them`);
  return found.map((file) => ({
    path: resolve(folder, file),
    form,
    columns: { time, tag, value, ...(quality === undefined ? {} : { quality }) },
    timeFormat,
    separator,
    decimal,
    ...(qualityCodes === undefined ? {} : { qualityCodes }),
  }));
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
