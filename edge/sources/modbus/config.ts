import type { ConfigSentence } from "../../contracts/plant/config-text.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { sentence } from "./problem-table.ts";

/** Registers that one request may ask for (Modbus Application Protocol 1.1b3, 6.3). */
const MAX_REGISTERS = 125;

const choice = <const T extends string>(
  values: readonly T[],
  options: { readonly description: string; readonly default?: T },
) =>
  Type.Unsafe<T>(
    Type.Union(
      values.map((value) => Type.Literal(value)),
      options,
    ),
  );

/**
 * Order of a 4-byte value (A is the highest byte) in two registers; 8-byte values accordingly. In one register BADC
 * and DCBA mean that the low byte comes first.
 */
const BYTE_ORDERS = ["ABCD", "CDAB", "BADC", "DCBA"] as const;
export type ByteOrder = (typeof BYTE_ORDERS)[number];

const ORDER =
  "ABCD (high byte and high register first), CDAB (low register first), " +
  "BADC (low byte of each register first) or DCBA (both)";
const byteOrder = (whose: string) => Type.Optional(choice(BYTE_ORDERS, { description: `${whose} ${ORDER}.` }));

/** Configuration of a Modbus TCP source. */
export const ModbusConfig = Type.Object(
  {
    host: Type.String({
      substitute: true,
      pattern: "^[A-Za-z0-9._:-]+$",
      maxLength: 253,
      description: "Name or address of the device or gateway.",
    }),
    port: Type.Union(
      [Type.Integer({ minimum: 1, maximum: 65_535 }), Type.String({ substitute: true, pattern: "^[1-9][0-9]{0,4}$" })],
      {
        default: 502,
        description: "TCP port; as text where it comes from the environment.",
      },
    ),
    timeoutMs: Type.Integer({
      minimum: 50,
      maximum: 60_000,
      default: 1_000,
      description: "How long one answer may take.",
    }),
    pollMs: Type.Integer({
      minimum: 50,
      maximum: 86_400_000,
      default: 1_000,
      description: "How often registers are read, unless their tag says otherwise with `every`.",
    }),
    maxRegisters: Type.Integer({
      minimum: 1,
      maximum: MAX_REGISTERS,
      default: MAX_REGISTERS,
      description: "Registers in one request; fewer for devices that refuse the standard's 125.",
    }),
    maxGap: Type.Integer({
      minimum: 0,
      maximum: MAX_REGISTERS,
      default: 8,
      description: "Maximum number of unused registers that are also read to join two requests into one.",
    }),
    byteOrder: byteOrder("Byte order of every device of this source, unless asset or tag say otherwise:"),
    expectEveryMs: Type.Integer({
      minimum: 100,
      maximum: 86_400_000,
      default: 5_000,
      description: "How often each unit is expected to answer. A unit is stale after three times as long.",
    }),
  },
  { additionalProperties: false },
);

/** The unit of an asset. */
export const ModbusAddress = Type.Object(
  {
    unit: Type.Integer({
      minimum: 0,
      maximum: 255,
      default: 1,
      description:
        "Unit identifier behind the address: 1 to 247 on a gateway's bus; many devices of their own take 1 or 255.",
    }),
    byteOrder: byteOrder("Byte order of this device, unless a tag says otherwise:"),
  },
  { additionalProperties: false },
);

const TABLES = ["holding", "input", "coil", "discrete"] as const;
export type Table = (typeof TABLES)[number];

const VALUE_TYPES = [
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "float32",
  "float64",
  "bool",
  "text",
] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** The registers that a tag reads. */
export const ModbusBinding = Type.Object(
  {
    register: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 65_535,
        description:
          "Address of the first register as on the wire, from 0: register 40001 of a manual that counts so " +
          "is holding register 0.",
      }),
    ),
    table: choice(TABLES, {
      default: "holding",
      description: "Table of the register: holding (function 3), input (4), coil (1) or discrete (2).",
    }),
    sunspec: Type.Optional(
      Type.Object(
        {
          model: Type.Integer({
            minimum: 1,
            maximum: 65_534,
            description: "SunSpec model, such as 103 (three-phase inverter) or 203 (three-phase meter).",
          }),
          offset: Type.Integer({
            minimum: 2,
            maximum: 1_000,
            description: "Offset of the point as the model's table counts it: 0 is the model id, 1 its length.",
          }),
          scaleFactor: Type.Optional(
            Type.Integer({
              minimum: 2,
              maximum: 1_000,
              description: "Offset of the point's scale factor (sunssf), a power of ten.",
            }),
          ),
          instance: Type.Integer({
            minimum: 1,
            maximum: 100,
            default: 1,
            description: "Index among several models with this number.",
          }),
        },
        {
          additionalProperties: false,
          description: "Instead of `register`: a point of a SunSpec model. The source finds the model by itself.",
        },
      ),
    ),
    type: choice(VALUE_TYPES, {
      default: "uint16",
      description: "How the registers are coded. bool needs `bit` in a register, none in a coil.",
    }),
    byteOrder: byteOrder("Byte order of this value. Default: that of asset or source, else ABCD:"),
    wordOrder: Type.Optional(
      choice(["big", "little"] as const, {
        description: "In older configs instead of byteOrder: big is ABCD, little is CDAB.",
      }),
    ),
    bit: Type.Optional(Type.Integer({ minimum: 0, maximum: 15, description: "Bit of the register, 0 the lowest." })),
    length: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_REGISTERS, description: "Registers of a text." })),
    scale: Type.Optional(
      Type.Number({ description: "The value is multiplied by this, so that it has the tag's unit. Default 1." }),
    ),
    offset: Type.Optional(Type.Number({ description: "Added after scaling. Default 0." })),
    every: Type.Optional(
      Type.Integer({
        minimum: 50,
        maximum: 86_400_000,
        description: "How often this tag is read, ms. Default: pollMs of the source.",
      }),
    ),
  },
  { additionalProperties: false },
);

export type ModbusConfig = Static<typeof ModbusConfig>;
export type ModbusAddress = Static<typeof ModbusAddress>;
export type ModbusBinding = Static<typeof ModbusBinding>;

/** Problems of a binding that the schema cannot express. */
export function bindingProblems({
  register,
  sunspec,
  table,
  type,
  bit,
  length,
  byteOrder: order,
  wordOrder,
}: ModbusBinding): readonly ConfigSentence[] {
  const isBitTable = table === "coil" || table === "discrete";
  const problems: ConfigSentence[] = [];
  if ((register === undefined) === (sunspec === undefined)) problems.push(sentence("modbus-register-or-sunspec", {}));
  if (isBitTable && (type !== "bool" || bit !== undefined)) problems.push(sentence("modbus-one-bit", { table }));
  if (isBitTable && sunspec !== undefined) problems.push(sentence("modbus-sunspec-table", {}));
  if (!isBitTable && type === "bool" && bit === undefined) problems.push(sentence("modbus-which-bit", {}));
  if (type !== "bool" && bit !== undefined) problems.push(sentence("modbus-bit-bool", {}));
  if ((type === "text") !== (length !== undefined)) problems.push(sentence("modbus-text-length", {}));
  if (order !== undefined && wordOrder !== undefined) problems.push(sentence("modbus-order", {}));
  if (order !== undefined && isBitTable) problems.push(sentence("modbus-bit-order", { table }));
  return problems;
}

/**
 * Byte order of a tag: its own, else its device's, else its source's. SunSpec is ABCD by its specification, so only a
 * tag overrides it.
 */
export function orderOf(
  binding: ModbusBinding,
  address: ModbusAddress,
  config: Pick<ModbusConfig, "byteOrder">,
): ByteOrder {
  const own =
    binding.byteOrder ??
    (binding.wordOrder === undefined ? undefined : binding.wordOrder === "little" ? "CDAB" : "ABCD");
  return own ?? (binding.sunspec === undefined ? (address.byteOrder ?? config.byteOrder) : undefined) ?? "ABCD";
}
