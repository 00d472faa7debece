/** UCUM codes whose usual symbols follow no rule. */
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
  ["%{LEL}", "%LEL"],
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
