/** Data type numbers of Sparkplug B that the meters use. */
export const MetricType = { int64: 4, float: 9, double: 10, boolean: 11, string: 12, dateTime: 13 } as const;

export type MetricTypeNumber = (typeof MetricType)[keyof typeof MetricType];

/** One metric to send. Births carry name, alias, type and properties; data only the alias. */
export interface Metric {
  readonly name?: string;
  readonly alias?: number;
  readonly timestampMs: number;
  readonly datatype?: MetricTypeNumber;
  /** How the value is written, also where the type is left out. */
  readonly form: MetricTypeNumber;
  readonly value: number | boolean | string;
  /** Written as the property `engUnit`. */
  readonly unit?: string;
  /** Measured while the host was offline. */
  readonly isHistorical?: boolean;
}

/** Encodes a Sparkplug B payload (protobuf). `seq` is absent in death certificates and commands. */
export function encodePayload(timestampMs: number, metrics: readonly Metric[], seq?: number): Buffer {
  const parts: number[] = [];
  number(parts, 1, timestampMs);
  for (const metric of metrics) bytes(parts, 2, encodeMetric(metric));
  if (seq !== undefined) number(parts, 3, seq);
  return Buffer.from(parts);
}

function encodeMetric(metric: Metric): number[] {
  const parts: number[] = [];
  if (metric.name !== undefined) text(parts, 1, metric.name);
  if (metric.alias !== undefined) number(parts, 2, metric.alias);
  number(parts, 3, metric.timestampMs);
  if (metric.datatype !== undefined) number(parts, 4, metric.datatype);
  if (metric.isHistorical === true) number(parts, 5, 1);
  if (metric.unit !== undefined) bytes(parts, 9, unitProperty(metric.unit));
  value(parts, metric);
  return parts;
}

function value(parts: number[], { form, value: written }: Metric): void {
  switch (form) {
    case MetricType.int64:
    case MetricType.dateTime:
      number(parts, 11, Number(written));
      break;
    case MetricType.float: {
      const bits = Buffer.alloc(4);
      bits.writeFloatLE(Number(written));
      parts.push((12 << 3) | 5, ...bits);
      break;
    }
    case MetricType.double: {
      const bits = Buffer.alloc(8);
      bits.writeDoubleLE(Number(written));
      parts.push((13 << 3) | 1, ...bits);
      break;
    }
    case MetricType.boolean:
      number(parts, 14, written === true ? 1 : 0);
      break;
    case MetricType.string:
      text(parts, 15, String(written));
      break;
  }
}

/** PropertySet with one String property. */
function unitProperty(unit: string): number[] {
  const property: number[] = [];
  number(property, 1, MetricType.string);
  text(property, 8, unit);
  const set: number[] = [];
  text(set, 1, "engUnit");
  bytes(set, 2, property);
  return set;
}

function number(parts: number[], field: number, amount: number): void {
  varint(parts, field << 3);
  varint(parts, amount);
}

function text(parts: number[], field: number, content: string): void {
  bytes(parts, field, Buffer.from(content));
}

function bytes(parts: number[], field: number, content: ArrayLike<number> & Iterable<number>): void {
  varint(parts, (field << 3) | 2);
  varint(parts, content.length);
  for (const byte of content) parts.push(byte);
}

/** Unsigned numbers up to 2^53; the meters count no further. */
function varint(parts: number[], amount: number): void {
  let rest = amount;
  while (rest >= 128) {
    parts.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  parts.push(rest);
}
