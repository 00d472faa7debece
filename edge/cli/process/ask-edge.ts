/** Asks the edge that runs on a data folder, by files in it. */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { putRequest, takeAnswer, withdrawRequest } from "../../compose/serving/file-requests.ts";
import { EdgeError } from "../../contracts/errors.ts";

const ANSWER_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 100;

/** The edge's answer: what it did, or why it refused. */
export type EdgeAnswer<Done> = { readonly done: Done } | { readonly refused: string };

/**
 * Throws EdgeError `bad-request` where no edge runs on the folder, `unavailable` where it does not answer.
 *
 * @param name of the request's files
 */
export async function askEdge<Done>(
  dataDir: string,
  { name, act }: { readonly name: string; readonly act?: string },
  signal: AbortSignal,
): Promise<EdgeAnswer<Done>> {
  if (!existsSync(join(dataDir, "lock")))
    throw new EdgeError("bad-request", `no edge runs on ${dataDir}; name its folder with --data-dir`);
  const id = randomUUID();
  putRequest(dataDir, name, { id, user: userInfo().username, act });
  for (let waited = 0; waited < ANSWER_WITHIN_MS && !signal.aborted; waited += LOOK_EVERY_MS) {
    const answer = takeAnswer<Done>(dataDir, name, id);
    if (answer?.refused !== undefined) return { refused: answer.refused };
    if (answer?.done !== undefined) return { done: answer.done };
    await wait(LOOK_EVERY_MS);
  }
  withdrawRequest(dataDir, name);
  throw new EdgeError("unavailable", `the edge on ${dataDir} did not answer; is it still running?`);
}
