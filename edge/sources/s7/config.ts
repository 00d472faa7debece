import type { ConfigSentence } from "../../contracts/plant/config-text.ts";
import type { TagType } from "../../contracts/plant/tag.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { AREA, type Place, placeOf } from "./address.ts";
import { sentence } from "./problem-table.ts";
import { bytesOf, hasText, isText, VALUE_TYPES, type ValueType } from "./types.ts";

/** The largest PDU of today's controllers (S7-1500). */
export const MAX_PDU = 960;
export const TSAP = "^[0-9A-Fa-f]{2}\\.[0-9A-Fa-f]{2}$";

export const CONNECTIONS = ["pg", "op", "basic"] as const;
export type Connection = (typeof CONNECTIONS)[number];

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

/** Configuration of a source that reads one S7 controller. */
export const S7Config = Type.Object(
  {
    host: Type.String({
      substitute: true,
      pattern: "^[A-Za-z0-9._:-]+$",
      maxLength: 253,
      description: "Name or address of the controller or its communications processor.",
    }),
    port: Type.Union(
      [Type.Integer({ minimum: 1, maximum: 65_535 }), Type.String({ substitute: true, pattern: "^[1-9][0-9]{0,4}$" })],
      { default: 102, description: "TCP port of ISO-on-TCP; as text where it comes from the environment." },
    ),
    connection: choice(CONNECTIONS, {
      default: "op",
      description:
        "Kind of connection, of which a controller keeps a number free: pg for programming devices, op for panels, " +
        "basic for other partners.",
    }),
    rack: Type.Integer({ minimum: 0, maximum: 7, default: 0, description: "Rack of the CPU." }),
    slot: Type.Integer({
      minimum: 0,
      maximum: 31,
      default: 1,
      description: "Slot of the CPU: 1 for S7-1200 and S7-1500, 2 for S7-300, as in its hardware config for S7-400.",
    }),
    tsap: Type.Optional(
      Type.Object(
        {
          local: Type.String({ pattern: TSAP, description: "TSAP of the edge, such as 02.00." }),
          remote: Type.String({ pattern: TSAP, description: "TSAP of the controller, such as 02.00." }),
        },
        {
          additionalProperties: false,
          description: "Instead of connection, rack and slot: both TSAPs, as LOGO! and S7-200 need them.",
        },
      ),
    ),
    pduSize: Type.Integer({
      minimum: 112,
      maximum: MAX_PDU,
      default: MAX_PDU,
      description: "Most bytes of a request or answer that the edge asks for; the controller may lower it.",
    }),
    timeoutMs: Type.Integer({
      minimum: 100,
      maximum: 60_000,
      default: 2_000,
      description: "How long one answer may take; after that the edge connects anew.",
    }),
    pollMs: Type.Integer({
      minimum: 50,
      maximum: 86_400_000,
      default: 1_000,
      description: "How often tags are read, unless they say otherwise with `every`.",
    }),
    maxGap: Type.Integer({
      minimum: 0,
      maximum: MAX_PDU,
      default: 16,
      description: "Maximum number of unused bytes that are also read to join two tags into one item of a request.",
    }),
    encoding: choice(["windows-1252", "gbk", "utf-8"], {
      default: "windows-1252",
      description: "Encoding of CHAR and STRING.",
    }),
    expectEveryMs: Type.Integer({
      minimum: 100,
      maximum: 86_400_000,
      default: 5_000,
      description: "How often the controller is expected to answer. It is stale after three times as long.",
    }),
  },
  { additionalProperties: false },
);

/** The data block of an asset. */
export const S7Address = Type.Object(
  {
    db: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 65_535,
        description: "Data block that bindings without a number mean, such as DBD4. Default 1.",
      }),
    ),
    offset: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 65_534,
        description: "Byte of that block where the asset's data begin; added to such bindings. Default 0.",
      }),
    ),
  },
  { additionalProperties: false },
);

/** The place that a tag reads. */
export const S7Binding = Type.Object(
  {
    at: Type.String({
      minLength: 2,
      maxLength: 40,
      description:
        "Absolute address: DB10.DBD4, or DBD4 in the asset's own block; MW20, I0.0, QB4, T5, C3. The German " +
        "mnemonics E, A and Z are the same.",
    }),
    type: Type.Optional(
      choice(VALUE_TYPES, {
        description:
          "Data type as the program declares it. Absent: bool for a bit, timer for T, counter for C. tod is " +
          "TIME_OF_DAY, dt is DATE_AND_TIME.",
      }),
    ),
    length: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 16_382,
        description: "Characters: the length in STRING[20], or of an array of CHAR. Default 254; 1 for char.",
      }),
    ),
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

export type S7Config = Static<typeof S7Config>;
export type S7Address = Static<typeof S7Address>;
export type S7Binding = Static<typeof S7Binding>;

/** Where the asset's own data are. */
export function ownBlock({ db = 1, offset = 0 }: S7Address): Required<S7Address> {
  return { db, offset };
}

/** Type of a binding's value; undefined where it has to be given. */
export function typeOf({ type }: Pick<S7Binding, "type">, { area, bit }: Place): ValueType | undefined {
  if (area === AREA.timer) return "timer";
  if (area === AREA.counter) return "counter";
  return type ?? (bit === undefined ? undefined : "bool");
}

/** Problems of a binding that the schema cannot express. */
export function bindingProblems(binding: S7Binding, tagType: TagType): readonly ConfigSentence[] {
  const { at, type: given } = binding;
  const place = placeOf(at);
  if (place === undefined) return [sentence("s7-address", { at })];
  const isNumbered = place.area === AREA.timer || place.area === AREA.counter;
  const type = typeOf(binding, place);
  if (isNumbered ? (given ?? type) !== type : given === "timer" || given === "counter")
    return [sentence("s7-numbered", {})];
  return type === undefined ? [sentence("s7-type", {})] : typeProblems(binding, { place, type, tagType });
}

/** Problems of a binding whose place and type are known. */
function typeProblems(
  { at, length }: S7Binding,
  { place, type, tagType }: { readonly place: Place; readonly type: ValueType; readonly tagType: TagType },
): readonly ConfigSentence[] {
  const problems: ConfigSentence[] = [];
  const bytes = bytesOf(type, length);
  const { width } = place;
  if (type === "bool" && place.bit === undefined) problems.push(sentence("s7-which-bit", {}));
  if (type !== "bool" && (place.bit ?? 0) > 0) problems.push(sentence("s7-bit", { at, type }));
  // There is no letter for eight bytes and for texts, so D serves them too.
  if (width !== undefined && width !== bytes && !(width === 4 && (bytes > 4 || isText(type))))
    problems.push(sentence("s7-width", { at, type, width: String(width), bytes: String(bytes) }));
  if (length !== undefined && !isText(type)) problems.push(sentence("s7-length", {}));
  if (type === "string" && (length ?? 0) > 254) problems.push(sentence("s7-string-length", {}));
  if (isText(type) && tagType !== "text") problems.push(sentence("s7-text", { type }));
  if (tagType === "text" && !isText(type) && !hasText(type)) problems.push(sentence("s7-no-text", { type }));
  return problems;
}

/** TSAPs of the connection (ISO 8073): kind of connection, then rack and slot in one byte. */
export function tsapsOf({ tsap, connection, rack, slot }: Pick<S7Config, "tsap" | "connection" | "rack" | "slot">): {
  readonly local: number;
  readonly remote: number;
} {
  if (tsap !== undefined) return { local: tsapOf(tsap.local), remote: tsapOf(tsap.remote) };
  const kind = { pg: 1, op: 2, basic: 3 }[connection];
  return { local: 0x0100, remote: (kind << 8) | (rack << 5) | slot };
}

function tsapOf(text: string): number {
  return Number.parseInt(text.replace(".", ""), 16);
}
