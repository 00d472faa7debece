import { isCounter } from "../counter-bases.ts";
import type { DeviceModel } from "../kernel/contract.ts";
import { observe, type SignalValue } from "../kernel/signal.ts";
import { MetricType, type MetricTypeNumber } from "../speak/mqtt/sparkplug-encode.ts";

/** One metric of a meter or gas detector, with its displayed value. */
export interface MeterMetric {
  readonly name: string;
  readonly datatype: MetricTypeNumber;
  readonly unit?: string;
  /** True for settings made at mounting: they keep that day as their time. */
  readonly isFixed?: boolean;
  read(): SignalValue;
}

type Row = readonly [signal: string, metric: string, unit: string, datatype: MetricTypeNumber];

const { float, double } = MetricType;

const PHASES: readonly Row[] = [1, 2, 3].flatMap((phase): Row[] => {
  const of = `phase-${phase}`;
  const line = `L${phase}`;
  return [
    [`${of}/voltage`, `Voltage/${line}`, "V", float],
    [`${of}/line-voltage`, `Voltage/${line}-L${(phase % 3) + 1}`, "V", float],
    [`${of}/current`, `Current/${line}`, "A", float],
    [`${of}/active-power`, `Power/Active/${line}`, "W", float],
    [`${of}/reactive-power`, `Power/Reactive/${line}`, "var", float],
    [`${of}/apparent-power`, `Power/Apparent/${line}`, "VA", float],
    [`${of}/power-factor`, `PowerFactor/${line}`, "1", float],
  ];
});

/** The metric of each signal in the maker's Sparkplug template. */
const METRICS = new Map<string, Row>(
  [
    ...PHASES,
    ["power/active", "Power/Active/Total", "W", float] as const,
    ["power/reactive", "Power/Reactive/Total", "var", float] as const,
    ["power/apparent", "Power/Apparent/Total", "VA", float] as const,
    ["power/factor", "PowerFactor/Total", "1", float] as const,
    ["frequency", "Frequency", "Hz", float] as const,
    ["demand/quarter-hour", "Demand/Active/15min", "W", float] as const,
    ["demand/peak", "Demand/Active/Peak", "W", float] as const,
    ["energy/import", "Energy/Active/Import", "Wh", double] as const,
    ["energy/reactive", "Energy/Reactive/Import", "varh", double] as const,
    ["flow", "Flow", "m3/h", float] as const,
    ["volume", "Volume/Total", "m3", double] as const,
    ["pressure", "Pressure", "bar", float] as const,
    ["temperature", "Temperature", "Cel", float] as const,
    ["gas/concentration", "Gas/Concentration", "%LEL", float] as const,
    ["sensor/fault", "Sensor/Fault", "", MetricType.boolean] as const,
    ["nameplate/serial-number", "Properties/SerialNumber", "", MetricType.string] as const,
    ["nameplate/accuracy-class", "Properties/AccuracyClass", "", MetricType.string] as const,
    ["nameplate/transformer-ratio", "Properties/CurrentTransformerRatio", "1", float] as const,
  ].map((row) => [row[0], row]),
);

/** A meter or gas detector of the plant as a Sparkplug device. */
export class Meter {
  readonly id: string;
  readonly metrics: readonly MeterMetric[];
  readonly mountedMs: number;

  /** `counted` gives the displayed value of the counter `metric` from its count since mounting. */
  constructor(
    model: DeviceModel,
    options: {
      readonly mountedMs: number;
      nowMs(): number;
      readonly counted?: (metric: string, count: number) => number;
    },
  ) {
    const { counted } = options;
    this.id = model.id;
    this.mountedMs = options.mountedMs;
    const read = (name: string, shown: () => SignalValue) =>
      counted !== undefined && isCounter(name) ? () => counted(name, shown() as number) : shown;
    this.metrics = model.signals.map((signal): MeterMetric => {
      const row = METRICS.get(signal.id);
      if (row === undefined) throw new Error(`${model.id} has a signal ${signal.id} without a Sparkplug metric`);
      const [, name, unit, datatype] = row;
      return {
        name,
        datatype,
        ...(unit === "" ? {} : { unit }),
        ...(signal.isStatic ? { isFixed: true } : {}),
        read: read(name, () => observe(signal, options.nowMs())),
      };
    });
  }
}
