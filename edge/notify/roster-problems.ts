/** Mistakes of `notify.roster` and `notify.escalation` that a schema cannot express (rule N43). */
import type { ConfigText } from "../contracts/plant/config-text.ts";
import type { SectionProblem } from "../contracts/plant/edge-config.ts";
import { type NotifyConfig, sentBy } from "./config.ts";
import { NEXT, ON_CALL } from "./escalation.ts";
import { problem } from "./problem-table.ts";

type Steps = readonly (string | number)[];

export function rosterProblems({ channels, roster, escalation }: NotifyConfig): readonly SectionProblem[] {
  const found: SectionProblem[] = [];
  const add = (steps: Steps, text: ConfigText) => found.push({ steps: ["notify", ...steps], ...text });
  if (escalation !== undefined && roster === undefined) add(["escalation"], problem("escalation-no-roster", {}));
  if (roster === undefined) return found;
  const names = new Set(roster.people.map(({ name }) => name));
  for (const [i, { channel }] of roster.people.entries())
    if (!channels.some((one) => one.id === channel && sentBy(one) === "calls"))
      add(["roster", "people", i, "channel"], problem("roster-channel", { channel }));
  for (const [i, { turns }] of roster.shifts.entries())
    for (const [j, name] of turns.entries())
      if (!names.has(name)) add(["roster", "shifts", i, "turns", j], problem("roster-person", { name }));
  for (const [i, { call }] of (escalation?.levels ?? []).entries())
    if (call !== ON_CALL && call !== NEXT && !names.has(call))
      add(["escalation", "levels", i, "call"], problem("roster-person", { name: call }));
  const times = (escalation?.levels ?? []).map(({ afterMinutes }) => afterMinutes);
  const early = times.findIndex((time, i) => time < (times[i - 1] ?? 0));
  if (early > 0) add(["escalation", "levels", early, "afterMinutes"], problem("escalation-order", {}));
  return found;
}
