import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of the `api:` section. */
export const API = {
  "directory-plain": {
    en: "{url} is not on this machine, and transport: plain would send passwords without TLS",
    zh: "{url} 不在本机，transport: plain 会使密码不经 TLS 发送",
    remedy: {
      en: "leave transport out: ldaps:// begins with TLS, and ldap:// upgrades by StartTLS",
      zh: "请删除 transport：ldaps:// 一开始即用 TLS，ldap:// 通过 StartTLS 升级",
    },
  },
  "directory-dn": {
    en: '"{name}" is not a distinguished name',
    zh: "“{name}”不是目录名称（DN）",
    remedy: {
      en: "write it as the directory shows it, such as CN=operators,OU=Groups,DC=plant,DC=example",
      zh: "请按目录中的形式书写，例如 CN=operators,OU=Groups,DC=plant,DC=example",
    },
  },
  "directory-filter-name": {
    en: "the filter finds the same person for every name",
    zh: "该过滤器对任何用户名都找到同一人",
    remedy: { en: "write {placeholder} where the typed name belongs", zh: "请在输入的用户名处写 {placeholder}" },
  },
  "directory-filter-member": {
    en: "the filter finds the same groups for everybody",
    zh: "该过滤器对任何人都找到相同的组",
    remedy: {
      en: "write {placeholder} where the person's name in the directory belongs",
      zh: "请在人员的目录名称处写 {placeholder}",
    },
  },
  "directory-filter": {
    en: "not a filter: {reason}",
    zh: "不是有效的过滤器：{reason}",
    remedy: { en: "write a filter such as (uid={placeholder})", zh: "请写类似 (uid={placeholder}) 的过滤器" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(API);
