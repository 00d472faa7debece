/** A run of pieces with or without one cause of defects, as reports and samples in order of time, with the truth. */
import { Random } from "../../kernel/random.ts";
import { CAUSE_KINDS, type CauseKind, DEFECTS, type TrueCause } from "./cause-kinds.ts";
import type { Made, Work } from "./made.ts";
import { planPieces } from "./piece-plan.ts";

export interface PieceRunOrder {
  readonly seed: number;
  readonly hours: number;
  /** Name of the kind of cause; none: a sound run. */
  readonly kind: string | undefined;
}

interface PieceReport {
  readonly type: string;
  readonly timeMs: number;
  readonly piece?: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

interface PieceSample {
  readonly timeMs: number;
  readonly station: string;
  readonly signal: string;
  readonly value: number;
}

interface PieceTruth {
  readonly kind: string;
  readonly cause: TrueCause;
  readonly defect: (typeof DEFECTS)[CauseKind["defect"]];
  readonly beginMs: number;
  /** When each piece that the cause spoiled was judged, ms. */
  readonly spoiledMs: readonly number[];
}

export interface PieceRun {
  readonly startMs: number;
  readonly reports: readonly PieceReport[];
  readonly samples: readonly PieceSample[];
  readonly truth: PieceTruth | undefined;
}

const START_MS = Date.UTC(2026, 2, 2, 6);

interface Feature {
  readonly feature: string;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly unit: string;
  readonly ok: boolean;
}

export function runPieces({ seed, hours, kind: named }: PieceRunOrder): PieceRun {
  const random = new Random(seed).fork("pieces");
  const kind = CAUSE_KINDS.find(({ name }) => name === named);
  const chosen = random.fork("cause");
  const beginMs = START_MS + 3600e3 * chosen.between(4, 7);
  const cause = kind?.choose(chosen);
  const isMoved = (ms: number): boolean => ms >= beginMs && Math.sin((ms - beginMs) / 500e3) > 0.2;
  const { pieces, lots } = planPieces({
    random: random.fork("plan"),
    startMs: START_MS,
    hours,
    // Heater or dryer fail now and then, so that the value is not that of a time alone.
    moved: (operation, name, ms) =>
      cause?.kind === "signal" && operation === cause.operation && name === cause.name && isMoved(ms)
        ? named === "wash-temperature"
          ? 51 + 0.6 * random.at(`moved ${ms}`).normal()
          : 64 + 1.2 * random.at(`moved ${ms}`).normal()
        : undefined,
    cureFactor: (ms) => (named === "short-cure" && isMoved(ms) ? 0.78 : 1),
  });
  const truth = kind === undefined || cause === undefined ? undefined : settled({ kind, cause, beginMs, pieces });
  const judged = new Judged(random.fork("quality"), truth);
  const reports: PieceReport[] = [];
  const samples: PieceSample[] = [];
  for (const { ms, pallets, ...lot } of lots)
    reports.push({ type: "lot.received", timeMs: ms, payload: { ...lot, carriers: pallets } });
  const seen = new Map<string, Made[]>();
  for (const piece of pieces) seen.set(piece.pallet, [...(seen.get(piece.pallet) ?? []), piece]);
  for (const [carrier, own] of seen) {
    const first = own[0]?.work.get("OP10") as Work;
    const payload = { place: "RCK-01", carrier, pieces: own.map(({ id }) => id) };
    reports.push({ type: "pallet.arrived", timeMs: first.startMs - 20_000, payload });
  }
  for (const piece of pieces) judged.report(piece, reports, samples);
  reports.sort((a, b) => a.timeMs - b.timeMs);
  samples.sort((a, b) => a.timeMs - b.timeMs);
  return {
    startMs: START_MS,
    reports,
    samples,
    truth:
      truth === undefined
        ? undefined
        : {
            kind: truth.kind.name,
            cause: truth.cause,
            defect: DEFECTS[truth.kind.defect],
            beginMs: truth.beginMs,
            spoiledMs: judged.spoiledMs.sort((a, b) => a - b),
          },
  };
}

interface Settled {
  readonly kind: CauseKind;
  readonly cause: TrueCause;
  readonly beginMs: number;
}

/** A cause that begins with something new takes the first new one after its moment. */
function settled({ kind, cause, beginMs, pieces }: Settled & { readonly pieces: readonly Made[] }): Settled {
  if (kind.beginsAnew === undefined) return { kind, cause, beginMs };
  const levelOf = (piece: Made): string | undefined => {
    const work = piece.work.get(cause.operation);
    if (kind.beginsAnew === "lot") return piece.lot;
    // The first revision comes with its variant, which nothing tells from it.
    if (kind.beginsAnew === "program") return work?.program?.endsWith("-R1") === true ? undefined : work?.program;
    return `${work?.place}/${work?.tools[Number(cause.name) - 1]}`;
  };
  const firstOp = cause.operation === "" ? "OP10" : cause.operation;
  const order = [...pieces].sort((a, b) => startOf(a, firstOp) - startOf(b, firstOp));
  const before = new Set<string | undefined>();
  for (const piece of order) {
    const level = levelOf(piece);
    const at = startOf(piece, firstOp);
    if (at >= beginMs && level !== undefined && !before.has(level)) {
      // A lot or program that few pieces follow spoils too few to be seen.
      const count = order.filter((one) => levelOf(one) === level).length;
      if (count >= 20) return { kind, cause: { ...cause, level }, beginMs: at };
    }
    before.add(level);
  }
  return { kind, cause: { ...cause, level: "none" }, beginMs };
}

function startOf(piece: Made, operation: string): number {
  return piece.work.get(operation)?.startMs ?? Number.POSITIVE_INFINITY;
}

/** Judges pieces along their way: chance rejects of each gauge, and those of the cause. */
class Judged {
  readonly spoiledMs: number[] = [];
  readonly #random: Random;
  readonly #truth: Settled | undefined;
  /** Chance rejects of each defect, and how often the cause spoils a piece. */
  readonly #base: ReadonlyMap<CauseKind["defect"], number>;
  readonly #severity: number;

  constructor(random: Random, truth: Settled | undefined) {
    this.#random = random;
    this.#truth = truth;
    const defects = Object.keys(DEFECTS) as CauseKind["defect"][];
    this.#base = new Map(defects.map((defect) => [defect, random.between(0.003, 0.015)]));
    const [least, most] = truth?.kind.severity ?? [0.3, 0.9];
    this.#severity = random.between(least, most);
  }

  /** A piece that a gauge rejects goes no further. */
  report(piece: Made, reports: PieceReport[], samples: PieceSample[]): void {
    for (const [operation, work] of piece.work) {
      const { place, slot, startMs, endMs, program, tools, fixture, by, position, signals } = work;
      for (const [signal, value] of signals)
        samples.push({ timeMs: (startMs + endMs) / 2, station: place, signal, value });
      const { features, verdict } = this.#judge(piece, operation, endMs);
      const { variant, order } = piece;
      const payload = {
        place,
        slot,
        operation,
        program,
        tools,
        fixture,
        by,
        position,
        variant,
        order,
        verdict,
        startedAt: startMs,
      };
      reports.push({ type: "piece.completed", timeMs: endMs, piece: piece.id, payload });
      if (features.length > 0)
        reports.push({
          type: "piece.measured",
          timeMs: endMs,
          piece: piece.id,
          payload: { place, features, ok: verdict === "good" },
        });
      if (verdict !== "good") return;
    }
  }

  #judge(
    piece: Made,
    operation: string,
    ms: number,
  ): { readonly features: readonly Feature[]; readonly verdict: string } {
    const random = this.#random.at(`${piece.id} ${operation}`);
    const isBad = (defect: CauseKind["defect"]): boolean => {
      const byChance = random.chance(this.#base.get(defect) as number);
      const bySeverity = random.chance(this.#severity);
      const { kind, cause, beginMs } = this.#truth ?? {};
      const since = startOf(piece, cause?.operation === "" ? "OP10" : (cause?.operation ?? "OP10"));
      const isConcerned =
        kind?.defect === defect && since >= (beginMs ?? 0) && kind.concerns(piece, cause as TrueCause);
      if (isConcerned && bySeverity) this.spoiledMs.push(ms);
      return byChance || (isConcerned && bySeverity);
    };
    const noise = random.normal();
    const measured = (feature: string, value: number, [lower, upper, unit]: readonly [number, number, string]) => {
      const ok = value >= lower && value <= upper;
      return { features: [{ feature, value, lower, upper, unit, ok }], verdict: ok ? "good" : "scrap" };
    };
    switch (operation) {
      case "OP60":
        return measured("blemishes", isBad("blemishes") ? 3 : Math.floor(2.99 * random.next()), [0, 2, "1"]);
      case "OP70":
        return measured("leak-rate", (isBad("leak-rate") ? 3 : 0.9) + 0.2 * noise + 0.06 * random.normal(), [
          0,
          2,
          "mL/min",
        ]);
      case "OP80":
        return measured("film-thickness", (isBad("film-thickness") ? 38 : 80) + 3 * noise, [50, 110, "um"]);
      case "OP120":
        return measured("flow", (isBad("flow") ? 30 : 46) + noise, [40, 60, "L/min"]);
      case "OP100":
        return { features: [], verdict: isBad("press") ? "scrap" : "good" };
      default:
        return { features: [], verdict: "good" };
    }
  }
}
