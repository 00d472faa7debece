/** Refusals of a hub about its sites. */
import type { CauseRow } from "./row.ts";

export const COMPANY_REFUSALS = {
  "site-rights-wrong": {
    en:
      '"{rights}" are no rights: write all:act, all:view, none, or a list such as all:view,EDGE-ID:act. The ids are ' +
      "those of gemba hub-ledger.",
    zh: "“{rights}”不是有效的权限：请写 all:act、all:view、none，或类似 all:view,EDGE-ID:act 的列表；标识见 gemba hub-ledger。",
  },
  "site-no-right": {
    en: "Your user has no right to see this site. Ask an admin of the hub: gemba users sites",
    zh: "您的用户无权查看此工厂。请联系集控端管理员：gemba users sites",
  },
  "site-no-act": {
    en: "Your user may see this site and not act there. Ask an admin of the hub: gemba users sites",
    zh: "您的用户可以查看此工厂，但无权在此操作。请联系集控端管理员：gemba users sites",
  },
  "site-act-no-users": {
    en: "Acting at a site needs a user, and the hub has no users yet. On the hub's machine: gemba users invite",
    zh: "在工厂操作需要用户身份，而集控端尚无用户。请在集控端主机上运行 gemba users invite",
  },
  "hub-not-everywhere": {
    en: "This is about the whole hub, so it needs a right at every site. Ask an admin of the hub: gemba users sites",
    zh: "此项涉及整个集控端，需要对每个工厂都有权限。请联系集控端管理员：gemba users sites",
  },
  "hub-user-of-provider": {
    en: "This user is of the provider: change the groups there, or what they give in hub.yaml (api.oidc.roles).",
    zh: "此用户来自登录服务：请在那里更改用户组，或在 hub.yaml 中更改用户组的权限（api.oidc.roles）。",
  },
  "hub-no-tokens": {
    en:
      "People of the provider make no tokens at a hub, because a token would outlive their groups. Make a user of " +
      "the hub for the program.",
    zh: "登录服务的用户不能在集控端创建令牌，因为令牌会比其用户组更长久。请为该程序创建集控端自己的用户。",
  },
  "site-act-at-plant": {
    en: "This act is for people at the plant: do it at the plant's own edge.",
    zh: "此操作须由现场人员执行：请在该工厂自己的边缘端操作。",
  },
  "site-refused": {
    en: "The hub does not take this edge now, so no act can reach it.",
    zh: "集控端目前不接收该边缘端，操作无法送达。",
  },
  "site-acts-full": {
    en: "Too many acts wait for the plant. Act at the plant itself.",
    zh: "等待该工厂的操作过多。请在工厂现场操作。",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
