import { unitSymbol } from "../../../edge/contracts/unit-symbol.ts";

export { unitSymbol };

/** Units whose large values read better in thousands. */
const THOUSANDS = new Map([
  ["W", "kW"],
  ["W.h", "kWh"],
  ["V.A", "kVA"],
  ["var", "kvar"],
  ["V.A{reactive}", "kvar"],
  ["V.A.h{reactive}", "kvarh"],
]);

/** A power or energy from one thousand on in thousands; everything else unchanged. */
export function inThousands(value: number, code: string | undefined): { readonly value: number; readonly symbol: string } {
  const larger = code === undefined ? undefined : THOUSANDS.get(code);
  return larger === undefined || !(Math.abs(value) >= 1000) ? { value, symbol: unitSymbol(code) } : { value: value / 1000, symbol: larger };
}

const TO_SI = new Map([
  ["deg", Math.PI / 180],
  ["rad", 1],
  ["m", 1],
  ["mm", 0.001],
  ["cm", 0.01],
  ["um", 1e-6],
]);

/** Factor from an angle's or length's unit to radians or metres; 1 for what is neither. */
export function toSi(code: string | undefined): number {
  return (code === undefined ? undefined : TO_SI.get(code)) ?? 1;
}
