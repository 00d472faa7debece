/** Errors of MQTT brokers, Modbus devices, HTTP servers and the edge's own watch over links. */
import type { CauseRow } from "./row.ts";

const LOGIN = {
  en: "check user, password, client certificate and the rights of that user",
  zh: "请检查用户名、密码、客户端证书及其权限",
};

export const MQTT = {
  "login-refused": {
    said: /Not authorized|Bad user ?name|refuses the edge|Connection refused: (?:Identifier|Banned)|HTTP 40[13]|EAUTH/i,
    en: "{place} refuses the edge",
    zh: "{place} 拒绝登录",
    advice: LOGIN,
  },
  "broker-busy": {
    said: /Connection refused: Server (?:unavailable|busy)/i,
    en: "{place} takes no connection at present",
    zh: "{place} 暂不接受连接",
    advice: { en: "look at the broker's log", zh: "请查看代理日志" },
  },
  "protocol-refused": {
    said: /Unacceptable protocol version|Unsupported Protocol Version/i,
    en: "{place} does not take this version of MQTT",
    zh: "{place} 不支持该 MQTT 版本",
    advice: { en: "set protocol to the other one", zh: "请更改 protocol" },
  },
  "client-id-taken": {
    said: /another client took over the client id (?<client>\S+) at (?<place>[^\s;]+)/,
    en: "another client took over the client id {client} at {place}",
    zh: "另一客户端在 {place} 占用了客户端标识 {client}",
    advice: { en: "give each client an id of its own", zh: "请为每个客户端设置不同的标识" },
  },
  "mqtt-sent-off": {
    said: /(?<place>\S+) ended the connection of client id (?<client>\S+) \(MQTT 5 reason code (?<status>\w+)\)/,
    en: "{place} ended the connection of client id {client} (MQTT 5 reason code {status})",
    zh: "{place} 结束了客户端 {client} 的连接（MQTT 5 原因码 {status}）",
    advice: { en: "look at the broker's log", zh: "请查看代理日志" },
  },
  "mqtt-gone": {
    said: /(?<place>\S+) closed the connection or went silent \(client id (?<client>[^):]+)[^)]*\)/,
    en: "{place} closed the connection or went silent",
    zh: "{place} 断开连接或无响应",
    advice: {
      en: "check the broker, and that no second client has the client id {client}",
      zh: "请检查代理，并确认没有第二个客户端使用标识 {client}",
    },
  },
  "mqtt-silent": {
    said: /(?<place>\S+) was silent for (?<seconds>\d+) s, not even answering pings/,
    en: "{place} was silent for {seconds} s, not even answering pings",
    zh: "{place} 已静默 {seconds} 秒，连心跳也未应答",
  },
  "mqtt-subscription-refused": {
    said: /the broker refuses the subscription (?<topic>[^;]+)/,
    en: "the broker refuses the subscription {topic}",
    zh: "代理拒绝订阅 {topic}",
    advice: { en: "give the user read access to it", zh: "请授予该用户读取权限" },
  },
  "mqtt-subscription-late": {
    said: /the broker did not answer a subscription within (?<seconds>[\d.]+) s/,
    en: "the broker did not answer a subscription within {seconds} s",
    zh: "代理在 {seconds} 秒内未应答订阅",
  },
  "mqtt-ping-late": {
    said: /the broker did not answer a ping within (?<seconds>[\d.]+) s/,
    en: "the broker did not answer a ping within {seconds} s",
    zh: "代理在 {seconds} 秒内未应答 ping",
  },
  "mqtt-closed": {
    said: /^the broker closed the connection$/,
    en: "the broker closed the connection",
    zh: "代理关闭了连接",
  },
  "primary-host-offline": {
    said: /^the primary host (?<host>\S+) is offline$/,
    en: "the primary host {host} is offline",
    zh: "主机应用 {host} 离线",
  },
  "primary-host-restarted": {
    said: /^the primary host (?<host>\S+) was started again$/,
    en: "the primary host {host} was started again",
    zh: "主机应用 {host} 已重新启动",
  },
} as const satisfies Record<string, CauseRow>;

export const LINKS = {
  "never-heard": {
    said: /^never heard(?: since the edge started)?$/,
    en: "never heard since the edge started",
    zh: "从未收到数据",
  },
  silent: {
    said: /^silent for more than (?<seconds>[\d.]+) s$/,
    en: "silent for more than {seconds} s",
    zh: "超过 {seconds} 秒无数据",
  },
  "silent-together": {
    said: /^silent for more than (?<seconds>[\d.]+) s, with all of its source$/,
    en: "silent for more than {seconds} s, with all of its source",
    zh: "该数据源全部超过 {seconds} 秒无数据",
  },
  stopped: { said: /^(?:the source was stopped|source stopped)$/, en: "the source was stopped", zh: "数据源已停止" },
  "broker-lost": {
    said: /^connection to the broker lost$/,
    en: "connection to the broker lost",
    zh: "与代理的连接已中断",
  },
  "node-offline": {
    said: /edge node went offline/,
    en: "edge node went offline (NDEATH)",
    zh: "边缘节点已离线（NDEATH）",
  },
  "device-offline": { said: /device went offline/, en: "device went offline (DDEATH)", zh: "设备已离线（DDEATH）" },
  "device-not-born": {
    said: /device was not born/,
    en: "device was not born with its edge node (no DBIRTH)",
    zh: "设备未随边缘节点上线（无 DBIRTH）",
  },
  "unit-silent": {
    said: /^unit (?<unit>\d+) does not answer$/,
    en: "unit {unit} does not answer",
    zh: "从站 {unit} 无应答",
  },
  "digits-lost": {
    said: /^(?<tag>\S+): (?<digits>-?\d+) has more digits than a number keeps/,
    en: "{tag}: {digits} has more digits than a number keeps",
    zh: "{tag}：{digits} 的位数超出数值可精确表示的范围",
    advice: { en: "add `as: text` to the tag to keep them all", zh: "请为该标签添加 as: text 以保留全部位数" },
  },
  "json-digits-lost": {
    en: "{tag}: JSON numbers beyond 2^53 lose their last digits",
    zh: "{tag}：JSON 数值超过 2^53，末位数字会丢失",
    advice: { en: "let the sender write it as a string, for a text tag", zh: "请让发送方改为字符串，并使用文本标签" },
  },
  "mail-refused": {
    said: /^(?<place>\S+) refuses the mail for receiver (?<number>[\d, ]+) of (?<count>\d+): (?<detail>.+)$/,
    en: "{place} refuses the mail for receiver {number} of {count}: {detail}",
    zh: "{place} 拒收发给第 {number} 位收件人（共 {count} 位）的邮件：{detail}",
    advice: {
      en: "the others got it; correct the address under `to` of the channel",
      zh: "其他收件人已收到；请更正该渠道 `to` 中的地址",
    },
  },
  "phones-unreached": {
    said: /^(?<number>\d+) of (?<count>\d+) phones were not reached: (?<detail>.+)$/,
    en: "{number} of {count} phones were not reached: {detail}",
    zh: "{count} 部手机中有 {number} 部未送达：{detail}",
  },
  "vehicle-silent": {
    said: /^no state message for (?<seconds>\d+) s$/,
    en: "no state message for {seconds} s",
    zh: "{seconds} 秒未收到状态消息",
  },
  "vehicle-message-bad": {
    said: /^invalid state message: (?<detail>.+)$/,
    en: "invalid state message: {detail}",
    zh: "状态消息无效：{detail}",
    advice: { en: "check the vehicle's VDA 5050 version", zh: "请检查车辆的 VDA 5050 版本" },
  },
  "vehicle-offline": { said: /\(OFFLINE\)/, en: "vehicle went offline (OFFLINE)", zh: "车辆已下线（OFFLINE）" },
  "vehicle-hibernates": {
    said: /\(HIBERNATING\)/,
    en: "vehicle hibernates (HIBERNATING)",
    zh: "车辆休眠（HIBERNATING）",
  },
  "vehicle-broken": {
    said: /\((?<status>CONNECTION_?BROKEN)\)/,
    en: "vehicle lost its connection ({status})",
    zh: "车辆断开连接（{status}）",
  },
  "modbus-closed": {
    said: /Modbus at (?<place>\S+) closed the connection/,
    en: "Modbus at {place} closed the connection",
    zh: "Modbus 设备 {place} 断开了连接",
  },
} as const satisfies Record<string, CauseRow>;

export const STORES = {
  "store-missing": {
    said: /HTTP 404/,
    en: "{place} does not know the database or bucket",
    zh: "{place} 没有该数据库或存储桶",
    advice: {
      en: "check that it exists (gemba setup makes it), and api",
      zh: "请检查其是否存在（gemba setup 可创建）以及 api 设置",
    },
  },
  "store-overloaded": {
    said: /HTTP (?<status>429|5\d\d)/,
    en: "{place} cannot take samples at present (HTTP {status})",
    zh: "{place} 暂时无法接收数据（HTTP {status}）",
    advice: { en: "look at the server's log; nothing is lost", zh: "请查看服务器日志；数据不会丢失" },
  },
  "store-refuses": {
    said: /HTTP (?<status>\d{3})(?::? (?<detail>.{1,100}))?/,
    en: "{place} refuses what was sent (HTTP {status}: {detail})",
    zh: "{place} 拒绝了所发内容（HTTP {status}：{detail}）",
    advice: { en: "look at the server's log", zh: "请查看服务器日志" },
  },
  "mqtt-key-other": {
    en: "{place}: cert and key of this connection do not belong together",
    zh: "{place}：该连接的 cert 与 key 不匹配",
    advice: { en: "give the key of this certificate", zh: "请填写该证书的私钥" },
  },
  "store-restarted": {
    said: /the server was started again/,
    en: "the server was started again; what it may not have on disk is sent again",
    zh: "服务器已重启，可能未落盘的数据将重新发送",
  },
} as const satisfies Record<string, CauseRow>;

/** Compared after all others: these name the failed step, and a library's own words explain it better. */
export const GENERAL = {
  "hub-refuses": {
    said: /Authorization Violation/i,
    en: "the hub's server refuses the key of this edge",
    zh: "集控端的服务器拒绝该边缘端的密钥",
    advice: {
      en: "check cert, nkeySeed or credentials of uplink.hub, and what that server lets them do",
      zh: "请检查 uplink.hub 的 cert、nkeySeed 或 credentials，以及服务器授予的权限",
    },
  },
  "hub-silent": {
    said: /no responders/i,
    en: "the hub does not answer",
    zh: "集控端没有应答",
    advice: { en: "check that gemba hub runs on that server", zh: "请检查 gemba hub 是否在该服务器上运行" },
  },
  "mqtt-unreachable": {
    said: /cannot connect to (?<place>mqtts?:\/\/[^\s;]+|wss?:\/\/[^\s;]+)/,
    en: "cannot connect to {place}",
    zh: "无法连接 {place}",
    advice: {
      en: "check that the broker runs, the address, user and password",
      zh: "请检查代理是否运行，以及地址、用户名和密码",
    },
  },
  "modbus-unreachable": {
    said: /cannot connect to Modbus at (?<place>[^;\s]+)/,
    en: "cannot connect to Modbus at {place}",
    zh: "无法连接 Modbus 设备 {place}",
    advice: {
      en: "check address and port, and that the device takes one more connection",
      zh: "请检查地址和端口，以及设备能否再接受一个连接",
    },
  },
  "modbus-silent": {
    said: /Modbus at (?<place>\S+?)(?: does not answer|: no unit answers any more)/,
    en: "Modbus at {place} does not answer",
    zh: "Modbus 设备 {place} 无应答",
    advice: {
      en: "check the unit numbers, and whether another master holds the device",
      zh: "请检查从站号，以及是否有其他主站占用设备",
    },
  },
} as const satisfies Record<string, CauseRow>;
