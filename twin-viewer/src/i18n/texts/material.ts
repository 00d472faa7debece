import type { Texts } from "../texts.ts";

export const materialTexts = {
  "material.pieces": { en: "Pieces and pallets", zh: "工件与托盘" },
  "material.known": { en: "{count} known", zh: "已知 {count} 件" },
  "material.find": { en: "Number of a piece or pallet", zh: "工件或托盘编号" },
  "material.hour-ago": { en: "An hour before", zh: "一小时前" },
  "material.none": { en: "No machine, gripper or vehicle says that it has it", zh: "没有设备、夹爪或车辆报告持有它" },
  "material.more": { en: "and {count} more: type a part of the number", zh: "另有 {count} 件：请输入编号的一部分" },
  "material.last-seen": { en: "last seen here", zh: "最后见于此处" },
  "material.buffers": { en: "Buffers", zh: "缓存" },
  "material.no-buffers": { en: "Nothing that counts pieces is described", zh: "未配置可计数的缓存" },
  "material.on-board": { en: "{count} pieces on belts and in tunnels", zh: "输送线与隧道内 {count} 件" },
  "material.vehicles": { en: "Vehicles", zh: "车辆" },
  "material.vehicle": { en: "Vehicle", zh: "车辆" },
  "material.load": { en: "Load", zh: "载货" },
  "material.way": { en: "Way ahead", zh: "前方路线" },
  "material.battery": { en: "Battery", zh: "电量" },
  "material.empty": { en: "empty", zh: "空载" },
  "material.unknown-place": { en: "place unknown", zh: "位置未知" },
  "material.no-way": { en: "no order", zh: "无订单" },
  "material.stops": { en: "{released} released, {planned} planned", zh: "已放行 {released}，预定 {planned}" },
} as const satisfies Texts;
