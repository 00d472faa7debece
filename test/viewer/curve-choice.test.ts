import { expect, it } from "vitest";
import { type AssetUid, type Tag, type TagRef, tagUidOf } from "../../edge/contracts/plant/tag.ts";
import { curvesOf, withChoice } from "../../twin-viewer/src/data/curve-choice.ts";

let ref = 0;

function tag(asset: string, path: string, more: Partial<Tag> = {}): Tag {
  const [component = "", signal = ""] = path.includes("/") ? path.split("/") : ["", path];
  const assetUid = asset as AssetUid;
  return {
    ref: ref++ as TagRef,
    tagUid: tagUidOf(assetUid, component, signal),
    assetUid,
    component,
    signal,
    type: "number",
    name: { zh: path, en: path },
    source: "s",
    address: path,
    link: 0 as Tag["link"],
    ...more,
  };
}

const lathe = (asset: string) => [
  tag(asset, "state", { role: "item-state", type: "enum" }),
  tag(asset, "spindle/speed", { role: "spindle-speed" }),
  tag(asset, "spindle/temperature"),
  tag(asset, "program/name", { role: "program", type: "text" }),
  tag(asset, "spindle/acceleration", { type: "waveform" }),
  tag(asset, "operator/x", { class: "personal" }),
  ...Array.from({ length: 9 }, (_, i) => tag(asset, `channel/value-${i}`)),
];
const paths = (tags: readonly Tag[]) => tags.map((one) => one.tagUid.split("#")[1]);

it("[SL11] offers the most informative curves first, at most eight, and none that cannot be drawn", () => {
  const { offered, ticked } = curvesOf(lathe("a"), undefined, []);
  expect(paths(offered).slice(0, 3)).toEqual(["state", "spindle/speed", "spindle/temperature"]);
  expect(offered).toHaveLength(8);
  expect(paths(offered).some((path) => /name|acceleration|operator/.test(path ?? ""))).toBe(false);
  expect(ticked).toEqual([]);
});

it("[SL11] the last choice comes first on other machines too, ticked", () => {
  const tags = lathe("a");
  const chosen = tags.filter((one) => /value-8|temperature/.test(one.signal));
  const choices = withChoice(withChoice([], [tag("oven", "zone/temperature")]), chosen);
  const next = curvesOf(lathe("b"), undefined, choices);
  expect(paths(next.offered).slice(0, 3)).toEqual(["spindle/temperature", "channel/value-8", "state"]);
  expect(paths(next.ticked)).toEqual(["spindle/temperature", "channel/value-8"]);
  // The oven remembers its own choice, although the lathe's is newer.
  expect(paths(curvesOf([tag("oven-2", "zone/temperature")], undefined, choices).ticked)).toEqual(["zone/temperature"]);
});

it("[SL11] the tag of the dragged value comes first and alone is ticked, also where it is another asset's", () => {
  const meter = tag("meter", "power", { role: "active-power" });
  const choices = withChoice([], [tag("a", "spindle/speed")]);
  const { offered, ticked } = curvesOf(lathe("a"), meter, choices);
  expect(paths(offered).slice(0, 2)).toEqual(["power", "spindle/speed"]);
  expect(ticked).toEqual([meter]);
});

it("[SL11] remembers eight choices, the newest first and each once", () => {
  const speed = [tag("a", "spindle/speed")];
  let choices = withChoice([], speed);
  for (let i = 0; i < 9; i++) choices = withChoice(choices, [tag("a", `channel/value-${i}`)]);
  expect(choices).toHaveLength(8);
  expect(choices.flat()).not.toContain("spindle/speed");
  choices = withChoice(choices, [tag("b", "channel/value-4")]);
  expect(choices).toHaveLength(8);
  expect(choices[0]).toEqual(["channel/value-4"]);
});
