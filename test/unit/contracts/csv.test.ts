import { expect, it } from "vitest";
import { csvPieces } from "../../../edge/contracts/csv.ts";

it("[B4] a table of many lines is written as it is read, and is the same table", () => {
  let written = 0;
  const rows = Array.from({ length: 1_000 }, (_, at) => at);
  const lineOf = (row: number): string => {
    written++;
    return `${row}\r\n`;
  };
  const pieces = csvPieces("head\r\n", rows, lineOf);
  const first = pieces.next().value;
  expect(written).toBe(64);
  expect([first, ...pieces].join("")).toBe(["head", ...rows, ""].join("\r\n"));
  expect([...csvPieces("head\r\n", [], lineOf)]).toEqual(["head\r\n"]);
});
