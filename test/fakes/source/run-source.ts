import { setTimeout as sleep } from "node:timers/promises";
import type { Inlet, Source } from "../../../edge/contracts/path/source.ts";

/**
 * Connects and pumps again and again, as the runner does, with a short pause and without its reports. `troubles` gets
 * each error when it happens.
 */
export async function keepRunning(
  source: Source,
  inlet: Inlet & { begin?(): void },
  signal: AbortSignal,
  { pauseMs = 100, troubles = [] }: { readonly pauseMs?: number; readonly troubles?: unknown[] } = {},
): Promise<readonly unknown[]> {
  while (!signal.aborted) {
    try {
      await using session = await source.connect(signal);
      inlet.begin?.();
      await session.pump(inlet, signal);
    } catch (error) {
      troubles.push(error);
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return troubles;
}
