/** Help of the rooms in which work is planned and given to stations. */
import type { Screen } from "../data/signals.ts";
import type { RoomHelp } from "./room-help.ts";

type Room = Extract<Screen, "schedule" | "jobs">;

export const PLANNER_HELP: Readonly<Record<Room, RoomHelp>> = {
  schedule: {
    question: {
      en: "Which machine makes what when, which orders will be late, and what holds them?",
      zh: "哪台设备何时加工什么，哪些订单会延期，被什么耽搁？",
    },
    steps: [
      {
        en:
          "Make a schedule of the plant as it is, or of a plan file, with the orders of the planning system. " +
          "A longer search finds a better one.",
        zh: "按工厂现状或计划文件建立排产，可加入计划系统的订单。求解时间越长，结果越好。",
      },
      {
        en:
          "Select a bar to see why it starts then. Of a late order the chart shows, link by link, what holds it. " +
          "The wheel scrolls the rows; with Ctrl it zooms.",
        zh: "选择横条查看其开始的原因。对延期订单，图中逐环标出被什么耽搁。滚轮滚动各行，按住 Ctrl 缩放。",
      },
      {
        en:
          "Drag a bar, or press M and use the arrows: conflicts show at once. What is dropped is locked. Plan again " +
          "keeps it, takes breakdowns, late material and rush orders into account, and compares both schedules.",
        zh:
          "拖动横条，或按 M 后用方向键移动：冲突立即显示。放下后即锁定。“重新排产”保持锁定的工序，" +
          "计入停机、物料晚到和紧急订单，并对比两次排产。",
      },
      {
        en: "A schedule acts on nothing: it is exported as CSV, B2MML or JSON.",
        zh: "排产不会对工厂执行任何操作：可导出为 CSV、B2MML 或 JSON。",
      },
    ],
    figures: ["on-time", "bottleneck"],
    guide: "schedule",
  },
  jobs: {
    question: {
      en: "What does each station make next, can it be given now, and how long do changeovers take?",
      zh: "每个工位接下来加工什么，现在能否下达，换型用了多久？",
    },
    steps: [
      {
        en: "Put a stored schedule in force. Each station then has its next jobs, with program, pieces and set-up.",
        zh: "使一个已保存的排产生效。每个工位随即显示后续作业，含程序、件数和换型。",
      },
      {
        en:
          "Select jobs, read what will be written, and give them: each is read back from its machine and compared. " +
          "Nothing is given without you.",
        zh: "选择作业，查看将写入的内容，然后下达：每项都从设备读回并比较。没有您的确认，不会下达任何作业。",
      },
      {
        en:
          "Blocked says what keeps a job back, waits what it would wait for at the machine. Stations without job " +
          "control are set by hand; mark what you passed on.",
        zh: "“受阻”说明不能下达的原因，“等待”说明在设备上等待什么。没有作业控制的工位需手动设置，可标记为已通知。",
      },
      {
        en: "Changeovers are measured from the pieces: minutes beyond the usual gap, and the share of zero ones.",
        zh: "换型按工件记录测量：超出常规间隔的分钟数，以及零换型占比。",
      },
    ],
    figures: ["on-time", "bottleneck"],
    guide: "dispatch",
  },
};
