/** The table of `gemba check --live`, one line per binding. */

import { historyRefusal } from "../contracts/alerts/server-refusal.ts";
import type { Probe, ProbedBinding } from "../contracts/path/probe.ts";

export interface ConfiguredTag {
  /** Label of its asset, component and signal. */
  readonly name: string;
  readonly unit: string | undefined;
  readonly everyMs: number;
}

const COLUMNS = ["tag", "value", "status", "type", "unit", "sampling ms", "age s"] as const;
const MAX_VALUE_WIDTH = 40;
/** Characters that are two columns wide on a terminal. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uff60]/u;
const CONTROL = /[\p{Cc}\p{Cf}]+/gu;

export function isTrouble({ reason, status }: Pick<ProbedBinding, "reason" | "status">): boolean {
  return reason !== undefined || status?.startsWith("Bad") === true;
}

/** The sentence below the tables. `empty`: number of bindings that read Good and have no value now. */
export function verdict(troubles: number, empty: number): string {
  if (troubles > 0) return `\n${troubles} bindings cannot be read, or read Bad.\n`;
  return empty === 0
    ? "\nEvery binding can be read.\n"
    : `\nEvery binding can be read; ${empty} of them have no value now.\n`;
}

type Source = { readonly name: string; readonly endpoint: string };

export function liveTable(
  source: Source,
  { clock, bindings, history }: Probe,
  tags: ReadonlyMap<string, ConfiguredTag>,
): string {
  const rows = bindings.map((binding) => rowOf(binding, tags.get(binding.tagUid)).map(oneLine));
  const whole = rows.filter((row) => row.length === COLUMNS.length);
  const widths = COLUMNS.map((title, i) => {
    const cells = (i === 0 ? rows : whole).map((row) => widthOf(row[i] ?? ""));
    return Math.max(title.length, ...cells);
  });
  const padded = (cell: string, i: number): string => cell + " ".repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cell)));
  const line = (cells: readonly string[]): string => `  ${cells.map(padded).join("  ")}`.trimEnd();
  const ms = (us: number): string => `${(us / 1000).toFixed(1)} ms`;
  const offset = clock === undefined ? "unknown" : `${ms(clock.offsetUs)} ± ${ms(clock.uncertaintyUs)}`;
  const head = `\n${source.name}  ${source.endpoint}  clock offset ${offset}\n`;
  return `${head}${historyText(history)}${[COLUMNS, ...rows].map(line).join("\n")}\n`;
}

/** Whether a gap can be filled later. */
function historyText(history: Probe["history"]): string {
  if (history === undefined) return "";
  const { asked, kept, timestamps, reason } = history;
  const refusal = reason === undefined ? "the server gave no answer; try again" : historyRefusal(reason).en;
  if (kept === 0) return `  history: none of ${asked} requested tags: ${refusal}. Gaps are declared, not filled.\n`;
  const restriction = timestamps === "both" ? "" : `, with ${timestamps} timestamps only`;
  return `  history: ${kept} of ${asked} requested tags${restriction}\n`;
}

/** One line. Where server and config differ it shows both: `asked → granted`, `config ≠ server`. */
function rowOf(binding: ProbedBinding, tag: ConfiguredTag | undefined): string[] {
  const { tagUid, reason, value = "(no value)", status = "", dataType = "", unit, revisedSamplingMs, ageMs } = binding;
  const name = tag?.name ?? tagUid;
  if (reason !== undefined) return [name, reason];
  const own = unitText(tag?.unit ?? "");
  const theirs = unit === undefined ? own : unitText(unit);
  const every = tag?.everyMs ?? 0;
  return [
    name,
    cut(value),
    status,
    dataType,
    theirs === own ? own : `${own} ≠ ${theirs}`,
    revisedSamplingMs === undefined
      ? `${every} → refused`
      : revisedSamplingMs === every
        ? String(every)
        : `${every} → ${revisedSamplingMs}`,
    ageMs === undefined ? "no time" : (ageMs / 1000).toFixed(1),
  ];
}

/** UCUM puts annotations in braces: `{pcs}` stands for the server's `pcs`. */
function unitText(unit: string): string {
  return unit.replace(/^\{(.*)\}$/, "$1");
}

function oneLine(text: string): string {
  return text.replaceAll(CONTROL, " ");
}

function cut(text: string): string {
  const letters = [...oneLine(text)];
  return letters.length > MAX_VALUE_WIDTH ? `${letters.slice(0, MAX_VALUE_WIDTH - 1).join("")}…` : letters.join("");
}

function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += WIDE.test(letter) ? 2 : 1;
  return width;
}
