import { CoatingBooth } from "../machines/finishing-line.ts";
import { Oven } from "../machines/oven.ts";
import type { Buffer } from "../material/flow.ts";
import { belt, buffer, contextOf, conveyor, type Making, PALLET_BUFFER, station } from "./making.ts";

/** Powder coating, the curing oven and the cooling belt. */
export function coating(making: Making): { readonly coatIn: Buffer; readonly coolOut: Buffer; readonly oven: Oven } {
  const coatIn = buffer(making, "BUF-COAT-IN", PALLET_BUFFER);
  const coolOut = buffer(making, "BUF-COOL-OUT", PALLET_BUFFER);
  const chain = belt(making, "OVN-01", { lengthM: 18, speedMS: 0.06, spacingM: 0.85 });
  const cooling = belt(making, "CNV-02", { lengthM: 12, speedMS: 0.1, spacingM: 0.8 });
  station(making, "PCB-01", {
    kind: "coating-booth",
    operation: "OP80",
    input: coatIn,
    output: chain,
    loadS: 2.5,
    workS: 12.5,
    process: (site) => new CoatingBooth(site),
  });
  const oven = new Oven("OVN-01", { chain, output: cooling, context: contextOf(making, "OVN-01") });
  making.machines.set("OVN-01", oven);
  conveyor(making, "CNV-02", [cooling], coolOut);
  return { coatIn, coolOut, oven };
}
