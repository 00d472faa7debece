import type { Texts } from "../texts.ts";

/** Photos of hidden dangers and inspections. */
export const photoTexts = {
  "photo.take": { en: "Take a photo", zh: "拍照" },
  "photo.no-faces": { en: "No faces if avoidable.", zh: "请尽量不要拍到人脸。" },
  "photo.remove": { en: "Remove", zh: "移除" },
  "photo.most": { en: "{most} photos at most.", zh: "最多 {most} 张照片。" },
  "photo.unsent": {
    en: "{count} {count|photo|photos} not sent yet; kept on this device",
    zh: "{count} 张照片尚未提交，保存在本机",
  },
  "photo.keeping": {
    en: "{count} {count|photo|photos} not sent yet; being written to this device",
    zh: "{count} 张照片尚未提交，正在写入本机",
  },
  "photo.alt": { en: "Photo {n} of {count}: {of}", zh: "照片 {n}/{count}：{of}" },
  "photo.count": { en: "{count} {count|photo|photos}", zh: "{count} 张照片" },
  "photo.hidden": {
    en: "{count} {count|photo|photos}, not shown: {reason}",
    zh: "{count} 张照片，未显示：{reason}",
  },
  "photo.not-shown": { en: "Photo not shown: {reason}", zh: "照片未显示：{reason}" },
  "photo.damaged": { en: "The photo cannot be drawn.", zh: "照片无法显示。" },
  "photo.unreadable": {
    en: "This file cannot be read as a picture. Take the photo again.",
    zh: "该文件无法作为图片读取，请重新拍照。",
  },
  "photo.not-kept": {
    en: "This device keeps no photos: send before you close the page.",
    zh: "本机不能保存照片，请在关闭页面前提交。",
  },
  "photo.not-sent": {
    en: "photo {n} of {of} was not sent ({reason}). Nothing is lost: everything is kept on this device. Send again.",
    zh: "第 {n}/{of} 张照片未发送（{reason}）。内容没有丢失，均保存在本机，请重新提交。",
  },
  "photo.discard": { en: "Discard the report and its photos", zh: "放弃上报及照片" },
  "photo.act": { en: "Picture of the unsafe act", zh: "不安全行为图片" },
  "photo.act-show": { en: "Show the picture (your view is recorded)", zh: "查看图片（查看会被记录）" },
  "photo.act-note": {
    en: "It may show a person. Who looks, when and at which alert is in the audit log. Deleted after {days} d.",
    zh: "图片中可能有人。谁在何时查看了哪条报警，均记入审计日志。{days} 天后删除。",
  },
  "photo.act-at": { en: "Received by the edge {time}", zh: "边缘端收到时间：{time}" },
  "photo.act-alt": { en: "Picture around the alert: {message}", zh: "报警前后的图片：{message}" },
  "photo.before": { en: "Previous", zh: "上一张" },
  "photo.next": { en: "Next", zh: "下一张" },
  "photo.close": { en: "Close", zh: "关闭" },
  "photo.delete": { en: "Delete this photo", zh: "删除该照片" },
  "photo.delete-why": { en: "Reason", zh: "原因" },
  "photo.delete-note": {
    en: "It is deleted for good. Its place says who deleted it and why; the audit log has it.",
    zh: "照片将永久删除。原位置会显示删除人和原因，并记入审计日志。",
  },
  "photo.delete-now": { en: "Delete for good", zh: "永久删除" },
} as const satisfies Texts;
