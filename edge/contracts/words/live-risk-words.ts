/** Words of live risk, of its alerts and of the picture. */
import type { LocalizedText } from "../plant/tag.ts";
import type { LiveRiskKind } from "../safety/live-risk.ts";

export const LIVE_RISK_WORDS: Readonly<Record<LiveRiskKind, LocalizedText>> = {
  "person-robot": { zh: "人员距机器人小于所需距离", en: "person nearer to the robot than the needed distance" },
  "person-vehicle": { zh: "人员距车辆小于所需距离", en: "person nearer to the vehicle than the needed distance" },
  "conflict-person": { zh: "预计数秒内与人员过近", en: "will probably come too near to a person within seconds" },
  "conflict-vehicle": {
    zh: "预计数秒内与另一车辆过近",
    en: "will probably come too near to another vehicle within seconds",
  },
  "lone-worker": { zh: "有人长时间独自作业", en: "somebody has been alone for long" },
  "person-down": { zh: "有人长时间没有移动", en: "somebody has not moved for long" },
  "no-helmet": { zh: "未戴安全帽", en: "no helmet" },
  "no-glasses": { zh: "未戴防护眼镜", en: "no safety glasses" },
  running: { zh: "奔跑", en: "running" },
  phone: { zh: "使用手机", en: "phone in use" },
  smoking: { zh: "吸烟", en: "smoking" },
  climbing: { zh: "攀爬", en: "climbing" },
  "entered-while-active": { zh: "设备运行时进入", en: "entered while the machine is active" },
  fall: { zh: "有人跌倒", en: "somebody fell" },
  "smoke-fire": { zh: "烟雾或明火", en: "smoke or fire" },
  gas: { zh: "气体浓度达到报警值", en: "gas concentration at an alarm level" },
  "interlock-bypassed": { zh: "安全联锁被旁路", en: "safety interlock bypassed" },
  "permit-violation": { zh: "作业许可的条件不满足", en: "conditions of a work permit do not hold" },
  temperature: { zh: "温度达到高高限或安全限值", en: "temperature at its high-high or a safety limit" },
  "safety-alert": { zh: "其他安全报警", en: "another safety alert" },
};
/** Beside each of them. */
export const ADVISORY_WORDS: LocalizedText = { zh: "仅供提示，不是安全功能", en: "advisory, not a safety function" };
