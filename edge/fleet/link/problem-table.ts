import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of a link, in the config of an edge and in that of a hub. */
export const LINK = {
  "fleet-half-certificate": {
    en: "a client certificate needs both cert and key",
    zh: "客户端证书需要同时给出 cert 和 key",
    remedy: { en: "add {missing}, or remove the other one", zh: "请补充 {missing}，或删除另一项" },
  },
  "fleet-open-link": {
    en: "the link leaves this machine without TLS",
    zh: "该链路离开本机，却没有 TLS",
    remedy: { en: "write tls://… and give ca, or a loopback address", zh: "请写 tls://… 并给出 ca，或使用环回地址" },
  },
  "fleet-unknown-edge": {
    en: "anyone on the network could use the link: it has neither a certificate nor a key of its own",
    zh: "网络上的任何人都能使用该链路：它既没有证书也没有自己的密钥",
    remedy: {
      en: "give cert and key, or nkeySeed, or credentials",
      zh: "请给出 cert 和 key，或 nkeySeed，或 credentials",
    },
  },
  "fleet-two-keys": {
    en: "nkeySeed and credentials say twice who this is",
    zh: "nkeySeed 与 credentials 重复说明了身份",
    remedy: { en: "keep one of them", zh: "请只保留其中之一" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(LINK);
