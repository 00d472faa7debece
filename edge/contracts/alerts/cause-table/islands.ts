/** Refusals of changes of islands (docs/rules/islands.md). */
import type { CauseRow } from "./row.ts";

export const ISLAND_REFUSALS = {
  "islands-impossible": {
    en: "these islands cannot be: {reason}",
    zh: "这样的机器岛不可行：{reason}",
  },
  "islands-the-same": {
    en: "these islands are in force already; nothing was changed",
    zh: "这些机器岛已经生效，没有任何更改",
  },
  "islands-changed-since": {
    en: "the islands have changed since: version {seen} was seen, and {present} is there; look at them again",
    zh: "机器岛在此期间已更改：您看到的是版本 {seen}，现为 {present}；请重新查看",
  },
  "islands-asked": {
    en: "version {version} is asked for and not answered yet; wait for it",
    zh: "版本 {version} 已下达，尚未得到应答；请等待",
  },
  "islands-not-written": {
    en:
      "the islands of this plant are those of its controller, which {source} may not write to. Change them there, or " +
      "set writeBack: islands at the source",
    zh: "本工厂的机器岛由其控制器决定，数据源 {source} 不可写入。请在控制器上更改，或在数据源上设置“writeBack: islands”",
  },
  "islands-not-sent": {
    en: "{source} is not connected, and nothing was sent; try again when it is",
    zh: "{source} 未连接，没有发送任何内容；请在连接后重试",
  },
  "islands-none": { en: "this edge keeps no islands", zh: "此边缘端不管理机器岛" },
  "islands-recorded": {
    en: "this is a recording; change islands at the edge itself",
    zh: "这是记录；请在边缘端本身更改机器岛",
  },
  "islands-not-live": {
    en: "this edge keeps no islands now, because it shows a recording",
    zh: "此边缘端正在显示记录，目前不管理机器岛",
  },
  "islands-person-only": {
    en: "A token cannot do this: changing islands needs the person. Sign in.",
    zh: "令牌无权执行此操作：更改机器岛须由本人登录后进行。",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
