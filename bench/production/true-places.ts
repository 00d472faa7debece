/** True place of every piece, from the model's own events with exact times. */
import type { PlantEvent } from "../../simulators/kernel/events.ts";

export interface TrueStay {
  readonly place: string;
  readonly fromMs: number;
  toMs: number;
}

export class TruePlaces {
  readonly pieces = new Map<string, TrueStay[]>();

  take(event: PlantEvent): void {
    if (event.type !== "piece-arrived" && event.type !== "piece-departed") return;
    const { piece, place, timeMs } = event;
    const stays = this.pieces.get(piece) ?? [];
    this.pieces.set(piece, stays);
    const open = stays.at(-1);
    if (event.type === "piece-departed") {
      if (open !== undefined) open.toMs = Math.min(open.toMs, timeMs);
      return;
    }
    if (open !== undefined) open.toMs = Math.min(open.toMs, timeMs);
    stays.push({ place: place.kind === "scrap" ? "SCRAP" : place.id, fromMs: timeMs, toMs: Number.POSITIVE_INFINITY });
  }
}
