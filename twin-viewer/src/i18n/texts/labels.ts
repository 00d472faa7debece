import type { Texts } from "../texts.ts";

export const labelsTexts = {
  "labels.title": { en: "QR labels for assets", zh: "资产二维码标签" },
  "labels.print": { en: "Print", zh: "打印" },
  "labels.note": {
    en: "Identification links (IEC 61406-1) to {origin}. Print them once phones can reach the edge by that name.",
    zh: "识别链接（IEC 61406-1），指向：{origin}。请在边缘端确定手机可访问的名称后再打印。",
  },
  "labels.loopback": { en: "This address works on this machine only.", zh: "此地址仅在本机有效。" },
} as const satisfies Texts;
