/** Castings, lots and orders of simulated pieces. */
import type { Random } from "../../kernel/random.ts";
import type { Made, MadeLot } from "./made.ts";

const VARIANTS = ["PH-50A", "PH-50B", "PH-62A", "PH-62C", "PH-80A"] as const;
const SUPPLIERS = ["S1", "S2", "S3", "S4"] as const;
const PALLET = 8;

interface OpenLot extends Pick<Made, "lot" | "supplier" | "heat"> {
  /** Left to come. */
  pallets: number;
}

/** Castings by pallet: three open lots of different sizes, whose pallets come in turn; orders of one variant. */
export class Supply {
  readonly lots: MadeLot[] = [];
  readonly #random: Random;
  readonly #open: OpenLot[] = [];
  #pallet = { id: "", left: 0, lot: { lot: "", supplier: "", heat: "" } };
  #order = { id: "", variant: "", left: 0 };
  #pallets = 0;
  #orders = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(ms: number): Omit<Made, "id" | "work"> {
    if (this.#order.left-- <= 0)
      this.#order = {
        id: `ORD-${++this.#orders}`,
        variant: VARIANTS[Math.floor(this.#random.next() * VARIANTS.length)] as string,
        left: Math.round(this.#random.between(15, 60)),
      };
    if (this.#pallet.left-- <= 0) this.#pallet = { ...this.#newPallet(ms), left: PALLET - 1 };
    const { id: order, variant } = this.#order;
    return { order, variant, pallet: this.#pallet.id, ...this.#pallet.lot };
  }

  #newPallet(ms: number) {
    while (this.#open.length < 3) {
      const number = this.lots.length + 1;
      const supplier = SUPPLIERS[Math.floor(this.#random.next() * SUPPLIERS.length)] as string;
      const pallets = Math.round(this.#random.between(2, 4));
      const named = { lot: `LOT-${number}`, supplier, heat: `H-${supplier}-${Math.ceil(number / 2)}` };
      this.#open.push({ ...named, pallets });
      this.lots.push({ ...named, ms: ms - 60_000, pallets: [] });
    }
    const at = Math.floor(this.#random.next() * this.#open.length);
    const lot = this.#open[at] as OpenLot;
    if (--lot.pallets === 0) this.#open.splice(at, 1);
    const id = `PAL-${++this.#pallets}`;
    const found = this.lots.findIndex((one) => one.lot === lot.lot);
    const known = this.lots[found] as MadeLot;
    this.lots[found] = { ...known, pallets: [...known.pallets, id] };
    return { id, lot: { lot: lot.lot, supplier: lot.supplier, heat: lot.heat } };
  }
}
