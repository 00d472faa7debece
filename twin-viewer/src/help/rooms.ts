/** Help of every room; those of engineers and of planners have files of their own. */
import type { Screen } from "../data/signals.ts";
import { ENGINEER_HELP } from "./engineer-help.ts";
import { PLANNER_HELP } from "./planner-help.ts";
import type { RoomHelp } from "./room-help.ts";

const ROOMS = { en: "rooms", zh: "各画面" };

export const ROOM_HELP: Readonly<Record<Screen, RoomHelp>> = {
  ...ENGINEER_HELP,
  ...PLANNER_HELP,
  overview: {
    question: { en: "Is anything wrong, and where?", zh: "有无异常，在哪里？" },
    steps: [
      {
        en:
          "Grey machines run as usual; only what is abnormal has a colour. Press a machine to see its " +
          "values on the right.",
        zh: "灰色设备运行正常，只有异常才有颜色。点按设备，右侧显示其数值。",
      },
      {
        en:
          "Start with the uppermost alarm: a press on it shows what to do, the curve around that time and " +
          "the consequences.",
        zh: "从最上面的报警开始：点按即显示应采取的措施、前后曲线与后果。",
      },
      {
        en: "Drag in the timeline below: the whole page shows that moment. L leads back to now.",
        zh: "拖动下方时间轴，整个页面显示该时刻。L 回到实时。",
      },
    ],
    figures: ["oee-line", "output", "cycle", "power", "wip", "alarms-now", "people-in-zones"],
    guide: "operators",
  },
  material: {
    question: {
      en: "Where is each piece, what waits, and which order is late?",
      zh: "工件在哪里，哪里积压，哪个订单延误？",
    },
    steps: [
      {
        en:
          "Type a part of a number, an order, a variant or a pallet to find a piece; One hour earlier shows " +
          "where it was.",
        zh: "输入编号、订单、型号或托盘的一部分即可查找工件；“一小时前”显示当时的位置。",
      },
      {
        en: "A press on a piece shows its operations, places and lot; Record prints them.",
        zh: "点按工件查看其工序、位置与批次；“档案”可打印。",
      },
      {
        en: "Record against observation shows where the books and the sensors differ, with both sides.",
        zh: "“记录与观测核对”显示记录与传感器不一致之处及双方内容。",
      },
    ],
    figures: ["oee-line", "throughput", "first-pass", "wip", "dwell", "bottleneck", "progress"],
    guide: "production",
  },
  energy: {
    question: { en: "What uses power now, and what is not accounted for?", zh: "当前用电去向，哪些没有计量到？" },
    steps: [
      {
        en:
          "The balance of media shows where each medium went over an hour to a year, what no meter accounts for, " +
          "suspect meters and leaks. Press a node to open it.",
        zh: "介质平衡显示一小时到一年内各介质的去向、无表计解释的部分、可疑表计与泄漏。按节点可展开。",
      },
      {
        en:
          "The meter tree shows the amount of the shift for each meter, with its uncertainty, and what the " +
          "meters below leave open.",
        zh: "计量树显示本班各表的用量及其不确定度，以及下级表未测得的部分。",
      },
      {
        en: "Machines that draw power while idle are listed with what that costs in power now.",
        zh: "空闲时仍在用电的设备列出其当前功率。",
      },
      { en: "Key E paints the power of machines in every room.", zh: "按 E 可在任何画面以颜色显示设备功率。" },
    ],
    figures: ["power", "amount", "reconciled", "unaccounted", "residual", "per-piece"],
    guide: "production",
    heading: { en: "energy", zh: "能源" },
  },
  forecast: {
    question: {
      en: "What comes next, and what if a machine stands, a vehicle comes or an order is added?",
      zh: "接下来会怎样？如果设备停机、增加车辆或插入订单，又会怎样？",
    },
    steps: [
      {
        en:
          "Choose the hours ahead. Add a future and its changes; without one, the plant is forecast as it is. " +
          "Compute takes seconds to minutes.",
        zh: "选择向前推演的小时数。添加方案及其更改；不添加则按现状预测。计算需要数秒到数分钟。",
      },
      {
        en:
          "The futures stand side by side on one scale. Each bar is an interval of 80 %, its mark the middle; the " +
          "difference to the plant as it is counts run by run.",
        zh: "各方案在同一刻度上并列。横条为 80 % 区间，刻线为中位数；与现状之差按逐次运行配对计算。",
      },
      {
        en:
          "Play in the scene shows a future in the picture as it runs, marked as forecast; lay a second one over it " +
          "to see where they differ. L leads back to now.",
        zh: "“在场景中播放”在画面中演示一个方案，并标明为推演；可叠加第二个方案查看差别。按 L 回到实时。",
      },
      {
        en:
          "How good is it shows forecasts from past instants beside what happened. A forecast is no plan and acts " +
          "on nothing.",
        zh: "“有多可信”列出过去时刻的预测与实际。预测不是计划，不会对工厂执行任何操作。",
      },
    ],
    figures: ["wip", "bottleneck", "on-time"],
    guide: "forecast",
  },
  maintenance: {
    question: { en: "What should be repaired first, and why?", zh: "先修什么，为什么？" },
    steps: [
      {
        en:
          "The uppermost component has the least time left. Select it to see what it may be, the evidence, " +
          "and the same part elsewhere.",
        zh: "最上面的部件剩余时间最短。选择它可查看可能的原因、依据，以及其他设备上的同一部件。",
      },
      {
        en: "Say whether a finding was right: verdicts improve what the edge reports.",
        zh: "请评价发现是否属实：评价会改进边缘端的判断。",
      },
      {
        en: "Due lists plans, predictions and open work together; Create work item makes one of a finding.",
        zh: "“待办清单”汇总计划、预测与未结束的工作；“新建工作项”由发现生成工作。",
      },
    ],
    figures: ["health", "remaining-life", "mtbf", "mttr", "repairs"],
    guide: "health",
    heading: { en: "the-maintenance-room", zh: "维护页面" },
  },
  safety: {
    question: {
      en: "Which protective devices have acted, and where are people and vehicles as far as sensors know?",
      zh: "哪些保护装置已动作，人员与车辆在哪里（以传感器所知为限）？",
    },
    steps: [
      {
        en: "For information only. It never says that a zone is clear; entry needs lock-out and tag-out.",
        zh: "仅供参考。画面从不表示区域可以进入；进入须上锁挂牌。",
      },
      {
        en: "Each robot zone shows presence, mode, speed and stops; a missing sensor counts as unknown.",
        zh: "每个机器人区域显示有无人员、模式、速度与停止状态；没有传感器视为未知。",
      },
    ],
    figures: ["people-in-zones"],
    guide: "detectors",
    heading: { en: "safety", zh: "安全" },
  },
  quality: {
    question: { en: "Which stations make scrap?", zh: "哪些工位产生报废？" },
    steps: [
      {
        en: "Stations are listed with good and scrapped pieces; a press selects the station and opens its values.",
        zh: "列出各工位的合格与报废件数；点按可选择工位并查看其数值。",
      },
      {
        en: "To see why, open a value in Explore and compare good with bad times, or piece with piece.",
        zh: "查原因时，在趋势分析中打开数值，对比好坏时段，或工件对工件。",
      },
    ],
    figures: [
      "quality",
      "first-pass",
      "good",
      "scrap",
      "quality-cost",
      "energy-cost",
      "co2-piece",
      "capability",
      "scrap-share",
      "energy-piece",
      "energy-value",
      "output-value",
    ],
    guide: "operators",
    heading: ROOMS,
  },
  alerts: {
    question: {
      en: "Which alarms are active, which were, and is the alarm system itself healthy?",
      zh: "现有与历史报警有哪些，报警系统自身是否健康？",
    },
    steps: [
      {
        en: "Filter and group the list, press a column head to sort, choose columns, save the list as CSV.",
        zh: "可筛选与分组，点按表头排序，选择列，并导出 CSV。",
      },
      {
        en: "Acknowledge means: I have seen it and deal with it. Shelve hides an alarm for a time, with a reason.",
        zh: "“确认”表示已看到并在处理。“搁置”须填写原因，暂时移出列表。",
      },
      {
        en: "The figures at the side say whether there are too many alarms, and which rules raise most of them.",
        zh: "旁边的指标说明报警是否过多，以及哪些规则触发最多。",
      },
    ],
    figures: ["alarms", "alarm-rate", "alarm-peak", "flood", "standing", "chattering", "fleeting"],
    guide: "operators",
    heading: { en: "alarms", zh: "报警" },
  },
  explore: {
    question: { en: "Your own question, as curves.", zh: "用曲线回答您自己的问题。" },
    steps: [
      {
        en: "Type a part of a name on the left and press Enter, or drag a value onto the room's tab or into a pane.",
        zh: "在左侧输入名称的一部分并按 Enter，或把数值拖到画面标签或窗格中。",
      },
      {
        en: "The wheel zooms, with Shift it pans; a click sets cursor A, Shift and click cursor B.",
        zh: "滚轮缩放，按住 Shift 平移；点按设置游标 A，按住 Shift 点按设置游标 B。",
      },
      {
        en: "Compare lays an earlier time over it; Save keeps the question, Link opens it for a colleague.",
        zh: "“对比”叠加较早的时段；“保存”保留该视图，“链接”让同事打开同一图表。",
      },
    ],
    figures: [],
    guide: "operators",
    heading: { en: "explore", zh: "趋势分析" },
  },
  asset: {
    question: { en: "What is this machine doing, and what stops it?", zh: "这台设备在做什么，因何停机？" },
    steps: [
      {
        en: "Values stand with range, quality and age; tick Compare to lay up to four curves over each other.",
        zh: "数值带量程、质量与时龄；勾选“对比”可叠加至多四条曲线。",
      },
      {
        en: "The bar shows the shift by time element; below it OEE with its losses and the recent stops.",
        zh: "色条按时间要素显示本班；其下为 OEE 与损失及最近停机。",
      },
      {
        en: "Choose the reason of a stop: it is kept with your name. O shows only this machine.",
        zh: "可选择停机原因，并以您的名义保存。O 仅显示此设备。",
      },
    ],
    figures: [
      "oee",
      "availability",
      "effectiveness",
      "quality",
      "busy",
      "mtbf",
      "mttr",
      "failures",
      "losses",
      "states",
    ],
    guide: "production",
    heading: { en: "figures", zh: "指标" },
  },
};
