/** What the maintenance room says of the stock of spare parts (rule PG19 in docs/rules/page.md). */
import { describe, expect, it } from "vitest";
import { deltaOf, keepStockChange, type SpareAnswer, withStockChanges } from "../../twin-viewer/src/data/spares-api.ts";

const spare = (part: string, onHand: number): SpareAnswer => ({
  part,
  name: { zh: part, en: part },
  onHand,
  minimum: 2,
  leadDays: null,
  isLow: onHand < 2,
  lastChange: { changeUid: part, part, at: null, by: "config", delta: onHand, reason: "config", itemUid: null, onHand },
});

describe("[PG19] the stock of spare parts", () => {
  it("changes by what was delivered or lost, and by a count to what was counted", () => {
    expect([deltaOf("delivery", 5, 3), deltaOf("loss", 2, 3), deltaOf("count", 2, 3), deltaOf("count", 3, 3)]).toEqual([
      5, -2, -1, 0,
    ]);
  });

  it("stands with low parts first, and with what the page has changed until it is read again", () => {
    const read = [spare("SEAL-1", 4), spare("OIL-5", 1)];
    expect(withStockChanges(read, 0).map(({ part }) => part)).toEqual(["OIL-5", "SEAL-1"]);
    const change = { ...(read[1] as SpareAnswer).lastChange, by: "li", delta: 6, onHand: 7 };
    keepStockChange(change, 1_000);
    expect(withStockChanges(read, 900)[1]).toMatchObject({
      part: "OIL-5",
      onHand: 7,
      isLow: false,
      lastChange: change,
    });
    expect(withStockChanges(read, 1_001)[0]).toMatchObject({ part: "OIL-5", onHand: 1, isLow: true });
  });
});
