import { expect, it } from "vitest";
import { linksOf } from "../../../edge/agents/mcp/links.ts";
import { opened } from "../../fakes/agents/plant-links.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";

it("[AG6] links open the curve of a signal, the record of a piece, the room of an asset", () => {
  const links = linksOf("https://gemba.example/twin/");
  const [asset] = fakeEdge().deps.plant.assets;
  const [from, to] = ["2026-11-24T01:00:00.000Z", "2026-11-24T02:00:00.000Z"];
  expect(opened(links.room("asset", { asset }))).toEqual(["asset", asset?.label]);
  expect(opened(links.room("alerts", { at: to }))).toEqual(["alerts", "", to]);
  expect(opened(links.curve("urn:a#b/ç", { from, to }))).toEqual(["explore", "urn:a#b/ç", from, to]);
  expect(opened(links.record("piece", "P 1&2"))).toEqual(["record", "piece", "P 1&2"]);
  expect(links.record("piece", "P".repeat(41))).toBe("https://gemba.example/twin/#/material");
});
