/** The question that is being written. */
import { signal } from "@preact/signals";
import type { ForecastProblem, WrittenChange, WrittenFuture } from "../../../../edge/contracts/forecast/forecasts.ts";
import type { AskedForecast, ForecastQuestionEntry } from "../../data/forecast-api.ts";
import { moment } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { kindOf, missingField, newChange } from "./change-fields.ts";

export const MOST_FUTURES = 8;
export const MOST_CHANGES = 20;

interface Draft {
  /** Empty: named by its hours. */
  readonly name: string;
  readonly hours: number;
  readonly replications: number;
  /** At the page's past instant. */
  readonly isAtCursor: boolean;
  readonly futures: readonly WrittenFuture[];
  /** Why the same question was refused. */
  readonly problems: readonly ForecastProblem[];
}

const EMPTY: Draft = { name: "", hours: 8, replications: 30, isAtCursor: false, futures: [], problems: [] };

export const draft = signal<Draft>(EMPTY);

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
  { name, hours, replications, at, futures }: ForecastQuestionEntry,
  problems: readonly ForecastProblem[],
): void {
  // A question by the API may leave out what has a usual value.
  const whole = futures.map((future) => ({
    ...future,
    changes: future.changes.map((change) => ({ ...newChange(kindOf(change)), ...change })),
  }));
  const isAtCursor = at !== null && moment.value !== null;
  draft.value = { name, hours, replications, isAtCursor, futures: whole, problems };
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

export function questionOf({ name, hours, replications, isAtCursor, futures }: Draft): AskedForecast {
  const atMs = isAtCursor ? moment.value?.atMs : undefined;
  return {
    name: name.trim() === "" ? t("forecast.name-usual", { hours: String(hours) }) : name.trim(),
    hours,
    replications,
    ...(atMs === undefined ? {} : { at: new Date(Math.floor(atMs)).toISOString() }),
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
