/** What tags can read of a cutting tool: the unit of each number; null for texts. */
export const TOOL_FIELDS = {
  "life-minutes": "min",
  "life-minutes-limit": "min",
  "life-parts": "1",
  "life-parts-limit": "1",
  "life-wear": "mm",
  "life-wear-limit": "mm",
  location: null,
  status: null,
  "tool-id": null,
  "program-tool-number": null,
  reconditions: "1",
} as const satisfies Readonly<Record<string, string | null>>;

export type ToolField = keyof typeof TOOL_FIELDS;
