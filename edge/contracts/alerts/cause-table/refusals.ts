/**
 * Refusals of the API: missing permissions, invalid actions on alerts, users, layout and config, and exceeded limits.
 */
import type { CauseRow } from "./row.ts";
import { SIGN_IN_ELSEWHERE } from "./sign-in-elsewhere.ts";

export const ACCESS_REFUSALS = {
  "sign-in-first": {
    en: "Sign in first, or send a valid token as Authorization: Bearer.",
    zh: "请先登录，或在 Authorization: Bearer 中提供有效令牌。",
  },
  "link-not-ours": { en: "This link is not one of this edge's.", zh: "此链接不是本边缘端签发的。" },
  "link-too-old": {
    en: "This link is too old. Sign in to see the alert.",
    zh: "此链接已过期，请登录后查看报警。",
  },
  "link-alert-gone": { en: "there is no such alert any more", zh: "该报警已不存在" },
  "sign-in-wrong": { en: "The name or the password is wrong.", zh: "用户名或密码错误。" },
  "sign-in-locked": {
    en: "Too many wrong attempts. Try again in {seconds} s.",
    zh: "错误次数过多，请在 {seconds} 秒后重试。",
  },
  "sign-in-busy": {
    en: "Too many people are signing in right now; try again in a few seconds.",
    zh: "当前登录人数过多，请稍后重试。",
  },
  "invitation-used": {
    en: "This link was used already, or is older than a day. On the edge's machine: gemba users invite",
    zh: "此链接已被使用或已超过一天。请在边缘端主机上运行 gemba users invite",
  },
  "invitation-taken": { en: "The link was used meanwhile.", zh: "此链接刚刚已被使用。" },
  "old-password-wrong": { en: "The old password is wrong.", zh: "旧密码错误。" },
  "password-short": {
    en: "A password has at least {most} characters. A few words in a row are easier to remember than symbols.",
    zh: "密码至少 {most} 个字符。连用几个词比符号更容易记住。",
  },
  "password-long": { en: "A password has at most {most} characters.", zh: "密码最多 {most} 个字符。" },
  "no-users": {
    en: "The edge has no users yet. On the edge's machine: gemba users invite",
    zh: "边缘端尚无用户。请在边缘端主机上运行 gemba users invite",
  },
  "own-machine-only": {
    en:
      "The edge has no users yet, so only programs on its own machine have access. Make the first user there: gemba " +
      "users invite. To open it to a network that checks people itself, set `api.access: network` in the config.",
    zh: "边缘端尚无用户，因此只接受本机程序的请求。请在本机运行 gemba users invite 创建第一个用户；若网络自身已做访问控制，可在配置中设置 `api.access: network`。",
  },
  "host-unknown-here": {
    en:
      "This host name is not one of the edge's. Use localhost or 127.0.0.1, or add the name to `api.hosts` in the " +
      "config.",
    zh: "此主机名不属于本边缘端。请使用 localhost 或 127.0.0.1，或将其加入配置的 `api.hosts`。",
  },
  "host-unknown-short": {
    en: "This host name is not one of the edge's; add it to `api.hosts` in the config.",
    zh: "此主机名不属于本边缘端，请将其加入配置的 `api.hosts`。",
  },
  "other-origin": {
    en: "The request comes from a page of another origin; only pages that the edge serves may do this.",
    zh: "请求来自其他来源的页面，只有边缘端自己的页面可以执行此操作。",
  },
  "other-site": {
    en: "The request comes from a page of another site; only pages that the edge serves have access.",
    zh: "请求来自其他网站的页面，只有边缘端自己的页面可以访问。",
  },
  "nobody-may": { en: "Nobody may use this address.", zh: "此地址不对任何人开放。" },
  "role-too-low": {
    en: "This needs the role {least} or more, and you are {role}. Ask an admin of the edge.",
    zh: "此操作至少需要“{least}”角色，您当前为“{role}”。请联系边缘端管理员。",
  },
  "token-not-person": {
    en: "A token cannot do this: users, passwords and tokens need the person. Sign in.",
    zh: "令牌不能执行此操作：用户、密码和令牌须由本人管理，请登录。",
  },
  "token-only-reads": {
    en: "A token of the role viewer only reads. Sign in to save views of your own.",
    zh: "查看者令牌只能读取。如需保存自己的视图，请登录。",
  },
  "token-above-user": {
    en: "A token may not do more than you: its role is {role} at most.",
    zh: "令牌的权限不能超过您本人，最高为“{role}”。",
  },
  "needs-user": {
    en: "This needs a user, and the edge has no users yet. On the edge's machine: gemba users invite",
    zh: "此操作需要用户，而边缘端尚无用户。请在边缘端主机上运行 gemba users invite",
  },
  "needs-user-reset": {
    en:
      "Resetting a latched alert needs a user, and the edge has no users yet: the reset records that " +
      "somebody looked. On " +
      "the edge's machine: gemba users invite",
    zh: "复位自锁报警须记录操作人，而边缘端尚无用户。请在边缘端主机上运行 gemba users invite",
  },
  "needs-user-service": {
    en:
      "Taking alerts out of service needs a user, and the edge has no users yet: it hides alarms for longer than " +
      "a shelf. On the edge's machine: gemba users invite",
    zh: "停用报警比搁置更久，需要用户，而边缘端尚无用户。请在边缘端主机上运行 gemba users invite",
  },
  "needs-user-config": {
    en:
      "Changing the config needs a user, and the edge has no users yet. On the edge's machine: gemba users " +
      "invite, or gemba reload",
    zh: "更改配置需要用户，而边缘端尚无用户。请在边缘端主机上运行 gemba users invite 或 gemba reload",
  },
  "needs-user-layout": {
    en:
      "Changing the layout writes the plant's config. That needs a user, and the edge has no users yet. On the " +
      "edge's machine: gemba users invite",
    zh: "更改布局会写入工厂配置，需要用户，而边缘端尚无用户。请在边缘端主机上运行 gemba users invite",
  },
  "needs-user-trust": {
    en:
      "Trust decisions need a user, and the edge has no users yet: the audit log must name the person who " +
      "made them. On the edge's machine: gemba users invite, or gemba pki trust and gemba pki reject",
    zh: "证书信任须由具体的人决定，而边缘端尚无用户。请在边缘端主机上运行 gemba users invite，或使用 gemba pki trust 与 gemba pki reject",
  },
  "needs-user-discovery": {
    en: "Discovery needs a user, and the edge has no users yet. On the edge's machine: gemba discover ENDPOINT",
    zh: "发现服务器需要用户，而边缘端尚无用户。请在边缘端主机上运行 gemba discover ENDPOINT",
  },
  "user-name-bad": {
    en:
      "A user's name has 1 to 64 letters, digits, points, hyphens and underscores, and begins with a letter or " +
      "digit.",
    zh: "用户名为 1 到 64 个字母、数字、点、连字符或下划线，并以字母或数字开头。",
  },
  "user-name-reserved": {
    en: "The edge itself uses the name {name}; choose another.",
    zh: "用户名 {name} 由边缘端自用，请换一个。",
  },
  "user-known": { en: "There is a user {name} already.", zh: "用户 {name} 已存在。" },
  "user-unknown": { en: "There is no user {name}.", zh: "没有用户 {name}。" },
  "user-of-other": {
    en: "The name {name} belongs to another user here. Ask an admin.",
    zh: "用户名 {name} 属于此处的另一用户，请联系管理员。",
  },
  "users-full": { en: "An edge has at most {most} users.", zh: "边缘端最多 {most} 个用户。" },
  "user-only-admin": {
    en:
      "{name} is the only admin; make another one first. To go back to an edge without users, stop it and remove " +
      "users.json from its data folder.",
    zh: "{name} 是唯一的管理员，请先添加另一位。若要恢复为无用户，请停止边缘端并删除数据目录中的 users.json。",
  },
  "user-change-empty": { en: "give a role, a password or both", zh: "请提供角色或密码，或两者都提供。" },
  "users-being-changed": {
    en: "Another process is changing the users right now; try again.",
    zh: "其他人正在更改用户，请重试。",
  },
  "users-absent": { en: "This edge keeps no users.", zh: "本边缘端不管理用户。" },
  "role-unknown": { en: "A role is one of {roles}.", zh: "角色只能是：{roles}。" },
  "tokens-full": {
    en: "An edge has at most {most} tokens; revoke some.",
    zh: "边缘端最多 {most} 个令牌，请先撤销一些。",
  },
  "token-unknown": { en: "There is no token with this id.", zh: "没有此令牌。" },
  "invitations-full": {
    en: "At most {most} invitations can be open; wait until one expires, a day at most.",
    zh: "最多 {most} 个未使用的邀请，请等待其中一个过期（最长一天）。",
  },
  "changes-unrecorded": {
    en:
      "Too many changes were made while the edge was stopped; start it once, so that it writes them to the " +
      "audit log.",
    zh: "边缘端停机期间更改过多，请先启动一次以便记录。",
  },
  ...SIGN_IN_ELSEWHERE,
} as const satisfies Record<string, CauseRow>;

export const ALERT_REFUSALS = {
  "push-channel": { en: "there is no channel {channel} for phones", zh: "没有手机推送渠道 {channel}" },
  "push-service": {
    en: "The push service of this browser ({host}) is not among notify.channels.push.hosts of the config.",
    zh: "此浏览器的推送服务（{host}）不在配置项 notify.channels.push.hosts 中。",
  },
  "push-keys": { en: "the keys are not those of a push subscription", zh: "这些密钥不属于推送订阅" },
  "push-full": {
    en: "A channel notifies at most {most} phones, and {own} of one person; end some first.",
    zh: "一个渠道最多通知 {most} 部手机，每人最多 {own} 部；请先关闭一些。",
  },
  "alert-unknown": {
    en: "there is no alert {alert}; it may be older than the kept alerts",
    zh: "没有报警 {alert}，可能早于保存期限",
  },
  "alert-raised-again": {
    en: "the alert has been raised again since; look at its present state before you act",
    zh: "该报警已再次触发，请先查看最新情况再处理",
  },
  "alert-closed": {
    en: "the alert is closed: it was acknowledged and its cause is gone",
    zh: "该报警已关闭：已确认且原因已消除",
  },
  "alert-event": { en: "an event needs no acknowledgement", zh: "事件无需确认" },
  "alert-acknowledged": {
    en: "the alert was acknowledged by {user} at {time} already",
    zh: "该报警已由 {user} 于 {time} 确认",
  },
  "alert-no-second-step": {
    en: "this alert has no confirmation step; acknowledge it",
    zh: "该报警没有第二步确认，请直接确认",
  },
  "alert-confirmed": { en: "it was confirmed already", zh: "该报警已二次确认" },
  "alert-acknowledge-first": { en: "acknowledge it first", zh: "请先确认该报警" },
  "shelf-past": { en: "until: a shelf must end later than now", zh: "搁置的结束时间必须晚于现在" },
  "alerts-many": { en: "give {most} alerts at most", zh: "一次最多 {most} 条报警" },
  "shelf-long": { en: "until: a shelf lasts 24 hours at most", zh: "搁置最长 24 小时" },
  "shelf-range": { en: "until must be within the next 24 hours", zh: "搁置的结束时间必须在今后 24 小时内" },
  "shelf-both": { en: "give either minutes or until", zh: "时长与结束时间只能填一项" },
  "shelf-one-shot": {
    en: "its cause is gone already; a one-shot shelf is only for an active occurrence",
    zh: "原因已消除；单次搁置只适用于仍存在的报警",
  },
  "alert-not-shelved": { en: "the alert is not shelved", zh: "该报警未被搁置" },
  "alert-not-latching": {
    en: "the alert does not latch; there is nothing to reset",
    zh: "该报警不自锁，无需复位",
  },
  "alert-cause-stands": {
    en: "its cause is still present; reset the alert when the cause is gone",
    zh: "原因仍存在，消除后才能复位",
  },
  "alert-in-service": { en: "the alert is in service", zh: "该报警未停用" },
  "alert-out-of-service": {
    en: "the alert was taken out of service by {user} already",
    zh: "该报警已由 {user} 停用",
  },
  "alert-asset-out": {
    en: "its whole asset is out of service; return the asset to service",
    zh: "其资产已整体停用，请恢复该资产",
  },
  "alert-rule-out": {
    en: "its rule is out of service at this asset; return the rule to service",
    zh: "该资产的此规则已停用，请恢复该规则",
  },
  "service-in": { en: "it is in service", zh: "未停用" },
  "service-out": { en: "it was taken out of service by {user} already", zh: "已由 {user} 停用" },
  "service-asset-unknown": { en: "there is no such asset", zh: "没有该资产" },
  "service-rule-unknown": {
    en: "no rule of that name watches this asset, and none of its alerts has it",
    zh: "该资产没有此名称的规则或报警",
  },
  "service-full": {
    en: "{most} rules and assets are out of service already; return some first",
    zh: "已有 {most} 项规则和资产停用，请先恢复一些",
  },
  "service-busy": {
    en: "Too many people are taking things out of service right now. Try again in a few seconds.",
    zh: "当前停用操作过多，请稍后重试。",
  },
  "service-absent": { en: "This edge keeps no list of what is out of service.", zh: "本边缘端没有停用清单。" },
  "text-length": { en: "{field}: 1 to {most} characters", zh: "{field}：1 到 {most} 个字符" },
  "text-empty": { en: "{field}: must not be empty", zh: "{field}：不能为空" },
  "text-long": { en: "{field}: at most {most} characters", zh: "{field}：最多 {most} 个字符" },
  "time-bad": { en: "{field}: not a time", zh: "{field}：不是时间" },
  "positions-absent": {
    en: "No positions were kept with this alert: it is not about safety, nobody was near, or they have been erased.",
    zh: "该报警未保存位置：与安全无关、附近无人或已过保存期。",
  },
  recording: { en: "this is a recording; actions are not possible", zh: "这是记录回放，不执行任何操作" },
  "recording-alerts": {
    en: "this is a recording; act on alerts at the edge itself",
    zh: "这是记录回放，报警只能在其所在边缘端处理",
  },
  "recording-config": { en: "this is a recording; it has no config", zh: "这是记录回放，没有配置" },
  "server-refused-act": {
    en: "the server of {source} refused: {advice} ({status})",
    zh: "数据源 {source} 的服务器拒绝了该操作（{status}），请联系其负责人",
  },
  "server-act-not-sent": {
    en: "{source}: {reason}; nothing was done. Try again when it is back",
    zh: "{source}：{reason}；未执行任何操作，请待其恢复后重试",
  },
} as const satisfies Record<string, CauseRow>;
