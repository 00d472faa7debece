/** True energy of every operation on a piece: what its station took, shared equally among the pieces in work there. */
import type { TruthEvent } from "../../../kernel/events.ts";
import type { MediaFlows } from "../media/branches.ts";
import type { Piece } from "./piece.ts";

const HOUR_S = 3600;

/** An operation in work. */
interface Account {
  readonly station: string;
  readonly operation: string;
  readonly piece: Piece;
  readonly startMs: number;
  electricityWh: number;
  gasM3: number;
  waterM3: number;
  /** Begun in this step: the power of the step was not for it. */
  isNew: boolean;
}

interface Sources {
  readonly machines: ReadonlyMap<string, { readonly powerW: number }>;
  readonly flows: Pick<MediaFlows, "ovenGasM3h" | "dryerGasM3h" | "washerWaterM3h">;
  readonly nowMs: number;
}

export class PieceEnergy {
  readonly #accounts = new Map<Piece, Account>();
  /** Completed in this step: the power of the step was still for them. */
  #ending: Account[] = [];
  /** Accounts of each station that share its power: those that had begun before the step. */
  readonly #sharing = new Map<string, number>();
  readonly #report: (event: TruthEvent) => void;

  constructor(report: (event: TruthEvent) => void) {
    this.#report = report;
  }

  /** Ends an operation of the piece that was never completed. */
  start(station: string, operation: string, piece: Piece): void {
    const amounts = { electricityWh: 0, gasM3: 0, waterM3: 0 };
    const startMs = piece.operationMs;
    const before = this.#accounts.get(piece);
    if (before !== undefined) this.#leave(before);
    this.#accounts.set(piece, { station, operation, piece, startMs, ...amounts, isNew: true });
  }

  complete(station: string, piece: Piece): void {
    const account = this.#accounts.get(piece);
    if (account?.station !== station) return;
    this.#accounts.delete(piece);
    this.#ending.push(account);
  }

  /** Adds one step; call it after the machines have taken it. */
  step(dtS: number, { machines, flows, nowMs }: Sources): void {
    const add = (account: Account): void => {
      const { station, isNew } = account;
      if (isNew) return;
      const shareH = dtS / HOUR_S / (this.#sharing.get(station) as number);
      account.electricityWh += (machines.get(station)?.powerW ?? 0) * shareH;
      if (station === "OVN-01") account.gasM3 += flows.ovenGasM3h * shareH;
      if (station === "DRY-01") account.gasM3 += flows.dryerGasM3h * shareH;
      if (station === "WSH-01") account.waterM3 += flows.washerWaterM3h * shareH;
    };
    for (const account of this.#accounts.values()) add(account);
    for (const account of this.#ending) add(account);
    for (const account of this.#accounts.values()) this.#join(account);
    if (this.#ending.length === 0) return;
    for (const account of this.#ending) {
      this.#leave(account);
      this.#end(account, nowMs);
    }
    this.#ending = [];
  }

  #join(account: Account): void {
    if (!account.isNew) return;
    account.isNew = false;
    this.#sharing.set(account.station, (this.#sharing.get(account.station) ?? 0) + 1);
  }

  #leave({ station, isNew }: Account): void {
    if (!isNew) this.#sharing.set(station, (this.#sharing.get(station) ?? 0) - 1);
  }

  #end({ piece, station, operation, startMs, electricityWh, gasM3, waterM3 }: Account, timeMs: number): void {
    const of = { piece: piece.id, variant: piece.variant.name, order: piece.order.id };
    this.#report({ type: "piece-energy", timeMs, ...of, station, operation, startMs, electricityWh, gasM3, waterM3 });
  }
}
