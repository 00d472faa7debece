import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of `safety.cameras` and `safety.vision`. */
export const VISION = {
  "camera-twice": {
    en: "the camera {id} is there twice",
    zh: "摄像头 {id} 出现两次",
    remedy: { en: "give each camera its own id", zh: "请为每个摄像头使用不同的 id" },
  },
  "camera-no-zone": {
    en: "there is no zone {zone}",
    zh: "没有区域 {zone}",
    remedy: { en: "write the id of a zone of `zones`", zh: "请写 `zones` 中区域的 id" },
  },
  "camera-outside": {
    en: "the camera {id} at ({x}, {y}) is outside of the floor of {width} × {depth} m",
    zh: "摄像头 {id} 位于 ({x}, {y})，超出 {width} × {depth} m 的厂房范围",
    remedy: { en: "write its position in metres by the plant's axes", zh: "请按厂房坐标轴写位置（米）" },
  },
  "camera-address": {
    en: "the address of the camera {id} is no ONVIF, RTSP or web address",
    zh: "摄像头 {id} 的地址不是 ONVIF、RTSP 或网页地址",
    remedy: {
      en: "write it as rtsp://host/path or http://host/path",
      zh: "请写成 rtsp://主机/路径 或 http://主机/路径",
    },
  },
  "camera-secret": {
    en: "the address of the camera {id} has a user, a password or a query",
    zh: "摄像头 {id} 的地址包含用户、密码或查询参数",
    remedy: {
      en: "remove them: Gemba does not connect to cameras and keeps no password of theirs",
      zh: "请删除：Gemba 不连接摄像头，也不保存其密码",
    },
  },
  "vision-thresholds": {
    en: "`keepAt` {keep} is above `raiseAt` {raise}",
    zh: "`keepAt` {keep} 高于 `raiseAt` {raise}",
    remedy: { en: "make `keepAt` the lower one", zh: "请使 `keepAt` 较低" },
  },
  "vision-pictures-facts": {
    en: "`keepPictures` keeps pictures of people, and `safety.people.unsafeActs` lacks its four facts",
    zh: "`keepPictures` 会保存人员图片，而 `safety.people.unsafeActs` 未写明四项事实",
    remedy: { en: "state the four facts, or remove `keepPictures`", zh: "请写明四项事实，或删除 `keepPictures`" },
  },
  "vision-pictures-days": {
    en: "`keepPictures` is on, and `personal.evidenceDays` is 0, so that nothing is kept",
    zh: "`keepPictures` 已开启，而 `personal.evidenceDays` 为 0，不会保存任何图片",
    remedy: { en: "write days, or remove `keepPictures`", zh: "请写天数，或删除 `keepPictures`" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(VISION);
