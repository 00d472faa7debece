import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Problems of `standby` and of `witness.yaml`. */
export const STANDBY = {
  "standby-no-witness": {
    en: "two boxes need a third that says which of them writes",
    zh: "两台主机需要第三方来确定由哪一台写入",
    remedy: {
      en: "run gemba witness on a third machine and give its address as witness: host:port",
      zh: "请在第三台机器上运行 gemba witness，并把它的地址写为 witness: host:port",
    },
  },
  "standby-one-name": {
    en: "both boxes have the same name",
    zh: "两台主机的名称相同",
    remedy: { en: "give each box a name of its own", zh: "请为每台主机使用各自的名称" },
  },
  "standby-one-address": {
    en: "two of boxes and witness have the same address",
    zh: "主机与见证方中有两者的地址相同",
    remedy: { en: "give each of the three an address of its own", zh: "请为三者分别使用各自的地址" },
  },
  "standby-open-link": {
    en: "{address} is beyond this machine, and the link has no key",
    zh: "{address} 不在本机，而该链路没有密钥",
    remedy: {
      en: "write a secret of at least 32 characters into a file, and name the file as key (docs/standby.md)",
      zh: "请把至少 32 个字符的密钥写入文件，并把该文件写为 key（docs/standby.zh-CN.md）",
    },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(STANDBY);
