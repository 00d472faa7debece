/** Takes the parts of waveforms out of notifications. Runs in the worker. */
import type { DataValue } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../../contracts/path/waveform-block.ts";
import type { TagRef } from "../../../contracts/plant/tag.ts";
import { OVERFLOW } from "../decode/decode-value.ts";
import { sourceTimeOr } from "../decode/source-times.ts";
import { WaveformAssembler } from "../decode/waveforms.ts";
import type { Overflows } from "./overflows.ts";
import { handleOf, type PlannedItems } from "./planned-items.ts";

export class WaveformIntake {
  readonly #items: PlannedItems;
  readonly #overflows: Overflows;
  readonly #assembler: WaveformAssembler;
  /** Time of the newest value of each part of a waveform, by client handle. */
  readonly #times = new Map<number, Micros>();

  constructor(items: PlannedItems, isSimulated: boolean, overflows: Overflows) {
    this.#items = items;
    this.#overflows = overflows;
    this.#assembler = new WaveformAssembler(isSimulated);
    if (items.someShape(({ waveform }) => waveform !== undefined)) this.#expectParts();
  }

  /** Called once per episode in which a waveform cannot be read. */
  set onMismatch(take: (ref: number, why: string) => void) {
    this.#assembler.onMismatch = take;
  }

  #expectParts(): void {
    for (let place = 0; place < this.#items.length; place++) {
      const { waveform } = this.#items.shapeAt(place).waveform === undefined ? {} : (this.#items.at(place) ?? {});
      if (waveform !== undefined) this.#assembler.expect(handleOf({ place }), waveform);
    }
  }

  /** Returns false when the handle is not part of a waveform. */
  take(handle: number, value: DataValue, receivedAt: Micros): boolean {
    if (!this.#assembler.take(handle, value, receivedAt)) return false;
    const time = sourceTimeOr(value, receivedAt);
    const { waveform } = this.#items.at(handle - 1) ?? {};
    if ((value.statusCode.value & OVERFLOW) === OVERFLOW && waveform?.says === "points") {
      const sourceTime = this.#times.get(handle) ?? Number.NaN;
      this.#overflows.note([{ ref: waveform.ref as TagRef, sourceTime }], time);
    }
    this.#times.set(handle, time);
    return true;
  }

  /** The blocks of one complete response. */
  finish(): readonly WaveformBlock[] {
    return this.#assembler.finish();
  }
}
