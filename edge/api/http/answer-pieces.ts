import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";

/** Longer answers are built and sent piece by piece, as fast as the client reads. */
export const PIECE_BYTES = 32 * 1024;
/** Number of list members that are written at once. */
const MEMBERS = 64;

/** A list of an answer whose members are made when they are sent. */
class LazyList<T> {
  readonly #members: Iterable<T>;

  constructor(members: Iterable<T>) {
    this.#members = members;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#members[Symbol.iterator]();
  }
}

/**
 * `list.map(entry)` for a long list of an answer: memory holds only the part that is sent next. Works only as a field
 * of the answer itself.
 */
export function lazily<A, B>(list: Iterable<A>, entry: (one: A) => B): B[] {
  const made = (function* () {
    for (const one of list) yield entry(one);
  })();
  return new LazyList(made) as unknown as B[];
}

/**
 * Schemas type the fields and handlers build answers by hand, so plain JSON equals the output of a generated
 * serializer.
 */
export const serializerOf = () => (payload: unknown) => serialized(payload) as string;

/** Rule B4: no answer is built as one long text. Long texts and buffers are handed over in pieces. */
export function sendInPieces(app: FastifyInstance): void {
  app.setSerializerCompiler(serializerOf);
  app.addHook("onSend", async (_request, reply, payload) => {
    if (
      typeof payload === "string"
        ? payload.length <= PIECE_BYTES
        : !Buffer.isBuffer(payload) || payload.length <= PIECE_BYTES
    )
      return payload;
    const bytes = Buffer.from(payload as string);
    reply.header("content-length", String(bytes.length));
    return Readable.from(slices(bytes), { highWaterMark: 1 });
  });
}

/** A short answer as text, a long one as a stream. */
function serialized(payload: unknown): string | Readable {
  const pieces = piecesOf(payload);
  const first = pieces.next();
  if (first.done === true) return "";
  const second = pieces.next();
  if (second.done === true) return first.value;
  const rest = (function* () {
    yield first.value;
    yield second.value;
    yield* pieces;
  })();
  return Readable.from(rest, { highWaterMark: 1 });
}

/** JSON in pieces of about `PIECE_BYTES`. Lists that are fields of the answer itself go member by member. */
function* piecesOf(payload: unknown): Generator<string, void> {
  let piece = "";
  for (const text of textsOf(payload)) {
    piece += text;
    if (piece.length < PIECE_BYTES) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

function* textsOf(payload: unknown): Generator<string, void> {
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
    yield JSON.stringify(payload);
    return;
  }
  let comma = "{";
  for (const [name, value] of Object.entries(payload)) {
    if (value === undefined) continue;
    yield `${comma}${JSON.stringify(name)}:`;
    comma = ",";
    if (Array.isArray(value) || value instanceof LazyList) yield* membersOf(value);
    else yield JSON.stringify(value);
  }
  yield comma === "{" ? "{}" : "}";
}

function* membersOf(list: Iterable<unknown>): Generator<string, void> {
  let bracket = "[";
  let some: unknown[] = [];
  for (const member of list) {
    if (some.push(member) < MEMBERS) continue;
    yield bracket + JSON.stringify(some).slice(1, -1);
    bracket = ",";
    some = [];
  }
  if (some.length > 0) yield `${bracket}${JSON.stringify(some).slice(1, -1)}]`;
  else yield bracket === "[" ? "[]" : "]";
}

function* slices(bytes: Buffer): Generator<Buffer, void> {
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) yield bytes.subarray(from, from + PIECE_BYTES);
}
