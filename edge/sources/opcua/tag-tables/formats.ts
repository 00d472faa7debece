/**
 * Tag tables of engineering tools, recognised by their columns: PLC tags of TIA Portal (its table saved as CSV), tags
 * of Kepware's server, and the Data Access View of UaExpert. Rows that do not fit are left out and counted.
 */
import { EdgeError } from "../../../contracts/errors.ts";
import { ucumOf } from "../discovery/unit-codes.ts";

export type TableFormat = "tia" | "kepware" | "uaexpert";

/** One tag of a table. */
export interface TableTag {
  /** BrowseNames below the device. */
  readonly path: readonly string[];
  readonly type: "number" | "boolean" | "text";
  /** UCUM code where the table's unit is known. */
  readonly unit?: string;
  readonly range?: readonly [number, number];
  readonly description: string;
  readonly everyMs?: number;
}

export interface TagTable {
  readonly format: TableFormat;
  readonly tags: readonly TableTag[];
  /** Rows that were left out, with the reason. */
  readonly leftOut: readonly { readonly line: number; readonly reason: string }[];
}

/** Columns, in the tools' own titles and order. */
export const COLUMNS: Readonly<Record<TableFormat, readonly string[]>> = {
  tia: ["Name", "Path", "Data Type", "Logical Address", "Comment", "Hmi Visible", "Hmi Accessible", "Hmi Writeable"],
  kepware: [
    ...[
      "Tag Name",
      "Address",
      "Data Type",
      "Respect Data Type",
      "Client Access",
      "Scan Rate",
      "Scaling",
      "Raw Low",
      "Raw High",
      "Scaled Low",
      "Scaled High",
    ],
    ...["Scaled Data Type", "Clamp Low", "Clamp High", "Eng Units", "Description", "Negate Value"],
  ],
  uaexpert: [
    "#",
    "Server",
    "Node Id",
    "Display Name",
    "Value",
    "Datatype",
    "Source Timestamp",
    "Server Timestamp",
    "Statuscode",
  ],
};
const NEEDED: Readonly<Record<TableFormat, readonly string[]>> = {
  tia: ["Name", "Data Type", "Logical Address"],
  kepware: ["Tag Name", "Address", "Data Type"],
  uaexpert: ["Node Id", "Display Name", "Datatype"],
};

/** Data types of all three tools, in lower case. */
const BOOLEANS = words("bool boolean");
const TEXTS = words(
  "string wstring char wchar date time_of_day date_and_time dtl ldt datetime localizedtext guid qualifiedname",
);
const NUMBERS = words(
  "byte sbyte char8 word dword lword qword int sint dint lint uint usint udint ulint short long llong " +
    "int8 int16 int32 int64 uint8 uint16 uint32 uint64 real lreal float double bcd lbcd s5time time ltime",
);
/** The length of a text, such as in String[32]. */
const TEXT_LENGTH = /\[.*\]$/;

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

/** Throws EdgeError `bad-request` when the columns fit no known tool. */
export function readTable(rows: readonly (readonly string[])[]): TagTable {
  const titles = (rows[0] ?? []).map((title) => title.trim().toLowerCase());
  const format = (Object.keys(NEEDED) as TableFormat[]).find((one) =>
    NEEDED[one].every((title) => titles.includes(title.toLowerCase())),
  );
  if (format === undefined) {
    throw new EdgeError(
      "bad-request",
      `line 1: these are not the columns of a known table; known are ${Object.entries(NEEDED)
        .map(([name, titles]) => `${name} (${titles.join(", ")}, …)`)
        .join("; ")}`,
    );
  }
  const tags: TableTag[] = [];
  const leftOut: { line: number; reason: string }[] = [];
  rows.slice(1).forEach((row, i) => {
    const cell = (title: string): string => row[titles.indexOf(title.toLowerCase())]?.trim() ?? "";
    const read = READERS[format](cell);
    if (typeof read === "string") leftOut.push({ line: i + 2, reason: read });
    else tags.push(read);
  });
  return { format, tags, leftOut };
}

type Cell = (title: string) => string;

const READERS: Readonly<Record<TableFormat, (cell: Cell) => TableTag | string>> = {
  tia: (cell) => {
    const folder = S7_FOLDERS.find(([pattern]) => pattern.test(cell("Logical Address")))?.[1];
    if (folder === undefined)
      return `the logical address ${cell("Logical Address") || "(none)"} is neither input, output nor memory`;
    return tagOf({ path: [folder, cell("Name")], dataType: cell("Data Type"), description: cell("Comment") });
  },
  kepware: (cell) => {
    const [low, high] = [Number(cell("Scaled Low")), Number(cell("Scaled High"))];
    const isScaled = /linear|square/i.test(cell("Scaling")) && low < high;
    const everyMs = Number(cell("Scan Rate"));
    const unit = ucumOf({ unitId: -1, symbol: cell("Eng Units") });
    const tag = tagOf({
      path: cell("Tag Name").split("."),
      dataType: cell("Data Type"),
      description: cell("Description"),
    });
    if (typeof tag === "string") return tag;
    return {
      ...tag,
      ...(isScaled && tag.type === "number" ? { range: [low, high] as const } : {}),
      ...(unit === undefined ? {} : { unit }),
      ...(everyMs >= 10 && everyMs <= 3_600_000 ? { everyMs } : {}),
    };
  },
  uaexpert: (cell) => {
    const id = /^(?:ns=\d+;s=|NS\d+\|String\|)(.+)$/.exec(cell("Node Id"))?.[1];
    if (id === undefined)
      return `the node id ${cell("Node Id") || "(none)"} contains no path; gemba discover finds it on the server`;
    // "Block"."Tag" as S7 controllers write it, or Channel.Device.Tag.
    const path = id.includes('"')
      ? [...id.matchAll(/"((?:[^"]|"")*)"/g)].map((match) => match[1] as string)
      : id.split(".");
    return tagOf({ path, dataType: cell("Datatype"), description: cell("Display Name") });
  },
};

/** Where S7-1500 and S7-1200 servers show PLC tags, by the area of the address. */
const S7_FOLDERS: readonly (readonly [RegExp, string])[] = [
  [/^%?[IE]/i, "Inputs"],
  [/^%?[QA]/i, "Outputs"],
  [/^%?M/i, "Memory"],
];

function tagOf({
  path,
  dataType,
  description,
}: {
  path: readonly string[];
  dataType: string;
  description: string;
}): TableTag | string {
  if (path.some((name) => name === "") || path.length === 0) return "the tag has no name";
  const type = tagTypeOf(dataType.toLowerCase());
  return type === undefined
    ? `the data type ${dataType || "(none)"} has no place in a tag`
    : { path, type, description };
}

function tagTypeOf(dataType: string): TableTag["type"] | undefined {
  if (BOOLEANS.has(dataType)) return "boolean";
  if (NUMBERS.has(dataType)) return "number";
  return TEXTS.has(dataType.replace(TEXT_LENGTH, "")) ? "text" : undefined;
}

const TYPE_WORDS: Readonly<Record<TableFormat, Readonly<Record<string, string>>>> = {
  tia: { number: "LReal", enum: "DInt", boolean: "Bool", text: "WString" },
  kepware: { number: "Double", enum: "Long", boolean: "Boolean", text: "String" },
  uaexpert: { number: "Double", enum: "Int32", boolean: "Boolean", text: "String" },
};

/** A tag of a plant for a table. */
export interface PlantTag {
  readonly source: string;
  readonly tagUid: string;
  readonly label: string;
  readonly component: string;
  readonly signal: string;
  readonly type: string;
  readonly name: string;
  readonly unit?: string;
  readonly range?: readonly [number, number];
  readonly everyMs: number;
  /** Browse path from the server's root. */
  readonly address: string;
}

/** Rows with their titles. The address column holds the browse path, by which the edge binds. */
export function tableRows(format: TableFormat, tags: readonly PlantTag[]): string[][] {
  return [[...COLUMNS[format]], ...tags.map((tag, i) => WRITERS[format](tag, TYPE_WORDS[format][tag.type] ?? "", i))];
}

const WRITERS: Readonly<Record<TableFormat, (tag: PlantTag, type: string, index: number) => string[]>> = {
  tia: (tag, type) => [nameOf(tag, "_"), tag.label, type, tag.address, tag.name, "True", "True", "False"],
  kepware: (tag, type) => {
    const [low = "", high = ""] = tag.range ?? [];
    return [
      nameOf(tag, "."),
      tag.address,
      type,
      "1",
      "RO",
      String(tag.everyMs),
      "",
      "",
      "",
      String(low),
      String(high),
      "",
      "",
      "",
      tag.unit ?? "",
      tag.name,
      "",
    ];
  },
  uaexpert: (tag, type, index) => [String(index + 1), tag.source, tag.address, tag.name, "", type, "", "", ""],
};

function nameOf({ label, component, signal }: PlantTag, separator: string): string {
  return [label, component, signal]
    .filter((part) => part !== "")
    .join(separator)
    .replace(/[^\p{L}\p{N}_.-]/gu, "_");
}
