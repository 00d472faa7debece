import { type EUInformation, makeEUInformation } from "node-opcua";

/** UCUM codes of the plant model to UN/ECE Recommendation 20 codes, symbol and name. */
const UNITS = new Map<string, readonly [code: string, symbol: string, name: string]>([
  ["Cel", ["CEL", "°C", "degree Celsius"]],
  ["K", ["KEL", "K", "kelvin"]],
  ["/min", ["C94", "1/min", "reciprocal minute"]],
  ["%", ["P1", "%", "percent"]],
  ["W", ["WTT", "W", "watt"]],
  ["kW", ["KWT", "kW", "kilowatt"]],
  ["W.h", ["WHR", "W·h", "watt hour"]],
  ["var", ["D44", "var", "var"]],
  ["V.A", ["D46", "V·A", "volt ampere"]],
  ["V", ["VLT", "V", "volt"]],
  ["kV", ["KVT", "kV", "kilovolt"]],
  ["A", ["AMP", "A", "ampere"]],
  ["uA", ["B84", "µA", "microampere"]],
  ["Hz", ["HTZ", "Hz", "hertz"]],
  ["N", ["NEW", "N", "newton"]],
  ["N.m", ["NU", "N·m", "newton metre"]],
  ["mm", ["MMT", "mm", "millimetre"]],
  ["um", ["4H", "µm", "micrometre"]],
  ["m", ["MTR", "m", "metre"]],
  ["mm/s", ["C16", "mm/s", "millimetre per second"]],
  ["mm/min", ["H81", "mm/min", "millimetre per minute"]],
  ["m/s", ["MTS", "m/s", "metre per second"]],
  ["deg", ["DD", "°", "degree"]],
  ["deg/s", ["E96", "°/s", "degree per second"]],
  ["deg/s2", ["M45", "°/s²", "degree per second squared"]],
  ["s", ["SEC", "s", "second"]],
  ["us", ["B98", "µs", "microsecond"]],
  ["bar", ["BAR", "bar", "bar"]],
  ["mbar", ["MBR", "mbar", "millibar"]],
  ["Pa", ["PAL", "Pa", "pascal"]],
  ["kPa", ["KPA", "kPa", "kilopascal"]],
  ["L/min", ["L2", "l/min", "litre per minute"]],
  ["mL/min", ["41", "ml/min", "millilitre per minute"]],
  ["m3/h", ["MQH", "m³/h", "cubic metre per hour"]],
  ["kg", ["KGM", "kg", "kilogram"]],
  ["g/min", ["F23", "g/min", "gram per minute"]],
  ["dB", ["2N", "dB", "decibel"]],
]);

/** Engineering unit of a UCUM code; unit id -1 where UN/ECE has no code for it. */
export function unitInformation(ucum: string): EUInformation {
  const unit = UNITS.get(ucum);
  if (unit !== undefined) {
    return makeEUInformation(...unit);
  }
  const information = makeEUInformation("1", ucum, ucum);
  information.unitId = -1;
  return information;
}
