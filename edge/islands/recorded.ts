/** The islands of a recorded plant, by the events of its log (rule IS18). */
import { EdgeError } from "../contracts/errors.ts";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import type { IslandBook } from "../contracts/production/island-book.ts";
import {
  ISLAND_ORIGINS,
  ISLAND_STATES,
  type Island,
  type IslandChange,
  machinesFor,
  spanAt,
} from "../contracts/production/islands.ts";
import { newestOf, nowOf, spansOf } from "./record.ts";

/**
 * What a recording has of islands; nothing in it can be changed. Those in force before its first event are not known.
 * Events that are no changes of islands are left out: a recording is a file from anywhere.
 *
 * @param events of the type `ISLANDS_CHANGED`, oldest first
 */
export function recordedIslands(events: readonly EdgeEvent[]): IslandBook {
  const all = events.map(({ payload }) => payload as unknown).filter(isChange);
  const changes = newestOf(all).toSorted((a, b) => a.version - b.version);
  const spans = spansOf(changes);
  const now = nowOf(changes, spans);
  const refused = (): never => {
    throw new EdgeError("conflict", "this is a recording; change islands at the edge itself");
  };
  return {
    isRecorded: true,
    changes,
    now,
    configured: { islands: [], facts: { assets: [], steps: [], variants: [], canMake: () => false } },
    plant: undefined,
    at: (time) => spanAt(spans, time),
    machinesFor: (variant, beside) => machinesFor(now.inForce.islands, variant, beside),
    subscribe: () => () => undefined,
    preview: refused,
    change: refused,
  };
}

function isChange(value: unknown): value is IslandChange {
  if (!isObject(value)) return false;
  const { version, origin, state, at, stateAt, by, reason, said, islands } = value;
  return (
    Number.isSafeInteger(version) &&
    isOneOf(ISLAND_ORIGINS, origin) &&
    isOneOf(ISLAND_STATES, state) &&
    [at, stateAt].every(Number.isFinite) &&
    [by, reason, said].every((one) => one === null || typeof one === "string") &&
    Array.isArray(islands) &&
    islands.every(isIsland)
  );
}

function isIsland(value: unknown): value is Island {
  if (!isObject(value) || !isObject(value["name"])) return false;
  const { id, name, machines, variants } = value;
  const texts = [id, (name as Record<string, unknown>)["zh"], (name as Record<string, unknown>)["en"]];
  return [...texts, ...listOf(machines), ...listOf(variants)].every((one) => typeof one === "string");
}

/** What is no list makes the island none. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [undefined];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isOneOf(list: readonly string[], value: unknown): boolean {
  return typeof value === "string" && list.includes(value);
}
