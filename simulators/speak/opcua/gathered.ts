import { DataType, StatusCodes, type UAVariable, type VariantLike } from "node-opcua";
import type { SignalValue } from "../../kernel/signal.ts";
import type { Outlet } from "./station-nodes.ts";

/** A variable that several signals share, an array or a structure: written once a tick, whichever of them changed. */
export class Gathered {
  readonly #variable: UAVariable;
  readonly #compose: (values: readonly SignalValue[]) => VariantLike;
  readonly #values: SignalValue[] = [];
  #sourceMs = Number.NaN;

  constructor(variable: UAVariable, compose: (values: readonly SignalValue[]) => VariantLike) {
    this.#variable = variable;
    this.#compose = compose;
  }

  /**
   * The outlet of the member at `slot`. A member cannot be Bad by itself: a number that fails is NaN, as on a card that
   * has lost its sensor.
   */
  outlet(slot: number, convert: (value: SignalValue) => SignalValue = (value) => value): Outlet {
    const set = (value: SignalValue, sourceMs: number): void => {
      this.#values[slot] = value;
      this.#sourceMs = sourceMs;
    };
    return {
      show: (value, sourceMs) => set(convert(value), sourceMs),
      fail: (_statusCode, sourceMs) => {
        if (typeof this.#values[slot] === "number") set(Number.NaN, sourceMs);
      },
    };
  }

  flush(): void {
    if (Number.isNaN(this.#sourceMs)) return;
    this.#variable.setValueFromSource(this.#compose(this.#values), StatusCodes.Good, new Date(this.#sourceMs));
    this.#sourceMs = Number.NaN;
  }
}

/** Composes an array of Double. */
export function doubles(values: readonly SignalValue[]): VariantLike {
  return { dataType: DataType.Double, arrayType: "Array", value: Float64Array.from(values, Number) };
}
