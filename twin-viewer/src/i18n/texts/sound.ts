import type { Texts } from "../texts.ts";

export const soundTexts = {
  "sound.on": { en: "Sound for alarms", zh: "开启报警声音" },
  "sound.off": { en: "No sound for alarms", zh: "关闭报警声音" },
  "sound.silence": { en: "Silence", zh: "静音" },
} as const satisfies Texts;
