import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of `store:` in `hub.yaml`. */
export const STORE = {
  "hub-store-nowhere": {
    en: "kind: clickhouse needs the address of the server",
    zh: "kind: clickhouse 需要服务器地址",
    remedy: {
      en: "write url: https://HOST:8443, or kind: embedded",
      zh: "请写 url: https://主机:8443，或 kind: embedded",
    },
  },
  "hub-store-url": {
    en: "this is no address of an HTTP interface",
    zh: "这不是 HTTP 接口的地址",
    remedy: {
      en: "write https://HOST:8443 without path, user or password; those have keys of their own",
      zh: "请写 https://主机:8443，不带路径、用户和密码；它们有各自的键",
    },
  },
  "hub-store-hours": {
    en: "ClickHouse rolls up whole days and needs their samples for at least {hours} hours",
    zh: "ClickHouse 按整天汇总，样本至少要保留 {hours} 小时",
    remedy: { en: "write {hours} or more, or remove the key", zh: "请写 {hours} 或更大的值，或删除此键" },
  },
  "hub-store-user": {
    en: "a user name with a colon cannot be sent",
    zh: "带冒号的用户名无法发送",
    remedy: { en: "name a user without one", zh: "请使用不带冒号的用户名" },
  },
  "hub-open-store": {
    en: "history and password would leave this machine without TLS",
    zh: "历史数据和密码会在没有 TLS 的情况下离开本机",
    remedy: {
      en: "write https://… and give ca where Node.js does not trust the certificate, or use a loopback address",
      zh: "请写 https://…，若 Node.js 不信任该证书则给出 ca，或使用环回地址",
    },
  },
  "hub-store-idle-ca": {
    en: "ca has no use where the address is not https",
    zh: "地址不是 https 时 ca 没有用处",
    remedy: { en: "write https://… or remove ca", zh: "请写 https://… 或删除 ca" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(STORE);
