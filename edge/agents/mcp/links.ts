/** Links into the twin: they open what an answer is about. */
import type { ViewContent } from "../../contracts/explore/view.ts";
import type { Asset } from "../../contracts/plant/plant.ts";

/** A longer name may be a text of somebody else, and is in no link. */
const LONGEST_NAME = 40;

/** Rooms of the viewer that links of answers lead to. */
type Room = "overview" | "asset" | "material" | "energy" | "maintenance" | "alerts" | "explore" | "diagnostics";

export interface Links {
  /** A room, with an asset selected, at a time. Without `at` it shows the plant as it is now. */
  room(room: Room, place?: { readonly asset?: Asset | undefined; readonly at?: string | null }): string;
  /** The curve of a signal over a time. */
  curve(tagUid: string, span: { readonly from: string | null; readonly to: string | null }): string;
  /** The record of a piece, or of the pieces of a lot, order, pallet or shipment. */
  record(by: string, name: string): string;
}

/** @param viewer address of the viewer; its page reads the part after the `#`. */
export function linksOf(viewer: string): Links {
  const address = viewer.replace(/\/$/, "");
  const room: Links["room"] = (name, { asset, at } = {}) => {
    const params = new URLSearchParams();
    if (asset !== undefined && asset.label.length <= LONGEST_NAME) params.set("a", asset.label);
    if (typeof at === "string") params.set("t", at);
    return `${address}/#/${name}${params.size === 0 ? "" : `?${params}`}`;
  };
  return {
    room,
    curve(tagUid, { from, to }) {
      if (from === null || to === null) return room("explore");
      const view = Buffer.from(JSON.stringify(curveOver(tagUid, { from, to })));
      return `${room("explore")}?x=${view.toString("base64url")}`;
    },
    record: (by, name) =>
      name.length > LONGEST_NAME
        ? room("material")
        : `${address}/record.html?${new URLSearchParams([[by, name]]).toString()}`,
  };
}

/** One curve as the explore room draws it. */
function curveOver(tag: string, { from, to }: { readonly from: string; readonly to: string }): ViewContent {
  return {
    name: "link",
    kind: "time",
    span: { kind: "absolute", from, to },
    panes: [{ id: "p0", weight: 1, axes: [{ id: "none", side: "left" }] }],
    curves: [{ id: "a", source: { tag }, pane: "p0", axis: "none", slot: 0, draw: "step" }],
    compare: [],
    cursors: [],
    states: [],
    showsAlerts: true,
    showsAnnotations: true,
  };
}
