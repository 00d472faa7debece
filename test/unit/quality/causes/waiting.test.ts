import { expect, it } from "vitest";
import type { PieceEvent } from "../../../../edge/contracts/production/material-event.ts";
import { WaitingReports } from "../../../../edge/quality/causes/waiting-reports.ts";

const work = (piece: string, second: number): PieceEvent => ({
  kind: "piece.completed",
  piece,
  place: "CNC-201",
  time: second * 1e6,
  receivedAt: second * 1e6,
  clock: "",
});

it("[RC9] reports wait for what belongs to them, verdicts longest; too many are taken at once, oldest first", () => {
  const waiting = new WaitingReports();
  waiting.add({ kind: "verdict", event: work("PC-1", 0) });
  waiting.add({ kind: "work", event: work("PC-1", 0) });
  expect(waiting.due(2.9e6)).toEqual([]);
  expect(waiting.due(3e6).map(({ kind }) => kind)).toEqual(["work"]);
  expect(new WaitingReports(waiting.state).due(5e6).map(({ kind }) => kind)).toEqual(["verdict"]);
  for (let n = 0; n < 10_002; n++) waiting.add({ kind: "work", event: work(`PC-${n}`, 100) });
  expect(waiting.due(50e6).map(({ event }) => event.piece)).toEqual(["PC-1", "PC-0", "PC-1"]);
});
