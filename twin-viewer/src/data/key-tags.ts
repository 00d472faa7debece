import type { Tag, TagRole } from "../../../edge/contracts/plant/tag.ts";

/** As many values as fit without scrolling. */
const MOST = 9;

/** Order of interest: state, then motion, then consumption and output. */
function rankOf(role: TagRole): number {
  if (role === "item-state") return 0;
  if (role === "program" || role === "agv-operating-mode" || role === "operational-mode") return 1;
  if (/^(joint|axis|agv|spindle|belt|robot)-/.test(role)) return 2;
  if (role === "active-power" || role === "tool-life-used" || role === "fill-level" || role === "pieces-on-board")
    return 3;
  if (role === "emergency-stop" || role === "protective-stop" || role === "presence") return 4;
  // Counters describe a shift, not the present.
  if (role.startsWith("parts-")) return 8;
  return 5;
}

/**
 * The asset's most informative values: those with a role, then watched ones, then any; in config order where ranks are
 * equal.
 */
export function keyTags(tags: readonly Tag[]): readonly Tag[] {
  const moving = tags.filter((tag) => tag.isStatic !== true && tag.role !== "agv-node-states");
  const rank = (tag: Tag) => (tag.role !== undefined ? rankOf(tag.role) : tag.limits !== undefined ? 6 : 7);
  return moving.sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
}

/** Whether the explore room draws it: numbers and states, but no positions of people, which the historian lacks. */
export function isCurve(tag: Tag): boolean {
  return tag.type !== "text" && tag.type !== "waveform" && tag.class !== "personal";
}

/** Tags by component; components with a single tag join the asset's own tags, because the tag's name is enough. */
export function groupsOf(tags: readonly Tag[]): [component: string, tags: readonly Tag[]][] {
  const groups = Map.groupBy(tags, (tag) => tag.component);
  const alone = (component: string) => component === "" || groups.get(component)?.length === 1;
  const own = tags.filter((tag) => alone(tag.component));
  const parts = [...groups].filter(([component]) => !alone(component));
  return own.length === 0 ? parts : [["", own], ...parts];
}
