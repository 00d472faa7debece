/** The question that is being written. */
import { signal } from "@preact/signals";
import type { ForecastProblem, WrittenChange, WrittenFuture } from "../../../../edge/contracts/forecast/forecasts.ts";
import type { AskedForecast, ForecastQuestionEntry } from "../../data/forecast-api.ts";
import { moment } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { kindOf, missingField, newChange } from "./change-fields.ts";

export const MOST_FUTURES = 8;
export const MOST_CHANGES = 20;
/** What a question has where nobody says otherwise. */
export const [USUAL_HOURS, USUAL_RUNS] = [8, 30];
/** Of the random numbers, where a question names none. */
export const USUAL_SEED = 1;

/** At the newest reports, at the page's past instant, or where the stored question started. */
export type StartKind = "newest" | "cursor" | "stored";

interface Draft {
  /** Empty: named by its hours. */
  readonly name: string;
  readonly hours: number;
  readonly replications: number;
  readonly seed: number;
  readonly start: StartKind;
  /** Instant of the stored question from which this one was made, RFC 3339; null where it had none. */
  readonly storedAt: string | null;
  readonly futures: readonly WrittenFuture[];
  /** Why the same question was refused. */
  readonly problems: readonly ForecastProblem[];
}

const EMPTY: Draft = {
  name: "",
  hours: USUAL_HOURS,
  replications: USUAL_RUNS,
  seed: USUAL_SEED,
  start: "newest",
  storedAt: null,
  futures: [],
  problems: [],
};

export const draft = signal<Draft>(EMPTY);

/** The question that this page asked last, as it was written. */
let asked: { readonly uid: string; readonly as: Draft } | undefined;

/** Remembers which forecast answers a question as it was sent. */
export function rememberAsked(uid: string, as: Draft): void {
  asked = { uid, as };
}

/** Puts the remedies at the changes of the question that was just asked, if nobody has written on since. */
export function showProblems(uid: string, problems: readonly ForecastProblem[]): void {
  if (asked?.uid !== uid || asked.as !== draft.value) return;
  draft.value = { ...draft.value, problems };
}

/** A change of the question takes back why the former one was refused. */
export function changeDraft(change: Partial<Draft>): void {
  draft.value = { ...draft.value, problems: [], ...change };
}

export function changeFuture(at: number, change: Partial<WrittenFuture>): void {
  changeDraft({ futures: draft.value.futures.map((one, index) => (index === at ? { ...one, ...change } : one)) });
}

export function addFuture(): void {
  const { futures } = draft.value;
  const names = new Set(futures.map(({ name }) => name));
  let number = futures.length + 1;
  while (names.has(t("forecast.future", { number }))) number++;
  changeDraft({ futures: [...futures, { name: t("forecast.future", { number }), changes: [] }] });
}

/** The question of a stored forecast as a new one, with what was wrong about it. */
export function draftFrom(
  { name, hours, replications, seed, at, futures }: ForecastQuestionEntry,
  problems: readonly ForecastProblem[],
): void {
  // A question by the API may leave out what has a usual value.
  const whole = futures.map((future) => ({ ...future, changes: future.changes.map(withUsual) }));
  const start = at === null ? "newest" : "stored";
  draft.value = { name, hours, replications, seed, start, storedAt: at, futures: whole, problems };
}

function withUsual(change: WrittenChange): WrittenChange {
  const kind = kindOf(change);
  return kind === undefined ? change : { ...newChange(kind), ...change };
}

/** What a question lacks; undefined where it can be asked. */
export function lackOf({ futures }: Pick<Draft, "futures">): string | undefined {
  const names = new Set<string>();
  for (const { name, changes } of futures) {
    if (names.has(name)) return t("forecast.twice", { name });
    names.add(name);
    if (changes.length === 0) return t("forecast.empty-future", { name });
    for (const [at, change] of changes.entries()) {
      const field = missingField(change);
      if (field !== undefined) return t("forecast.incomplete", { number: at + 1, name, field: t(field.text) });
    }
  }
  return undefined;
}

/** The start as it counts now: the page may have returned to the present since it was chosen. */
export function startOf({ start }: Pick<Draft, "start">): StartKind {
  return start === "cursor" && moment.value === null ? "newest" : start;
}

export function questionOf(written: Draft): AskedForecast {
  const { name, hours, replications, seed, storedAt, futures } = written;
  const start = startOf(written);
  const cursor = start === "cursor" && moment.value !== null ? new Date(Math.floor(moment.value.atMs)) : undefined;
  const at = start === "stored" ? (storedAt ?? undefined) : cursor?.toISOString();
  return {
    name: name.trim() === "" ? t("forecast.name-usual", { hours: String(hours) }) : name.trim(),
    hours,
    replications,
    ...(seed === USUAL_SEED ? {} : { seed }),
    ...(at === undefined ? {} : { at }),
    futures,
  };
}

export function withChange(
  changes: readonly WrittenChange[],
  at: number,
  change: WrittenChange,
): readonly WrittenChange[] {
  return changes.map((one, index) => (index === at ? change : one));
}
