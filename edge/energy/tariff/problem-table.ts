import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of the `tariffs:` section. */
export const TARIFFS = {
  "tariff-twice": {
    en: "{id} is there twice",
    zh: "{id} 出现两次",
    remedy: { en: "give each one an id of its own", zh: "请使用不同的 id" },
  },
  "tariff-no-band": {
    en: "the contract has no band {band}",
    zh: "该合同没有时段电价 {band}",
    remedy: { en: "write the id of one of its bands", zh: "请写该合同中某个时段的 id" },
  },
  "tariff-hours-cross": {
    en: "{day} from {from} to {to}, {other} is in force too (first on {date})",
    zh: "{day} {from}–{to} 同时还有时段 {other}（首次出现于 {date}）",
    remedy: { en: "give each hour to one band", zh: "请让每个时刻只属于一个时段" },
  },
  "tariff-hours-missing": {
    en: "{day} from {from} to {to} has no band (first on {date})",
    zh: "{day} {from}–{to} 没有时段（首次出现于 {date}）",
    remedy: { en: "add hours, so that the whole year is covered", zh: "请补充时段，覆盖全年每个时刻" },
  },
  "tariff-no-shiftable": {
    en: "no asset has a label like {label}",
    zh: "没有标签符合 {label} 的资产",
    remedy: { en: "write the label of an asset; * stands for any letters", zh: "请写资产的 label；* 代表任意字符" },
  },
  "tariff-no-meter": {
    en: "there is no asset {meter}",
    zh: "没有资产 {meter}",
    remedy: { en: "write the label of an asset", zh: "请写资产的 label" },
  },
  "tariff-meter-medium": {
    en: "{meter} measures {medium}, and the contract is for {contract}",
    zh: "{meter} 测量的是 {medium}，而合同介质为 {contract}",
    remedy: { en: "correct the meter or the medium", zh: "请更正计量表或介质" },
  },
  "tariff-meter-needed": {
    en: "demand and power factor need the billed meters",
    zh: "需量和功率因数需要指定计费表",
    remedy: { en: "list them under `meters`", zh: "请在 `meters` 中列出" },
  },
  "tariff-electricity-only": {
    en: "only electricity has a demand charge and a power factor",
    zh: "只有电力有需量电费和功率因数",
    remedy: { en: "leave it out", zh: "请删除该项" },
  },
  "tariff-two-contracts": {
    en: "{meter} is billed by {other} too",
    zh: "{meter} 已由合同 {other} 计费",
    remedy: { en: "give each meter to one contract", zh: "每块表只归一个合同" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(TARIFFS);
