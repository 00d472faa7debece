import { describe, expect, it } from "vitest";
import { atRoot, atSite, edgeIdIn, folderOf, keyOfSite, rootOf } from "../../twin-viewer/src/data/base.ts";

const sources: Record<string, string> = import.meta.glob("../../twin-viewer/src/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

describe("[CV20] the folder of a page", () => {
  it.each([
    ["/", "/", "/", null],
    ["/index.html", "/", "/", null],
    ["/phone.html", "/", "/", null],
    ["/sites/plant-1/", "/sites/plant-1/", "/", "plant-1"],
    ["/sites/plant-1/phone.html", "/sites/plant-1/", "/", "plant-1"],
    ["/sites/%E4%B8%80/", "/sites/%E4%B8%80/", "/", "一"],
    ["/sites/%E4%/", "/sites/%E4%/", "/", null],
    ["/gemba/", "/gemba/", "/gemba/", null],
    ["/gemba/sites/a/labels.html", "/gemba/sites/a/", "/gemba/", "a"],
    ["/company.html", "/", "/", null],
    ["", "/", "/", null],
  ])("of %s is %s, of its server %s, of the edge %s", (path, folder, root, edgeId) => {
    expect([folderOf(path), rootOf(folder), edgeIdIn(folder)]).toEqual([folder, root, edgeId]);
  });

  it("without a browser it is an edge's own", () => {
    expect([atSite("/api/v1/plant"), atRoot("/api/v1/session"), atSite("company.html"), keyOfSite("drafts")]).toEqual([
      "/api/v1/plant",
      "/api/v1/session",
      "/company.html",
      "drafts",
    ]);
  });
});

describe("[CV20] every address that is handed to the browser is put below the folder", () => {
  const lines = Object.entries(sources).flatMap(([path, text]) => text.split("\n").map((line) => ({ path, line })));

  it("in requests and sockets", () => {
    const bare = lines.filter(
      ({ line }) => /\bfetch\((?!address\b|atSite|atRoot)|\.src = (?!atSite)[`"']\//.test(line) && !line.includes("=>"),
    );
    expect(bare).toEqual([]);
    expect(lines.filter(({ line }) => line.includes("new EventSource") || line.includes("sendBeacon"))).toEqual([]);
    expect(lines.filter(({ line }) => line.includes("new WebSocket(")).map(({ path }) => path)).toEqual([
      "../../twin-viewer/src/data/link.ts",
    ]);
  });

  it("in attributes", () => {
    const attributes = lines.filter(({ line }) => /\b(?:href|src)=/.test(line));
    expect(attributes.length).toBeGreaterThan(30);
    const named = /\/api\/|ddress|permitForm/;
    expect(
      attributes.filter(({ line }) => named.test(line) && !/atSite|atRoot|underlay\.address|coast/.test(line)),
    ).toEqual([]);
    expect(attributes.filter(({ line }) => /(?:href|src)=(?:"|\{["`])\/(?!\/)/.test(line))).toEqual([]);
  });
});
