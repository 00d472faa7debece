/** Help of the rooms in which pages are made, data are checked and the plant is set up. */
import type { Screen } from "../data/signals.ts";
import type { RoomHelp } from "./room-help.ts";

type Room = Extract<Screen, "reports" | "dashboards" | "diagnostics" | "settings" | "layout" | "setup">;

export const ENGINEER_HELP: Readonly<Record<Room, RoomHelp>> = {
  reports: {
    question: { en: "What goes on paper or by mail?", zh: "打印或发送哪些内容？" },
    steps: [
      {
        en: "Choose the kind and the period on the right; the page shows the report as it will be on paper.",
        zh: "在右侧选择类型和时段，页面按打印效果显示报告。",
      },
      {
        en: "Save it as PDF, HTML or XLSX. Every figure links to its moment and is defined at the end.",
        zh: "可保存为 PDF、HTML 或 XLSX。每个指标链接到其时刻，并在末尾给出定义。",
      },
    ],
    figures: ["oee-line", "states", "stops", "losses", "on-time", "lead-time"],
    guide: "reports",
  },
  dashboards: {
    question: { en: "The figures of my area on one page.", zh: "本区域的指标集中在一页。" },
    steps: [
      {
        en: "Choose a dashboard and the asset, kind or area at the top; every plant has some from the start.",
        zh: "在顶部选择看板以及资产、类别或区域；每个工厂一开始就有若干看板。",
      },
      {
        en: "New or Edit: press a kind of panel, drag it to its place, drag its corner for the size, save.",
        zh: "“新建”或“编辑”：点按面板种类，拖到位置，拖角调整大小，然后保存。",
      },
      {
        en: "Wall and frames gives the address for a wall screen or for another site.",
        zh: "“大屏与嵌入”给出大屏或其他网站所用的地址。",
      },
    ],
    figures: ["oee-line", "availability", "stops", "alarm-rate"],
    guide: "dashboards",
  },
  diagnostics: {
    question: { en: "Is the data itself right?", zh: "数据本身是否可信？" },
    steps: [
      {
        en:
          "Old or bad shows only the tags that cannot be trusted now; the filter finds assets, sources and " +
          "addresses.",
        zh: "“过期或无效”只显示当前不可信的标签；可按资产、数据源和地址筛选。",
      },
      {
        en: "Beside the table are the sources with rate, losses and clock, and the stores with their backlog.",
        zh: "表旁是各数据源的速率、丢失与时钟，以及各存储的积压。",
      },
    ],
    figures: ["live", "age", "data-quality"],
    guide: "operators",
    heading: { en: "is-the-data-right", zh: "数据可信吗" },
  },
  settings: {
    question: {
      en: "Who may do what, whom is trusted, who is notified, and who did what?",
      zh: "谁有哪些权限、信任谁、通知谁、谁做了什么？",
    },
    steps: [
      {
        en: "Compare the thumbprint of a new server with the one that the server shows before you trust it.",
        zh: "信任新服务器之前，请将其指纹与服务器上显示的核对。",
      },
      {
        en: "Send a test message to each channel. The audit log keeps every action with its user and time.",
        zh: "向每个渠道发送测试消息。审计日志保存每个操作的用户和时间。",
      },
    ],
    figures: [],
    guide: "users",
  },
  layout: {
    question: { en: "Where do machines, zones and roads stand?", zh: "设备、区域和道路在哪里？" },
    steps: [
      {
        en: "Choose a drawing of the hall and scale it by two points.",
        zh: "选择厂房图纸，用两点标定比例。",
      },
      {
        en: "Click a machine in the list, then its place. Drag it, or move it with the arrows; R turns it.",
        zh: "在列表中点按设备，再点按其位置。可拖动或用方向键移动；R 旋转。",
      },
      {
        en: "Save writes into the plant's config, after the edge has checked it. Ctrl+Z undoes.",
        zh: "“保存”在边缘端检查后写入工厂配置。Ctrl+Z 撤销。",
      },
    ],
    figures: [],
    guide: "layout",
  },
  setup: {
    question: { en: "How do I connect machines and change the plant?", zh: "如何连接设备、更改工厂？" },
    steps: [
      {
        en: "Connect: type the address of a server, look at it, correct names and kinds, check, save.",
        zh: "“连接”：输入服务器地址，查看服务器，更正名称与类别，检查，保存。",
      },
      {
        en: "Tags and limits is one table of all values: set limits, and whether they are alarms with a response.",
        zh: "“标签与限值”是全部数值的一张表：设置限值，以及是否作为带措施的报警。",
      },
      {
        en: "Nothing is written before it is checked. Versions lists every save, with undo and restore.",
        zh: "检查之前不会写入。“版本”列出每次保存，可撤销和恢复。",
      },
    ],
    figures: [],
    guide: "set-up",
  },
};
