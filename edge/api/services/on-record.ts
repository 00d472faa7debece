import type { Act, Journal } from "../../contracts/access/journal.ts";
import { EdgeError } from "../../contracts/errors.ts";

/** Performs a part of an action and records its refusal. A failure of the disk is not recorded. */
export async function refusalOnRecord<T>(
  journal: Pick<Journal, "record">,
  act: Omit<Act, "result">,
  carryOut: () => Promise<T>,
): Promise<T> {
  try {
    return await carryOut();
  } catch (error) {
    if (error instanceof EdgeError && error.code !== "disk")
      await journal.record({ ...act, result: "refused", reason: error.message });
    throw error;
  }
}

/** Performs an action and records it, done or refused, before it returns. A failure of the disk is not recorded. */
export async function onRecord<T>(
  journal: Pick<Journal, "record">,
  act: Omit<Act, "result">,
  carryOut: () => Promise<T>,
): Promise<T> {
  const result = await refusalOnRecord(journal, act, carryOut);
  await journal.record({ ...act, result: "done" });
  return result;
}
