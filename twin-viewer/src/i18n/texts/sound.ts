import type { Texts } from "../texts.ts";

export const soundTexts = {
  "sound.on": { en: "Turn alarm sound on", zh: "开启报警声音" },
  "sound.off": { en: "Turn alarm sound off", zh: "关闭报警声音" },
  "sound.silence": { en: "Silence", zh: "静音" },
} as const satisfies Texts;
