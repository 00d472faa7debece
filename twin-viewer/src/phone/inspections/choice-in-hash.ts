/** Which inspections the page lists: in its address, so that a bookmark keeps it. */
import { CONTROL_LEVELS, type ControlLevel } from "../../../../edge/contracts/safety/register.ts";

export const INSPECTIONS_HASH = "#/inspections";

export interface InspectionChoice {
  readonly isMine: boolean;
  readonly level: ControlLevel | undefined;
}

export function choiceIn(hash: string): InspectionChoice {
  const words = new URLSearchParams(hash.split("?")[1] ?? "");
  const level = CONTROL_LEVELS.find((one) => one === words.get("level"));
  return { isMine: words.get("whose") === "mine", level };
}

export function hashOf({ isMine, level }: InspectionChoice): string {
  const words = new URLSearchParams({
    ...(isMine ? { whose: "mine" } : {}),
    ...(level === undefined ? {} : { level }),
  }).toString();
  return words === "" ? INSPECTIONS_HASH : `${INSPECTIONS_HASH}?${words}`;
}
