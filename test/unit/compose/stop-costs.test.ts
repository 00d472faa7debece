/** What stops cost: rule UP20 in docs/rules/upkeep.md. */
import { expect, it } from "vitest";
import { stopCostsOf } from "../../../edge/compose/stop-costs.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { LineFigures } from "../../../edge/contracts/production/production.ts";

const NOW = 1e15;

function production(lines: Readonly<Record<string, Partial<LineFigures> | undefined>>) {
  const asked: string[] = [];
  const line = async (name: string): Promise<LineFigures> => {
    asked.push(name);
    const found = lines[name];
    if (found === undefined) throw new EdgeError("unavailable", "the book is being opened");
    return found as LineFigures;
  };
  return { asked, costs: stopCostsOf({ lines: Object.keys(lines), line }) };
}

it("[UP20] follow from the bottlenecks of the last day, of the line that loses most, and are kept", async () => {
  const { asked, costs } = production({
    a: { throughput: 10, bottleneck: [{ label: "M-1", sole: 0.5, shifting: 0.1 }] },
    b: { throughput: 30, bottleneck: [{ label: "M-1", sole: 0.3, shifting: 0 }] },
    idle: { throughput: 0, bottleneck: [{ label: "M-2", sole: 1, shifting: 0 }] },
    closed: undefined,
  });
  expect([...(await costs(NOW))]).toEqual([["M-1", { line: "b", share: 0.3, piecesPerHour: 30 }]]);
  await costs(NOW + 300e6);
  expect(asked).toHaveLength(4);
  await costs(NOW + 600e6);
  expect(asked).toHaveLength(8);
});
