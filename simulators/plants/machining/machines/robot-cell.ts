import type { ArmRating, Pose } from "./robot-arm.ts";

export interface CellPoses {
  readonly home: Pose;
  readonly input: Pose;
  readonly output: Pose;
  /** One per machine tended. */
  readonly machines: readonly Pose[];
}

/** The same pose retracted: shoulder back, elbow up. */
export function retreat(pose: Pose): Pose {
  return [pose[0], pose[1] - 26, pose[2] + 12, pose[3], pose[4] + 14, pose[5]];
}

export const ROBOT_ARM: ArmRating = {
  speedDegS: [120, 110, 120, 190, 180, 260],
  accelerationDegS2: [260, 240, 300, 600, 600, 900],
  links: [1.15, 1.2, 0.25],
  baseM: [0.32, 0.72],
  pace: 0.62,
  massKg: 820,
};

export const COBOT_ARM: ArmRating = {
  speedDegS: [120, 120, 150, 180, 180, 200],
  accelerationDegS2: [300, 300, 400, 500, 500, 600],
  links: [0.58, 0.56, 0.14],
  baseM: [0.05, 0.9],
  pace: 0.62,
  massKg: 46,
};

/** A robot between two machining centres: tables east and west, machines north and south. */
export const MILLING_POSES: CellPoses = {
  home: [0, -8, 92, 0, 82, 0],
  input: [158, 46, 72, 0, 62, 20],
  output: [22, 46, 72, 0, 62, -20],
  machines: [
    [90, 54, 52, 0, 74, 90],
    [-90, 54, 52, 0, 74, -90],
  ],
};

/** A cobot between belt and machine: the machine ahead, the belt to both sides. */
export const ASSEMBLY_POSES: CellPoses = {
  home: [0, -10, 98, 0, 88, 0],
  input: [62, 38, 78, 0, 64, 30],
  output: [-62, 38, 78, 0, 64, -30],
  machines: [[0, 44, 64, 0, 72, 0]],
};
