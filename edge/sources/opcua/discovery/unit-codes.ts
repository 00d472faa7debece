/**
 * UCUM codes of UN/ECE Recommendation 20 units, which OPC UA servers name by the
 * bytes of their code (OPC 10000-8, 5.6.3): `KWH` is 0x4B5748.
 */
const UCUM_OF: ReadonlyMap<string, string> = new Map([
  ["C62", "1"],
  ["P1", "%"],
  ["CEL", "Cel"],
  ["KEL", "K"],
  ["FAH", "[degF]"],
  ["MMT", "mm"],
  ["CMT", "cm"],
  ["MTR", "m"],
  ["KMT", "km"],
  ["4H", "um"],
  ["C45", "nm"],
  ["INH", "[in_i]"],
  ["FOT", "[ft_i]"],
  ["H81", "mm/min"],
  ["C16", "mm/s"],
  ["MTS", "m/s"],
  ["2X", "m/min"],
  ["KMH", "km/h"],
  ["MSK", "m/s2"],
  ["DD", "deg"],
  ["C81", "rad"],
  ["E96", "deg/s"],
  ["2A", "rad/s"],
  ["M45", "deg/s2"],
  ["2B", "rad/s2"],
  ["C94", "/min"],
  ["RPM", "/min"],
  ["RPS", "/s"],
  ["HTZ", "Hz"],
  ["KHZ", "kHz"],
  ["MHZ", "MHz"],
  ["C97", "/s"],
  ["SEC", "s"],
  ["C26", "ms"],
  ["B98", "us"],
  ["MIN", "min"],
  ["HUR", "h"],
  ["DAY", "d"],
  ["KGM", "kg"],
  ["GRM", "g"],
  ["TNE", "t"],
  ["NEW", "N"],
  ["B47", "kN"],
  ["NU", "N.m"],
  ["PAL", "Pa"],
  ["KPA", "kPa"],
  ["MPA", "MPa"],
  ["BAR", "bar"],
  ["MBR", "mbar"],
  ["A97", "hPa"],
  ["PS", "[psi]"],
  ["WTT", "W"],
  ["KWT", "kW"],
  ["MAW", "MW"],
  ["WHR", "W.h"],
  ["KWH", "kW.h"],
  ["MWH", "MW.h"],
  ["JOU", "J"],
  ["KJO", "kJ"],
  ["3B", "MJ"],
  ["VLT", "V"],
  ["KVT", "kV"],
  ["2Z", "mV"],
  ["AMP", "A"],
  ["4K", "mA"],
  ["B84", "uA"],
  ["OHM", "Ohm"],
  ["D46", "V.A"],
  ["KVA", "kV.A"],
  ["D44", "var"],
  ["KVR", "kvar"],
  ["MTQ", "m3"],
  ["LTR", "L"],
  ["MLT", "mL"],
  ["DMQ", "dm3"],
  ["MQH", "m3/h"],
  ["MQS", "m3/s"],
  ["L2", "L/min"],
  ["E32", "L/h"],
  ["41", "mL/min"],
  ["F23", "g/min"],
  ["E93", "kg/h"],
  ["KMQ", "kg/m3"],
  ["MTK", "m2"],
  ["MMK", "mm2"],
  ["2N", "dB"],
  ["59", "[ppm]"],
  ["LUX", "lx"],
  ["AD", "By"],
]);

/** Display names of units that vendors use with an unknown (-1) or private unit id. */
const UCUM_OF_SYMBOL: ReadonlyMap<string, string> = new Map([
  ["°C", "Cel"],
  ["℃", "Cel"],
  ["°", "deg"],
  ["rpm", "/min"],
  ["1/min", "/min"],
  ["U/min", "/min"],
  ["min-1", "/min"],
  ["Nm", "N.m"],
  ["N·m", "N.m"],
  ["kWh", "kW.h"],
  ["kW·h", "kW.h"],
  ["Wh", "W.h"],
  ["W·h", "W.h"],
  ["VA", "V.A"],
  ["V·A", "V.A"],
  ["µm", "um"],
  ["μm", "um"],
  ["m³", "m3"],
  ["m³/h", "m3/h"],
  ["l/min", "L/min"],
  ["mm/s²", "mm/s2"],
  ["m/s²", "m/s2"],
  ["°/s", "deg/s"],
]);
const KNOWN = new Set([...UCUM_OF.values(), ...UCUM_OF_SYMBOL.values()]);

export interface EngineeringUnits {
  readonly unitId: number;
  readonly symbol: string;
}

/** The UCUM code of a server's unit, or undefined when neither id nor symbol is known. */
export function ucumOf({ unitId, symbol }: EngineeringUnits): string | undefined {
  const byCode = UCUM_OF.get(codeOf(unitId));
  if (byCode !== undefined) return byCode;
  const text = symbol.trim();
  return UCUM_OF_SYMBOL.get(text) ?? (KNOWN.has(text) ? text : undefined);
}

function codeOf(unitId: number): string {
  let code = "";
  for (let rest = unitId; rest > 0; rest = Math.floor(rest / 256)) code = String.fromCharCode(rest % 256) + code;
  return code;
}
