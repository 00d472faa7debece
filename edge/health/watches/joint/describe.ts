/** Texts of a joint's indications, as evidence shows them. */
import type { LocalizedText } from "../../../contracts/plant/tag.ts";

export interface Words {
  readonly title: LocalizedText;
  readonly meaning: LocalizedText;
}

export const FRICTION: Words = {
  title: { zh: "关节摩擦力矩", en: "Joint friction" },
  meaning: {
    zh: "往返运动中扭矩做的功除以行程：重力和惯性相互抵消，剩下摩擦。已减去机器人各关节共同的变化。",
    en: "Work of the torque over distance in closed movements, which is friction, without changes of all joints.",
  },
};

export const BRAKE: Words = {
  title: { zh: "制动保持力矩", en: "Torque that the brake holds" },
  meaning: {
    zh: "最近一次制动测试中打滑前的力矩，与以往测试比较。",
    en: "Torque at which the brake slipped in the newest test, compared with earlier tests.",
  },
};

export const CURRENT: Words = {
  title: { zh: "电机平均电流", en: "Mean motor current" },
  meaning: { zh: "与摩擦相同的运动中的平均电流。", en: "Mean current over the same movements as friction." },
};

export const WARMTH: Words = {
  title: { zh: "电机温度高出其他关节", en: "Motor temperature above the other joints" },
  meaning: {
    zh: "该关节电机温度减去其他关节的中位数：摩擦变成热。",
    en: "Motor temperature of this joint minus the median of the others: friction becomes heat.",
  },
};
