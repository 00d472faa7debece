/** The question of a recall as the address has it. Pure functions. */
import { formatMoment } from "../../data/format.ts";
import { siteTimeMs } from "../../data/time-ticks.ts";
import { RECALL_FIELDS, type RecallCriteria } from "../../data/trace-api.ts";

/** What the fields of the form hold; times as the site's clock shows them. */
export type RecallForm = Readonly<Record<(typeof RECALL_FIELDS)[number] | "from" | "to", string>>;

const EMPTY: RecallForm = {
  lot: "",
  supplier: "",
  order: "",
  machine: "",
  tool: "",
  program: "",
  fixture: "",
  from: "",
  to: "",
};
/** Names as long as the API takes them. */
export const MOST_NAME = 128;

/** `recall?lot=…&from=2026-…Z` as a question; unknown parts and times that are none are left out. */
export function criteriaIn(text: string): RecallCriteria {
  const params = new URLSearchParams(text.split("?", 2)[1] ?? "");
  const names = RECALL_FIELDS.flatMap((field) => {
    const name = (params.get(field) ?? "").slice(0, MOST_NAME);
    return name === "" ? [] : [[field, name] as const];
  });
  const times = (["from", "to"] as const).flatMap((end) => {
    const ms = Date.parse(params.get(end) ?? "");
    return Number.isNaN(ms) ? [] : [[end, new Date(ms).toISOString()] as const];
  });
  return Object.fromEntries([...names, ...times]);
}

export function recallTextOf(criteria: RecallCriteria): string {
  return `recall?${new URLSearchParams(Object.entries(criteria)).toString()}`;
}

export function formOf({ from, to, ...names }: RecallCriteria, zone: string): RecallForm {
  const shown = (time: string | undefined) => (time === undefined ? "" : formatMoment(Date.parse(time), zone));
  return { ...EMPTY, ...names, from: shown(from), to: shown(to) };
}

/** Why a form is no question yet. */
export type FormFault = "least" | "tool-machine" | "time-wrong";

/** The question of a form, or why it is none. */
export function questionOf(form: RecallForm, zone: string): RecallCriteria | FormFault {
  const names = RECALL_FIELDS.flatMap((field) => {
    const name = form[field].trim();
    return name === "" ? [] : [[field, name] as const];
  });
  if (names.every(([field]) => field === "tool")) return "least";
  if (form.tool.trim() !== "" && form.machine.trim() === "") return "tool-machine";
  const times = (["from", "to"] as const).flatMap((end) =>
    form[end].trim() === "" ? [] : [[end, siteTimeMs(form[end], zone)] as const],
  );
  if (times.some(([, ms]) => Number.isNaN(ms))) return "time-wrong";
  return Object.fromEntries([...names, ...times.map(([end, ms]) => [end, new Date(ms).toISOString()] as const)]);
}
