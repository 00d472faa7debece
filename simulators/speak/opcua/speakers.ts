import type { Station } from "../../plants/machining/layout.ts";

/**
 * Which OPC UA server speaks for a station; undefined where none does. Robots have controllers of their own, wherever
 * they stand.
 */
export function serverNameOf({
  kind,
  speaker,
}: Pick<Station, "kind" | "speaker">):
  | "turning"
  | "milling"
  | "robots"
  | "process"
  | "assembly"
  | "utilities"
  | undefined {
  if (kind === "robot" || kind === "cobot") return "robots";
  return speaker === "fleet" || speaker === "meters" || speaker === "stores" ? undefined : speaker;
}
