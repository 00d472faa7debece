/** Why the API refuses or cannot answer: requests, questions about history, layout and config, and too much at once. */
import type { CauseRow } from "./row.ts";

export const REQUEST_REFUSALS = {
  /** `fields`: parts of the request as `body/reason`. The detail has what is wrong with each. */
  "fields-invalid": { en: "these fields are not valid: {fields}", zh: "以下字段无效：{fields}" },
  "request-unreadable": {
    en: "The request could not be understood; see /api/docs.",
    zh: "无法理解该请求，见 /api/docs。",
  },
  "address-unknown": {
    en: "There is nothing at this address; see /api/docs.",
    zh: "此地址没有内容，见 /api/docs。",
  },
  "method-unknown": { en: "This address does not take the method.", zh: "此地址不接受该方法。" },
  "request-late-sent": { en: "The request did not arrive in time.", zh: "请求未及时送达。" },
  "body-large": { en: "A body may have at most 1 MiB.", zh: "请求内容最大 1 MiB。" },
  "body-deep": { en: "the body nests deeper than {most} levels", zh: "请求内容嵌套超过 {most} 层" },
  "body-long": { en: "the body has a list of more than {most} members", zh: "请求中有超过 {most} 项的列表" },
  "body-kind": { en: "Send the body as application/json.", zh: "请以 application/json 发送内容。" },
  "address-too-long": { en: "The address is too long.", zh: "地址过长。" },
  "address-long": { en: "An address may have at most {most} characters.", zh: "地址最多 {most} 个字符。" },
  "headers-large": { en: "The headers are too large.", zh: "请求头过大。" },
  "request-refused": { en: "The request was refused.", zh: "请求被拒绝。" },
  "client-left": { en: "The client left.", zh: "客户端已离开。" },
  "part-not-working": {
    en: "A part of the edge that this needs does not work at the moment; see /api/v1/health.",
    zh: "所需的边缘端部件目前不可用，见诊断页（/api/v1/health）。",
  },
  internal: {
    en: "Something went wrong in the edge; its log tells more under the correlation id.",
    zh: "边缘端出错，详情见其日志中的关联编号。",
  },
  "upgrade-needed": {
    en: "Upgrade to a WebSocket to read the stream.",
    zh: "请升级为 WebSocket 以读取数据流。",
  },
  "too-many-requests": {
    en: "Too many requests of this kind ({kind}). Try again in {seconds} s.",
    zh: "此类请求过多（{kind}），请在 {seconds} 秒后重试。",
  },
  "too-many-questions": {
    en: "Too many questions of this kind ({kind}) are being answered. Try again in a few seconds.",
    zh: "正在处理的此类查询过多（{kind}），请稍后重试。",
  },
  "too-many-connections": {
    en: "Too many connections are open, in total or from this address. Try again in a few seconds. /api/v1/health still answers.",
    zh: "连接总数或来自此地址的连接过多，请稍后重试。/api/v1/health 仍可访问。",
  },
  "too-many-slow": {
    en: "Too many answers wait for clients that read slowly. Try again in a few seconds.",
    zh: "等待慢速客户端读取的应答过多，请稍后重试。",
  },
  "too-many-waiting": {
    en: "{name}: {most} questions wait already; ask again in a few seconds",
    zh: "{name}：已有 {most} 个查询在等待，请稍后重试",
  },
  "stream-yours-full": {
    en: "No place to read the stream: you have {most} already.",
    zh: "无法读取数据流：您已打开 {most} 个。",
  },
  "stream-full": { en: "No place to read the stream: all {most} are taken.", zh: "无法读取数据流：{most} 个位置已满。" },
  "replay-yours-full": { en: "No place to replay: you have {most} already.", zh: "无法回放：您已打开 {most} 个。" },
  "replay-full": { en: "No place to replay: all {most} are taken.", zh: "无法回放：{most} 个位置已满。" },
  "replay-at-first": { en: "the first message must have at", zh: "第一条消息必须包含 at" },
  "replay-seconds": { en: "seconds must be 0 to {most}", zh: "seconds 须在 0 到 {most} 之间" },
} as const satisfies Record<string, CauseRow>;

export const QUESTION_REFUSALS = {
  "tag-unknown": {
    en: "No tag has this uid. GET /api/v1/tags lists them all; write # as %23 in a URL.",
    zh: "没有此变量。GET /api/v1/tags 列出全部；URL 中的 # 写作 %23。",
  },
  "tag-unknown-named": {
    en: "No tag has the uid {tag}. GET /api/v1/tags lists them all; write # as %23 in a URL.",
    zh: "没有变量 {tag}。GET /api/v1/tags 列出全部；URL 中的 # 写作 %23。",
  },
  "tag-is-waveform": { en: "The tag is a waveform: ask GET /api/v1/waveforms.", zh: "该变量是波形，请用 GET /api/v1/waveforms。" },
  "tag-named-waveform": { en: "{tag} is a waveform: ask GET /api/v1/waveforms", zh: "{tag} 是波形，请用 GET /api/v1/waveforms" },
  "tag-no-waveform": {
    en: "The tag is of type {type}, not waveform: ask GET /api/v1/trends.",
    zh: "该变量类型为 {type}，不是波形，请用 GET /api/v1/trends。",
  },
  "tag-personal": {
    en: "{tag} is about people, whose samples are not handed out; docs/privacy.md",
    zh: "{tag} 涉及人员，其数据不予提供（docs/privacy.md）",
  },
  "tag-not-in-config": { en: "the tag is not in the config any more", zh: "该变量已不在配置中" },
  "waveform-none": { en: "The tag has no waveform yet.", zh: "该变量尚无波形。" },
  "waveform-none-then": {
    en: "No waveform of the tag begins at this time. GET /api/v1/waveforms lists them.",
    zh: "没有从此时刻开始的波形。GET /api/v1/waveforms 列出全部。",
  },
  "asset-unknown": { en: "No asset has this uid. GET /api/v1/assets lists them all.", zh: "没有此设备。GET /api/v1/assets 列出全部。" },
  "asset-no-state": { en: "no state of this asset is read", zh: "未读取该设备的状态" },
  "machine-unknown": { en: "there is no machine {name} whose state is read", zh: "没有读取状态的设备 {name}" },
  "line-unknown": { en: "there is no line {name} in kpis.lines", zh: "kpis.lines 中没有产线 {name}" },
  "stop-unknown": {
    en: "no stop of this machine began then; take `from` as /api/v1/states says it",
    zh: "该设备在此时刻没有停机开始，请使用 /api/v1/states 给出的 from",
  },
  "reasons-none": { en: "the config has no reasons; write some into kpis.reasons", zh: "配置中没有停机原因，请写入 kpis.reasons" },
  "reason-unknown": { en: "reason must be one of {codes}", zh: "停机原因只能是：{codes}" },
  "piece-unknown": { en: "this piece was never reported", zh: "从未收到该工件的信息" },
  "genealogy-unknown": { en: "this {what} was never reported", zh: "从未收到该对象的信息（{what}）" },
  "genealogy-pallet": { en: "`{field}` applies to pallets only", zh: "`{field}` 只适用于托盘" },
  "one-of": { en: "give one of {names}", zh: "请给出其中之一：{names}" },
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
  "time-invalid-states": { en: "from is not a time; take it from GET /api/v1/states", zh: "from 不是时间，请取自 GET /api/v1/states" },
  "range-order": { en: "from must lie before to", zh: "起始时间必须早于结束时间" },
  "range-days": { en: "take {days} days at most", zh: "最多 {days} 天" },
  "range-days-kept": { en: "take {days} days at most: the edge remembers thirty", zh: "最多 {days} 天：边缘端只保留三十天" },
  "range-micros": { en: "from and to must be times in whole µs, from before to", zh: "from 与 to 须为整数微秒，且 from 早于 to" },
  "range-hour": { en: "a stretch is at most an hour long and ends after it begins", zh: "一段最长一小时，且结束晚于开始" },
  "range-periods": {
    en: "this range has more than {most} periods; take a shorter one or longer periods",
    zh: "该范围超过 {most} 个周期，请缩短范围或加长周期",
  },
  "range-rows": {
    en: "this is more than {most} rows; take a shorter range, longer periods or one asset",
    zh: "超过 {most} 行，请缩短范围、加长周期或只选一台设备",
  },
  "range-entries": { en: "this range has more than {most} entries; take a shorter one", zh: "该范围超过 {most} 条记录，请缩短" },
  "range-alerts": { en: "more than {most} alerts fit; take a shorter time", zh: "符合条件的报警超过 {most} 条，请缩短时间" },
  "range-events": { en: "there are more than {most} events in this stretch; ask for a shorter one", zh: "该段事件超过 {most} 条，请缩短" },
  "range-samples": {
    en: "there are more than {most} samples in this stretch; ask for a shorter one, or for fewer by every",
    zh: "该段样本超过 {most} 个，请缩短，或用 every 减少",
  },
  "range-samples-read": {
    en: "there are more than {most} samples in this range; ask for a shorter one",
    zh: "该范围样本超过 {most} 个，请缩短",
  },
  "range-samples-tag": {
    en: "there are more than {most} samples of this tag in the range; ask for a shorter one",
    zh: "该变量在此范围内样本超过 {most} 个，请缩短",
  },
  "count-range": { en: "{field} must be 1 to {most}", zh: "{field} 须在 1 到 {most} 之间" },
  "count-waveforms": {
    en: "limit must be a whole number of waveforms, 1 to {most}",
    zh: "limit 须为 1 到 {most} 的整数",
  },
  "count-samples": { en: "limit must be a whole number of samples, 1 to {most}", zh: "limit 须为 1 到 {most} 的整数" },
  "count-columns": { en: "width must be a whole number of pixel columns, 1 to {most}", zh: "width 须为 1 到 {most} 的整数" },
  "count-edges": { en: "edges must be 2 to {most} rising times in whole µs", zh: "edges 须为 2 到 {most} 个递增的整数微秒时间" },
  "count-aligned": { en: "at most {most} tags at {times} times", zh: "最多 {most} 个变量、{times} 个时刻" },
  "every-short": { en: "every must be at least {seconds} s for this range", zh: "此范围内 every 至少为 {seconds} 秒" },
  "cursor-other": {
    en: "the cursor is of another question; ask with the tags that it was given for, or without it",
    zh: "该游标属于另一查询，请使用原来的变量，或不带游标",
  },
  "historian-state-why": {
    en: "the historian is {state}: {reason}; ask again in a few seconds",
    zh: "历史库状态为 {state}（{reason}），请稍后重试",
  },
  "historian-state": { en: "the historian is {state}; ask again in a few seconds", zh: "历史库状态为 {state}，请稍后重试" },
  "historian-closing": { en: "the historian is being closed", zh: "历史库正在关闭" },
  "reader-left": { en: "the client has left", zh: "客户端已离开" },
  "answer-failed": { en: "{name} could not answer: {reason}", zh: "{name} 无法应答：{reason}" },
  "store-behind": {
    en: "the store that answers for history is further behind than memory reaches; ask again when its sink has caught up",
    zh: "历史存储的滞后超过内存范围，请待其追上后重试",
  },
  "store-no-answer": { en: "{url} does not answer questions about history: {reason}", zh: "{url} 无法查询历史：{reason}" },
  "books-opening": { en: "the books are being opened anew; ask again in a few seconds", zh: "生产记录正在重新打开，请稍后重试" },
  "book-closed": { en: "the book {name} cannot be opened; see its state in /api/v1/health", zh: "无法打开记录 {name}，其状态见诊断页" },
  "audit-busy": {
    en: "Too many clients read the record at this moment. Try again in a few seconds.",
    zh: "当前读取操作记录的客户端过多，请稍后重试。",
  },
  "no-meters": { en: "This edge reads no meters.", zh: "本边缘端未读取电表。" },
  "no-states": { en: "This edge follows no states of machines.", zh: "本边缘端不跟踪设备状态。" },
  "no-pieces": { en: "This edge keeps no record of pieces.", zh: "本边缘端不记录工件。" },
  "no-opcua": { en: "This edge has no OPC UA connections.", zh: "本边缘端没有 OPC UA 连接。" },
  "no-discovery": { en: "This edge has no OPC UA discovery.", zh: "本边缘端不支持 OPC UA 发现。" },
  "no-pseudonyms": { en: "This edge has no key for pseudonyms.", zh: "本边缘端没有假名密钥。" },
} as const satisfies Record<string, CauseRow>;

export const CONFIG_REFUSALS = {
  "layout-fixed": { en: "This edge cannot change its plant's config.", zh: "本边缘端不能更改工厂配置。" },
  "layout-no-restart": {
    en: "This edge cannot start itself again. Restart it where it was started.",
    zh: "本边缘端不能自行重启，请在启动它的地方重启。",
  },
  "layout-busy": {
    en: "Other changes of the layout are being checked. Try again in some seconds.",
    zh: "正在检查其他布局更改，请稍后重试。",
  },
  "layout-changed": {
    en: "The plant's config was changed since the layout was read. Read it again, and make your change in it.",
    zh: "读取布局后工厂配置已被更改。请重新读取，再进行更改。",
  },
  "layout-changed-meanwhile": {
    en: "The plant's config was changed while the layout was checked. Read it again, and make your change in it.",
    zh: "检查布局期间工厂配置已被更改。请重新读取，再进行更改。",
  },
  "layout-breaks-config": {
    en: "The layout would break the plant's config. {problems}",
    zh: "该布局会使工厂配置出错，未保存。检查结果：{problems}",
  },
  "layout-link": {
    en: "{file} is a link to outside of the plant's folder. Make it a folder.",
    zh: "{file} 是指向工厂目录之外的链接，请改为目录。",
  },
  "layout-reference": {
    en: '{where} holds "${", which only the files of the config may hold. Take it out.',
    zh: "{where} 含有只允许出现在配置文件中的 “${”，请删除。",
  },
  "drawing-none": { en: "There is no drawing yet: send one with `image`.", zh: "尚无图纸，请通过 `image` 上传。" },
  "drawing-png": { en: "The drawing is not taken: {why}. Save it as a PNG again.", zh: "图纸未被接受，请重新另存为 PNG。（{why}）" },
  "drawing-svg": {
    en: "The drawing is not taken: {why}. Save it as a plain SVG of lines and shapes, or as a PNG.",
    zh: "图纸未被接受，请另存为只含线条和图形的 SVG，或 PNG。（{why}）",
  },
  "config-unreadable": { en: "The plant's config could not be read: {reason}", zh: "无法读取工厂配置：{reason}" },
  "config-not-taken": {
    en: "the config was not taken, everything goes on as before. {problems}",
    zh: "配置有误，未采用，一切照旧。检查结果：{problems}",
  },
  "restart-not-taken": {
    en: "The edge was not started again, everything goes on as before. {problems}",
    zh: "配置有误，边缘端未重启，一切照旧。检查结果：{problems}",
  },
  "discovery-runs": { en: "Another discovery runs; try again when it is done.", zh: "另一次发现正在进行，请待其完成后重试。" },
  "discovery-endpoint": { en: "endpoint is no address; write opc.tcp://host:{port}", zh: "endpoint 不是地址，请写成 opc.tcp://主机:{port}" },
  "discovery-host": { en: "No address is known for {host}. Check the name, or write the address.", zh: "无法解析 {host}，请检查名称或直接写地址。" },
  "discovery-address": {
    en: "This address belongs to no machine: link-local, multicast, metadata and unspecified addresses are not looked at.",
    zh: "此地址不属于任何设备：不支持链路本地、组播、元数据和未指定地址。",
  },
  "discovery-long": {
    en: "looking at the server took too long or was stopped; give it fewer nodes or more time",
    zh: "查看服务器超时或被中止，请减少节点或延长时间",
  },
  "thumbprint-short": { en: "give at least {most} hex digits of the thumbprint", zh: "请至少给出指纹的 {most} 位十六进制数字" },
  "thumbprint-several": {
    en: "{count} certificates begin with {start}; give more digits",
    zh: "有 {count} 个证书以 {start} 开头，请给出更多位",
  },
  "thumbprint-unknown": {
    en: "no certificate among {places} begins with {start}; list them first",
    zh: "没有以 {start} 开头的证书，请先列出",
  },
} as const satisfies Record<string, CauseRow>;
