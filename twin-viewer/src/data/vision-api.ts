/** Cameras and what they see, as the API answers. Times RFC 3339. */
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { ask } from "./api.ts";

export interface CameraAnswer {
  readonly id: string;
  readonly name: LocalizedText;
  readonly state: "heard" | "silent" | "never-heard";
  readonly heardAt: string | null;
  readonly position: { readonly x: number; readonly y: number };
  /** Degrees from east to north. */
  readonly headingDeg: number;
  readonly viewDeg: number;
  readonly rangeM: number;
  readonly zones: readonly string[];
}

export interface VisionAnswer {
  readonly isOn: boolean;
  readonly cameras: readonly CameraAnswer[];
  /** Zones that a camera sees, with how many do, and how many of these were heard lately. */
  readonly zones: readonly {
    readonly zone: string;
    readonly cameras: number;
    readonly heard: number;
    readonly isBlind: boolean;
  }[];
}

export function fetchVision(): Promise<VisionAnswer> {
  return ask("/api/v1/safety/vision");
}
