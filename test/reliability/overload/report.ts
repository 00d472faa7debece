/** Report of an overload run, with the failed checks. */
import type { Account } from "./account.ts";
import type { LoadedPlant } from "./plant.ts";
import { each } from "./ramp.ts";
import { type LoadWatch, type Look, type ShownAlert, standingOverload } from "./watch.ts";

/** Latest time of the alarm after the load began. */
const SOON_MS = 60_000;
/** Resident memory of the edge, MiB: main with its threads, under any load. */
const MEMORY_BOUND_MB = 1_536;
const ABOUT_SILENCE = /^(link-stale|source-lost|peer-lost)\/|^sources-lost$/;

/** The time under load, with its observations. */
export interface Stress {
  /** ms since 1970. */
  readonly from: number;
  readonly to: number;
  /** Samples a second. */
  readonly offered: number;
  readonly takenPerSecond: number;
  readonly looks: readonly Look[];
}

/** Observations of the alarm, of silence and of the edge's own load. */
export function judged(watch: LoadWatch, stress: Stress, clearedAfterMs: number | undefined): readonly string[] {
  const { offered, takenPerSecond, looks } = stress;
  print("offered, and taken", `${each(offered)}, ${each(takenPerSecond)}`);
  const problems = [...theAlarm(stress), ...silences(watch, looks)];
  print("cleared after the load fell", clearedAfterMs === undefined ? "not" : seconds(clearedAfterMs));
  const standing = (watch.last?.alerts ?? []).filter(({ clearedAt }) => clearedAt === null).map(({ rule }) => rule);
  if (clearedAfterMs === undefined) problems.push(`alerts are still active: ${counted(standing)}`);
  return [...problems, ...ownLoad(watch, looks)];
}

function theAlarm({ from, looks }: Stress): string[] {
  const stood = looks.map(standingOverload);
  const first = stood.findIndex((alarm) => alarm !== undefined);
  const alarm = stood[first];
  if (alarm === undefined) {
    print("edge/overloaded", "never stood");
    return ["no alarm reports that the edge is overloaded"];
  }
  const hasHoles = stood.slice(first).includes(undefined);
  const times = new Set(stood.flatMap((one) => one?.occurrenceUid ?? [])).size;
  const afterMs = Date.parse(alarm.raisedAt) - from;
  print("edge/overloaded", `after ${seconds(afterMs)}, ${times} time(s), ${hasHoles ? "with holes" : "to the end"}`);
  const { message, memberCount } = stood.findLast((one) => one !== undefined) ?? alarm;
  print("its text", `${message.en} (${memberCount} members)`);
  if (hasHoles || times > 1) return [`the alarm was raised ${times} times and was not active throughout`];
  return afterMs > SOON_MS ? [`the alarm came only after ${seconds(afterMs)}`] : [];
}

function silences({ seen }: LoadWatch, looks: readonly Look[]): string[] {
  const rules = (alerts: Iterable<ShownAlert>): string[] => [...alerts].map(({ rule }) => rule);
  const shown = rules(seen.values()).filter((rule) => ABOUT_SILENCE.test(rule));
  const hidden = looks.flatMap(({ alerts }) => alerts.filter(({ state }) => state === "suppressed"));
  print("silence alarms that reached a person", counted(shown));
  print("silence alerts hidden by their cause", String(new Set(hidden.map(({ occurrenceUid }) => occurrenceUid)).size));
  print("alerts that a person saw", counted(rules(seen.values())));
  const unacknowledged = [...seen.values()].filter(({ asksAck }) => asksAck);
  print("of these ask for an acknowledgement", counted(rules(unacknowledged)));
  return shown.length === 0 ? [] : [`${shown.length} silence alarms reached a person`];
}

function ownLoad({ failed }: LoadWatch, looks: readonly Look[]): string[] {
  const answers = looks.map(({ answerMs }) => answerMs).sort((a, b) => a - b);
  const [median, most] = [answers[answers.length >> 1], answers.at(-1)].map((ms) => seconds(ms ?? Number.NaN));
  print("answers of the API", `median ${median}, most ${most}, ${failed} not answered`);
  for (const name of Object.keys(looks.at(-1)?.strain ?? {})) {
    print(`most of ${name}`, Math.max(...looks.map(({ strain }) => strain[name] ?? 0)).toFixed(2));
  }
  const halves = [looks.slice(0, looks.length >> 1), looks.slice(looks.length >> 1)] as const;
  const peaks = (of: (look: Look) => number): readonly number[] => halves.map((half) => peak(half.map(of)));
  const memory = peaks(({ rssMb }) => rssMb);
  print("memory of the edge, most in each half", megabytes(memory));
  print("memory of the historian", megabytes(peaks(({ historianRssMb }) => historianRssMb)));
  const held = Math.max(...memory);
  return held > MEMORY_BOUND_MB ? [`the edge held ${held.toFixed(0)} MiB, more than ${MEMORY_BOUND_MB}`] : [];
}

/** The alarm system's own count, which misses no alarm. */
export async function annunciated({ edge }: LoadedPlant, from: number): Promise<readonly string[]> {
  const range = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date().toISOString() });
  const answer = await fetch(`${edge.address}/api/v1/alerts/figures?${range}`);
  const { total, topTen } = (await answer.json()) as { total: number; topTen: { rule: string; count: number }[] };
  print("annunciated in all", [String(total), ...topTen.map(({ rule, count }) => `${count} ${rule}`)].join(", "));
  return total === 1 ? [] : [`${total} alarms were annunciated instead of 1`];
}

/** Account of the samples. */
export function accounted({ sessions }: LoadedPlant, account: Account): readonly string[] {
  let [discarded, resent] = [0, 0];
  for (const session of sessions) {
    discarded += session.discarded * session.stream.values;
    resent += session.resent;
  }
  print("samples that the brokers had no room for", discarded.toLocaleString("en"));
  print("messages sent again", resent.toLocaleString("en"));
  for (const [name, value] of Object.entries(account)) print(`samples ${name}`, value.toLocaleString("en"));
  const problems: string[] = [];
  if (account.undeclared > 0) problems.push(`${account.undeclared} samples are neither stored nor declared`);
  if (account.wrong > 0) problems.push(`${account.wrong} samples have a wrong tag or were never made`);
  return problems;
}

function print(what: string, value: string): void {
  process.stdout.write(`${what.padEnd(42)} ${value}\n`);
}

function peak(values: readonly number[]): number {
  return Math.max(0, ...values.filter(Number.isFinite));
}

function megabytes(values: readonly number[]): string {
  return values.map((value) => `${value.toFixed(0)} MiB`).join(", then ");
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function counted(names: readonly string[]): string {
  const counts = Map.groupBy(names, (name) => name.replace(/\/.*\d.*$/, "/…"));
  return [...counts].map(([name, all]) => `${all.length} ${name}`).join(", ") || "none";
}
