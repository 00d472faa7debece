import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Problems of the `reports:` section. */
export const REPORTS = {
  "report-twice": {
    en: 'report "{id}": the id is given twice',
    zh: "报告“{id}”：id 重复",
    remedy: { en: "give each schedule its own id", zh: "每个计划的 id 必须不同" },
  },
  "report-no-asset": {
    en: 'report "{id}": a machine report needs asset',
    zh: "报告“{id}”：设备报告需要 asset",
    remedy: { en: "write the label of the machine", zh: "请写设备的 label" },
  },
  "report-odd-asset": {
    en: 'report "{id}": a report of kind {kind} takes no asset',
    zh: "报告“{id}”：类型为 {kind} 的报告不使用 asset",
    remedy: { en: "remove asset, or write kind: machine", zh: "请删除 asset，或写 kind: machine" },
  },
  "report-asset-unknown": {
    en: 'report "{id}": there is no asset {asset}',
    zh: "报告“{id}”：没有资产 {asset}",
    remedy: { en: "write the label of an asset", zh: "请写资产的 label" },
  },
  "report-area-unknown": {
    en: 'report "{id}": no asset stands in the area {area}',
    zh: "报告“{id}”：区域 {area} 内没有资产",
    remedy: {
      en: "write the path of an area or line, such as acme/plant1/milling",
      zh: "请写区域或产线的路径，例如 acme/plant1/milling",
    },
  },
  "report-channel-unknown": {
    en: 'report "{id}": there is no channel {channel}, so nobody gets it by mail',
    zh: "报告“{id}”：没有渠道 {channel}，不会通过邮件发送",
    remedy: { en: "add the channel under notify.channels", zh: "请在 notify.channels 中添加该渠道" },
  },
  "report-channel-other": {
    en: 'report "{id}": the channel {channel} sends no reports',
    zh: "报告“{id}”：渠道 {channel} 不发送报告",
    remedy: { en: "write sends: reports in that channel", zh: "请在该渠道中写 sends: reports" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(REPORTS);
