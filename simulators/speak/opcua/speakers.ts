import type { Station } from "../../plants/machining/layout.ts";

/** OPC UA server of a station; undefined where it has none. Robots have their own controllers at any place. */
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
