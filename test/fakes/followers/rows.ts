/** Rows of the followers' files, in a form in which equal contents are equal. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { deserialize } from "node:v8";
import { pino } from "pino";
import { EnergyStore } from "../../../edge/energy/energy-store.ts";
import { Trace } from "../../../edge/energy/pieces/trace.ts";
import { plugins } from "../../../edge/plugins.ts";
import { MaterialStore } from "../../../edge/production/material/material-store.ts";

export type Rows = Readonly<Record<string, unknown>>;

/** All rows of a file of tables. */
export function rowsOf(path: string): Rows {
  const database = new DatabaseSync(path, { readOnly: true });
  const tables = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all();
  const rows = Object.fromEntries(
    tables.map(({ name }) => [String(name), database.prepare(`SELECT * FROM "${name}" ORDER BY 1`).all()]),
  );
  database.close();
  return rows;
}

/** The rows of the material twin without the codes of words and rows, which depend on the order of writes. */
function materialOf(path: string): Rows {
  const { state, piece } = rowsOf(path) as {
    readonly state: readonly Rows[];
    readonly piece: readonly { readonly name: string }[];
  };
  const store = new MaterialStore(path, pino({ level: "silent" }));
  const pieces = piece.map(({ name }) => store.piece(name)).sort((a, b) => ((a?.id ?? "") < (b?.id ?? "") ? -1 : 1));
  const carriers = store.carriers().sort((a, b) => (a.id < b.id ? -1 : 1));
  const orders = store.orders(1000).sort((a, b) => (a.order < b.order ? -1 : 1));
  store.close();
  return { state, pieces, carriers, orders };
}

/** The rows of the health book, whose states are compared as values: equal numbers may be stored in two ways. */
function healthOf(path: string): Rows {
  const { part, ...rest } = rowsOf(path) as { readonly part: readonly Rows[] };
  return { ...rest, part: part.map(({ state, ...row }) => ({ ...row, state: deserialize(state as Uint8Array) })) };
}

/** The rows of the energy book; readings of power as they are read, because each write stores its own as one row. */
function energyOf(path: string): Rows {
  const { trace, ...rest } = rowsOf(path) as { readonly trace: readonly { readonly channel: number }[] };
  const store = new EnergyStore(path, pino({ level: "silent" }));
  const traces = [...new Set(trace.map(({ channel }) => channel))].map((code) => {
    const { keptFrom } = store.pieces.state(`channel ${code}`) as { readonly keptFrom: number };
    const read = new Trace(keptFrom);
    for (const chunk of store.pieces.trace(code)) read.restore(chunk);
    return { code, times: read.times, values: read.values };
  });
  store.close();
  return { ...rest, traces };
}

const READ: ReadonlyMap<string, (path: string) => Rows> = new Map([
  ["material", materialOf],
  ["energy", energyOf],
  ["health", healthOf],
  ["bursts", healthOf],
]);

/** The rows of a follower's file in a folder. */
export function rowsOfFollower(name: string, dir: string): Rows {
  return (READ.get(name) ?? rowsOf)(join(dir, `${name}.db`));
}

/** The rows of all followers. */
export function known(dir: string): Readonly<Record<string, Rows>> {
  return Object.fromEntries(plugins.followers.map(({ name }) => [name, rowsOfFollower(name, dir)]));
}
