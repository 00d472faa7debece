/** Media that meters measure, and the unit of their amounts. */
export const MEDIA = [
  "electricity",
  "water",
  "natural-gas",
  "compressed-air",
  "chilled-water",
  "steam",
  "nitrogen",
  "oxygen",
  "argon",
  "hydrogen",
  "carbon-dioxide",
] as const;

export type Medium = (typeof MEDIA)[number];

/** Unit of the amounts of a medium: kWh of electricity, tonnes of steam, m3 of everything else. */
export type MediumUnit = "kWh" | "m3" | "t";

export function unitOfMedium(medium: Medium): MediumUnit {
  if (medium === "electricity") return "kWh";
  return medium === "steam" ? "t" : "m3";
}
