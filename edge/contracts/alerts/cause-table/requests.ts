/** Why the API refuses: how something is asked, too much at once, layout and config. */
import type { CauseRow } from "./row.ts";

export const REQUEST_REFUSALS = {
  /** `fields`: parts of the request as `body/reason`. The detail describes the mistake of each. */
  "fields-invalid": { en: "these fields are not valid: {fields}", zh: "以下字段无效：{fields}" },
  "request-unreadable": {
    en: "The request could not be understood; see /api/docs.",
    zh: "无法理解该请求，见 /api/docs。",
  },
  "address-unknown": {
    en: "There is nothing at this address; see /api/docs.",
    zh: "此地址没有内容，见 /api/docs。",
  },
  "method-unknown": { en: "This address does not support the method.", zh: "此地址不接受该方法。" },
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
    en: "A part of the edge that this request needs does not work now; see /api/v1/health.",
    zh: "所需的边缘端部件目前不可用，见诊断页（/api/v1/health）。",
  },
  "log-full": {
    en: "The disk takes no data at the moment, and nothing was recorded. Free space or repair it; then try again.",
    zh: "磁盘目前无法写入，未记录任何内容。请释放空间或修复磁盘，然后重试。",
  },
  "log-late": {
    en:
      "This is not on disk yet, and is recorded once the disk takes data again. Free space or repair it, and look " +
      "before you repeat it.",
    zh: "内容尚未写入磁盘，磁盘恢复后会补记。请释放空间或修复磁盘；重复操作前请先查看。",
  },
  internal: {
    en: "Something went wrong in the edge; its log has the reason under the correlation id.",
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
    en: "Too many requests of this kind ({kind}) are being answered. Try again in a few seconds.",
    zh: "正在处理的此类查询过多（{kind}），请稍后重试。",
  },
  "too-many-connections": {
    en:
      "Too many connections are open, in total or from this address. Try again in a few seconds. /api/v1/health " +
      "still answers.",
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
    en: "No place to read the stream: you already have {most}.",
    zh: "无法读取数据流：您已打开 {most} 个。",
  },
  "stream-full": {
    en: "No place to read the stream: all {most} are taken.",
    zh: "无法读取数据流：{most} 个位置已满。",
  },
  "replay-yours-full": { en: "No place to replay: you already have {most}.", zh: "无法回放：您已打开 {most} 个。" },
  "replay-full": { en: "No place to replay: all {most} are taken.", zh: "无法回放：{most} 个位置已满。" },
  "replay-at-first": { en: "the first message must have at", zh: "第一条消息必须包含 at" },
  "replay-seconds": { en: "seconds must be 0 to {most}", zh: "seconds 须在 0 到 {most} 之间" },
} as const satisfies Record<string, CauseRow>;

export const CONFIG_REFUSALS = {
  "layout-fixed": { en: "This edge cannot change its plant's config.", zh: "本边缘端不能更改工厂配置。" },
  "layout-no-restart": {
    en: "This edge cannot restart itself. Restart it where it was started.",
    zh: "本边缘端不能自行重启，请在启动它的地方重启。",
  },
  "layout-busy": {
    en: "Other changes of the plant's config are being checked. Try again in some seconds.",
    zh: "正在检查其他配置更改，请稍后重试。",
  },
  "layout-changed": {
    en: "The plant's config was changed since the layout was read. Read it again, and make your change in it.",
    zh: "读取布局后工厂配置已被更改。请重新读取，再进行更改。",
  },
  "layout-changed-meanwhile": {
    en: "The plant's config was changed while the change was checked. Read it again, and make your change in it.",
    zh: "检查更改期间工厂配置已被改动。请重新读取，再进行更改。",
  },
  "config-changed": {
    en: "The plant's config was changed since it was read. Read it again, and make your change in it.",
    zh: "读取后工厂配置已被更改。请重新读取，再进行更改。",
  },
  "config-would-break": {
    en: "The change would break the plant's config. {problems}",
    zh: "该更改会使工厂配置出错。",
  },
  "config-nothing-at": {
    en: "There is nothing at {where} in the plant's config.",
    zh: "工厂配置中没有 {where}。",
  },
  "config-aliased": {
    en: "{where} is written with an anchor (&) or alias (*). Change it in the file.",
    zh: "{where} 使用了锚点（&）或别名（*），请在文件中更改。",
  },
  "config-of-the-file": {
    en: "{where} can be changed only in the file itself.",
    zh: "{where} 只能在文件中更改。",
  },
  "config-no-secret": { en: "{where} is no place for a secret.", zh: "{where} 不是存放密钥的位置。" },
  "config-plain-secret": {
    en: "{where} holds a secret. Send it as an edit of kind secret, which gives it a private file of its own.",
    zh: "{where} 是密钥。请以 secret 类型的编辑发送，密钥会写入单独的私有文件。",
  },
  "config-private-file": {
    en: "{file} is a private file of the plant's folder. Only the config's own files may name it.",
    zh: "{file} 是工厂目录中的私有文件，只能由配置文件自身引用。",
  },
  "config-no-version": { en: "There is no version {id} of the config.", zh: "配置没有版本 {id}。" },
  "config-version-masked": {
    en: "{file} held secrets in plain text then, which versions do not keep. Change it by hand.",
    zh: "{file} 当时含有明文密钥，版本不保存密钥，请手动更改。",
  },
  "layout-breaks-config": {
    en: "The layout would break the plant's config. {problems}",
    zh: "该布局会使工厂配置出错。",
  },
  "layout-link": {
    en: "{file} is a link to outside of the plant's folder. Make it a folder.",
    zh: "{file} 是指向工厂目录之外的链接，请改为目录。",
  },
  "layout-reference": {
    en: '{where} holds "${", which only the files of the config may hold. Take it out.',
    zh: "{where} 含有只允许出现在配置文件中的 “${”，请删除。",
  },
  "change-deep": {
    en: "A change may have {most} levels at most. Make it flatter.",
    zh: "一次更改最多嵌套 {most} 层，请减少嵌套。",
  },
  "drawing-none": { en: "There is no drawing yet: send one with `image`.", zh: "尚无图纸，请通过 `image` 上传。" },
  "drawing-png": {
    en: "The drawing was refused: {why}. Save it as a PNG again.",
    zh: "图纸未被接受，请重新另存为 PNG。",
  },
  "drawing-svg": {
    en: "The drawing was refused: {why}. Save it as a plain SVG of lines and shapes, or as a PNG.",
    zh: "图纸未被接受，请另存为只含线条和图形的 SVG，或 PNG。",
  },
  "report-unprinted": { en: "The report could not be printed: {reason}", zh: "无法生成报告文件：{reason}" },
  "config-unreadable": { en: "The plant's config could not be read: {reason}", zh: "无法读取工厂配置：{reason}" },
  "config-not-taken": {
    en: "the config was refused, and the edge runs as before. {problems}",
    zh: "配置有误，未采用；边缘端仍按原配置运行。",
  },
  "restart-not-taken": {
    en: "The edge was not restarted and runs as before. {problems}",
    zh: "配置有误，边缘端未重启，仍按原配置运行。",
  },
  "discovery-runs": {
    en: "Another discovery runs; try again when it is done.",
    zh: "另一次发现正在进行，请待其完成后重试。",
  },
  "discovery-endpoint": {
    en: "endpoint is not an address; write opc.tcp://host:{port}",
    zh: "endpoint 不是地址，请写成 opc.tcp://主机:{port}",
  },
  "discovery-no-host": {
    en: "{host} is no name or address of a server",
    zh: "{host} 不是服务器的名称或地址",
  },
  "discovery-scheme": {
    en: "an address begins with opc.tcp://, http://, https:// or s7://",
    zh: "地址应以 opc.tcp://、http://、https:// 或 s7:// 开头",
  },
  "values-kinds": {
    en: "values can be looked at before saving for opcua, mtconnect and s7 only",
    zh: "仅 opcua、mtconnect 和 s7 可在保存前查看数值",
  },
  "discovery-host": {
    en: "No address is known for {host}. Check the name, or write the address.",
    zh: "无法解析 {host}，请检查名称或直接写地址。",
  },
  "discovery-address": {
    en:
      "This address belongs to no machine: link-local, multicast, metadata and unspecified addresses are not " +
      "looked at.",
    zh: "此地址不属于任何设备：不支持链路本地、组播、元数据和未指定地址。",
  },
  "discovery-network": {
    en: "{address} is in none of the networks that api.discovery.networks lists. An admin can add its network there.",
    zh: "{address} 不属于 api.discovery.networks 所列网络。管理员可在其中添加该网络。",
  },
  "discovery-often": {
    en: "Many servers were looked at in the last minute; try again in {seconds} s.",
    zh: "最近一分钟查看的服务器过多，请在 {seconds} 秒后重试。",
  },
  "discovery-long": {
    en: "looking at the server took too long or was stopped; give it fewer nodes or more time",
    zh: "扫描服务器超时或被中止，请减少节点或延长时间",
  },
  "thumbprint-short": {
    en: "give at least {most} hex digits of the thumbprint",
    zh: "请至少输入指纹的 {most} 位十六进制数字",
  },
  "thumbprint-several": {
    en: "{count} certificates begin with {start}; give more digits",
    zh: "有 {count} 个证书以 {start} 开头，请多输入几位",
  },
  "thumbprint-unknown": {
    en: "no certificate among {places} begins with {start}; list them first",
    zh: "没有以 {start} 开头的证书，请先查看证书列表",
  },
  /**
   * As the audit log keeps a refusal. Answers of the API have the problems themselves, in both languages. Last: the
   * texts above hold this one.
   */
  "config-problem": { en: "1 problem in the config\n{problems}", zh: "配置中有 1 处错误" },
  "config-problems": { en: "{count} problems in the config\n{problems}", zh: "配置中有 {count} 处错误" },
} as const satisfies Record<string, CauseRow>;
