import type { Deed, Journal } from "../../contracts/access/journal.ts";
import { EdgeError } from "../../contracts/errors.ts";

/** Performs an action and records it, done or refused, before it returns. A failure of the disk is not recorded. */
export async function onRecord<T>(
  journal: Pick<Journal, "record">,
  deed: Omit<Deed, "result">,
  act: () => Promise<T>,
): Promise<T> {
  let result: T;
  try {
    result = await act();
  } catch (error) {
    if (error instanceof EdgeError && error.code !== "disk")
      await journal.record({ ...deed, result: "refused", reason: error.message });
    throw error;
  }
  await journal.record({ ...deed, result: "done" });
  return result;
}
