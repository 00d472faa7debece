/** Messages of each kind of cause. */
import { causeInWords, causeOf } from "../../contracts/alerts/causes.ts";
import type { StrainReason } from "../../contracts/path/strain.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";

export interface Words {
  readonly on: LocalizedText;
  readonly off: LocalizedText;
}

export interface LinkWords {
  /** Label of the first asset behind the link. */
  readonly label: string;
  readonly link: string;
  readonly assets: number;
  readonly reason?: string | undefined;
}

export function linkWords({ label, link, assets, reason }: LinkWords): Words {
  const others = assets > 1 ? { zh: `（共 ${assets} 台设备）`, en: ` (${assets} assets)` } : { zh: "", en: "" };
  const why = reason === undefined ? undefined : causeInWords(causeOf(reason));
  return {
    on: {
      zh: `${label} 通信中断：链路 ${link} 无数据${others.zh}${why === undefined ? "" : `，原因：${why.zh}`}`,
      en: `${label} communication lost: link ${link} is silent${others.en}${why === undefined ? "" : `: ${why.en}`}`,
    },
    off: { zh: `${label} 通信恢复：链路 ${link}`, en: `${label} communication is back: link ${link}` },
  };
}

/** Number of links that failed together: most of the healthy ones, or many that are a small share of all. */
export type Share = "most" | "many";

const OF: Readonly<Record<Share, LocalizedText>> = {
  most: { zh: "大部分", en: "most" },
  many: { zh: "多条", en: "many" },
};
const SOURCES: Readonly<Record<Share, LocalizedText>> = {
  most: { zh: "大部分", en: "Most" },
  many: { zh: "多个", en: "Many" },
};

/** `reason`: why it is not connected; undefined while it is connected and its links are silent. */
export function sourceWords(source: string, reason: string | undefined, share: Share = "most"): Words {
  const why = causeInWords(causeOf(reason ?? ""));
  return {
    on:
      reason === undefined
        ? {
            zh: `数据源 ${source} 已连接，但其${OF[share].zh}链路无数据`,
            en: `Source ${source} is connected, but ${OF[share].en} of its links are silent`,
          }
        : { zh: `数据源 ${source} 未连接：${why.zh}`, en: `Source ${source} is not connected: ${why.en}` },
    off: { zh: `数据源 ${source} 恢复`, en: `Source ${source} is back` },
  };
}

export function peerWords(peer: string, share: Share): Words {
  return {
    on: {
      zh: `${peer} 上的${SOURCES[share].zh}数据源无数据：请检查该主机、服务及其网络`,
      en: `${SOURCES[share].en} sources at ${peer} are silent: check this host, its service and the network to it`,
    },
    off: { zh: `${peer} 上的数据源恢复`, en: `The sources at ${peer} are back` },
  };
}

export function networkWords(share: Share): Words {
  return {
    on: {
      zh: `${SOURCES[share].zh}数据源同时无数据：请检查本机的网络连接、交换机和现场供电`,
      en:
        `${SOURCES[share].en} sources fell silent together: check the network of this machine, its switch, and ` +
        "the power of the plant",
    },
    off: { zh: "数据源恢复", en: "The sources are back" },
  };
}

const REASONS: Record<StrainReason, LocalizedText> = {
  loop: { zh: "主线程多次停顿超过 1 秒", en: "its main thread repeatedly stops for more than 1 s" },
  samples: { zh: "采样值处理前等待超过 3 秒", en: "samples wait for more than 3 s" },
  disk: { zh: "数据写盘等待超过 3 秒", en: "data wait for the disk for more than 3 s" },
  followers: {
    zh: "记录账簿落后超过 60 秒且继续拉大",
    en: "its books are more than 60 s behind and fall further back",
  },
  busy: { zh: "数据接收持续满负荷，数据源被迫等待", en: "it takes data without a rest and its sources have to wait" },
};

export function strainWords(reasons: readonly StrainReason[]): Words {
  const [zh, en] = [reasons.map((one) => REASONS[one].zh).join("，"), reasons.map((one) => REASONS[one].en).join(", ")];
  return {
    on: {
      zh: `边缘端过载：${zh}。请减少采样或更换更快的机器`,
      en: `The edge is overloaded: ${en}. Sample less, or give it a faster machine`,
    },
    off: { zh: "边缘端负载恢复正常", en: "The edge keeps up again" },
  };
}
