/** UCUM codes of `engUnit` as gateways write it. Units that are written alike are not listed. */
const UCUM: ReadonlyMap<string, string> = new Map([
  ...["°C", "℃", "degC", "C", "Celsius"].map((text): [string, string] => [text, "Cel"]),
  ...["°F", "degF", "F"].map((text): [string, string] => [text, "[degF]"]),
  ...["rpm", "RPM", "1/min", "U/min", "min-1"].map((text): [string, string] => [text, "/min"]),
  ...["Nm", "N·m"].map((text): [string, string] => [text, "N.m"]),
  ...["m³", "m^3", "cbm"].map((text): [string, string] => [text, "m3"]),
  ...["m³/h", "m^3/h"].map((text): [string, string] => [text, "m3/h"]),
  ...["l/min", "lpm"].map((text): [string, string] => [text, "L/min"]),
  ...["pcs", "count", "pieces", "none", "-"].map((text): [string, string] => [text, "1"]),
  ...["°", "degrees"].map((text): [string, string] => [text, "deg"]),
  ...["µm", "μm"].map((text): [string, string] => [text, "um"]),
  ["Wh", "W.h"],
  ["kWh", "kW.h"],
  ["MWh", "MW.h"],
  ["VA", "V.A"],
  ["kVA", "kV.A"],
  ["var", "V.A{reactive}"],
  ["kvar", "kV.A{reactive}"],
  ["varh", "V.A.h{reactive}"],
  ["kvarh", "kV.A.h{reactive}"],
  ["Vah", "V.A.h"],
  ["mm²", "mm2"],
  ["mm/s²", "mm/s2"],
  ["m/s²", "m/s2"],
  ["%LEL", "%{LEL}"],
  ["sec", "s"],
  ["hr", "h"],
]);

/** The UCUM code for the engineering unit of a birth; undefined where there is none. */
export function ucumOf(engUnit: string): string | undefined {
  const text = engUnit.trim();
  const known = UCUM.get(text);
  if (known !== undefined) return known;
  // Brackets have a meaning in UCUM; a unit that uses them otherwise is not a UCUM code.
  return text.length <= 40 && /^[!-~]+$/.test(text) && !/[()[\]{}"]/.test(text) ? text : undefined;
}
