/**
 * Causes of failures in plain words (rules in docs/rules/causes.md). One table maps the error texts of libraries
 * (node-opcua, mqtt.js, Node.js sockets, TLS, name resolution, file system, SQLite, DuckDB) to a stable code with
 * parameters, and each code to a text with advice in both languages. A `reason` on the wire is the English text;
 * `causeOf` parses it into code and parameters, so that a client can show the Chinese text.
 */

import { EdgeError } from "../errors.ts";
import { flatten, oneLine, pathIn, placeIn } from "../path/raw-error.ts";
import { SinkRetry } from "../path/sink.ts";
import { AGENT_REFUSALS } from "./cause-table/agents.ts";
import { COMPANY_REFUSALS } from "./cause-table/company.ts";
import { BROWSER, DISK, GAPS, PARTS } from "./cause-table/disk.ts";
import { DISPATCH_REFUSALS } from "./cause-table/dispatch.ts";
import { ENERGY_REFUSALS } from "./cause-table/energy.ts";
import { FORECAST_REFUSALS } from "./cause-table/forecasts.ts";
import { FORMER } from "./cause-table/former.ts";
import { ISLAND_REFUSALS } from "./cause-table/islands.ts";
import { JOURNAL, NOTES } from "./cause-table/journal.ts";
import { GENERAL, LINKS, MQTT, STORES } from "./cause-table/links.ts";
import { MTCONNECT_ERRORS, MTCONNECT_UNREACHABLE } from "./cause-table/mtconnect.ts";
import { NETWORK, TLS } from "./cause-table/network.ts";
import { OPCUA } from "./cause-table/opcua.ts";
import { PAYLOADS } from "./cause-table/payloads.ts";
import { PROMQL_REFUSALS } from "./cause-table/promql.ts";
import { QUALITY_REFUSALS } from "./cause-table/quality.ts";
import { QUESTION_REFUSALS } from "./cause-table/questions.ts";
import { ACCESS_REFUSALS, ALERT_REFUSALS } from "./cause-table/refusals.ts";
import { CONFIG_REFUSALS, REQUEST_REFUSALS } from "./cause-table/requests.ts";
import type { CauseRow, CauseWords } from "./cause-table/row.ts";
import { S7, S7_GENERAL } from "./cause-table/s7.ts";
import { SAFETY_REFUSALS } from "./cause-table/safety.ts";
import { SCHEDULE_REFUSALS } from "./cause-table/schedules.ts";
import { SITE_REFUSALS } from "./cause-table/sites.ts";
import { SQL_REFUSALS } from "./cause-table/sql.ts";
import { STUDY_REFUSALS } from "./cause-table/studies.ts";
import { TRACE_REFUSALS } from "./cause-table/trace.ts";
import { WORK_REFUSALS, WORK_WORDS } from "./cause-table/work.ts";

/** Rows in the order in which raw texts are compared: particular ones before general ones. */
const PARTICULAR = {
  ...{ ...GAPS, ...BROWSER, ...PARTS, ...LINKS, ...TLS },
  ...{ ...MTCONNECT_ERRORS, ...MQTT, ...OPCUA, ...S7, ...STORES },
};
/** Codes of texts that the edge alone writes, in exactly these words. */
const OWN = {
  ...ACCESS_REFUSALS,
  ...ALERT_REFUSALS,
  ...COMPANY_REFUSALS,
  ...REQUEST_REFUSALS,
  ...QUESTION_REFUSALS,
  ...QUALITY_REFUSALS,
  ...DISPATCH_REFUSALS,
  ...ISLAND_REFUSALS,
  ...FORECAST_REFUSALS,
  ...STUDY_REFUSALS,
  ...SCHEDULE_REFUSALS,
  ...ENERGY_REFUSALS,
  ...SAFETY_REFUSALS,
  ...TRACE_REFUSALS,
  ...PROMQL_REFUSALS,
  ...AGENT_REFUSALS,
  ...SQL_REFUSALS,
  ...SITE_REFUSALS,
  ...CONFIG_REFUSALS,
  ...PAYLOADS,
  ...JOURNAL,
  ...NOTES,
  ...WORK_REFUSALS,
};
const TABLE = { ...PARTICULAR, ...NETWORK, ...DISK, ...GENERAL, ...S7_GENERAL, ...MTCONNECT_UNREACHABLE, ...OWN };

export type CauseCode = keyof typeof TABLE | "unexpected" | "said";

/** Cause of a failure. Not in the table: `said`, an unchanged sentence of its author, and `unexpected`, an error. */
export interface Cause {
  readonly code: CauseCode;
  readonly params: Readonly<Record<string, string>>;
}

/** Whether a code, of an answer of another version too, is in the table. */
export function isKnownCode(code: string): code is keyof typeof TABLE {
  return Object.hasOwn(TABLE, code);
}

/** Context of an error. */
export interface CauseContext {
  /** Address of the other side, such as `opc.tcp://10.0.0.5:4840`. */
  readonly place?: string;
  /** The edge's data folder, for commands in the advice. */
  readonly dir?: string;
  readonly user?: string;
}

/** A cause in both languages. Without advice there is nothing that a person can do. */
export interface CauseText extends CauseWords {
  readonly advice?: CauseWords;
}

/** Text for an unknown parameter. */
const UNKNOWN: Readonly<Record<string, CauseWords>> = {
  place: { en: "the other side", zh: "对方" },
  path: { en: "a file of the edge", zh: "边缘端的文件" },
  dir: { en: "DIR", zh: "DIR" },
  detail: { en: "no details", zh: "无详情" },
};
const NOT_KNOWN = { en: "unknown", zh: "未知" };
const UNEXPECTED = /^(?:(\S+): )?unexpected: (.*)$/s;
const NO_DESCRIPTION = "no description";
const MOST_CHARS = 120;
const MOST_SAID = 500;
const MOST_TEXT = 1_000;
const MOST_KEPT = 500;
/** A wording inside a wording; deeper ones are cut. */
const MOST_NESTED = 2;

const ROWS = Object.entries(TABLE) as readonly (readonly [keyof typeof TABLE, CauseRow])[];
const PATTERNS = ROWS.flatMap(([code, row]) =>
  [row, ...(FORMER[code] ?? []).map((en) => ({ en }))].map((words) => [code, patternOf(words)] as const),
);
const found = new Map<string, Cause | undefined>();

/**
 * Code and parameters of a library's error or of a text. For a text, and for an error of the edge without a cause, only
 * whole sentences count: they were written for people and may contain any word.
 */
export function causeOf(error: unknown, context: CauseContext = {}): Cause {
  const text = flatten(error);
  const isText = typeof error === "string" || (error instanceof EdgeError && error.cause === undefined);
  const parsed = parsedCause(text);
  if (parsed !== undefined) return parsed;
  for (const [code, row] of ROWS) {
    const found = row.said?.exec(text);
    if (!found || (isText && found[0].length < text.length)) continue;
    return { code, params: paramsOf(text, found.groups ?? {}, { context, row }) };
  }
  const own = error instanceof EdgeError || error instanceof SinkRetry ? error.message : undefined;
  if (isText || own !== undefined) return { code: "said", params: { text: oneLine(own ?? text, MOST_SAID) } };
  const place = context.place === undefined ? {} : { place: context.place };
  return { code: "unexpected", params: { ...place, text: oneLine(text, MOST_CHARS) } };
}

/** The cause in both languages. A parameter `reason` is a text of its own, and is put into the language too. */
export function causeInWords({ code, params }: Cause): CauseText {
  return say(code, params, 0);
}

/** One English sentence with what to do, for a `reason` on the wire. */
export function reasonFor(error: unknown, context?: CauseContext): string {
  return sentence(causeInWords(causeOf(error, context)), "en");
}

/** The problem and the remedy as one sentence. */
export function sentence({ advice, ...words }: CauseText, language: keyof CauseWords): string {
  if (advice === undefined) return words[language];
  return `${words[language]}${language === "zh" ? "；" : "; "}${advice[language]}`;
}

function say(code: CauseCode, params: Readonly<Record<string, string>>, depth: number): CauseText {
  const text = params["text"] ?? "";
  if (code === "said") return { en: text, zh: text };
  if (code === "unexpected") return unexpected(text, params["place"]);
  const { en, zh, advice }: CauseRow = TABLE[code];
  const into = { params, depth };
  const fill = (words: CauseWords): CauseWords => ({
    en: filled(words.en, "en", into),
    zh: filled(words.zh, "zh", into),
  });
  return advice === undefined ? fill({ en, zh }) : { ...fill({ en, zh }), advice: fill(advice) };
}

function unexpected(text: string, place: string | undefined): CauseWords {
  const zh = `意外错误：${text === NO_DESCRIPTION ? "无描述" : text}`;
  const en = `unexpected: ${text}`;
  return place === undefined ? { en, zh } : { en: `${place}: ${en}`, zh: `${place}：${zh}` };
}

function filled(
  text: string,
  language: keyof CauseWords,
  { params, depth }: { readonly params: Cause["params"]; readonly depth: number },
): string {
  return text.replaceAll(/\{(\w+)\}( ?)/g, (_, name: string, space: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    // Chinese words have no space between them; addresses and numbers have one.
    if (value === undefined) return `${(UNKNOWN[name] ?? NOT_KNOWN)[language]}${language === "zh" ? "" : space}`;
    const word = language === "zh" && Object.hasOwn(WORK_WORDS, name) ? WORK_WORDS[name]?.get(value) : undefined;
    if (word !== undefined) return word;
    if (name !== "reason" || depth >= MOST_NESTED) return `${value}${space}`;
    const inner = causeOf(value);
    return `${sentence(say(inner.code, inner.params, depth + 1), language)}${space}`;
  });
}

/** Keeps the causes of the newest texts. Silent links are checked each second, so the newest answers are kept. */
function parsedCause(text: string): Cause | undefined {
  if (text.length > MOST_TEXT) return undefined;
  const before = found.get(text);
  if (before !== undefined || found.has(text)) return before;
  if (found.size >= MOST_KEPT) found.clear();
  const cause = readCause(text);
  found.set(text, cause);
  return cause;
}

function readCause(text: string): Cause | undefined {
  const unnamed = UNEXPECTED.exec(text);
  if (unnamed !== null) {
    const [, place, detail = ""] = unnamed;
    return { code: "unexpected", params: known({ place, text: oneLine(detail, MOST_CHARS) }) };
  }
  for (const [code, pattern] of PATTERNS) {
    const match = pattern.exec(text);
    if (match !== null) return { code, params: known(match.groups ?? {}) };
  }
  return undefined;
}

type Groups = Readonly<Record<string, string | undefined>>;

function paramsOf(
  text: string,
  groups: Groups,
  { context, row }: { context: CauseContext; row: CauseRow },
): Cause["params"] {
  const { within, from, ...rest } = groups;
  const wanted = `${row.en} ${row.advice?.en ?? ""}`;
  const params: Record<string, string | undefined> = { ...context, ...rest };
  params["place"] = context.place ?? rest["place"] ?? from ?? placeIn(text);
  params["seconds"] = rest["seconds"] ?? within;
  params["path"] = rest["path"] ?? pathIn(text);
  for (const name of Object.keys(params)) if (!wanted.includes(`{${name}}`)) delete params[name];
  return known(params);
}

/** Without unknown parameters and their placeholders. A reason inside is translated by the table too. */
function known(params: Readonly<Record<string, string | undefined>>): Cause["params"] {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      if (value === undefined || value === (UNKNOWN[name] ?? NOT_KNOWN).en) return [];
      return [[name, name === "reason" ? reasonFor(value) : oneLine(value, MOST_SAID)]];
    }),
  );
}

/** Matches the English text of a row, with its advice or without. A repeated parameter is read once. */
function patternOf({ en, advice }: Pick<CauseRow, "en" | "advice">): RegExp {
  const seen = new Set<string>();
  const part = (text: string): string =>
    text.replaceAll(/[\\^$.*+?()[\]|/]/g, "\\$&").replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      if (seen.has(name)) return "(?:.+?)";
      seen.add(name);
      // An address has no space, else the words before one could be taken for it.
      return `(?<${name}>${name === "place" ? `${UNKNOWN["place"]?.en}|\\S+?` : ".+?"})`;
    });
  const main = part(en);
  return new RegExp(`^${main}${advice === undefined ? "" : `(?:; ${part(advice.en)})?`}$`, "s");
}
