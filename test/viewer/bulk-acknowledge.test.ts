import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import {
  ackOutcome,
  beginAcknowledge,
  pendingAck,
  UNDO_S,
  undoAcknowledge,
} from "../../twin-viewer/src/data/bulk-acknowledge.ts";

describe("acknowledging many", () => {
  const targets = ["a", "b", "c"].map((alertUid) => ({
    alertUid,
    occurrenceUid: `${alertUid}-1`,
    assetUid: "urn:fake:cnc-206" as AssetUid,
    message: { zh: "主轴温度高", en: "Spindle temperature high" },
  }));

  beforeEach(() => {
    vi.useFakeTimers();
    return () => {
      vi.useRealTimers();
      vi.unstubAllGlobals();
    };
  });

  it("[AV4] sends alerts with their occurrence after the time for undo, and names refused ones", async () => {
    const sent: string[] = [];
    const results = targets.map(({ alertUid }) => ({
      alertUid,
      result: alertUid === "b" ? "refused" : "done",
      reason: alertUid === "b" ? "the alert has been raised again since" : null,
    }));
    vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
      sent.push(`${path} ${String(init.body)}`);
      return Promise.resolve(new Response(JSON.stringify({ results })));
    });
    beginAcknowledge(targets, Date.now());
    await vi.advanceTimersByTimeAsync(UNDO_S * 1000 - 1);
    expect([sent, pendingAck.value?.targets.length]).toEqual([[], 3]);
    await vi.advanceTimersByTimeAsync(1);
    const meant = ["a", "b", "c"].map((alertUid) => ({ alertUid, occurrenceUid: `${alertUid}-1` }));
    expect(sent).toEqual([`/api/v1/alerts/acknowledge ${JSON.stringify({ alerts: meant })}`]);
    expect(pendingAck.value).toBeNull();
    expect(ackOutcome.value).toMatchObject({
      done: 2,
      refused: [{ target: { alertUid: "b" }, reason: "the alert has been raised again since" }],
    });
  });

  it("[AV4] if the edge does not answer, all of them are refused", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new Error("Failed to fetch")));
    beginAcknowledge(targets, Date.now());
    await vi.advanceTimersByTimeAsync(UNDO_S * 1000);
    expect([ackOutcome.value?.done, ackOutcome.value?.refused.length]).toEqual([0, 3]);
  });

  it("[AV4] sends nothing after an undo", async () => {
    const asked = vi.fn();
    vi.stubGlobal("fetch", asked);
    beginAcknowledge(targets, Date.now());
    undoAcknowledge();
    await vi.advanceTimersByTimeAsync(10 * UNDO_S * 1000);
    expect(asked).not.toHaveBeenCalled();
    expect([pendingAck.value, ackOutcome.value]).toEqual([null, null]);
  });
});
