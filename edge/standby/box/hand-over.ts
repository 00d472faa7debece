import { setTimeout as sleep } from "node:timers/promises";
import type { Sender } from "../replicate/sender.ts";

/** True when the standby has everything within that time. */
export async function isHandedOver(sender: Pick<Sender, "flush" | "isWhole"> | undefined, withinMs: number) {
  if (sender?.isWhole !== true) return false;
  const flushed = sender.flush().then(
    () => true,
    () => false,
  );
  return await Promise.race([flushed, sleep(withinMs, false)]);
}
