/** Why the API refuses or cannot answer a question about the plant and its history. */
import type { CauseRow } from "./row.ts";

export const QUESTION_REFUSALS = {
  "tag-unknown-named": {
    en: "No tag has the uid {tag}. GET /api/v1/tags lists them all; write # as %23 in a URL.",
    zh: "没有标签 {tag}。GET /api/v1/tags 列出全部；URL 中的 # 写作 %23。",
  },
  "tag-is-waveform": {
    en: "The tag is a waveform: ask GET /api/v1/waveforms.",
    zh: "该标签是波形，请用 GET /api/v1/waveforms。",
  },
  "tag-named-waveform": {
    en: "{tag} is a waveform: ask GET /api/v1/waveforms",
    zh: "{tag} 是波形，请用 GET /api/v1/waveforms",
  },
  "tag-no-waveform": {
    en: "The tag is of type {type}, not waveform: ask GET /api/v1/trends.",
    zh: "该标签类型为 {type}，不是波形，请用 GET /api/v1/trends。",
  },
  "tag-personal": {
    en: "{tag} is about people, whose samples are not handed out; docs/privacy.md",
    zh: "{tag} 涉及人员，其数据不予提供（docs/privacy.md）",
  },
  "tag-not-in-config": { en: "the tag is not in the config any more", zh: "该标签已不在配置中" },
  "waveform-none": { en: "The tag has no waveform yet.", zh: "该标签尚无波形。" },
  "waveform-none-then": {
    en: "No waveform of the tag begins at this time. GET /api/v1/waveforms lists them.",
    zh: "没有从此时刻开始的波形。GET /api/v1/waveforms 列出全部。",
  },
  "asset-unknown": {
    en: "No asset has this uid. GET /api/v1/assets lists them all.",
    zh: "没有此资产。GET /api/v1/assets 列出全部。",
  },
  "asset-no-state": { en: "no state of this asset is read", zh: "未读取该资产的状态" },
  "machine-unknown": { en: "there is no machine {name} whose state is read", zh: "没有读取状态的设备 {name}" },
  "line-unknown": { en: "there is no line {name} in kpis.lines", zh: "kpis.lines 中没有产线 {name}" },
  "stop-unknown": {
    en: "no stop of this machine began then; take `from` from /api/v1/states",
    zh: "该设备在此时刻没有新的停机，请使用 /api/v1/states 返回的 from",
  },
  "reasons-none": {
    en: "the config has no reasons; write some into kpis.reasons",
    zh: "配置中没有停机原因，请写入 kpis.reasons",
  },
  "reason-unknown": { en: "reason must be one of {codes}", zh: "停机原因只能是：{codes}" },
  "piece-unknown": { en: "this piece was never reported", zh: "从未收到该工件的信息" },
  "genealogy-unknown": { en: "this {what} was never reported", zh: "从未收到该对象的信息（{what}）" },
  "genealogy-pallet": { en: "`{field}` applies to pallets only", zh: "`{field}` 只适用于托盘" },
  "one-of": { en: "give one of {names}", zh: "请指定其中一项：{names}" },
  "file-unknown": {
    en: "The plant's config names no file {file}, or it is not in the plant's folder.",
    zh: "工厂配置中没有文件 {file}，或它不在工厂目录中。",
  },
  "channel-unknown": { en: "there is no such channel", zh: "没有该通知渠道" },
  "channel-unknown-named": {
    en: "there is no channel {name}; the config names them under notify.channels",
    zh: "没有通知渠道 {name}，见配置 notify.channels",
  },
  "time-invalid": {
    en: "{field} is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z, now, or a distance back such as -10m",
    zh: "{field} 不是时间；请用 RFC 3339（如 2026-11-24T02:42:07Z）、now 或 -10m 之类的回溯时长",
  },
  "time-invalid-plain": {
    en: "{field} is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z",
    zh: "{field} 不是时间；请用 RFC 3339（如 2026-11-24T02:42:07Z）",
  },
  "time-invalid-at": {
    en: "{field} must be a time: RFC 3339 such as 2026-11-24T02:42:07Z, now, or a distance back such as -10m",
    zh: "{field} 必须是时间：RFC 3339（如 2026-11-24T02:42:07Z）、now 或 -10m 之类的回溯时长",
  },
  "time-invalid-waveform": {
    en: "time is not a time; give it as GET /api/v1/waveforms does, such as 2026-11-24T02:42:07.120000Z",
    zh: "time 不是时间；请按 GET /api/v1/waveforms 的写法，如 2026-11-24T02:42:07.120000Z",
  },
  "time-invalid-states": {
    en: "from is not a time; take it from GET /api/v1/states",
    zh: "from 不是时间，请取自 GET /api/v1/states",
  },
  "range-order": { en: "from must be before to", zh: "起始时间必须早于结束时间" },
  "range-days": { en: "take {days} days at most", zh: "最多 {days} 天" },
  "range-days-kept": {
    en: "take {days} days at most: the edge keeps thirty",
    zh: "最多 {days} 天：边缘端只保留三十天",
  },
  "range-micros": {
    en: "from and to must be times in whole µs, from before to",
    zh: "from 与 to 须为整数微秒，且 from 早于 to",
  },
  "range-hour": {
    en: "a stretch is at most an hour long and ends after it begins",
    zh: "一段最长一小时，且结束晚于开始",
  },
  "range-periods": {
    en: "this range has more than {most} periods; take a shorter one or longer periods",
    zh: "该范围超过 {most} 个周期，请缩短范围或加长周期",
  },
  "range-rows": {
    en: "the answer has more than {most} rows; take a shorter range, longer periods or one asset",
    zh: "超过 {most} 行，请缩短范围、加长周期或只选一项资产",
  },
  "range-entries": {
    en: "this range has more than {most} entries; take a shorter one",
    zh: "该范围超过 {most} 条记录，请缩短",
  },
  "range-alerts": {
    en: "more than {most} alerts match; take a shorter time",
    zh: "符合条件的报警超过 {most} 条，请缩短时间",
  },
  "range-events": {
    en: "there are more than {most} events in this stretch; ask for a shorter one",
    zh: "该段事件超过 {most} 条，请缩短",
  },
  "range-samples": {
    en: "there are more than {most} samples in this stretch; ask for a shorter one, or for fewer by every",
    zh: "该段采样超过 {most} 个，请缩短，或用 every 减少",
  },
  "range-samples-read": {
    en: "there are more than {most} samples in this range; ask for a shorter one",
    zh: "该范围采样超过 {most} 个，请缩短",
  },
  "range-samples-tag": {
    en: "there are more than {most} samples of this tag in the range; ask for a shorter one",
    zh: "该标签在此范围内采样超过 {most} 个，请缩短",
  },
  "count-range": { en: "{field} must be 1 to {most}", zh: "{field} 须在 1 到 {most} 之间" },
  "count-waveforms": {
    en: "limit must be a whole number of waveforms, 1 to {most}",
    zh: "limit 须为 1 到 {most} 的整数",
  },
  "count-samples": { en: "limit must be a whole number of samples, 1 to {most}", zh: "limit 须为 1 到 {most} 的整数" },
  "count-columns": {
    en: "width must be a whole number of pixel columns, 1 to {most}",
    zh: "width 须为 1 到 {most} 的整数",
  },
  "count-edges": {
    en: "edges must be 2 to {most} rising times in whole µs",
    zh: "edges 须为 2 到 {most} 个递增的整数微秒时间",
  },
  "count-aligned": { en: "at most {most} tags at {times} times", zh: "最多 {most} 个标签、{times} 个时刻" },
  "every-short": { en: "every must be at least {seconds} s for this range", zh: "此范围内 every 至少为 {seconds} 秒" },
  "cursor-other": {
    en: "the cursor belongs to another query; send the tags of that query, or no cursor",
    zh: "该游标属于另一查询，请使用原来的标签，或不带游标",
  },
  "historian-state-why": {
    en: "the historian is {state}: {reason}; ask again in a few seconds",
    zh: "历史库状态为 {state}（{reason}），请稍后重试",
  },
  "historian-state": {
    en: "the historian is {state}; ask again in a few seconds",
    zh: "历史库状态为 {state}，请稍后重试",
  },
  "historian-closing": { en: "the historian is being closed", zh: "历史库正在关闭" },
  "reader-left": { en: "the client has left", zh: "客户端已离开" },
  "answer-failed": { en: "{name} could not answer: {reason}", zh: "{name} 无法应答：{reason}" },
  "store-behind": {
    en:
      "the store that answers for history is further behind than memory reaches; ask again when its sink has " +
      "caught up",
    zh: "历史存储的滞后超过内存范围，请待其追上后重试",
  },
  "store-no-answer": {
    en: "{url} does not answer questions about history: {reason}",
    zh: "{url} 无法查询历史：{reason}",
  },
  "follower-opening": {
    en: "follower {name} is being reopened; ask again in a few seconds",
    zh: "派生记录 {name} 正在重新打开，请稍后重试",
  },
  "follower-closed": {
    en: "its file cannot be opened; see its state in /api/v1/health",
    zh: "其文件无法打开，状态见诊断页",
  },
  "follower-paused": {
    en: "an answer of follower {name} ended its thread; it is asked again in {seconds} s",
    zh: "派生记录 {name} 的一次应答导致其线程结束，{seconds} 秒后恢复查询",
  },
  "follower-absent": { en: "this edge has no follower {name}", zh: "本边缘端没有派生记录 {name}" },
  "answer-too-large": {
    en: "the answer of follower {name} has {size} MiB, more than {most}; ask for less",
    zh: "派生记录 {name} 的应答为 {size} MiB，超过 {most} MiB，请缩小查询范围",
  },
  "audit-busy": {
    en: "Too many clients are reading the audit log right now. Try again in a few seconds.",
    zh: "当前读取操作记录的客户端过多，请稍后重试。",
  },
  "no-components": { en: "This edge watches no components.", zh: "本边缘端未监视任何部件。" },
  "component-unknown": {
    en: "This edge watches no such component. GET /api/v1/component-health lists them.",
    zh: "本边缘端未监视该部件，全部部件见 GET /api/v1/component-health",
  },
  "no-meters": { en: "This edge reads no meters.", zh: "本边缘端未读取电表。" },
  "no-states": { en: "This edge follows no states of machines.", zh: "本边缘端不跟踪设备状态。" },
  "no-pieces": { en: "This edge keeps no record of pieces.", zh: "本边缘端不记录工件。" },
  "no-reports": { en: "This edge makes no reports.", zh: "本边缘端不生成报告。" },
  "report-not-kept": {
    en: "this report is not kept; GET /api/v1/reports lists them",
    zh: "未保存该报告，全部报告见 GET /api/v1/reports",
  },
  "report-asset-missing": { en: "asset: name a machine by its label", zh: "asset：请指定设备的 label" },
  "report-order-missing": { en: "order: name an order", zh: "order：请指定订单" },
  "report-not-begun": { en: "the time of the report has not begun", zh: "报告的时段尚未开始" },
  "report-no-period": { en: "no shift has ended yet", zh: "尚无已结束的班次" },
  "report-no-area": { en: "no asset stands in this area", zh: "该区域内没有资产" },
  "report-no-shift": { en: "there is no shift at this time", zh: "该时刻没有排班" },
  "report-no-clock": { en: "there is no {at} by the site's clocks", zh: "现场时间没有 {at}" },
  "no-opcua": { en: "This edge has no OPC UA connections.", zh: "本边缘端没有 OPC UA 连接。" },
  "no-discovery": { en: "This edge has no discovery.", zh: "本边缘端不支持发现功能。" },
  "explore-absent": { en: "This edge has no history to explore.", zh: "本边缘端没有可供分析的历史数据。" },
  "explore-too-wide": {
    en: "curves × width may be {most} at most; take fewer curves or less width",
    zh: "曲线数 × 宽度最多为 {most}，请减少曲线或宽度",
  },
  "explore-uncomputable": {
    en: "the expression cannot be computed; `problems` say why",
    zh: "表达式无法计算，原因见 `problems`",
  },
  "explore-no-split": { en: "splitBy: there is no tag {tag} to split by", zh: "splitBy：没有可用于划分的标签 {tag}" },
  "explore-no-figures": { en: "figures: there is no tag {tag}", zh: "figures：没有标签 {tag}" },
  "explore-rows": {
    en: "the table would have {rows} rows of {curves} curves; take a longer everySeconds or fewer curves",
    zh: "表格将有 {rows} 行、{curves} 条曲线，请加大 everySeconds 或减少曲线",
  },
  "explore-times": {
    en: "from and to must be times, and from must not be after to",
    zh: "from 与 to 须为时间，且 from 不得晚于 to",
  },
  "saved-absent": { en: "This edge saves no views.", zh: "本边缘端不保存视图。" },
  "saved-unknown": { en: "there is no saved record {uid}", zh: "没有已保存的记录 {uid}" },
  "saved-busy": {
    en: "Too many changes of saved views are waiting. Try again in a few seconds.",
    zh: "等待处理的视图更改过多，请稍后重试。",
  },
  "saved-not-stored": {
    en:
      "The record could not be written to disk, and nothing was changed. Free space on the disk of the data folder, " +
      "or repair the disk; then try again.",
    zh: "记录无法写入磁盘，未作任何更改。请清理数据目录所在磁盘或修复磁盘后重试。",
  },
  "saved-operator": {
    en: "What is saved for the plant is changed by the role operator or more.",
    zh: "保存给全厂的内容须由 operator 或更高角色更改。",
  },
  "saved-uid-taken": {
    en: "another record has this uid; give a new one, or the revision of the change",
    zh: "此 uid 已属于另一条记录，请换一个，或给出所更改的版本",
  },
  "saved-meanwhile": {
    en: "{user} changed it meanwhile (revision {revision}); load it again and repeat the change",
    zh: "{user} 已在此期间更改（版本 {revision}），请重新加载后再更改",
  },
  "saved-too-large": { en: "one record takes {most} KiB at most", zh: "一条记录最多 {most} KiB" },
  "saved-memory": {
    en: "The saved records take too much memory; remove some first",
    zh: "已保存的记录占用内存过多，请先删除一些",
  },
  "saved-full": {
    en: "{count} records of this kind are saved already; remove some first",
    zh: "此类记录已保存 {count} 条，请先删除一些",
  },
  "no-pseudonyms": { en: "This edge has no key for pseudonyms.", zh: "本边缘端没有假名密钥。" },
} as const satisfies Record<string, CauseRow>;
