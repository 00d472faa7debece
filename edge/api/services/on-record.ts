import type { Act, Journal } from "../../contracts/access/journal.ts";
import { EdgeError } from "../../contracts/errors.ts";

/** Performs an action and records it, done or refused, before it returns. A failure of the disk is not recorded. */
export async function onRecord<T>(
  journal: Pick<Journal, "record">,
  act: Omit<Act, "result">,
  carryOut: () => Promise<T>,
): Promise<T> {
  let result: T;
  try {
    result = await carryOut();
  } catch (error) {
    if (error instanceof EdgeError && error.code !== "disk")
      await journal.record({ ...act, result: "refused", reason: error.message });
    throw error;
  }
  await journal.record({ ...act, result: "done" });
  return result;
}
