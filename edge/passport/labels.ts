/** Texts of a passport in both languages. */
import type { LocalizedText } from "../contracts/plant/tag.ts";

export const STATEMENT: LocalizedText = {
  en: "Sealed by the system. The seal shows that the content has not changed since; it is not a person's signature.",
  zh: "由系统封签。封签表明内容此后未被更改，它不是个人签名。",
};

export const REMARKS: readonly LocalizedText[] = [
  {
    en: "Energy is a share of metered counts, allocated by calculation: not for billing.",
    zh: "能耗为按计算分摊的计量份额，不可用于结算。",
  },
  {
    en:
      "CO2 is gate to gate: energy of the operations in this plant alone, by the named factors; without material, " +
      "transport and use.",
    zh: "CO2 为门到门：仅含本厂各工序的能耗，按所列因子换算，不含原材料、运输和使用阶段。",
  },
  {
    en:
      "People's signatures bind user, meaning, reason, time and the hash of the record. No conformity to a law on " +
      "signatures is claimed.",
    zh: "个人签名绑定用户、含义、原因、时间和记录的哈希值。不声明符合任何电子签名法规。",
  },
];

export const PASSPORT_LABELS = {
  title: { en: "Piece passport", zh: "工件护照" },
  piece: { en: "Piece", zh: "工件" },
  variant: { en: "Variant", zh: "型号" },
  state: { en: "State", zh: "状态" },
  inside: { en: "inside", zh: "厂内" },
  shipped: { en: "shipped", zh: "已发货" },
  scrapped: { en: "scrapped", zh: "已报废" },
  order: { en: "Order", zh: "订单" },
  customer: { en: "Customer", zh: "客户" },
  lot: { en: "Lot", zh: "批次" },
  supplier: { en: "Supplier", zh: "供应商" },
  heat: { en: "Heat", zh: "炉号" },
  received: { en: "Received", zh: "到货时间" },
  operations: { en: "Operations", zh: "工序" },
  station: { en: "Station", zh: "工位" },
  operation: { en: "Operation", zh: "工序" },
  program: { en: "Program", zh: "程序" },
  fixture: { en: "Fixture", zh: "夹具" },
  tools: { en: "Tools", zh: "刀具" },
  start: { en: "Start", zh: "开始" },
  end: { en: "End", zh: "结束" },
  verdict: { en: "Verdict", zh: "判定" },
  results: { en: "Results of operations", zh: "工序结果" },
  inspections: { en: "Inspections", zh: "检验" },
  measurements: { en: "Measurements by plan", zh: "按计划的测量" },
  time: { en: "Time", zh: "时间" },
  name: { en: "Feature", zh: "特性" },
  value: { en: "Value", zh: "数值" },
  lower: { en: "Lower limit", zh: "下限" },
  upper: { en: "Upper limit", zh: "上限" },
  ok: { en: "Good", zh: "合格" },
  gauge: { en: "Gauge", zh: "量具" },
  plan: { en: "Plan", zh: "计划" },
  kWh: { en: "Energy, kWh", zh: "能耗（kWh）" },
  co2: { en: "CO2, kg", zh: "CO2（kg）" },
  factors: { en: "CO2 factors", zh: "CO2 因子" },
  pallet: { en: "Pallet", zh: "托盘" },
  shipment: { en: "Shipment", zh: "发运" },
  left: { en: "Left", zh: "发出时间" },
  gaps: { en: "Gaps of the record", zh: "记录缺口" },
  signatures: { en: "Signatures", zh: "签名" },
  user: { en: "User", zh: "用户" },
  role: { en: "Role", zh: "角色" },
  meaning: { en: "Meaning", zh: "含义" },
  reason: { en: "Reason", zh: "原因" },
  version: { en: "Version", zh: "版本" },
  "earlier-version": { en: "signed an earlier version", zh: "签署的是较早版本" },
  "present-version": { en: "this version", zh: "本版本" },
  seal: { en: "Seal", zh: "封签" },
  hash: { en: "SHA-256 of the record", zh: "记录的 SHA-256" },
  keyId: { en: "Key", zh: "密钥" },
  sealedAt: { en: "Sealed", zh: "封签时间" },
  none: { en: "none", zh: "无" },
  unknown: { en: "unknown", zh: "未知" },
  simulated: { en: "SIMULATED: this piece was made by a simulated plant.", zh: "仿真：该工件由仿真工厂制造。" },
  "start-unknown": {
    en: "The piece was in the plant before its first report: earlier work is unknown.",
    zh: "工件在首次报告之前已在厂内，此前的加工未知。",
  },
  holes: { en: "Moves that were not reported", zh: "未报告的移动" },
  cut: { en: "Older entries were left out.", zh: "较早的条目已省略。" },
  "no-book": { en: "no energy per piece is recorded", zh: "未记录单件能耗" },
  "no-share": { en: "no meter counted for this piece", zh: "没有计量表计入该工件" },
  "not-final": { en: "not all intervals are closed yet", zh: "部分时段尚未结算" },
  "no-factor": { en: "the config has no factor for a medium", zh: "配置缺少某介质的因子" },
} as const satisfies Readonly<Record<string, LocalizedText>>;
