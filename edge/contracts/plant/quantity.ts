/** UCUM codes with another usual symbol. */
const UNIT_TEXT = new Map([
  ["Cel", "°C"],
  ["m3/h", "m³/h"],
  ["m3", "m³"],
  ["/min", "r/min"],
  ["deg/s", "°/s"],
  ["deg", "°"],
  ["um", "µm"],
  ["%{LEL}", "%LEL"],
]);

/** A value with its unit, in four digits at most. */
export function quantity(value: number, unit?: string): string {
  const digits = String(Number(value.toPrecision(4))).replaceAll("-", "−");
  if (unit === undefined || unit === "1" || unit === "") return digits;
  const text = UNIT_TEXT.get(unit) ?? unit;
  return text === "%" ? `${digits} %` : `${digits} ${text}`;
}
