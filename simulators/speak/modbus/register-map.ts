/**
 * Registers of the demo's Modbus energy meter, as its manual would list them; config/demo/types/meter-modbus.yaml
 * reads them.
 */

type RegisterType = "float32" | "uint64" | "text";

/** One value of the meter: where it lies, and how it is coded (big-endian, high word first). */
export interface RegisterEntry {
  /** Name of the meter's metric. */
  readonly metric: string;
  readonly table: "input" | "holding";
  /** Address on the wire, from 0. */
  readonly address: number;
  readonly type: RegisterType;
}

const PHASES = ["L1", "L2", "L3"] as const;

/** Blocks of three phases, by the address of the first. */
const BY_PHASE = [
  ["Voltage/", 0],
  ["Current/", 6],
  ["Power/Active/", 12],
  ["Power/Reactive/", 18],
  ["Power/Apparent/", 24],
  ["PowerFactor/", 30],
] as const;

const INPUT = (metric: string, address: number, type: RegisterType = "float32"): RegisterEntry => ({
  metric,
  table: "input",
  address,
  type,
});

export const REGISTERS: readonly RegisterEntry[] = [
  ...BY_PHASE.flatMap(([metric, first]) => PHASES.map((phase, n) => INPUT(`${metric}${phase}`, first + 2 * n))),
  INPUT("Power/Active/Total", 36),
  INPUT("Power/Reactive/Total", 38),
  INPUT("Power/Apparent/Total", 40),
  INPUT("PowerFactor/Total", 42),
  INPUT("Frequency", 44),
  INPUT("Voltage/L1-L2", 46),
  INPUT("Voltage/L2-L3", 48),
  INPUT("Voltage/L3-L1", 50),
  INPUT("Demand/Active/15min", 52),
  INPUT("Demand/Active/Peak", 54),
  INPUT("Energy/Active/Import", 60, "uint64"),
  INPUT("Energy/Reactive/Import", 64, "uint64"),
  { metric: "Properties/SerialNumber", table: "holding", address: 100, type: "text" },
  { metric: "Properties/AccuracyClass", table: "holding", address: 110, type: "text" },
  { metric: "Properties/CurrentTransformerRatio", table: "holding", address: 120, type: "float32" },
];

/** Registers that a text takes, two characters each. */
export const TEXT_REGISTERS = 8;
