import type { Texts } from "../texts.ts";

export const safetyTexts = {
  "safety.people": { en: "People detected in {count} of {total} zones", zh: "{count}/{total} 个区域检测到人员" },
  "safety.nobody": { en: "Nobody detected in {count} of {total} zones", zh: "{count}/{total} 个区域未检测到人员" },
  "safety.unknown": { en: "{count} of {total} unknown", zh: "{count}/{total} 个区域未知" },
  "safety.display-only": { en: "Display only, no safety function. Entry needs lock-out and tag-out.", zh: "仅供显示，不具备安全功能。进入区域须上锁挂牌。" },
  "safety.title": { en: "Robot zones", zh: "机器人区域" },
  "safety.state-nobody": { en: "nobody detected", zh: "未检测到人员" },
  "safety.state-person": { en: "person detected", zh: "检测到人员" },
  "safety.state-unknown": { en: "unknown", zh: "未知" },
  "safety.sensor-age": { en: "sensor heard {age} ago", zh: "传感器 {age}前有应答" },
  "safety.fence-interlock": { en: "Fence with interlock", zh: "围栏联锁" },
  "safety.ssm": { en: "Speed and separation", zh: "速度与间距监控" },
  "safety.pfl": { en: "Power and force limiting", zh: "功率与力限制" },
  "safety.stops": { en: "Stops", zh: "停止" },
  "safety.emergency": { en: "Emergency stop", zh: "紧急停止" },
  "safety.protective": { en: "Protective stop", zh: "保护性停止" },
  "safety.pressed": { en: "active", zh: "已触发" },
  "safety.released": { en: "not active", zh: "未触发" },
  "safety.none": { en: "No robot zone is described", zh: "没有描述机器人区域" },
} as const satisfies Texts;
