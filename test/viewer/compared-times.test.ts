import { describe, expect, it } from "vitest";
import { comparedSpan, shiftOf } from "../../twin-viewer/src/screens/explore/board.ts";
import { operationAt } from "../../twin-viewer/src/screens/explore/piece-span.ts";
import { genealogyOf } from "../fakes/viewer/genealogy.ts";

const HOUR = 3_600_000;
const T0 = Date.UTC(2026, 10, 29, 8, 0, 0);

describe("[XR5] compared times", () => {
  const span = { fromMs: T0, toMs: T0 + 8 * HOUR };

  it("lie on the shown time: the day before, and a period from its beginning to its end", () => {
    const day = { kind: "offset", seconds: 86_400 } as const;
    expect(comparedSpan(day, span, "UTC")).toEqual({ fromMs: T0 - 24 * HOUR, toMs: T0 - 16 * HOUR });
    const piece = { kind: "aligned", fromMs: T0 - 5 * HOUR, toMs: T0 - 4 * HOUR, anchorMs: T0 } as const;
    expect([shiftOf(piece, span, "UTC"), comparedSpan(piece, span, "UTC")]).toEqual([
      5 * HOUR,
      { fromMs: T0 - 5 * HOUR, toMs: T0 - 4 * HOUR },
    ]);
    // After a zoom it still lies where it was laid.
    const zoomed = { fromMs: T0 + HOUR / 2, toMs: T0 + 2 * HOUR };
    expect(comparedSpan(piece, zoomed, "UTC")).toEqual({ fromMs: T0 - 4.5 * HOUR, toMs: T0 - 4 * HOUR });
  });

  it.each([
    ["2026-03-29T06:00+02:00", 1, "2026-03-28T06:00+01:00"],
    ["2026-10-25T06:00+01:00", 1, "2026-10-24T06:00+02:00"],
    ["2026-10-28T06:00+01:00", 7, "2026-10-21T06:00+02:00"],
    // Clocks show no 02:30 on the day before: an hour later is as near as 24 hours.
    ["2026-03-30T02:30+02:00", 1, "2026-03-29T03:30+02:00"],
    ["2026-06-02T06:00+02:00", 1, "2026-06-01T06:00+02:00"],
  ])("%s, %i days before by the site's clocks is %s", (shown, days, before) => {
    const fromMs = Date.parse(shown);
    const compared = { kind: "offset", seconds: days * 86_400 } as const;
    const found = comparedSpan(compared, { fromMs, toMs: fromMs + HOUR }, "Europe/Berlin");
    expect(new Date(found.fromMs).toISOString()).toBe(new Date(before).toISOString());
    expect(found.toMs - found.fromMs).toBe(HOUR);
    const justBefore = { kind: "offset", seconds: 3600 } as const;
    expect(shiftOf(justBefore, { fromMs, toMs: fromMs + HOUR }, "Europe/Berlin")).toBe(HOUR);
  });

  it("finds the operation of a piece on a machine", () => {
    const answer = genealogyOf(new URLSearchParams({ piece: "PC-0000001" }), T0) as Parameters<typeof operationAt>[0];
    expect(operationAt(answer, "CNC-203")).toEqual({ fromMs: T0 - 80 * 60_000, toMs: T0 - 78 * 60_000 });
    expect(operationAt(answer, "CNC-999")).toBeUndefined();
    expect(operationAt({ life: null }, "CNC-203")).toBeUndefined();
  });
});
