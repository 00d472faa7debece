import type { FeatureResult, JobState, PlantEvent, TruthEvent, Verdict } from "../../../kernel/events.ts";
import type { GivenJob, JobOrders } from "../planning/job-orders.ts";
import type { Order } from "../planning/order.ts";
import type { OrderBook } from "../planning/order-book.ts";
import type { Piece } from "./piece.ts";
import { PieceEnergy } from "./piece-energy.ts";

interface Job {
  readonly order: Order;
  readonly operation: string;
  readonly station: string;
  state: JobState["state"];
  produced: number;
  good: number;
  scrapped: number;
}

export interface OperationResult {
  readonly verdict: Verdict;
  /** Measurements of the station. */
  readonly features: readonly FeatureResult[];
  readonly tools?: readonly string[];
}

/** Name of the program that an operation runs for a variant. */
function programOf(piece: Piece, operation: string): string {
  return `${piece.variant.name}-${operation}`;
}

/** Records operations on pieces, and keeps each station's jobs. */
export class Operations {
  readonly energy: PieceEnergy;
  readonly #jobs = new Map<string, Job>();
  readonly #orders: OrderBook;
  readonly #given: JobOrders;
  readonly #nowMs: () => number;
  readonly #report: (event: PlantEvent) => void;
  readonly #reportTruth: (event: TruthEvent) => void;

  constructor(options: {
    readonly orders: OrderBook;
    /** Jobs that machines were given from outside; their pieces count for them. */
    readonly jobs: JobOrders;
    nowMs(): number;
    report(event: PlantEvent): void;
    reportTruth(event: TruthEvent): void;
  }) {
    this.#orders = options.orders;
    this.#given = options.jobs;
    this.#nowMs = options.nowMs;
    this.#report = options.report;
    this.#reportTruth = options.reportTruth;
    this.energy = new PieceEnergy(options.reportTruth);
  }

  start(station: string, operation: string, piece: Piece): void {
    piece.operationMs = this.#nowMs();
    this.energy.start(station, operation, piece);
    if (operation === FIRST_OPERATION && piece.reworked === 0) this.#orders.started(piece.order);
    if (this.#givenJob(station, piece) === undefined) {
      const job = this.#job(station, operation, piece);
      if (job.state !== "Running") this.#change(job, "Running");
    }
    this.#report({ type: "operation-started", ...this.#head(station, operation, piece) });
  }

  complete(station: string, operation: string, piece: Piece, result: OperationResult): void {
    this.energy.complete(station, piece);
    const { verdict, features, tools = [] } = result;
    this.#report({
      type: "operation-completed",
      ...this.#head(station, operation, piece),
      startMs: piece.operationMs,
      tools,
      verdict,
      features,
    });
    this.#count(station, operation, { piece, verdict });
    if (operation !== LAST_OPERATION || verdict !== "good") return;
    piece.order.good++;
    this.counted(piece.order);
  }

  /** True features of the piece after an operation. */
  truth(station: string, operation: string, piece: Piece, features: readonly FeatureResult[]): void {
    this.#reportTruth({
      type: "piece-quality",
      timeMs: this.#nowMs(),
      piece: piece.id,
      station,
      operation,
      features,
      good: features.every(({ ok }) => ok),
    });
  }

  /** A piece was packed or scrapped: its order may be complete, and with it all its jobs. */
  counted(order: Order): void {
    this.#orders.counted(order);
    if (!order.isDone) return;
    for (const [key, job] of this.#jobs) {
      if (job.order !== order) continue;
      this.#change(job, "Ended");
      this.#jobs.delete(key);
    }
  }

  #head(station: string, operation: string, piece: Piece) {
    const order = piece.order.id;
    return {
      timeMs: this.#nowMs(),
      station,
      operation,
      piece: piece.id,
      variant: piece.variant.name,
      order,
      job: this.#givenJob(station, piece)?.id ?? `${order}/${operation}`,
      program: programOf(piece, operation),
    };
  }

  /** The job from outside that the machine runs, if the piece is one of it. */
  #givenJob(station: string, piece: Piece): GivenJob | undefined {
    const running = this.#given.of(station)?.running;
    return running?.variant === piece.variant ? running : undefined;
  }

  #count(
    station: string,
    operation: string,
    { piece, verdict }: { readonly piece: Piece; readonly verdict: Verdict },
  ): void {
    if (this.#givenJob(station, piece) !== undefined) {
      this.#given.of(station)?.count(verdict);
      return;
    }
    const job = this.#job(station, operation, piece);
    job.produced++;
    if (verdict === "good") job.good++;
    else if (verdict === "scrap") job.scrapped++;
    this.#change(job, "Running");
  }

  #job(station: string, operation: string, piece: Piece): Job {
    const key = `${station} ${piece.order.id}/${operation}`;
    let job = this.#jobs.get(key);
    if (job === undefined) {
      job = { order: piece.order, operation, station, state: "AllowedToStart", produced: 0, good: 0, scrapped: 0 };
      this.#jobs.set(key, job);
    }
    return job;
  }

  #change(job: Job, state: JobState["state"]): void {
    job.state = state;
    const { order, operation, station, produced, good, scrapped } = job;
    const program = `${order.variant.name}-${operation}`;
    this.#report({
      type: "job-changed",
      timeMs: this.#nowMs(),
      station,
      job: `${order.id}/${operation}`,
      order: order.id,
      variant: order.variant.name,
      operation,
      program,
      quantity: order.quantity,
      state,
      produced,
      good,
      scrapped,
    });
  }
}

/** The operation that castings enter. */
const FIRST_OPERATION = "OP10";
/** The operation after which a piece is done. */
const LAST_OPERATION = "OP130";
