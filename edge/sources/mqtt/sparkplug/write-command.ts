import { EdgeError } from "../../../contracts/errors.ts";
import { leave, openClient, subscribe } from "../../../mqtt/client.ts";
import { NAMESPACE } from "./commands.ts";
import type { AllowedCommand, CommandType, SparkplugAddress, SparkplugConfig } from "./config.ts";

/**
 * Number, member of the value union (10 int, 11 long, 12 float, 13 double, 14 boolean, 15 string) and range of each
 * type (specification 6.4.16).
 */
const TYPES: Readonly<
  Record<
    CommandType,
    {
      readonly number: number;
      readonly field: 10 | 11 | 12 | 13 | 14 | 15;
      readonly range?: readonly [low: bigint, high: bigint];
    }
  >
> = {
  Int8: { number: 1, field: 10, range: [-128n, 127n] },
  Int16: { number: 2, field: 10, range: [-32_768n, 32_767n] },
  Int32: { number: 3, field: 10, range: [-(2n ** 31n), 2n ** 31n - 1n] },
  Int64: { number: 4, field: 11, range: [-(2n ** 63n), 2n ** 63n - 1n] },
  UInt8: { number: 5, field: 10, range: [0n, 255n] },
  UInt16: { number: 6, field: 10, range: [0n, 65_535n] },
  UInt32: { number: 7, field: 10, range: [0n, 2n ** 32n - 1n] },
  UInt64: { number: 8, field: 11, range: [0n, 2n ** 64n - 1n] },
  Float: { number: 9, field: 12 },
  Double: { number: 10, field: 13 },
  Boolean: { number: 11, field: 14 },
  String: { number: 12, field: 15 },
  DateTime: { number: 13, field: 11, range: [0n, 2n ** 64n - 1n] },
  Text: { number: 14, field: 15 },
  UUID: { number: 15, field: 15 },
};

/**
 * Payload of an NCMD or DCMD with one metric: time, name or alias, type and value, no seq. Throws EdgeError
 * `bad-request` for a value that the type cannot hold.
 */
export function commandPayload({
  metric,
  alias,
  type,
  text,
  nowMs,
}: {
  metric: string;
  alias?: number | undefined;
  type: CommandType;
  text: string;
  nowMs: number;
}): Buffer {
  const name = alias === undefined ? bytesField(1, Buffer.from(metric)) : varintField(2, BigInt(alias));
  const body = Buffer.concat([
    name,
    varintField(3, BigInt(nowMs)),
    varintField(4, BigInt(TYPES[type].number)),
    valueField(type, text),
  ]);
  return Buffer.concat([varintField(1, BigInt(nowMs)), bytesField(2, body)]);
}

/**
 * Sends one command over a connection of its own. Throws EdgeError: `forbidden` where the config does not allow the
 * metric, `connect-failed` without a broker.
 */
export async function sendCommand(
  config: SparkplugConfig,
  { group, node, device }: SparkplugAddress,
  command: { metric: string; text: string; clientId: string; signal: AbortSignal },
): Promise<string> {
  const { metric, text, clientId, signal } = command;
  const allowed = allowedCommand(config, { metric, text });
  const topic =
    device === undefined ? `${NAMESPACE}/${group}/NCMD/${node}` : `${NAMESPACE}/${group}/DCMD/${node}/${device}`;
  const payload = commandPayload({ metric, alias: allowed.alias, type: allowed.type, text, nowMs: Date.now() });
  const { client } = await openClient(config, {
    url: config.url,
    clientId,
    keepSessionS: 0,
    signal,
    oversized: () => {},
    publication: (_packet, done) => done(),
  });
  client.on("error", () => {});
  try {
    await client.publishAsync(topic, payload, { qos: 0, retain: false });
    // QoS 0 has no answer, but a subscription has: a broker answers in order, so its SUBACK proves that it has the
    // command.
    await subscribe(client, [{ topic: `${NAMESPACE}/STATE/${clientId}`, qos: 0 }]);
  } finally {
    await leave(client);
  }
  return topic;
}

/**
 * The configured command. Throws EdgeError `forbidden` where it is not listed or lacks its range, `bad-request` for a
 * value beyond it.
 */
export function allowedCommand(
  { commands }: Pick<SparkplugConfig, "commands">,
  { metric, text }: { metric: string; text: string },
): AllowedCommand {
  const allowed = commands?.find((one) => one.metric === metric);
  if (allowed === undefined)
    throw new EdgeError(
      "forbidden",
      `the config does not allow writing ${metric}; add it to \`commands\` of the source, with its type`,
    );
  const { type, range } = allowed;
  if (TYPES[type].field >= 14 || type === "DateTime") return allowed;
  if (range === undefined)
    throw new EdgeError(
      "forbidden",
      `the config gives no range for ${metric}; a number without one is never sent. Add range: [least, greatest]`,
    );
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= range[0] && value <= range[1]))
    throw new EdgeError("bad-request", `"${text}" is not in the range of ${metric}, ${range[0]} to ${range[1]}`);
  return allowed;
}

function valueField(type: CommandType, text: string): Buffer {
  const { field, range } = TYPES[type];
  const refuse = (what: string): never => {
    throw new EdgeError("bad-request", `"${text}" is no ${type}; give ${what}`);
  };
  if (field === 15) return bytesField(field, Buffer.from(text));
  if (field === 14)
    return text === "true" || text === "false"
      ? varintField(field, text === "true" ? 1n : 0n)
      : refuse("true or false");
  if (range !== undefined) {
    const value = /^-?[0-9]{1,20}$/.test(text) ? BigInt(text) : refuse("a whole number");
    if (value < range[0] || value > range[1]) refuse(`a number from ${range[0]} to ${range[1]}`);
    return varintField(field, BigInt.asUintN(field === 10 ? 32 : 64, value));
  }
  const real = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(real)) refuse("a number");
  const bits = Buffer.alloc(field === 12 ? 4 : 8);
  if (field === 12) bits.writeFloatLE(real);
  else bits.writeDoubleLE(real);
  return Buffer.concat([varint(BigInt((field << 3) | (field === 12 ? 5 : 1))), bits]);
}

function varintField(field: number, value: bigint): Buffer {
  return Buffer.concat([varint(BigInt(field << 3)), varint(value)]);
}

function bytesField(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint(BigInt((field << 3) | 2)), varint(BigInt(content.length)), content]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
