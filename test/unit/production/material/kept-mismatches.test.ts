import { expect, it } from "vitest";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { Mismatches } from "../../../../edge/production/material/mismatches.ts";
import type { ReconciliationState } from "../../../../edge/production/material/reconciliation.ts";
import { fromText, toText } from "../../../../edge/store/record-text.ts";
import { at } from "./life.ts";
import { put, watched } from "./watched-rack.ts";

const SAME = { zh: "", en: "" };
const about = (second: number) => ({
  kind: "count" as const,
  place: "RCK-01",
  since: at(second),
  record: SAME,
  observed: SAME,
});

/** The state as the file gives it back. */
const stored = (state: ReconciliationState): ReconciliationState => fromText(toText(state)) as ReconciliationState;

/** A rack whose level is a mismatch since second 39. */
function contradicted() {
  const rack = watched();
  rack.see(2, 0);
  for (const second of [30, 39]) rack.reconciliation.tick(at(second));
  rack.twin.take(put("PAL-1", 40, []));
  rack.see(2, 41);
  expect(rack.reconciliation.tick(at(51))).toMatchObject([{ standing: true }]);
  return rack;
}

it("[M23] a mismatch of a level survives a restart and ends when both sides agree", () => {
  const again = watched({ state: stored(contradicted().reconciliation.state) });
  again.twin.take(put("PAL-1", 40, []));
  expect(again.reconciliation.mismatches).toMatchObject([{ since: at(39), endedAt: null }]);
  again.see(3, 60);
  expect(again.reconciliation.tick(at(67))).toEqual([]);
  expect(again.reconciliation.tick(at(68))).toMatchObject([{ rule: "material/mismatch", standing: false }]);
});

it("[M23] a mismatch of a level that the config no longer compares ends at the restart", () => {
  const again = watched({ state: stored(contradicted().reconciliation.state), isCounted: false });
  expect(again.reconciliation.mismatches).toMatchObject([{ endedAt: at(51) }]);
  expect(again.reconciliation.tick(at(52))).toMatchObject([{ rule: "material/mismatch", standing: false }]);
});

it("[M23] the state of a release that kept neither learning nor mismatches opens with what was learnt", () => {
  const { levels = {} } = contradicted().reconciliation.state;
  const [uid] = Object.keys(levels) as [string];
  const again = watched({ state: { observed: { [uid]: 2 }, offsets: { [uid]: 2 }, completed: {} } });
  expect(again.reconciliation.tick(at(60))).toEqual([]);
  again.twin.take(put("PAL-1", 61, []));
  for (let second = 61; second < 68; second++) expect(again.reconciliation.tick(at(second))).toEqual([]);
  expect(again.reconciliation.tick(at(68))).toMatchObject([{ standing: true }]);
});

it("[M24] a thousand mismatches are remembered, those of levels and active ones longest", () => {
  const options = { edgeUid: "edge" as AssetUid, buffers: [], kept: undefined, assetOf: () => undefined };
  const mismatches = new Mismatches(options);
  mismatches.begins("level", about(0));
  mismatches.moved("over", about(1));
  mismatches.end("over");
  for (let move = 0; move < 999; move++) mismatches.moved(`move ${move}`, about(2 + move));
  const active = () => mismatches.all.filter(({ endedAt }) => endedAt === null);
  expect([mismatches.all.length, active().length, mismatches.state.standing.length]).toEqual([1000, 1000, 1000]);
  mismatches.moved("one more", about(2000));
  expect(mismatches.all).toHaveLength(1000);
  expect(mismatches.state.standing.map(([key]) => key)).toEqual(
    expect.arrayContaining(["level", "move 1", "one more"]),
  );
  expect(mismatches.state.standing.map(([key]) => key)).not.toContain("move 0");
});
