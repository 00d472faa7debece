import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { createLog } from "../../../../edge/observe/log.ts";
import { MaterialStore } from "../../../../edge/production/material/material-store.ts";
import { readPastPieces } from "../../../../edge/production/material/past-pieces.ts";
import { START_US, smallHistory } from "../../../fakes/forecast-history.ts";
import { recordPlant } from "../../../fakes/recorded-plant.ts";
import { randomOf } from "../../../run/seed.ts";

const HISTORY = smallHistory(200, randomOf("past pieces"));
/** First and last reported long before the others, and still in the plant. */
const OLD = "OLD";
const MID = Math.round((START_US + HISTORY.to) / 2);
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The path of a record of which `change` is made, with one old piece in the plant. */
function recorded(change: (store: MaterialStore) => void = () => {}): string {
  const folder = mkdtempSync(join(tmpdir(), "gemba-past-pieces-test-"));
  folders.push(folder);
  recordPlant(folder, HISTORY);
  const path = join(folder, "production", "material.db");
  const store = new MaterialStore(path, createLog({ level: "silent" }));
  const pieces = HISTORY.pieces.map(({ piece }) => store.piece(piece)).filter((piece) => piece !== undefined);
  // What has come to the end has left the plant.
  for (const piece of pieces) piece.state = "shipped";
  const none = { carriers: [], orders: [], orderChanges: [], lots: [], shipments: [], state: {} };
  const first = pieces[0];
  if (first === undefined) throw new Error("no piece");
  store.write({ ...none, pieces: [...pieces, { ...first, id: OLD, state: "inside", firstAt: 0, lastAt: 0 }] });
  change(store);
  store.close();
  return path;
}

it("[FK52] a record from which pieces were deleted begins there, whatever old piece is still in the plant", () => {
  const whole = readPastPieces(recorded(), { forS: 1e9 });
  expect(whole?.pieces).toHaveLength(HISTORY.pieces.length + 1);
  const path = recorded((store) => {
    store.forget(MID, 10_000);
    // A clock that goes back brings nothing back.
    store.forget(MID - 60e6, 10_000);
  });
  const rest = readPastPieces(path, { forS: 1e9 });
  expect(rest?.from).toBe(MID);
  expect(rest?.pieces.length).toBeLessThan(HISTORY.pieces.length);
  expect(rest?.pieces.some(({ piece }) => piece === OLD)).toBe(true);
});

it("[FK47] a past span has what was there by its end; where too much is, the history begins later", () => {
  const path = recorded();
  const lastOf = new Map(
    HISTORY.pieces.map(({ piece, stays, operations }) => {
      const times = [...stays.flatMap(({ from, to }) => [from, to]), ...operations.flatMap(({ end }) => [end])];
      return [piece, Math.max(...times.filter(Number.isFinite))] as const;
    }),
  );
  // All pieces of this plant are reported at its start, so nothing is there before.
  expect(readPastPieces(path, { forS: 3600, at: START_US - 1 })?.pieces.map(({ piece }) => piece)).toEqual([OLD]);
  const cut = readPastPieces(path, { forS: 1e9, most: 51 });
  expect(cut?.pieces).toHaveLength(51);
  const newest = [...lastOf.values()].toSorted((a, b) => b - a);
  expect(cut?.from).toBe(newest[49]);
});
