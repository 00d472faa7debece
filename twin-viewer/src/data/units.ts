/** UCUM codes as people write them. Codes that are not here are shown as they are. */
const SYMBOLS = new Map([
  ["Cel", "°C"],
  ["K", "K"],
  ["deg", "°"],
  ["/min", "/min"],
  ["{rpm}", "/min"],
  ["%", "%"],
  ["um", "µm"],
  ["m3/h", "m³/h"],
  ["m3", "m³"],
  ["m/s2", "m/s²"],
  ["N.m", "N·m"],
  ["V.A", "VA"],
  ["V.A.h", "VAh"],
  ["var", "var"],
  ["W.h", "Wh"],
  ["kW.h", "kWh"],
  ["Pa.s", "Pa·s"],
  ["mm2/s2", "mm²/s²"],
  ["[ppm]", "ppm"],
  ["[in_i]", "in"],
  ["1", ""],
  ["{count}", ""],
  ["{pieces}", ""],
  ["{piece}", ""],
]);

export function unitSymbol(code: string | undefined): string {
  return code === undefined ? "" : (SYMBOLS.get(code) ?? code);
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
