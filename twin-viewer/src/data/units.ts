/** UCUM codes that people write in a way no rule gives. */
const SYMBOLS = new Map([
  ["Cel", "°C"],
  ["1", ""],
  ["W.h", "Wh"],
  ["kW.h", "kWh"],
  ["V.A", "VA"],
  ["V.A.h", "VAh"],
  ["V.A{reactive}", "var"],
  ["V.A.h{reactive}", "varh"],
  ["1/10min", "/10 min"],
  ["[pH]", "pH"],
  ["[ppm]", "ppm"],
]);
const RAISED = new Map([
  ["2", "²"],
  ["3", "³"],
]);

/** A UCUM code as people write it: no annotations, dots and exponents raised, degrees as a sign. */
export function unitSymbol(code: string | undefined): string {
  if (code === undefined) return "";
  const known = SYMBOLS.get(code);
  if (known !== undefined) return known;
  return code
    .replaceAll(/\{[^}]*\}/g, "")
    .replace(/^deg\b/, "°")
    .replaceAll(/\bu(?=[AmsSgLV])/g, "µ")
    .replaceAll(/(?<=[A-Za-z])[23](?![0-9])/g, (digit) => RAISED.get(digit) ?? digit)
    .replaceAll(".", "·");
}

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
