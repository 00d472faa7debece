/** Linear conversions between units of one dimension. */

/** `value * factor + offset` is the value in the other unit. */
export interface Conversion {
  readonly factor: number;
  readonly offset: number;
}

/** Factor, or factor and offset, from each unit to the first one of its row (SI brochure, 9th edition; UCUM codes). */
const DIMENSIONS: readonly Readonly<Record<string, number | readonly [factor: number, offset: number]>>[] = [
  { m: 1, um: 1e-6, mm: 1e-3, cm: 1e-2, km: 1e3, "[in_i]": 0.0254, "[ft_i]": 0.3048 },
  { "mm/min": 1, "mm/s": 60, "m/min": 1000, "m/s": 60_000, "km/h": 1e6 / 60 },
  { "m/s2": 1, "mm/s2": 1e-3 },
  { rad: 1, deg: Math.PI / 180 },
  { "rad/s": 1, "deg/s": Math.PI / 180, "/min": Math.PI / 30, "/s": 2 * Math.PI, Hz: 2 * Math.PI },
  { K: 1, Cel: [1, 273.15], "[degF]": [5 / 9, 273.15 - (32 * 5) / 9] },
  { Pa: 1, hPa: 100, kPa: 1e3, MPa: 1e6, mbar: 100, bar: 1e5, "[psi]": 6894.757293168361 },
  { W: 1, kW: 1e3, MW: 1e6 },
  { J: 1, kJ: 1e3, MJ: 1e6, "W.h": 3600, "kW.h": 3.6e6, "MW.h": 3.6e9 },
  { s: 1, ms: 1e-3, us: 1e-6, min: 60, h: 3600, d: 86_400 },
  { V: 1, mV: 1e-3, kV: 1e3 },
  { A: 1, mA: 1e-3, kA: 1e3 },
  { "V.A": 1, "kV.A": 1e3 },
  { N: 1, kN: 1e3 },
  { "N.m": 1, "kN.m": 1e3 },
  { kg: 1, g: 1e-3, t: 1e3 },
  { m3: 1, L: 1e-3, mL: 1e-6 },
  { "m3/h": 1, "L/min": 0.06, "mL/min": 6e-5, "L/h": 1e-3, "m3/s": 3600, "L/s": 3.6 },
  { "1": 1, "%": 0.01, "[ppm]": 1e-6 },
];

/** Units that nothing is converted to. */
const SINGLE: ReadonlySet<string> = new Set(["[HB]", "[pH]", "mm2", "um2", "N/mm2", "ug/m3", "g/cm3", "dB", "lx"]);

/** Whether the edge knows this UCUM code, and so what it can be compared with. */
export function isKnownUnit(code: string): boolean {
  return SINGLE.has(code) || DIMENSIONS.some((dimension) => Object.hasOwn(dimension, code));
}

/** Conversion from unit `from` to unit `to` (both UCUM); undefined where a unit is unknown or the dimensions differ. */
export function conversionOf(from: string, to: string): Conversion | undefined {
  if (from === to) return { factor: 1, offset: 0 };
  const units = DIMENSIONS.find((dimension) => Object.hasOwn(dimension, from) && Object.hasOwn(dimension, to));
  if (units === undefined) return undefined;
  const [fromFactor, fromOffset] = parts(units[from]);
  const [toFactor, toOffset] = parts(units[to]);
  return { factor: fromFactor / toFactor, offset: (fromOffset - toOffset) / toFactor };
}

function parts(unit: number | readonly [number, number] | undefined): readonly [factor: number, offset: number] {
  return typeof unit === "number" ? [unit, 0] : (unit ?? [Number.NaN, Number.NaN]);
}

/** After a change of conversion the same reading is a new value, not a repeat. */
export function reconvert(
  target: { conversion: Conversion | "unknown" | undefined; sourceTime: number },
  conversion: Conversion | "unknown",
): boolean {
  const before = target.conversion;
  target.conversion = conversion;
  const isSame =
    before === conversion ||
    (typeof before === "object" &&
      typeof conversion === "object" &&
      before.factor === conversion.factor &&
      before.offset === conversion.offset);
  if (!isSame) target.sourceTime = Number.NaN;
  return !isSame;
}
