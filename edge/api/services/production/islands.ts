import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { IslandBook, IslandPreview, IslandStep, VariantMove } from "../../../contracts/production/island-book.ts";
import type { Island, IslandChange, IslandSpan, WantedIslands } from "../../../contracts/production/islands.ts";
import type { MaterialReader } from "../../../contracts/production/material.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { onRecord } from "../on-record.ts";

const MOST_CHANGES = 200;
const MOST_PIECES = 5_000;

export interface IslandDeps {
  /** Absent where nobody keeps any. */
  readonly islands?: IslandBook;
  /** Absent where no pieces are followed. */
  readonly material?: Pick<MaterialReader, "pieces" | "orders">;
  readonly journal: Pick<Journal, "record">;
}

export interface IslandsView {
  /** Of a recording: they never change, and nobody needs to ask again. */
  readonly isRecorded: boolean;
  readonly version: number;
  readonly inForce: IslandSpan;
  readonly pending: IslandChange | null;
  /** Newest first. */
  readonly changes: readonly IslandChange[];
  readonly configured: readonly Island[];
  readonly plant: IslandBook["plant"] | null;
  readonly steps: readonly IslandStep[];
  /** By name: those of the config, of orders and of pieces. */
  readonly variants: readonly string[];
}

/** Islands now, or as they were at an instant. */
export async function islandsAt(
  deps: IslandDeps,
  caller: Caller,
  { at, now }: { readonly at: Micros | undefined; readonly now: Micros },
): Promise<IslandsView> {
  demand(caller, "GET /api/v1/islands");
  const book = kept(deps);
  const { version, inForce, pending } = at === undefined ? book.now : asOf(book, at);
  const { islands, facts } = book.configured;
  return {
    ...{ isRecorded: book.isRecorded === true, version, inForce, pending },
    changes: book.changes.slice(-MOST_CHANGES).reverse(),
    configured: islands,
    plant: book.plant ?? null,
    steps: facts.steps,
    variants: [...new Set([...facts.variants, ...(await seenBy(deps, now)).keys()])].sort(),
  };
}

export interface IslandsForecast extends Pick<IslandPreview, "problems"> {
  /** `pieces`: of the variant in the plant; `here`: those at machines that no longer make it, which end there. */
  readonly moves: readonly (VariantMove & { readonly pieces: number; readonly here: number })[];
}

/** What a change would do. Changes nothing. */
export async function previewIslands(
  deps: IslandDeps,
  caller: Caller,
  { islands, now }: { readonly islands: readonly Island[]; readonly now: Micros },
): Promise<IslandsForecast> {
  demand(caller, "POST /api/v1/islands/preview");
  const seen = await seenBy(deps, now);
  const { problems, moves } = kept(deps).preview(islands, [...seen.keys()]);
  return {
    problems,
    moves: moves.map((move) => {
      const places = seen.get(move.variant) ?? [];
      const left = move.before.filter((machine) => !move.after.includes(machine));
      return { ...move, pieces: places.length, here: places.filter((place) => left.includes(place)).length };
    }),
  };
}

/** Puts islands into force, or asks the plant for them, and records who did. Throws EdgeError as `change`. */
export async function changeIslands(
  deps: IslandDeps,
  caller: Caller,
  { wanted, now }: { readonly wanted: WantedIslands; readonly now: Micros },
): Promise<IslandChange> {
  demand(caller, "POST /api/v1/islands");
  const book = kept(deps);
  const principal = principalFrom(caller);
  const seen = [...(await seenBy(deps, now)).keys()];
  const act = {
    principal,
    action: "islands.change",
    target: `version ${wanted.version + 1}`,
    before: inWords(book.now.inForce.islands),
    after: `${inWords(wanted.islands)} (${wanted.reason})`,
  };
  return await onRecord(deps.journal, act, async () => book.change(wanted, { by: principal.user, seen }));
}

function kept({ islands }: IslandDeps): IslandBook {
  if (islands === undefined) throw new EdgeError("unavailable", "this edge keeps no islands");
  return islands;
}

/** What was in force, and what was asked for and not answered yet. */
function asOf(book: IslandBook, at: Micros): Pick<IslandsView, "version" | "inForce" | "pending"> {
  const made = book.changes.findLast((change) => change.at <= at);
  const inForce = book.at(at) ?? { from: 0, version: 0, islands: [] };
  const isPending = made !== undefined && made.version > inForce.version;
  const isOpen = made !== undefined && made.stateAt > at;
  const asked = isOpen ? ({ ...made, state: "asked", stateAt: made.at, said: null } as const) : made;
  return { version: made?.version ?? 0, inForce, pending: isPending ? (asked ?? null) : null };
}

/** Places of the pieces in the plant, by variant; variants of open orders too. */
async function seenBy({ material }: IslandDeps, now: Micros): Promise<ReadonlyMap<string, readonly string[]>> {
  if (material === undefined) return new Map();
  const { pieces } = await material.pieces({ at: undefined, text: "", place: undefined, limit: MOST_PIECES });
  const orders = await material.orders(undefined, now);
  const placed = Map.groupBy(pieces, ({ variant }) => variant);
  const open = orders.flatMap(({ variant, endedAt }) => (endedAt === null ? [variant] : []));
  return new Map(
    [...new Set([...placed.keys(), ...open])]
      .filter((variant) => variant !== "")
      .map((variant) => [variant, (placed.get(variant) ?? []).map(({ place }) => place ?? "")]),
  );
}

function inWords(islands: readonly Island[]): string {
  return islands
    .map(({ id, machines, variants }) => `${id}: ${machines.join(" + ")} = ${variants.join(", ")}`)
    .join("; ");
}
