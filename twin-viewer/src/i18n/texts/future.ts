import type { Texts } from "../texts.ts";

/** A future that the picture plays; loaded with the room of forecasts. */
export const futureTexts = {
  "future.play": { en: "Play in the scene", zh: "在场景中播放" },
  "future.play-named": { en: "Play {name} in the scene", zh: "在场景中播放：{name}" },
  "future.loading": { en: "Reading the future …", zh: "正在读取推演数据……" },
  "future.not-kept": {
    en: "Nothing was kept to play: this forecast is of an earlier edge. Use it as a new question.",
    zh: "没有可播放的数据：该预测由旧版本生成。请作为新问题重新提问。",
  },
  "future.failed": { en: "It cannot be played: {reason}", zh: "无法播放：{reason}" },
  "future.banner": {
    en: "Forecast, not what happens: {name} · {future}",
    zh: "推演画面，并非实际情况：{name} · {future}",
  },
  "future.leave": { en: "Leave, back to live", zh: "退出推演，回到实时" },
  "future.title": { en: "Played forecast", zh: "播放中的推演" },
  "future.shown": { en: "Future", zh: "方案" },
  "future.over": { en: "Laid over it as ghosts", zh: "叠加对比的方案" },
  "future.over-none": { en: "none", zh: "无" },
  "future.good-so-far": { en: "Good pieces so far", zh: "至此合格件数" },
  "future.good-end": { en: "at the end of this run", zh: "本次运行结束时" },
  "future.good-all": { en: "all runs, 80 %", zh: "全部运行（80 %）" },
  "future.inside": { en: "Pieces in the plant", zh: "在制件数" },
  "future.wip-all": { en: "mean, 80 % of all runs", zh: "平均值（全部运行的 80 %）" },
  "future.difference": { en: "Difference", zh: "差值" },
  "future.which-run": {
    en:
      "This is run {run} of {runs}: the one with the median of good pieces of the plant as it is. Every future shows " +
      "the same run, with the same random numbers, so that differences come from the changes.",
    zh: "画面为 {runs} 次运行中的第 {run} 次，即现状方案合格件数的中位运行。各方案显示同一次运行、使用相同随机数，因此差异来自所作更改。",
  },
  "future.schematic": {
    en:
      "Vehicles are schematic: which one drives, and where it is between loading and unloading, is drawn along the " +
      "road map. Temperatures, power, people and alarms are not forecast and are unknown here.",
    zh: "车辆为示意：由哪台车执行、装卸之间的位置，均按路网绘制。温度、功率、人员与报警未作预测，此处为未知。",
  },
  "future.moved": {
    en: "“{name}” moves {labels}. The picture has machines and roads where they are now, not where they would be.",
    zh: "“{name}”移动了 {labels}。画面中的设备与道路仍在当前位置，而不是移动后的位置。",
  },
  "future.no-alarms": {
    en: "Alarms of now are not shown while a future is played.",
    zh: "播放推演期间不显示当前报警。",
  },
  "future.vehicles-more": {
    en: "{count} more vehicles of this future have no vehicle in the picture.",
    zh: "该方案另有 {count} 台车辆在画面中没有对应的车辆。",
  },
  "future.rides-until": {
    en: "Rides are kept until {time}; later the place of vehicles is unknown.",
    zh: "行驶记录保留至 {time}；此后车辆位置未知。",
  },
  "future.object": { en: "Selected", zh: "所选对象" },
  "future.object-none": {
    en: "Select a machine, belt or vehicle in the picture or in the lists below.",
    zh: "在画面或下方列表中选择设备、输送带或车辆。",
  },
  "future.object-unknown": { en: "Not part of the forecast: unknown.", zh: "不在预测范围内：未知。" },
  "future.object-one": {
    en: "State and pieces are of this one run; intervals are known of the plant as a whole.",
    zh: "状态与件数来自这一次运行；区间仅针对全厂。",
  },
  "future.busy": { en: "busy, mean of all runs", zh: "利用率（全部运行的平均值）" },
  "future.state": { en: "State", zh: "状态" },
  "future.pieces": { en: "Pieces", zh: "件数" },
  "future.pieces-of": { en: "{count} of {room}", zh: "{count} / {room}" },
  "future.ride": { en: "{from} to {to}, {count} pieces", zh: "{from} → {to}，{count} 件" },
  "future.ride-empty": { en: "empty, from {from} to {to}", zh: "空车，{from} → {to}" },
  "future.rests": { en: "rests", zh: "停驻" },
  "future.unknown": { en: "unknown", zh: "未知" },
  "future.machines": { en: "Machines", zh: "设备" },
  "future.places": { en: "Buffers and belts", zh: "缓存与输送带" },
  "future.places-note": {
    en: "Buffers without a place on the road map are in this list only.",
    zh: "路网上没有位置的缓存仅在此列表中显示。",
  },
  "future.timeline": { en: "Moment of the forecast", zh: "推演时刻" },
  "future.ahead": { en: "{time} after the start of the forecast", zh: "预测起点之后 {time}" },
  "future.step-back": { en: "Back 10 minutes", zh: "后退 10 分钟" },
  "future.step-on": { en: "On 10 minutes", zh: "前进 10 分钟" },
  "future.state-down": { en: "down", zh: "停机" },
  "future.state-working": { en: "working", zh: "加工" },
  "future.state-setup": { en: "set-up", zh: "换型" },
  "future.state-blocked": { en: "blocked", zh: "堵塞" },
  "future.state-waiting": { en: "waits", zh: "等待" },
  "future.state-starved": { en: "starved", zh: "缺料" },
  "future.state-closed": { en: "closed", zh: "班外" },
} as const satisfies Texts;
