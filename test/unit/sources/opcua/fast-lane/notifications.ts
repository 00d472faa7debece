/** Notifications of every shape, encoded by node-opcua, from a seed. */
import {
  BinaryStream,
  DataChangeNotification,
  DataType,
  DataValue,
  DiagnosticInfo,
  ExpandedNodeId,
  LocalizedText,
  MonitoredItemNotification,
  NodeId,
  NodeIdType,
  QualifiedName,
  Range,
  StatusCode,
  StatusCodes,
  Variant,
  VariantArrayType,
} from "node-opcua";

export const START = new Date("2026-03-04T05:06:07.089Z");

/** Handles 1 to 30 have targets, see `targetsOf`; 31 and 32 have none. */
export const HANDLES = 32;

/** Deterministic, so that a failure can be run again by its seed (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(n: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }
}

const TEXTS = ["", "盖板 7", "running", "🙂", "x".repeat(5000), "é".repeat(4096)];
const NUMBERS = [0, -0, 1, -1.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY, 255, 65_535];
const STATUSES = [
  StatusCodes.UncertainLastUsableValue,
  StatusCodes.BadNoCommunication,
  StatusCodes.GoodClamped,
  StatusCode.makeStatusCode(StatusCodes.Good, "Overflow | InfoTypeDataValue"),
  StatusCode.makeStatusCode(StatusCodes.BadSensorFailure, "LimitHigh"),
];
const GUIDS = ["00000000-0000-0000-0000-000000000000", "72962B91-FA75-4AE6-8D28-B404DC7DAF63"];

/** One scalar of each built-in type that a variable can have. */
const SCALARS: Readonly<Record<string, (dice: Dice) => unknown>> = {
  Boolean: (dice) => dice.below(2) === 1,
  SByte: (dice) => dice.below(256) - 128,
  Byte: (dice) => dice.below(256),
  Int16: (dice) => dice.below(65_536) - 32_768,
  UInt16: (dice) => dice.below(65_536),
  Int32: (dice) => dice.of([-2_147_483_648, -1, 0, 7, 2_147_483_647]),
  UInt32: (dice) => dice.of([0, 1, 4_294_967_295]),
  Int64: (dice) =>
    dice.of([
      [0xffff_ffff, 0xffff_ffff],
      [0, 1],
      [0x8000_0000, 0],
      [0xffe0_0000, 0],
      [0xffdf_ffff, 0xffff_ffff],
      [0x20_0000, 1],
      [256, 7],
    ]),
  UInt64: (dice) =>
    dice.of([
      [0xffff_ffff, 0xffff_ffff],
      [0, 1],
      [0x1f_ffff, 9],
      [0x1f_ffff, 0xffff_ffff],
      [0x20_0000, 0],
      [0x20_0000, 1],
      [0xf000_0000, 0x8765_4321],
    ]),
  Float: (dice) => dice.of([0.5, -1.25, Number.NaN, Number.NEGATIVE_INFINITY, 3.4e38]),
  Double: (dice) => dice.of(NUMBERS),
  String: (dice) => dice.of([null, ...TEXTS]),
  DateTime: (dice) =>
    dice.of([
      START,
      new Date("1601-01-01T00:00:00Z"),
      new Date("1989-12-31T23:59:59.999Z"),
      new Date("2150-01-01T00:00:00Z"),
      new Date("2026-03-04T05:06:07.001Z"),
    ]),
  Guid: (dice) => dice.of(GUIDS),
  ByteString: (dice) => dice.of([null, Buffer.alloc(0), Buffer.from("abc"), Buffer.alloc(5000, 7)]),
  XmlElement: (dice) => dice.of(["<a/>", ""]),
  NodeId: nodeId,
  ExpandedNodeId: (dice) =>
    new ExpandedNodeId(
      NodeIdType.NUMERIC,
      dice.of([5006, 85, 70_000]),
      dice.below(4),
      dice.of([null, "urn:x"]),
      dice.of([0, 3]),
    ),
  StatusCode: (dice) => dice.of([StatusCodes.Good, ...STATUSES]),
  QualifiedName: (dice) => new QualifiedName({ name: dice.of(["S1", "轴"]), namespaceIndex: dice.below(3) }),
  LocalizedText: (dice) => new LocalizedText({ text: dice.of([null, "运行", "run"]), locale: dice.of([null, "zh"]) }),
  ExtensionObject: (dice) => dice.of([null, new Range({ low: 1, high: 2 })]),
  Variant: () => new Variant({ dataType: DataType.Int32, value: 3 }),
  DataValue: () => new DataValue({ value: { dataType: DataType.Double, value: 1 } }),
  DiagnosticInfo: () => new DiagnosticInfo({ symbolicId: 3 }),
};
const TYPES = Object.keys(SCALARS);
const ARRAYS = ["Boolean", "Int16", "Double", "String", "NodeId", "LocalizedText"];

function nodeId(dice: Dice): NodeId {
  return dice.of([
    new NodeId(NodeIdType.NUMERIC, 5006, 2),
    new NodeId(NodeIdType.NUMERIC, 85, 0),
    new NodeId(NodeIdType.NUMERIC, 70_000, 300),
    new NodeId(NodeIdType.STRING, "机床", 1),
    new NodeId(NodeIdType.GUID, GUIDS[1] as string, 1),
  ]);
}

function variant(dice: Dice): Variant {
  const kind = dice.below(20);
  if (kind === 0) return new Variant(null);
  if (kind > 2) {
    const type = kind < 8 ? "Double" : dice.of(TYPES);
    return new Variant({
      dataType: DataType[type as keyof typeof DataType],
      arrayType: VariantArrayType.Scalar,
      value: (SCALARS[type] as (dice: Dice) => unknown)(dice),
    });
  }
  const type = dice.of(ARRAYS);
  const value = Array.from({ length: dice.below(5) }, () => (SCALARS[type] as (dice: Dice) => unknown)(dice));
  const dataType = DataType[type as keyof typeof DataType];
  if (kind === 1 && value.length === 4)
    return new Variant({ dataType, arrayType: VariantArrayType.Matrix, dimensions: [2, 2], value });
  return new Variant({ dataType, arrayType: VariantArrayType.Array, value });
}

function time(dice: Dice, tick: number): Date | null {
  const kind = dice.below(12);
  if (kind === 0) return null;
  if (kind === 1)
    return dice.of([
      new Date("1601-01-02T00:00:00Z"),
      new Date("1989-12-31T23:59:59.999Z"),
      new Date("2101-01-01T00:00:00Z"),
    ]);
  return new Date(START.getTime() + tick - dice.below(2));
}

function dataValue(dice: Dice, tick: number): DataValue {
  const value = new DataValue(null);
  value.value = variant(dice);
  value.statusCode = dice.below(6) === 0 ? dice.of(STATUSES) : StatusCodes.Good;
  value.sourceTimestamp = time(dice, tick);
  // 100 ns steps and the 10 ps below them; a DateTime without the second part has none.
  value.sourcePicoseconds = dice.of([0, 0, 999_999_990, 123_456_780]);
  value.serverTimestamp = time(dice, tick);
  value.serverPicoseconds = dice.of([0, 0, 7_000_010]);
  return value;
}

/** The body of a notification with `items` values, as in a message. */
export function encodedNotification(dice: Dice, tick: number, items: number): Buffer {
  const notification = new DataChangeNotification();
  notification.monitoredItems = Array.from({ length: items }, () => {
    const item = new MonitoredItemNotification();
    item.clientHandle = 1 + dice.below(HANDLES);
    item.value = dataValue(dice, tick);
    return item;
  });
  const stream = BinaryStream.createGrowable(1024, 1 << 24);
  notification.encode(stream);
  return stream.buffer.subarray(0, stream.length);
}
