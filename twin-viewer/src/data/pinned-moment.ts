import { effect, signal } from "@preact/signals";
import { decodeEnvelopes } from "../../../edge/batch/envelope.ts";
import { decodeFrame } from "../../../edge/batch/wire.ts";
import { ask, wordsOf } from "./api.ts";
import { atSite } from "./base.ts";
import { Mirror } from "./mirror.ts";
import { dictionaryVersion, pinned } from "./signals.ts";

/** The plant at the pinned instant; null without one, and until it has arrived. */
export const pinnedMirror = signal<Mirror | null>(null);
/** Why the pinned instant could not be read. */
export const pinnedFailure = signal<string | null>(null);

const TIMEOUT_MS = 20_000;

/** The newest sample of every tag at an instant, from the edge's replay. */
async function fetchKeyframe(atMs: number): Promise<Mirror> {
  const query = new URLSearchParams({ at: new Date(atMs).toISOString(), seconds: "0" });
  const response = await fetch(atSite(`/api/v1/replay?${query.toString()}`), {
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  // A refusal is JSON; `ask` turns it into words.
  if (!response.ok) await ask(`/api/v1/replay?${query.toString()}`);
  const mirror = new Mirror();
  mirror.setPast(true);
  mirror.setReachable(true);
  for (const part of decodeEnvelopes(new Uint8Array(await response.arrayBuffer())))
    if (part.kind === "frame") mirror.apply(decodeFrame(part.bytes).samples);
  return mirror;
}

/** Keeps the pinned plant in step with the pin, from when the first dictionary has come: refs mean nothing before. */
export function followPin(): void {
  effect(() => {
    const atMs = pinned.value;
    pinnedMirror.value = null;
    pinnedFailure.value = null;
    if (atMs === null || dictionaryVersion.value === 0) return;
    fetchKeyframe(atMs).then(
      (mirror) => {
        if (pinned.value === atMs) pinnedMirror.value = mirror;
      },
      (error: unknown) => {
        if (pinned.value === atMs) pinnedFailure.value = wordsOf(error);
      },
    );
  });
}
