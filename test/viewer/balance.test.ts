import { expect, it } from "vitest";
import type { TreeNodeView } from "../../edge/contracts/production/energy-tree.ts";
import { flowTree } from "../../twin-viewer/src/charts/flow-tree.ts";
import { formatAddress, parseAddress } from "../../twin-viewer/src/data/address.ts";
import { type TreeAnswer, tableAddress } from "../../twin-viewer/src/data/balance-api.ts";
import { readChoice } from "../../twin-viewer/src/panels/balance/choice.ts";
import {
  balanceFigures,
  balanceParts,
  balanceRows,
  leakSearch,
  mediaOf,
  nodesOf,
  openAtFirst,
} from "../../twin-viewer/src/panels/balance/rows.ts";
import { balanceAnswer } from "../fakes/viewer/balance.ts";

const QUERY = new URLSearchParams({ from: "2026-01-05T00:00:00Z", to: "2026-01-05T10:00:00Z", intervalMin: "60" });
const ANSWER = balanceAnswer("/api/v1/energy/tree", QUERY) as TreeAnswer;
const ELECTRICITY = nodesOf(ANSWER, "electricity");
const SIZE = { columnWidth: 100, barWidth: 6, flowHeight: 200, row: 18, gap: 4 };

function partsOf(open: ReadonlySet<string>) {
  return balanceParts(balanceRows(ELECTRICITY, ANSWER.trees, open));
}

it("[EN24] all bars are in one scale, in their column, and do not cover each other", () => {
  const parts = partsOf(openAtFirst(ELECTRICITY));
  const { bars, bands, columns, height } = flowTree(parts, SIZE);
  expect(bars).toHaveLength(parts.length);
  expect(bands).toHaveLength(parts.length - 1);
  expect(columns).toBe(4);
  const heightOf = (id: string): number => bars.find((bar) => bar.id === id)?.height ?? Number.NaN;
  expect(heightOf("MTR-E-PLANT")).toBeCloseTo(200, 6);
  expect(heightOf("MTR-E-MACHINING") / heightOf("MTR-E-PLANT")).toBeCloseTo(318 / 684, 6);
  expect(heightOf("MTR-E-MACHINING unaccounted") / heightOf("MTR-E-PLANT")).toBeCloseTo(136 / 684, 6);
  // Nothing is too thin to be seen.
  expect(heightOf("MTR-E-COATING")).toBeGreaterThan(1);
  for (let column = 0; column < columns; column++) {
    const own = bars.filter((bar) => bar.column === column).sort((a, b) => a.y - b.y);
    for (const [at, bar] of own.entries()) {
      expect(bar.y).toBeGreaterThanOrEqual((own[at - 1]?.y ?? 0) + (own[at - 1]?.height ?? 0) - 1e-6);
      expect(bar.y + bar.height).toBeLessThanOrEqual(height + 1e-6);
    }
  }
});

it("[EN24] more below a node than it measured widens its bar instead of leaving it", () => {
  const { bars } = flowTree(
    [
      { id: "a", above: null, value: 100 },
      { id: "b", above: "a", value: 70 },
      { id: "c", above: "a", value: 50 },
    ],
    SIZE,
  );
  expect(bars.map(({ id, height }) => [id, Math.round(height)])).toEqual([
    ["b", 117],
    ["c", 83],
    ["a", 200],
  ]);
});

it("[EN24] losses, unaccounted, computed and unknown amounts are parts of their own kind", () => {
  const kinds = new Map(partsOf(openAtFirst(ELECTRICITY)).map(({ id, kind }) => [id, kind]));
  expect(kinds.get("transformer-loss")).toBe("loss");
  expect(kinds.get("MTR-E-MACHINING unaccounted")).toBe("unaccounted");
  expect(kinds.get("MTR-E-CNC-101")).toBe("estimated");
  expect(kinds.get("MTR-E-FINISHING")).toBe("estimated");
  expect(kinds.get("MTR-E-COATING")).toBe("missing");
  expect(kinds.get("MTR-E-CNC-206")).toBe("node");
  // A meter that is known for nine tenths of the time by its own measurements is no estimate.
  expect(kinds.get("CNC-206")).toBe("node");
  // A closed node hides what is below it, and what is not accounted for there.
  expect(partsOf(new Set(["MTR-E-PLANT"])).map(({ id }) => id)).not.toContain("MTR-E-MACHINING unaccounted");
});

it("[EN25] rows follow what is open, with depth and the suspect's gain", () => {
  const rows = balanceRows(ELECTRICITY, ANSWER.trees, new Set(["MTR-E-PLANT"]));
  expect(rows.map(({ node, depth }) => [node.id, depth])).toEqual([
    ["MTR-E-PLANT", 0],
    ...["transformer-loss", "MTR-E-MACHINING", "MTR-E-FINISHING", "MTR-E-COATING", "MTR-E-UTILITIES"].map((id) => [
      id,
      1,
    ]),
  ]);
  expect(rows.find(({ node }) => node.id === "MTR-E-FINISHING")?.suspectGain).toBe(0.021);
  expect(rows.find(({ node }) => node.id === "MTR-E-MACHINING")).toMatchObject({ hasBelow: true, isOpen: false });
});

it("[EN25] levels are open at first as long as the picture stays clear", () => {
  const node = (id: string, below: string | null) => ({ ...(ELECTRICITY[0] as TreeNodeView), id, below });
  const many = Array.from({ length: 20 }, (_, at) => node(`m${at}`, `area${at % 2}`));
  const open = openAtFirst([node("plant", null), node("area0", "plant"), node("area1", "plant"), ...many]);
  expect([...open]).toEqual(["plant"]);
});

it("[EN25] figures of a medium, leaks of it, and media with a tree", () => {
  expect(mediaOf(ANSWER)).toEqual(["electricity", "water"]);
  expect(balanceFigures(ELECTRICITY, ANSWER.trees)).toMatchObject({
    amount: 6840,
    unaccounted: 1360,
    losses: 60,
    isClosed: true,
    knownShare: 1,
  });
  expect(leakSearch(ANSWER, "water")).toMatchObject({ leaks: [{ id: "MTR-W-PLANT" }], watched: 1, learning: 1 });
  expect(leakSearch(ANSWER, "electricity")).toMatchObject({ leaks: [], watched: 0 });
});

it("[EN24] medium and range stand in the address; unknown ones count as absent", () => {
  const address = formatAddress({ screen: "energy", balance: "water.7d" });
  expect(parseAddress(address)).toMatchObject({ screen: "energy", balance: "water.7d" });
  expect(readChoice("water.7d")).toMatchObject({ medium: "water", range: { id: "7d" } });
  expect(readChoice("beer.9y")).toMatchObject({ medium: undefined, range: { id: "1d" } });
});

it("[EN26] the address of the table has the range, the interval, the medium and the language", () => {
  const path = tableAddress(ANSWER, { medium: "water", format: "xlsx", language: "zh" });
  const query = new URLSearchParams(path.split("?")[1]);
  expect(Object.fromEntries(query)).toEqual({
    from: "2026-01-05T00:00:00Z",
    to: "2026-01-05T10:00:00Z",
    intervalMin: "60",
    medium: "water",
    format: "xlsx",
    language: "zh",
  });
});
