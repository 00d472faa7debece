import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Problems of the `dispatch:` section, and what keeps a job of the plan from its machine. */
export const DISPATCH = {
  "dispatch-no-machine": {
    en: "no machine fits this pattern",
    zh: "没有设备符合此条件",
    remedy: { en: "write labels or kinds as they are under assets", zh: "按 assets 中的标签或类型填写" },
  },
  "dispatch-placeholder": {
    en: "{name} is not known here",
    zh: "此处不支持 {name}",
    remedy: {
      en: "use variant, operation or machine in braces; in parameters order too",
      zh: "花括号中可用 variant、operation、machine；参数中还可用 order",
    },
  },
  "dispatch-parameter-twice": {
    en: "the parameter {id} is there twice",
    zh: "参数 {id} 出现两次",
    remedy: { en: "give each parameter once", zh: "每个参数只写一次" },
  },
  "dispatch-no-asset": {
    en: "no asset has the label {machine}; set it by hand, or name machines in the plan as in the config",
    zh: "没有标签为 {machine} 的资产；请手动设置，或使计划中的设备名与配置一致",
  },
  "dispatch-not-offered": {
    en: "its source does not write jobs; set it by hand, or set writeBack: jobs at the source",
    zh: "其数据源不写作业；请手动设置，或在数据源设置 writeBack: jobs",
  },
  "dispatch-no-control": {
    en: "the machine has no job control; set it by hand",
    zh: "设备没有作业控制；请手动设置",
  },
  "dispatch-unread": {
    en: "its jobs cannot be read now, so they are unknown: {reason}",
    zh: "目前无法读取其作业，状态未知：{reason}",
  },
  "dispatch-full": {
    en: "its list is full: {jobs} of {most} jobs; clear jobs that have ended",
    zh: "作业列表已满：{jobs}/{most}；请清除已结束的作业",
  },
  "dispatch-no-program": {
    en: "no program is known for {variant}, {operation}; add a line to dispatch.programs",
    zh: "{variant} 的 {operation} 没有对应程序；请在 dispatch.programs 中添加",
  },
  "dispatch-unknown-program": {
    en: "the machine does not have the program {program}; load it, or correct dispatch.programs",
    zh: "设备没有程序 {program}；请装入该程序，或更正 dispatch.programs",
  },
  "dispatch-given": { en: "the machine has it already", zh: "设备已有此作业" },
  "dispatch-elsewhere": {
    en: "{machine} has it; cancel it there first, or plan again",
    zh: "{machine} 已有此作业；请先在那里取消，或重新排产",
  },
  "dispatch-over": {
    en: "the machine lists it as over ({state}), and {left} pieces are left; clear it to give the rest",
    zh: "设备显示此作业已结束（{state}），还剩 {left} 件；清除后可下达剩余数量",
  },
  "dispatch-island": {
    en: "by the islands in force {machine} does not make {variant}; plan again",
    zh: "按生效的岛，{machine} 不加工 {variant}；请重新排产",
  },
  "dispatch-release": { en: "it may not start before {moment}", zh: "{moment} 之前不得开始" },
  "dispatch-material": { en: "its material is planned for {moment}", zh: "其物料计划于 {moment} 到位" },
  "dispatch-no-raw": { en: "no raw piece for it at {places}", zh: "{places} 没有可用的毛坯" },
  "dispatch-before": { en: "no piece has come through {step} yet", zh: "尚无工件完成 {step}" },
  "dispatch-turn": { en: "{order}, {step} comes before it at this station", zh: "本工位上 {order} 的 {step} 在其之前" },
  "dispatch-record": {
    en: "whether its pieces are there is not known: {reason}",
    zh: "其工件是否到位未知：{reason}",
  },
  "dispatch-record-none": { en: "no piece has been seen yet", zh: "尚未见到工件" },
  "dispatch-record-failed": { en: "{reason}", zh: "{reason}" },
  "dispatch-makes-other": {
    en: "it makes {variant} ({order}); the plan has {plannedVariant} ({planned}) now",
    zh: "正在加工 {variant}（{order}）；计划此时为 {plannedVariant}（{planned}）",
  },
  "dispatch-makes-unplanned": {
    en: "it makes {variant} ({order}); the plan has nothing for it now",
    zh: "正在加工 {variant}（{order}）；计划此时无任务",
  },
  "dispatch-unplanned-job": {
    en: "its list has job {job} ({program}), which the plan does not have for it",
    zh: "其列表中有作业 {job}（{program}），计划中没有",
  },
  "dispatch-other-program": {
    en: "job {job} has program {read}; by the plan it is {planned}",
    zh: "作业 {job} 的程序为 {read}；按计划为 {planned}",
  },
  "dispatch-other-order": {
    en: "job {job} is for order {read}; by the plan it is {planned}",
    zh: "作业 {job} 属于订单 {read}；按计划为 {planned}",
  },
  "dispatch-other-quantity": {
    en: "job {job} is for {read} pieces; by the plan it is {planned}",
    zh: "作业 {job} 为 {read} 件；按计划为 {planned} 件",
  },
} as const satisfies ConfigTextTable;

export const { problem, sentence } = configTexts(DISPATCH);
