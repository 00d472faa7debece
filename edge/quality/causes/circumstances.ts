/** Writes what was reported of a piece into its row: work, lot, signals, results and verdicts. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { signalName, type Tag } from "../../contracts/plant/tag.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { Feature, MeasuredEvent, PieceEvent } from "../../contracts/production/material-event.ts";
import type { CandidateKind } from "../../contracts/quality/causes.ts";
import { figureUnit } from "../../contracts/quality/curve-figures.ts";
import { CURVE_FIGURES, figureName } from "../../contracts/quality/curves.ts";
import type { CurveMemory } from "./curve-memory.ts";
import type { ColumnName, PieceTable } from "./piece-table.ts";
import type { SignalMeans } from "./signal-means.ts";

/** Verdicts as they are kept; 0: good. */
export const SIDES = ["good", "low", "high", "bad", "rework", "scrap"] as const;
export type Side = (typeof SIDES)[number];

const MOST_TOOLS = 12;
const FROZEN: ColumnName = { role: "frozen", kind: "result", operation: "", name: "" };

export interface OperationNames {
  readonly stations: readonly string[];
  readonly id: string;
}

/** Signals of a station that are circumstances of its pieces. */
export interface StationSignals {
  readonly during: readonly Tag[];
  readonly results: readonly Tag[];
  /** Curves of an operation, such as force over time. */
  readonly curves: readonly Tag[];
}

export interface CircumstancesOptions {
  readonly table: PieceTable;
  readonly means: SignalMeans;
  readonly curves: CurveMemory;
  readonly operations: readonly OperationNames[];
  /** Signals of a station: those that hold a piece's results when it is done, curves, and all others. */
  signalsOf(station: string): StationSignals;
  /** Whether a station only measures: its verdict is that of its features. */
  inspects(station: string): boolean;
  /** The hour of the site's clock, such as `14`. */
  hourOf(time: Micros): string;
}

/** A piece got a bad verdict. */
export interface NewDefect {
  readonly verdict: ColumnName;
  readonly side: Side;
}

export class Circumstances {
  readonly #options: CircumstancesOptions;
  readonly #operations = new Map<string, string>();

  constructor(options: CircumstancesOptions) {
    this.#options = options;
  }

  /** The operation that a report names, else that of the station by the config, else the station. */
  operationOf(place: string, reported?: string): string {
    if (reported !== undefined) return reported;
    let known = this.#operations.get(place);
    if (known === undefined) {
      const { operations } = this.#options;
      known = operations.find(({ stations }) => stations.some((word) => matchesWord(word, place)))?.id ?? place;
      if (this.#operations.size < 10_000) this.#operations.set(place, known);
    }
    return known;
  }

  /** A piece came into a slot of a station, such as a place in an oven. */
  arrived({ piece, place, slot, operation }: PieceEvent): void {
    if (slot === undefined || !this.#isStation(place)) return;
    const row = this.#openRow(piece);
    if (row !== undefined) this.#word(row, "slot", this.operationOf(place, operation), `${place}:${slot}`);
  }

  lot(piece: string, of: Readonly<Record<"lot" | "supplier" | "heat", string>>): void {
    const row = this.#openRow(piece);
    if (row === undefined) return;
    for (const kind of ["lot", "supplier", "heat"] as const) this.#word(row, kind, "", of[kind]);
  }

  /** Whether a station worked on the piece: then it is no longer on the pallet that it came with. */
  isBegun(piece: string): boolean {
    const { table } = this.#options;
    const row = table.find(piece);
    const hours = table.column(circumstance("hour", ""));
    return row !== undefined && hours !== undefined && !Number.isNaN(hours.values[row] as number);
  }

  /** A station is done with a piece. */
  worked(event: PieceEvent): void {
    const { piece, place, time, slot, carrier, startTime } = event;
    const row = this.#openRow(piece);
    if (row === undefined) return;
    const operation = this.operationOf(place, event.operation);
    this.#word(row, "machine", operation, place);
    this.#word(row, "program", operation, event.program);
    this.#word(row, "fixture", operation, event.fixture);
    this.#word(row, "operator", operation, event.by);
    this.#word(row, "position", operation, event.position);
    this.#word(row, "pallet", operation, carrier);
    this.#word(row, "slot", operation, slot === undefined ? undefined : `${place}:${slot}`);
    this.#word(row, "variant", "", event.variant);
    this.#word(row, "order", "", event.order);
    this.#word(row, "hour", "", this.#options.hourOf(time));
    event.tools?.slice(0, MOST_TOOLS).forEach((tool, at) => {
      // Tools of two machines may have the same number.
      this.#word(row, "tool", operation, `${place}/${tool}`, String(at + 1));
    });
    if (startTime !== undefined && startTime <= time)
      this.#number(row, { ...circumstance("duration", operation), unit: "s" }, (time - startTime) / 1e6);
    this.#signals(row, { piece, place, operation, from: startTime ?? time, to: time });
    this.#doneAt(row, operation, time);
  }

  /** The verdict of a station that works. Returns the new defect. */
  judged({ piece, place, time, verdict, operation }: PieceEvent): NewDefect | undefined {
    const row = this.#openRow(piece);
    if (row === undefined || this.#options.inspects(place)) return undefined;
    const name: ColumnName = { ...circumstance("result", this.operationOf(place, operation)), role: "verdict" };
    return this.#verdict(row, { name, side: verdict ?? "good", time });
  }

  /** Features of a piece with their verdicts. Returns new defects. */
  measured({ piece, place, time, by, position, features }: MeasuredEvent): readonly NewDefect[] {
    const row = this.#openRow(piece);
    if (row === undefined) return [];
    const operation = this.operationOf(place);
    const isJudge = this.#options.inspects(place);
    if (isJudge) {
      this.#word(row, "machine", operation, place);
      this.#word(row, "hour", "", this.#options.hourOf(time));
    }
    this.#word(row, "operator", operation, by);
    this.#word(row, "position", operation, position);
    const found = features.slice(0, 64).flatMap((feature) => {
      const name: ColumnName = { ...circumstance("result", operation, feature.name), role: "verdict" };
      return this.#verdict(row, { name, side: sideOf(feature), time }) ?? [];
    });
    for (const { name, value, unit } of features.slice(0, 64))
      this.#number(row, { ...circumstance("result", operation, name), unit }, value);
    return found;
  }

  #signals(row: number, { piece, place, operation, from, to }: SignalSpan): void {
    const { signalsOf, means, curves: memory } = this.#options;
    const { during, results, curves } = signalsOf(place);
    for (const tag of during) this.#number(row, signalColumn(tag, operation), means.mean(tag, from, to));
    for (const tag of results) this.#number(row, signalColumn(tag, operation), means.last(tag));
    for (const tag of curves) {
      const figures = memory.of(tag, { piece, from, to });
      if (figures === undefined) continue;
      for (const figure of CURVE_FIGURES) {
        const name = circumstance("signal", operation, figureName(signalName(tag), figure));
        this.#number(row, { ...name, unit: figureUnit(figure, tag.unit ?? "1") }, figures[figure]);
      }
    }
  }

  #verdict(
    row: number,
    { name, side, time }: { readonly name: ColumnName; readonly side: Side; readonly time: Micros },
  ): NewDefect | undefined {
    const { table } = this.#options;
    table.setNumber(row, name, SIDES.indexOf(side));
    table.setNumber(row, { ...name, role: "judged" }, Math.round(time / 1e6) - EPOCH_S);
    if (side === "good") return undefined;
    table.setNumber(row, FROZEN, 1);
    return { verdict: name, side };
  }

  /** When the work of an operation was done, and when the first work on the piece was. */
  #doneAt(row: number, operation: string, time: Micros): void {
    const { table } = this.#options;
    const seconds = Math.round(time / 1e6) - EPOCH_S;
    table.setNumber(row, workedColumn(operation), seconds);
    const first = workedColumn("");
    if (Number.isNaN(table.column(first)?.values[row] ?? Number.NaN)) table.setNumber(row, first, seconds);
  }

  /** The row of a piece that had no bad verdict yet: what is done to a bad piece later did not make it bad. */
  #openRow(piece: string): number | undefined {
    const { table } = this.#options;
    const row = table.slotOf(piece);
    return table.column(FROZEN)?.values[row] === 1 ? undefined : row;
  }

  #isStation(place: string): boolean {
    return this.operationOf(place) !== place;
  }

  #word(row: number, kind: CandidateKind, operation: string, word: string | undefined, name = ""): void {
    if (word !== undefined) this.#options.table.setWord(row, circumstance(kind, operation, name), word);
  }

  #number(row: number, name: ColumnName, value: number): void {
    this.#options.table.setNumber(row, name, value);
  }
}

interface SignalSpan {
  readonly piece: string;
  readonly place: string;
  readonly operation: string;
  readonly from: Micros;
  readonly to: Micros;
}

/** Seconds of verdicts count from 2026, so that a column of single precision holds them to some seconds for years. */
export const EPOCH_S = Date.UTC(2026, 0, 1) / 1000;

/** Seconds when an operation was done; without an operation: the first one. */
export function workedColumn(operation: string): ColumnName {
  return { role: "worked", kind: "duration", operation, name: "" };
}

function circumstance(kind: CandidateKind, operation: string, name = ""): ColumnName {
  return { role: "circumstance", kind, operation, name };
}

function signalColumn(tag: Tag, operation: string): ColumnName {
  return { ...circumstance("signal", operation, signalName(tag)), unit: tag.unit };
}

function sideOf({ ok, value, lower, upper }: Feature): Side {
  if (ok) return "good";
  return lower !== undefined && value < lower ? "low" : upper !== undefined && value > upper ? "high" : "bad";
}
