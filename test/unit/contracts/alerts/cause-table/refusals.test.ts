import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { COMPANY_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/company.ts";
import { DISPATCH_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/dispatch.ts";
import { ENERGY_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/energy.ts";
import { FORECAST_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/forecasts.ts";
import { ISLAND_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/islands.ts";
import { PAYLOADS } from "../../../../../edge/contracts/alerts/cause-table/payloads.ts";
import { QUALITY_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/quality.ts";
import { QUESTION_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/questions.ts";
import { ACCESS_REFUSALS, ALERT_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/refusals.ts";
import { CONFIG_REFUSALS, REQUEST_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/requests.ts";
import type { CauseRow } from "../../../../../edge/contracts/alerts/cause-table/row.ts";
import { SCHEDULE_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/schedules.ts";
import { SITE_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/sites.ts";
import { STUDY_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/studies.ts";
import { TRACE_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/trace.ts";
import { WORK_REFUSALS } from "../../../../../edge/contracts/alerts/cause-table/work.ts";
import { type CauseCode, causeInWords, causeOf, sentence } from "../../../../../edge/contracts/alerts/causes.ts";

const EDGE = join(import.meta.dirname, "../../../../../edge");
const HAN = /\p{Script=Han}/u;
const REFUSALS: Readonly<Record<string, CauseRow>> = {
  ...ACCESS_REFUSALS,
  ...ALERT_REFUSALS,
  ...REQUEST_REFUSALS,
  ...QUESTION_REFUSALS,
  ...QUALITY_REFUSALS,
  ...TRACE_REFUSALS,
  ...DISPATCH_REFUSALS,
  ...ISLAND_REFUSALS,
  ...FORECAST_REFUSALS,
  ...STUDY_REFUSALS,
  ...SCHEDULE_REFUSALS,
  ...ENERGY_REFUSALS,
  ...CONFIG_REFUSALS,
  ...WORK_REFUSALS,
  ...SITE_REFUSALS,
  ...COMPANY_REFUSALS,
};
/** Files that no route of the API reaches: commands, protocols, and files opened before the API starts. */
const NOT_OF_THE_API = [
  /^(?:cli|evaluation|sources|tls|broker|model|contracts|observe|historian\/(?:log|recording|archive|past))\b/,
  /^(?:fleet|hub|standby)\//,
  /^(?:forecast\/study|schedule)\//,
  /^(?:compose\/serving\/serving|store\/(?:open-database|record-line)|notify\/send|reports\/shelf)\.ts$/,
];
const REFUSAL_CODES = "bad-request|not-found|conflict|forbidden|too-large|unavailable";
/** Beginnings of statements with such a sentence. */
const BEGINS = [
  `(?:EdgeError|ConfigRefused)\\(\\s*"(?:${REFUSAL_CODES})",`,
  "\\bconflict\\(",
  '\\bdetail(?:: | = )(?=["`]|action)',
  "new Queue\\(",
  "NO_USERS = ",
  "SIGN_IN = ",
  "WITHOUT_USERS\\b.*= ",
  "NEEDS_USER = ",
].join("|");
/** The same of a plant or a change that cannot be forecast, which are not thrown where they are found. */
const BEGINS_OF_FORECASTS = [
  BEGINS,
  "problems\\.push\\(",
  "new RangeError\\(",
  '\\breturn(?= ["`(])',
  "^    : (?=\\[`)",
  "\\? \\[",
].join("|");
const OF_FORECASTS = /^forecast\/(?:model\/|whatif\/(?!question\.))/;
/** Substitutes for template expressions; `7` is a name or a number for all others. */
const FILLED = new Map([
  ["remedy", "Save it as a PNG again"],
  ["refusal", "all 200 are taken"],
  ["how", "at"],
  ["kinds", "machines"],
]);

interface Sentence {
  readonly file: string;
  readonly text: string;
}

/** Texts between quotes that begin at `from`, up to the end of the statement; parts that `+` joins are one text. */
function textsFrom(code: string, from: number): string[] {
  const stop = code.indexOf(";\n", from);
  const statement = code.slice(from, stop === -1 ? undefined : stop);
  const literals = statement.matchAll(
    /"((?:[^"\\]|\\.)*)"|`((?:[^`\\$]|\\.|\$(?!\{)|\$\{(?:[^{}`]|`[^`]*`|\{[^{}]*\})*\})*)`/g,
  );
  const texts: string[] = [];
  let end = -1;
  for (const literal of literals) {
    const text = literal[1] ?? literal[2] ?? "";
    const isNext = end >= 0 && /^\s*\+\s*$/.test(statement.slice(end, literal.index));
    if (isNext) texts.push(`${texts.pop()}${text}`);
    else texts.push(text);
    end = literal.index + literal[0].length;
  }
  // Keys of maps and lists of names are no sentences.
  return texts.filter((text) => / \S* /.test(text) && /[a-z] [a-z]/.test(text.replaceAll(/\$\{[^}]*\}/g, "7")));
}

/** Every sentence with which the API refuses a request or says that it cannot answer. */
function refusals(): Sentence[] {
  const files = readdirSync(EDGE, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !NOT_OF_THE_API.some((files) => files.test(name)),
  );
  return files.flatMap((file) => {
    const code = readFileSync(join(EDGE, file), "utf8").replaceAll(/^\s*(?:\/\/|\*|\/\*\*).*$/gm, "");
    const begins = [...code.matchAll(new RegExp(OF_FORECASTS.test(file) ? BEGINS_OF_FORECASTS : BEGINS, "gm"))];
    const said = begins.flatMap((begin) => textsFrom(code, begin.index + begin[0].length));
    return said.map((text) => ({
      file,
      text: text
        .replaceAll(/\$\{INVITE\}/g, "and the edge has no users yet")
        .replaceAll('\\"', '"')
        .replaceAll("\\n", "\n")
        .replaceAll("\\`", "`"),
    }));
  });
}

/** The text of a template as it is sent. */
function asSent(text: string): string {
  return text
    .replaceAll(/\$\{((?:[^{}`]|`[^`]*`|\{[^{}]*\})*)\}/g, (_, name: string) => FILLED.get(name) ?? "7")
    .replaceAll("\\$", "$");
}

it("[CA6] every refusal of the API has a code with a text in both languages, and is parsed back to that code", () => {
  const said = refusals();
  expect(said.length).toBeGreaterThan(110);
  const unknown = said.filter(({ text }) => causeOf(asSent(text)).code === "said");
  expect(unknown).toEqual([]);
});

it("[CA6] no two refusals share a text, in either language", () => {
  for (const [code, row] of Object.entries({ ...REFUSALS, ...PAYLOADS } as Record<string, CauseRow>)) {
    const names = [...row.en.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    const params = Object.fromEntries(
      names.map((name, at) => [name, name === "reason" ? "link lost" : String(100 + at)]),
    );
    const text = sentence(causeInWords({ code: code as CauseCode, params }), "en");
    expect(causeOf(text), text).toEqual({ code, params });
    expect(row.zh, code).toMatch(HAN);
    const inChinese = [...row.zh.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    expect(
      inChinese.filter((name) => !names.includes(name)),
      code,
    ).toEqual([]);
  }
});
