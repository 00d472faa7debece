/** Faults of a robot's joint and how they show. */
import type { FaultKind, Signature } from "../../watch.ts";

const WORN_GEAR: FaultKind = {
  kind: "gear-wear",
  name: { zh: "减速器磨损", en: "gear wear" },
  advice: {
    zh: "检查该关节的润滑脂金属含量和间隙，准备备用减速器。",
    en: "Check the joint's grease for metal and its play, and get a spare gear ready.",
  },
};

/** Where friction is known it must have risen; the brake and the motor may show it too. */
export const gearWear: Signature = { ...WORN_GEAR, signs: { friction: 1, brake: 0, current: 0, warmth: 0 } };

/** Where friction is unknown, because the joint hardly moves: grease and debris of a worn gear reach its brake. */
export const gearWearByBrake: Signature = { ...WORN_GEAR, signs: { brake: -1 } };

export const brakeWear: Signature = {
  kind: "brake-wear",
  name: { zh: "制动器磨损", en: "brake wear" },
  advice: {
    zh: "重复制动测试；若仍低于以往，清洁或更换该关节的制动器。",
    en: "Repeat the brake test; if it holds less again, clean or replace the joint's brake.",
  },
  signs: { brake: -1 },
  prior: 0.3,
};
