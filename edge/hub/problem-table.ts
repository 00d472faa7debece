import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Problems of `api.oidc` in `hub.yaml`. */
export const HUB_OIDC = {
  "hub-oidc-address": {
    en: "this is no address",
    zh: "这不是有效的地址",
    remedy: { en: "write https://HOST, or https://HOST/PATH", zh: "请写 https://主机 或 https://主机/路径" },
  },
  "hub-oidc-scope": {
    en: "without openid the provider gives no ID token",
    zh: "缺少 openid 时，登录服务不会提供 ID 令牌",
    remedy: {
      en: "write scope: openid profile, and what sends the groups",
      zh: "请写 scope: openid profile，以及提供用户组的范围",
    },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(HUB_OIDC);
