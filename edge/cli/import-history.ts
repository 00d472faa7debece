import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../config/load.ts";
import { EdgeError } from "../contracts/errors.ts";
import { importPast, type Progress } from "../evaluation/past/import-past.ts";
import { lookAtPast } from "../evaluation/past/look-at-past.ts";
import { pastCsv, pastJson, pastText } from "../evaluation/past/past-report.ts";
import { plantOf } from "../evaluation/path/health-path.ts";
import { createLog } from "../observe/log.ts";
import { plugins } from "../plugins.ts";
import { replaceFile } from "../store/replace-file.ts";
import type { Command } from "./command.ts";
import { fromUser, languageOf, type Options } from "./options.ts";
import { finished, unfinished } from "./process/outputs.ts";

const HELP = `gemba import-history MAPPING.yaml --config DIR: what Gemba would have found in your past

  Reads past data of another system (CSV, Parquet, InfluxDB), as the mapping says which
  name is which tag, leads them in order of time along the path of a running edge, and
  reports what it would have said, when, and why. docs/import-history.md explains it.

  --propose FILE…    writes a first mapping by the likeness of names instead, for you to
                     correct. FILE is a table, or http://HOST:PORT/?db=NAME (InfluxDB 1.x),
                     http://HOST:PORT/?org=NAME&bucket=NAME (2.x)
  --config DIR       the plant's folder or its gemba.yaml
  --events FILE      CSV time,asset,component,kind of failures that you know of
  --within N         days before a failure in which a finding counts for it (default 30)
  --limits           limits and rules of the config judge too, not only component health
  --language WORD    zh or en, of the report (default en)
  --out FILE         report as .json or .csv, or the proposed mapping (default mapping.yaml)

  GEMBA_INFLUX_PASSWORD and GEMBA_INFLUX_TOKEN hold the secrets of a database. TMPDIR names
  the disk for staged samples, which take about as much room as the tables.
`;

/** `gemba import-history`. */
export const importHistoryCommand: Command = {
  help: HELP,
  operands: 2_000,
  async run(options, signal) {
    const dir = mkdtempSync(join(tmpdir(), "gemba-past-"));
    try {
      return await (options.past.propose ? propose : report)(options, dir, signal);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

async function report(options: Options, dir: string, signal: AbortSignal): Promise<number> {
  const { language, mapping, out } = checked(options);
  const config = await loadConfig(options.config, plugins);
  if (out !== undefined) await unfinished(out);
  const past = await importPast(
    {
      config,
      log: createLog({ level: options.logLevel === "info" ? "error" : options.logLevel }),
      mapping,
      events: options.past.events === undefined ? undefined : fromUser(options.past.events),
      withinDays: options.past.withinDays,
      withDetectors: options.past.limits,
      dir,
      secrets: secrets(),
      onProgress: (done) => process.stderr.write(progressText(done)),
    },
    signal,
  );
  if (out !== undefined) {
    await replaceFile(out, out.endsWith(".csv") ? pastCsv(past, language) : pastJson(past));
    await finished(out);
  }
  process.stdout.write(pastText(past, { language, timeZone: config.site.timeZone }));
  return 0;
}

async function propose(options: Options, dir: string, signal: AbortSignal): Promise<number> {
  if (options.positionals.length === 0)
    throw new EdgeError("bad-request", "name the tables: gemba import-history --propose FILE… See --help");
  const config = await loadConfig(options.config, plugins);
  const out = fromUser(options.out ?? "mapping.yaml");
  const sources = options.positionals.map((source) => (/^https?:/.test(source) ? source : fromUser(source)));
  const { text, proposed, left } = await lookAtPast(
    sources,
    { built: plantOf(config), timeZone: config.site.timeZone, dir, secrets: secrets() },
    signal,
  );
  await unfinished(out);
  await replaceFile(out, text);
  await finished(out);
  process.stdout.write(
    `${proposed} names have a proposed tag, ${left} have none. Correct ${out}, then run without --propose.\n`,
  );
  return 0;
}

function checked({ positionals, csv, out }: Options) {
  const [mapping, stray] = positionals;
  if (mapping === undefined || stray !== undefined)
    throw new EdgeError(
      "bad-request",
      "name one mapping: gemba import-history MAPPING.yaml. --propose writes a first one",
    );
  const language = languageOf({ csv });
  if (out !== undefined && !/\.(json|csv)$/.test(out))
    throw new EdgeError("bad-request", `--out is a .json or .csv file, not ${out}`);
  return { language, mapping: fromUser(mapping), out: out === undefined ? undefined : fromUser(out) } as const;
}

function secrets() {
  const { GEMBA_INFLUX_PASSWORD: password = "", GEMBA_INFLUX_TOKEN: token = "" } = process.env;
  return { password, token };
}

function progressText(done: Progress): string {
  if (done.kind === "table") return `${done.counts.path}: ${done.counts.readings} readings\n`;
  const day = new Date(done.at / 1000).toISOString().slice(0, 10);
  return `${Math.round(done.share * 100)} % (${day}), ${done.findings} findings\n`;
}
