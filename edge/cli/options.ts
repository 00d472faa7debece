import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { EdgeError } from "../contracts/errors.ts";
import type { Language } from "../contracts/words/language.ts";
import type { LogLevel } from "../observe/log.ts";
import { OPTIONS } from "./option-table.ts";

/** Folder of the package, which holds `config/demo` and the built viewer. */
export const PACKAGE_DIR = fileURLToPath(new URL("../..", import.meta.url));

/** Options that every command understands; each command's help lists the ones it uses. */
export interface Options {
  readonly config: string;
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  /** Scenario of the simulated plant: a name or a file. */
  readonly scenario: string;
  readonly seed: number;
  /** Hours of the simulated plant's past before its first start; 0 for none. */
  readonly pastHours: number;
  /** Options of `gemba simulate` as typed; its process reads them. */
  readonly simulate: Readonly<
    Record<"headless", boolean> &
      Record<"hours" | "speed" | "groundTruth" | "waveforms" | "assets" | "tagsPerAsset", string | undefined>
  >;
  readonly out: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly format: string | undefined;
  readonly diff: string | undefined;
  readonly security: string | undefined;
  readonly insecure: boolean;
  readonly live: boolean;
  readonly withNames: boolean;
  readonly reason: string | undefined;
  readonly confirm: string | undefined;
  readonly endpoint: string | undefined;
  readonly root: string | undefined;
  readonly namespace: string | undefined;
  /** Numbers of data blocks, as `NAME=NUMBER`. */
  readonly blocks: readonly string[];
  readonly user: string | undefined;
  /** Rights of a hub's user at its sites. */
  readonly sites: string | undefined;
  readonly passwordFile: string | undefined;
  /** PEM files for TLS: the authority of the server, and the client certificate with its key. */
  readonly tls: Readonly<Record<"ca" | "cert" | "key", string | undefined>>;
  readonly maxNodes: number;
  readonly listenS: number;
  /** Form of a table for spreadsheets. */
  readonly tags: readonly string[];
  readonly csv: { readonly language: string; readonly separator: string; readonly bom: boolean };
  readonly json: boolean;
  /** For a box that is one of two: its name, and where a witness listens. */
  readonly box: string | undefined;
  readonly bind: string | undefined;
  /** Folder of a headless run. */
  readonly run: string | undefined;
  /**
   * For `gemba evaluate`: runs with faults beside the same runs without, a list of runs, and runs without one of the
   * faults.
   */
  readonly paired: { readonly isWanted: boolean; readonly set: string | undefined; readonly leaveOut: number };
  /** For `gemba evaluate`: many seeds of one scenario. How many runs are computed at a time, for `gemba study` too. */
  readonly seeds: { readonly text: string | undefined; readonly workers: number | undefined };
  /** For `gemba evaluate`: number of runs of pieces with a known cause of defects. */
  readonly causes: string | undefined;
  /** For `gemba evaluate`: number of cases of a faulty meter, 0 for the faults of the scenario alone. */
  readonly media: string | undefined;
  /** For `gemba evaluate`: number of forecasts of simulated plants. */
  readonly forecast: string | undefined;
  /** For `gemba whatif`: runs of each future. */
  readonly replications: number;
  /** For `gemba whatif` and `gemba study`: a past instant. */
  readonly at: string | undefined;
  /** For `gemba evaluate`: functions of the safety path that are judged, `configured` or `all`. */
  readonly safety: string | undefined;
  /** For `gemba evaluate`: subject of the advice that a crew follows, `energy` or `quality`. */
  readonly advice: string | undefined;
  /** For `gemba learn`: columns of the table, rows ahead, and the model to apply instead of learning one. */
  readonly learn: {
    readonly label: string | undefined;
    readonly time: string;
    readonly ahead: number;
    readonly ignore: readonly string[];
    readonly apply: string | undefined;
  };
  /** For `gemba import-history`. */
  readonly past: {
    readonly propose: boolean;
    readonly events: string | undefined;
    readonly withinDays: number;
    readonly limits: boolean;
  };
  /** For `gemba schedule`: seconds of a search, which instances, a file of orders, whether made plants are scored. */
  readonly schedule: {
    readonly seconds: number;
    readonly only: string | undefined;
    readonly orders: string | undefined;
    readonly isPlant: boolean;
  };
  /** Folder of a public data set. */
  readonly data: string | undefined;
  readonly help: boolean;
  readonly positionals: readonly string[];
  /** Names of the options that were typed. */
  readonly typed: ReadonlySet<string>;
}

const LOG_LEVELS: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/** Resolves a path against the folder in which the user typed the command; npm keeps it in INIT_CWD. */
export function fromUser(path: string): string {
  return isAbsolute(path) ? path : resolve(process.env["INIT_CWD"] ?? process.cwd(), path);
}

/** Throws EdgeError `bad-request` that names the remedy. */
export function parseOptions(args: readonly string[]): Options {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    throw new EdgeError("bad-request", `${(error as Error).message.split(". ")[0]}. Try --help`);
  }
  const { values, positionals, tokens } = parsed;
  const logLevel = LOG_LEVELS.find((level) => level === values["log-level"]);
  if (logLevel === undefined) throw new EdgeError("bad-request", `--log-level is one of ${LOG_LEVELS.join(", ")}`);
  return {
    config: values.config === undefined ? join(PACKAGE_DIR, "config", "demo") : fromUser(values.config),
    port: wholeNumber("port", values.port, 65_535),
    host: values.host,
    dataDir: fromUser(values["data-dir"]),
    logLevel,
    scenario: /^[a-z0-9-]+$/.test(values.scenario) ? values.scenario : fromUser(values.scenario),
    seed: wholeNumber("seed", values.seed, 2 ** 31),
    pastHours: wholeNumber("past-hours", values["past-hours"], 72),
    simulate: {
      headless: values.headless,
      hours: values.hours,
      speed: values.speed,
      groundTruth: values["ground-truth"] === undefined ? undefined : fromUser(values["ground-truth"]),
      waveforms: values.waveforms,
      assets: values.assets,
      tagsPerAsset: values["tags-per-asset"],
    },
    out: values.out,
    from: values.from,
    to: values.to,
    format: values.format,
    diff: values.diff,
    security: values.security,
    insecure: values.insecure,
    live: values.live,
    withNames: values["with-names"],
    reason: values.reason,
    confirm: values.confirm,
    endpoint: values.endpoint,
    root: values.root,
    namespace: values.namespace,
    blocks: values.block,
    user: values.user,
    sites: values.sites,
    passwordFile: values["password-file"],
    tls: { ca: values.ca, cert: values.cert, key: values.key },
    maxNodes: wholeNumber("max-nodes", values["max-nodes"], 2_000_000),
    listenS: wholeNumber("listen", values.listen, 3_600),
    tags: values.tag,
    csv: { language: values.language, separator: values.separator, bom: !values["no-bom"] },
    json: values.json,
    box: values.box,
    bind: values.bind,
    run: values.run,
    ...judging(values),
    schedule: scheduling(values),
    data: values.data,
    help: values.help,
    positionals,
    typed: new Set(tokens.flatMap((token) => (token.kind === "option" ? [token.name] : []))),
  };
}

function scheduling(values: ReturnType<typeof parse>["values"]): Options["schedule"] {
  const { only, orders, plant: isPlant } = values;
  return { seconds: wholeNumber("seconds", values.seconds, 86_400), only, orders, isPlant };
}

/** Options of the commands that judge findings or learn from data. */
function judging(
  values: ReturnType<typeof parse>["values"],
): Pick<
  Options,
  "paired" | "seeds" | "causes" | "media" | "forecast" | "replications" | "at" | "safety" | "advice" | "learn" | "past"
> {
  return {
    paired: {
      isWanted: values.paired || values.set !== undefined,
      set: values.set,
      leaveOut: wholeNumber("leave-out", values["leave-out"], 50),
    },
    seeds: {
      text: values.seeds,
      workers: values.workers === undefined ? undefined : Math.max(1, wholeNumber("workers", values.workers, 64)),
    },
    causes: values.causes,
    media: values.media,
    forecast: values.forecast,
    at: values.at,
    replications: Math.max(1, wholeNumber("replications", values.replications, 10_000)),
    safety: values.safety,
    advice: values.advice,
    learn: {
      label: values.label,
      time: values.time,
      ahead: wholeNumber("ahead", values.ahead, 10_000),
      ignore: values.ignore,
      apply: values.apply,
    },
    past: {
      propose: values.propose,
      events: values.events,
      withinDays: wholeNumber("within", values.within, 3_650),
      limits: values.limits,
    },
  };
}

/** Language of what a command prints. Throws EdgeError `bad-request` for any other. */
export function languageOf({ csv: { language } }: Pick<Options, "csv">): Language {
  if (language === "zh" || language === "en") return language;
  throw new EdgeError("bad-request", `--language is zh or en, not ${language}`);
}

/** Model time of a run, hours. Throws EdgeError `bad-request` where the option is no number above 0. */
export function hoursOf({ simulate }: Pick<Options, "simulate">, byDefault: number): number {
  const hours = Number(simulate.hours ?? byDefault);
  if (!(hours > 0 && hours < Number.POSITIVE_INFINITY))
    throw new EdgeError("bad-request", `--hours is ${simulate.hours}; give a number above 0`);
  return hours;
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS, tokens: true });
}

function wholeNumber(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > max)
    throw new EdgeError("bad-request", `--${name} is a whole number from 0 to ${max}, not "${text}"`);
  return value;
}
