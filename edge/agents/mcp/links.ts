/** Links into the twin. */
import type { ToolContext } from "./tool.ts";

const LONGEST_LABEL = 40;

/** @param viewer address of the viewer; its page reads the part after the `#`. */
export function linkMaker(viewer: string): ToolContext["link"] {
  return (room, { asset, at } = {}) => {
    const params = new URLSearchParams();
    if (asset !== undefined && asset.label.length <= LONGEST_LABEL) params.set("a", asset.label);
    if (typeof at === "string") params.set("t", at);
    return `${viewer.replace(/\/$/, "")}/#/${room}${params.size === 0 ? "" : `?${params}`}`;
  };
}
