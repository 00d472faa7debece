/** What people read where the two boxes have different configs or versions (rules SB43 and SB44). */
import type { ConfigDifference } from "../contracts/plant/config-prints.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";

const NONE: ConfigDifference = { files: [], more: 0, versions: null };

/** How they differ, and what to do. */
export function differenceWords(difference: ConfigDifference = NONE): LocalizedText {
  const { zh, en } = differingParts(difference);
  return {
    zh: `两台主机不同：${zh}。接管后以另一台主机的为准：请使两台相同，并重启尚未全部读取的那一台`,
    en:
      `The two boxes differ: ${en}. After a take-over those of the other box count: ` +
      "make both alike, and restart the one that has not read all of it",
  };
}

/** Such as `config files a.yaml, b.yaml and 3 more; version 1.0.0 here, 1.1.0 there`. */
export function differingParts({ files, more, versions }: ConfigDifference): LocalizedText {
  const zh: string[] = [];
  const en: string[] = [];
  if (files.length > 0) {
    zh.push(`配置文件 ${files.join("、")}${more > 0 ? `，另有 ${more} 个` : ""}`);
    en.push(`config files ${files.join(", ")}${more > 0 ? ` and ${more} more` : ""}`);
  }
  if (versions !== null) {
    zh.push(`程序版本，本机 ${versions.own}，另一台 ${versions.other}`);
    en.push(`version of the program, ${versions.own} here and ${versions.other} there`);
  }
  return { zh: zh.join("；"), en: en.join("; ") };
}
