/** Commands that read a data folder. They work while an edge runs on it, and change nothing in it. */
import { parseTime } from "../api/http/times.ts";
import { pseudonyms } from "../audit/pseudonyms.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { backUp } from "../historian/archive/backup.ts";
import { checkData } from "../historian/archive/check-data.ts";
import { exportData, partOf, writeRecord } from "../historian/archive/record.ts";
import { exportTable, type TablePlan } from "../historian/archive/table.ts";
import { type PlantFile, readPlantFile } from "../model/plant-file.ts";
import type { Command } from "./command.ts";
import { noteExport } from "./note-export.ts";
import { openHistory } from "./open-history.ts";
import { fromUser, languageOf, type Options } from "./options.ts";
import { finished, unfinished } from "./process/outputs.ts";

export const RANGE_HELP = `  --data-dir DIR   data folder of the edge (default ./data)
  --from=TIME      RFC 3339, or a distance back such as --from=-8h (default -1h)
  --to=TIME        the same (default now)
`;

/** `gemba export-data`. */
export const exportDataCommand: Command = {
  help: `gemba export-data: samples and texts with the names of their tags, as one file

${RANGE_HELP}  --format WORD    parquet, csv, or excel: a CSV for spreadsheets, with asset,
                   name, unit and local time (default parquet)
  --tag UID        excel: this tag only; may be given several times
  --language WORD  excel: zh or en, of names and headings (default en)
  --separator WORD excel: comma or semicolon (default comma)
  --no-bom         excel: without the byte order mark
  --out FILE       file to write (default gemba-data.parquet or .csv)
`,
  async run(options) {
    const range = rangeOf(options);
    const format = options.format ?? "parquet";
    if (format !== "parquet" && format !== "csv" && format !== "excel")
      throw new EdgeError("bad-request", `--format is parquet, csv or excel, not ${format}`);
    const file = readPlantFile(options.dataDir);
    const table = format === "excel" ? tableOf(file, options) : undefined;
    await using store = await openHistory(options.dataDir);
    const path = fromUser(options.out ?? `gemba-data.${format === "parquet" ? format : "csv"}`);
    await unfinished(partOf(path));
    const tags = new Map(file.tags.map(({ ref, tagUid }) => [ref, tagUid]));
    const rows =
      table === undefined
        ? await exportData(store, { ...range, format: format as "parquet" | "csv", path, tags })
        : await exportTable(store, { ...table, ...range, path });
    noteExport(options.dataDir, { target: "samples", after: range });
    process.stdout.write(`${rows} samples written to ${path}\n`);
    return 0;
  },
};

/** `gemba export-incident`. */
export const exportIncidentCommand: Command = {
  help: `gemba export-incident: the plant over a time, as one file that gemba replay opens on any machine

${RANGE_HELP}  --out FILE       file to write (default incident.gemba)
  --with-names     who acknowledged and shelved, instead of pseudonyms
`,
  async run(options) {
    const range = rangeOf(options);
    const file = readPlantFile(options.dataDir);
    await using store = await openHistory(options.dataDir);
    const path = fromUser(options.out ?? "incident.gemba");
    for (const part of [partOf(path), `${partOf(path)}.wal`]) await unfinished(part);
    await writeRecord(
      store,
      { ...range, plant: JSON.stringify(file) },
      { path, nameOf: options.withNames ? (name) => name : pseudonyms(options.dataDir) },
    );
    noteExport(options.dataDir, { target: "incident", after: { ...range, withNames: options.withNames } });
    process.stdout.write(`Written to ${path}. Open it with: gemba replay ${path}\n`);
    return 0;
  },
};

/** `gemba backup`. */
export const backupCommand: Command = {
  help: `gemba backup --out DIR: copies everything an edge keeps, while it runs

  --data-dir DIR   data folder of the edge (default ./data)
  --out DIR        new or empty folder

  An edge started with --data-dir on the copy continues from it.
`,
  async run(options) {
    if (options.out === undefined) throw new EdgeError("bad-request", "name a new folder with --out");
    const out = fromUser(options.out);
    await unfinished(out);
    const bytes = backUp(options.dataDir, out);
    await finished(out);
    noteExport(options.dataDir, { target: "backup", after: { bytes } });
    process.stdout.write(`${(bytes / 1024 ** 2).toFixed(1)} MiB copied to ${out}\n`);
    return 0;
  },
};

/** `gemba check-data`. */
export const checkDataCommand: Command = {
  help: `gemba check-data: reads all history and says what is damaged. Exit code 0: nothing, 1: something

  --data-dir DIR   data folder of the edge, or a backup of one (default ./data)
`,
  async run(options) {
    await using store = await openHistory(options.dataDir, { late: "as-found" });
    const { spans, samples, problems } = await checkData(store);
    for (const problem of problems) process.stdout.write(`${problem}\n`);
    const found = problems.length === 0 ? "nothing wrong" : `${problems.length} problems`;
    process.stdout.write(`${spans} spans with ${samples} samples read, ${found}\n`);
    return problems.length === 0 ? 0 : 1;
  },
};

/** The tags of a table for spreadsheets, and its format. */
function tableOf({ plant, tags }: PlantFile, options: Options): Omit<TablePlan, "from" | "to" | "path"> {
  const { tags: given, csv } = options;
  const { separator } = csv;
  const language = languageOf(options);
  if (separator !== "comma" && separator !== "semicolon")
    throw new EdgeError("bad-request", `--separator is comma or semicolon, not ${separator}`);
  const stored = tags.filter(({ type, class: about }) => type !== "waveform" && about !== "personal");
  const unknown = given.find((uid) => !stored.some(({ tagUid }) => tagUid === uid));
  if (unknown !== undefined)
    throw new EdgeError(
      "bad-request",
      `no tag with samples has the uid ${unknown}; GET /api/v1/tags of a running edge lists them`,
    );
  const labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid, label]));
  return {
    tags: given.length === 0 ? stored : stored.filter(({ tagUid }) => given.includes(tagUid)),
    labelOf: (tag) => labels.get(tag.assetUid) ?? "",
    options: { language, separator, timeZone: plant.site.timeZone },
    hasMark: csv.bom,
  };
}

/** The range of `--from` and `--to`, µs UTC. */
export function rangeOf({ from = "-1h", to = "now" }: Options): { from: Micros; to: Micros } {
  const now = Date.now() * 1000;
  const read = (name: string, text: string): Micros => {
    const time = parseTime(text, now);
    if (time === undefined)
      throw new EdgeError(
        "bad-request",
        `--${name} is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z, now, or a distance back such as -10m`,
      );
    return Math.floor(time);
  };
  const range = { from: read("from", from), to: read("to", to) };
  if (range.from >= range.to) throw new EdgeError("bad-request", "--from must be before --to");
  return range;
}
