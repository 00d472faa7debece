import type { Texts } from "../texts.ts";

/** Records, seals and signatures of pieces. */
export const traceTexts = {
  "trace.title": { en: "Record of piece {piece}", zh: "工件 {piece} 的档案" },
  "trace.recall": { en: "Recall…", zh: "召回…" },
  "trace.check": { en: "Check a passport…", zh: "核验护照…" },
  "trace.close": { en: "Close", zh: "关闭" },
  "trace.pdf": { en: "Record (PDF)", zh: "档案（PDF）" },
  "trace.json": { en: "Record (JSON)", zh: "档案（JSON）" },
  "trace.print": { en: "Print sheet", zh: "打印页" },
  "trace.show": { en: "Show in the plant", zh: "在厂区中显示" },
  "trace.making": { en: "Being made…", zh: "正在生成…" },
  "trace.as-now": {
    en: "The record is always the present one, whatever time the page shows.",
    zh: "档案始终为当前内容，与页面所示时间无关。",
  },
  "trace.fixture": { en: "Fixture", zh: "夹具" },
  "trace.energy": { en: "Energy", zh: "能耗" },
  "trace.not-billing": {
    en: "allocated share of metered counts, not for billing",
    zh: "按计算分摊的计量份额，不可用于结算",
  },
  "trace.co2": { en: "CO₂, gate to gate", zh: "CO₂（门到门）" },
  "trace.factors": { en: "factors: {factors}", zh: "因子：{factors}" },
  "trace.co2-scope": {
    en: "operations in this plant only, without material, transport and use",
    zh: "仅含本厂各工序，不含原材料、运输和使用阶段",
  },
  "trace.unknown": { en: "unknown", zh: "未知" },
  "trace.why-no-book": { en: "no energy per piece is recorded", zh: "未记录单件能耗" },
  "trace.why-no-share": { en: "no meter counted for this piece", zh: "没有计量表计入该工件" },
  "trace.why-not-final": { en: "not all intervals are closed yet", zh: "部分时段尚未结算" },
  "trace.why-no-factor": { en: "the config has no factor for a medium", zh: "配置缺少某介质的因子" },
  "trace.parts": { en: "How complete this is", zh: "完整程度" },
  "trace.part-material": { en: "Pieces", zh: "工件" },
  "trace.part-quality": { en: "Measurements", zh: "测量" },
  "trace.part-energy": { en: "Energy", zh: "能耗" },
  "trace.part-curves": { en: "Curves", zh: "曲线" },
  "trace.state-complete": { en: "complete", zh: "完整" },
  "trace.state-partial": { en: "in part", zh: "部分" },
  "trace.state-behind": { en: "catching up", zh: "正在追赶" },
  "trace.state-failed": { en: "no answer", zh: "无应答" },
  "trace.state-absent": { en: "not recorded", zh: "未记录" },
  "trace.newest": { en: "newest {age} ago", zh: "最新于 {age}前" },
  "trace.kwh": { en: "kWh", zh: "千瓦时" },
  "trace.recall-like": { en: "Recall pieces of this work", zh: "召回同一加工的工件" },
  "trace.curves": { en: "Recorded curves", zh: "已记录的曲线" },
  "trace.curve": { en: "{name}, {count} points", zh: "{name}，{count} 点" },
  "trace.curve-none": { en: "This curve is no longer stored.", zh: "该曲线已不再保存。" },
  "trace.curve-range": { en: "{low} to {high} {unit}, {span} s", zh: "{low} 至 {high} {unit}，{span} 秒" },
  "trace.measurements": { en: "Measurements by plan", zh: "按计划的测量" },
  "trace.no-measurements": { en: "No plan judged this piece.", zh: "没有计划评定过该工件。" },
  "trace.of": { en: "Station or plan", zh: "工位或计划" },
  "trace.seal": { en: "Seal", zh: "封签" },
  "trace.seal-note": {
    en:
      "The system seals PDF and JSON with its own key. The seal shows that nothing was changed since; it comes from " +
      "the system, and is not a person's signature.",
    zh: "系统用自己的密钥为 PDF 和 JSON 封签。封签表明内容此后未被更改；它由系统加盖，不是个人签名。",
  },
  "trace.seal-key": { en: "Fingerprint of the key", zh: "密钥指纹" },
  "trace.seal-hash": { en: "SHA-256 of the record", zh: "记录的 SHA-256" },
  "trace.seal-none": { en: "This edge seals no records.", zh: "本边缘端不为记录封签。" },
  "trace.signatures": { en: "Signatures", zh: "签名" },
  "trace.no-signatures": { en: "Nobody has signed this record.", zh: "尚无人签署该记录。" },
  "trace.sign": { en: "Sign…", zh: "签名…" },
  "trace.signed-by": { en: "{user} ({role})", zh: "{user}（{role}）" },
  "trace.valid": { en: "signed this version", zh: "签署的是当前版本" },
  "trace.earlier": {
    en: "signed an earlier version: the record has changed since",
    zh: "签署的是较早版本，记录此后已变更",
  },
  "trace.no-claim": {
    en: "No conformity to a law or standard on electronic signatures is claimed.",
    zh: "不声明符合任何电子签名法规或标准。",
  },
  "trace.not-up-to-date": {
    en: "A part of the record is not up to date; it cannot be signed now.",
    zh: "记录的一部分尚未更新到最新，现在不能签名。",
  },
  "trace.sign-title": { en: "Sign {what}", zh: "签署{what}" },
  "trace.sign-piece": { en: "the record of piece {id}", zh: "工件 {id} 的档案" },
  "trace.sign-limits": { en: "limits {id}", zh: "控制限 {id}" },
  "trace.sign-case": { en: "case {id}", zh: "案例 {id}" },
  "trace.sign-what": {
    en: "You sign the version that is shown, known by this hash:",
    zh: "您签署的是所显示的版本，其哈希值为：",
  },
  "trace.meaning": { en: "Meaning", zh: "含义" },
  "trace.needs": { en: "needs the role {role}", zh: "需要角色“{role}”" },
  "trace.reason": { en: "Reason", zh: "原因" },
  "trace.password": { en: "Password of {user}, again", zh: "请再次输入 {user} 的密码" },
  "trace.password-note": {
    en: "The password of this edge or of its directory. This page does not keep it.",
    zh: "本边缘端或其目录的密码，页面不会保存。",
  },
  "trace.provider": { en: "the provider", zh: "登录服务" },
  "trace.provider-note": {
    en:
      "{provider} asks {user} to sign in again. The signature is made when you come back to this page, within ten " +
      "minutes.",
    zh: "{provider}将要求 {user} 重新登录。十分钟内返回本页后，签名即完成。",
  },
  "trace.confirm-at": { en: "Confirm at {provider}", zh: "前往{provider}确认" },
  "trace.confirmed": {
    en: "Confirmed at the provider: the record is signed.",
    zh: "已在登录服务处确认，记录已签名。",
  },
  "trace.sign-record": {
    en: "User, meaning, reason, time and hash go on record and cannot be taken back.",
    zh: "用户、含义、原因、时间和哈希值将被记录，且不可撤回。",
  },
  "trace.sign-now": { en: "Sign", zh: "签名" },
  "trace.cancel": { en: "Cancel", zh: "取消" },
  "trace.is-signed": { en: "Signed as {meaning}.", zh: "已签名：{meaning}。" },
  "trace.check-title": { en: "Check a passport", zh: "核验工件护照" },
  "trace.check-note": {
    en: "Drop a passport (JSON) here, or choose the file. The edge checks its seal and keeps nothing.",
    zh: "将护照文件（JSON）拖放到此处，或选择文件。边缘端只核验封签，不保存内容。",
  },
  "trace.check-file": { en: "Passport file", zh: "护照文件" },
  "trace.check-large": {
    en: "The file is larger than 1 MB; check it with gemba verify-passport.",
    zh: "文件大于 1 MB，请用 gemba verify-passport 核验。",
  },
  "trace.is-valid": {
    en: "Valid: this edge sealed it, and nothing was changed since.",
    zh: "有效：由本边缘端封签，此后未被更改。",
  },
  "trace.is-changed": {
    en: "CHANGED: the content is not what was sealed. Do not rely on it.",
    zh: "已更改：内容与封签时不一致，不可采信。",
  },
  "trace.is-other-key": {
    en:
      "OTHER KEY: unchanged, but this edge did not seal it. Compare the fingerprint with the one that the sender " +
      "named.",
    zh: "其他密钥：内容未更改，但并非由本边缘端封签。请与发送方提供的指纹核对。",
  },
  "trace.is-unreadable": { en: "This file is no passport.", zh: "该文件不是工件护照。" },
  "trace.check-about": { en: "Piece {piece}, sealed {time}", zh: "工件 {piece}，封签于 {time}" },
  "trace.open-piece": { en: "Open the record of {piece}", zh: "打开 {piece} 的档案" },
} as const satisfies Texts;
