/** Refusals of moves and lot sizes in futures (rules FK88 and FK90). */
import type { CauseRow } from "./row.ts";

export const MOVE_REFUSALS = {
  "move-no-lane": {
    en: "no road leads to the new stop of {label}: there is no lane; draw a road in the layout editor first",
    zh: "没有道路通往 {label} 的新停靠点，因为路网中还没有道路；请先在布局编辑器中绘制",
  },
  "move-no-road": {
    en:
      "no road leads to the new stop of {label}: the nearest lane passes {far} m away; choose a place at most {most} " +
      "m from a lane, move a node of the road map there too, or draw a road in the layout editor first",
    zh:
      "没有道路通往 {label} 的新停靠点：最近的道路相距 {far} m；请选择距道路不超过 {most} m 的位置，" +
      "或同时移动路网节点，或先在布局编辑器中绘制道路",
  },
  "move-not-joined": {
    en: "no road leads from {from} to {to}; draw one in the layout editor first",
    zh: "没有从 {from} 到 {to} 的道路；请先在布局编辑器中绘制",
  },
  "move-no-stop": {
    en: "where vehicles stop for {label} is not written, so its ways have no length; write it (material.nodes)",
    zh: "未写明车辆在何处为 {label} 停靠，因此路程长度未知；请填写（material.nodes）",
  },
  "move-no-speed": {
    en:
      "how fast vehicles drive is not known: their lanes are about equally long, and none declares a speed; give " +
      "their tag of speed the unit m/s and a range",
    zh: "车辆速度未知：各运输路线长度相近，且没有车辆声明速度；请为其速度标签填写单位 m/s 和范围",
  },
  "move-reach": {
    en:
      "{robot} would be {now} m from {machine}, and robots of this plant have theirs at most {most} m away; move " +
      "both (move: {both}, by: [east, north])",
    zh:
      "{robot} 与 {machine} 将相距 {now} m，而本厂机器人与所服务的设备最远相距 {most} m；" +
      "请一起移动（move: {both}, by: [东, 北]）",
  },
  "move-no-way": {
    en:
      "{label} stands on no way of pieces, so nothing of the model would change; name a machine, a robot that tends " +
      "machines, a buffer at which vehicles stop, or a node of the road map",
    zh: "{label} 不在工件路线上，移动它不会改变模型；请选择设备、上下料机器人、车辆停靠的缓存或路网节点",
  },
  "move-unknown": {
    en: "{label} is nothing that stands on a way of pieces; write the label of a machine, or a node of the road map",
    zh: "工件路线上没有 {label}；请填写设备编号或路网节点",
  },
  "move-nowhere": {
    en:
      "{labels} has no place in the layout; place it in the layout editor (pose), or write the node at which " +
      "vehicles stop for it (material.nodes)",
    zh: "{labels} 在布局中没有位置；请在布局编辑器中摆放（pose），或填写车辆停靠的节点（material.nodes）",
  },
  "move-one-point": {
    en: "{labels} cannot all stand at one point; shift them together (by: [east, north])",
    zh: "{labels} 不能都位于同一点；请一起平移（by: [东, 北]）",
  },
  "move-outside": {
    en: "{label} would stand at {spot}, and the hall has {width} × {depth} m; choose a place in it",
    zh: "{label} 将位于 {spot}，而厂房为 {width} × {depth} m；请选择厂房内的位置",
  },
  "move-no-layout": {
    en: "this plan has no layout, so nothing can be moved in it; write routes and poses first",
    zh: "该模型没有布局，因此无法移动；请先填写道路和位置",
  },
  "lot-below-load": {
    en: "vehicles take {load} pieces at a time from {label}; give lots of at least as many, or a smaller load (load)",
    zh: "车辆每次从 {label} 取 {load} 件；请使批量不小于该件数，或减小运量（load）",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
