/** What the hub says where only the edge itself can answer. The cause table has the same in Chinese. */
export const ELSEWHERE =
  "This is known at the plant's own edge: the hub has the plant, its values, events and alerts, and no books of the " +
  "edge.";
