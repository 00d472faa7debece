import type { DeviceModel } from "../../../kernel/contract.ts";
import { hashText } from "../../../kernel/random.ts";
import { type Signal, SignalList } from "../../../kernel/signal.ts";
import type { Surroundings } from "../machine.ts";
import type { GasSpread } from "./gas-spread.ts";

/** Time to 90 % of a step of the concentration, s: GB 15322.1 allows 30 s for methane. */
const T90_S = 30;
const TIME_CONSTANT_S = T90_S / Math.log(10);
/** Vapours of the washers and the paint, which it takes for gas, %LEL. */
const BACKGROUND_LEL = 1;
const CONCENTRATION = "gas/concentration";

/** One detector of natural gas: the concentration around it, late by its response time, and whether it is faulty. */
export class GasDetector implements DeviceModel {
  readonly id: string;
  readonly clockOffsetMs = 0;
  readonly signals: readonly Signal[];
  readonly #spread: Pick<GasSpread, "percentLel">;
  #percentLel = 0;

  constructor(
    id: string,
    { spread, around }: { readonly spread: Pick<GasSpread, "percentLel">; readonly around: Surroundings },
  ) {
    this.id = id;
    this.#spread = spread;
    const list = new SignalList(id);
    list.analog(CONCENTRATION, "%{LEL}", {
      ...{ resolution: 0.1, noise: 0.15, range: [0, 100] },
      read: () => BACKGROUND_LEL + this.#percentLel,
    });
    const isFaulty = () => around.conditions.of(id).sensors.get(CONCENTRATION)?.kind === "dropped";
    list.flag("sensor/fault", isFaulty, 1000);
    list.fixed("nameplate/serial-number", `GD${20_240_000 + (Math.abs(hashText(id)) % 9_999)}`);
    this.signals = list.all;
  }

  /** Follows the concentration; called every second. */
  slow(dtS: number): void {
    this.#percentLel += (this.#spread.percentLel(this.id) - this.#percentLel) * (1 - Math.exp(-dtS / TIME_CONSTANT_S));
  }
}
