/** Errors of S7 controllers, and places that they refuse to read. */
import type { CauseRow } from "./row.ts";

const ACCESS = {
  en:
    "for S7-1200 and S7-1500, permit PUT/GET communication in the CPU's protection settings, with an access level " +
    "that allows reading",
  zh: "S7-1200/1500 请在 CPU 的“防护与安全”中允许 PUT/GET 通信访问，并选择允许读取的访问级别",
};

export const S7 = {
  "s7-refused": {
    said: /^the PLC at (?<place>\S+) refuses the connection$/,
    en: "the PLC at {place} refuses the connection",
    zh: "位于 {place} 的 PLC 拒绝连接",
    advice: {
      en: "check rack and slot or the TSAPs, and that the CPU has a connection of this kind free",
      zh: "请检查机架号、插槽号或 TSAP，以及 CPU 是否还有该类型的空闲连接",
    },
  },
  "s7-closed": {
    said: /^the PLC at (?<place>\S+) closed the connection$/,
    en: "the PLC at {place} closed the connection",
    zh: "位于 {place} 的 PLC 断开了连接",
    advice: {
      en: "check whether it was restarted, and how many connections it has free",
      zh: "请检查 PLC 是否重启，以及还有多少空闲连接",
    },
  },
  "s7-silent": {
    said: /^the PLC at (?<place>\S+) did not answer within (?<seconds>[\d.]+) s$/,
    en: "the PLC at {place} did not answer within {seconds} s",
    zh: "位于 {place} 的 PLC 在 {seconds} 秒内未应答",
    advice: {
      en: "check that an S7 controller listens there and is not overloaded",
      zh: "请检查该地址是否为 S7 控制器、是否过载",
    },
  },
  "s7-not-permitted": {
    said: /^the PLC at (?<place>\S+) (?:does not permit|refuses) reading \(error (?<status>[0-9a-f]{4})\)$/,
    en: "the PLC at {place} refuses reading (error {status})",
    zh: "位于 {place} 的 PLC 拒绝读取（错误 {status}）",
    advice: ACCESS,
  },
  "s7-violation": {
    said: /^the PLC at (?<place>\S+) sent (?<detail>.{1,100})$/,
    en: "the PLC at {place} sent {detail}",
    zh: "位于 {place} 的 PLC 发来无效应答：{detail}",
    advice: {
      en: "check that the address is that of an S7 controller",
      zh: "请确认该地址为 S7 控制器",
    },
  },
  "s7-not-there": {
    said: /^(?<block>\S+) is not in the PLC, or has optimised access$/,
    en: "{block} is not in the PLC, or has optimised access",
    zh: "PLC 中没有 {block}，或该块为优化访问",
    advice: {
      en:
        "check the number; S7 communication reaches no optimised block: clear its attribute and download it, or use " +
        "OPC UA",
      zh: "请检查编号；S7 通信无法读取优化的块：请取消其“优化的块访问”属性并重新下载，或改用 OPC UA",
    },
  },
  "s7-out-of-range": {
    said: /^(?<block>\S+) is beyond the end of its area, or its block has optimised access$/,
    en: "{block} is beyond the end of its area, or its block has optimised access",
    zh: "{block} 超出所在区域的末尾，或所在块为优化访问",
    advice: {
      en: "check the address; for an optimised block, clear its attribute and download it, or use OPC UA",
      zh: "请检查地址；若为优化的块，请取消其“优化的块访问”属性并重新下载，或改用 OPC UA",
    },
  },
  "s7-no-access": {
    said: /^the PLC permits no access to (?<block>\S+)$/,
    en: "the PLC permits no access to {block}",
    zh: "PLC 不允许访问 {block}",
    advice: ACCESS,
  },
  "s7-item-refused": {
    said: /^the PLC refuses (?<block>\S+) \(return code (?<status>[0-9a-f]{2})\)$/,
    en: "the PLC refuses {block} (return code {status})",
    zh: "PLC 拒绝读取 {block}（返回码 {status}）",
  },
} as const satisfies Record<string, CauseRow>;

/** Compared after all others: the network's own words explain it better. */
export const S7_GENERAL = {
  "s7-unreachable": {
    said: /cannot connect to the PLC at (?<place>[^;\s]+)/,
    en: "cannot connect to the PLC at {place}",
    zh: "无法连接位于 {place} 的 PLC",
    advice: {
      en: "check address and port (102), and firewalls in between",
      zh: "请检查地址、端口（102）和沿途的防火墙",
    },
  },
} as const satisfies Record<string, CauseRow>;
