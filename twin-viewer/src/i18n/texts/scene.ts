import type { Texts } from "../texts.ts";

export const sceneTexts = {
  "scene.label": {
    en:
      "Plant in 3D. Arrows turn, Shift and arrows move, plus and minus zoom, Home shows all. " +
      "The list button shows the plant as a list.",
    zh: "工厂三维画面。方向键旋转，Shift 加方向键平移，加减号缩放，Home 显示全厂。列表按钮可打开工厂列表。",
  },
  "scene.plan": { en: "Plan", zh: "平面" },
  "scene.three": { en: "3D", zh: "三维" },
  "scene.look": { en: "Showcase", zh: "展示" },
  "scene.look-title": {
    en: "Materials and soft light, for visitors and walls",
    zh: "材质与柔光，适合参观和大屏",
  },
  "scene.look-reduced": {
    en: "Simplified, because pictures took too long on this device",
    zh: "已简化：该设备绘制画面过慢",
  },
  "scene.fit": { en: "Whole plant", zh: "整个工厂" },
  "scene.north": { en: "North", zh: "北" },
  "scene.tree": { en: "Plant as a list", zh: "工厂列表" },
  "scene.failed": {
    en: "3D is not available in this browser ({reason}); lists and values work.",
    zh: "该浏览器无法显示三维画面（{reason}）；列表和数值可用。",
  },
  "legend.title": { en: "Legend", zh: "图例" },
  "legend.running": { en: "Running", zh: "运行" },
  "legend.idle": { en: "Idle", zh: "待机" },
  "legend.stopped": { en: "Stopped", zh: "停机" },
  "legend.stale": { en: "Source silent", zh: "数据源无应答" },
  "legend.base": { en: "Released route", zh: "已放行路径" },
  "legend.horizon": { en: "Planned route", zh: "预定路径" },
  "legend.zone": { en: "Robot zone", zh: "机器人区域" },
  "legend.ghost": { en: "Position at {time}", zh: "{time} 的位置" },
  "tree.title": { en: "Plant", zh: "工厂" },
} as const satisfies Texts;
