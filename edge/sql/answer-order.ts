/** Answers one statement: checks it, asks the edge for what it reads, writes the answer, and ends the process. */
import { statSync } from "node:fs";
import { EdgeError } from "../contracts/errors.ts";
import { writeAnswer } from "./answers/write-answer.ts";
import { Engine } from "./engine.ts";
import type { FromStatement, Order, Supplies } from "./protocol.ts";
import { oneLine, refusal } from "./refusals.ts";

const LOOK_EVERY_MS = 20;
/** What Node.js, the code of the database and a batch of the answer take beside the memory of the database. */
const BESIDE_MB = 250;

export async function answerOrder(order: Order, supplies: Promise<Supplies>): Promise<void> {
  watchLimits(order);
  try {
    const engine = await Engine.open(order);
    const needs = await engine.check(order.statement);
    await say({ kind: "needs", needs });
    await engine.load(await supplies, needs);
    await say({ kind: "done", ...(await writeAnswer(engine, order)) });
    process.exit(0);
  } catch (error) {
    await fail(readable(error, order));
  }
}

/** Resolves when the edge has it. */
function say(message: FromStatement): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, () => resolve());
    else resolve();
  });
}

async function fail(error: unknown): Promise<void> {
  const known = error instanceof EdgeError ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  await say({ kind: "failed", code: known?.code ?? "bad-request", message });
  process.exit(1);
}

/**
 * The database does not count all that it takes, such as texts of an aggregate, and writes a Parquet file of any
 * length in one call.
 */
function watchLimits({ answer, limits: { memoryMb, maxBytes } }: Order): void {
  const look = (): void => {
    if (process.memoryUsage.rss() > (memoryMb + BESIDE_MB) * 1e6) void fail(refusal("sql-memory", { most: memoryMb }));
    else if ((statSync(answer, { throwIfNoEntry: false })?.size ?? 0) > maxBytes)
      void fail(refusal("sql-bytes", { most: maxBytes / 1e6 }));
    else setTimeout(look, LOOK_EVERY_MS).unref();
  };
  look();
}

/** Errors of the database are about the statement; out of memory is one of our limits. */
function readable(error: unknown, { limits }: Order): unknown {
  if (error instanceof EdgeError || !(error instanceof Error)) return error;
  if (/^Out of Memory/i.test(error.message)) return refusal("sql-memory", { most: limits.memoryMb });
  return refusal("sql-database", { why: oneLine(error.message) });
}
