import type { ClientMessage } from "../../contracts/path/stream.ts";

const FIELDS = new Map<unknown, ReadonlySet<string>>([
  ["hello", new Set(["kind", "have", "epoch"])],
  ["ack", new Set(["kind", "version"])],
]);

/** Parses a message of a stream client; undefined for anything that is not exactly one of its messages. */
export function parseClientMessage(text: string): ClientMessage | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  const fields = new Map<string, unknown>(Object.entries(json));
  const kind = fields.get("kind");
  const known = FIELDS.get(kind);
  if (known === undefined) return undefined;
  for (const field of fields.keys()) if (!known.has(field)) return undefined;
  if (kind === "ack") {
    const version = fields.get("version");
    return isVersion(version) ? { kind: "ack", version } : undefined;
  }
  const have = fields.get("have");
  const epoch = fields.get("epoch");
  if (!isVersion(have) || !(epoch === undefined || isVersion(epoch))) return undefined;
  return epoch === undefined ? { kind: "hello", have } : { kind: "hello", have, epoch };
}

function isVersion(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
