import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of paths, fields, rules of events and rings of an OPC UA source. */
export const OPCUA = {
  "browse-path-empty": { en: 'browse path "{path}" is empty', zh: "浏览路径“{path}”为空" },
  "browse-path-no-name": {
    en: 'browse path "{path}" has no name after "{prefix}:"',
    zh: "浏览路径“{path}”在“{prefix}:”之后没有名称",
  },
  "browse-path-index": {
    en:
      'browse path "{path}" uses the namespace index {prefix}, which changes between servers; give the namespace a ' +
      'prefix under "namespaces" and use that',
    zh: "浏览路径“{path}”使用命名空间索引 {prefix}，而索引因服务器而异；请在“namespaces”下为该命名空间定义前缀并使用它",
  },
  "browse-path-prefix": {
    en: 'browse path "{path}" uses the prefix "{prefix}", which is not under "namespaces"',
    zh: "浏览路径“{path}”使用的前缀“{prefix}”不在“namespaces”下",
  },
  "value-path": {
    en:
      'field "{field}" cannot be read at "{part}"; write names with dots between and elements in brackets, such as ' +
      "Records[2].Temperature",
    zh: "无法读取 field“{field}”中的“{part}”；名称之间用点，元素用方括号，例如 Records[2].Temperature",
  },
  "event-name": {
    en: 'event "{event}" is not one browse name; write the type\'s own, such as mt:AlertType',
    zh: "event“{event}”不是单个浏览名称；请写该类型自身的名称，例如 mt:AlertType",
  },
  "event-no-type": {
    en: 'event "{event}" has no type; say what it is here, such as type: piece.completed, or becomes: alert',
    zh: "event“{event}”没有 type；请说明其含义，例如 type: piece.completed，或写 becomes: alert",
  },
  "ring-path": {
    en: 'ring "{ring}": write the whole path from the server\'s root, such as /Objects/plc:PLC_1/plc:DB_Track/plc:Ring',
    zh: "ring“{ring}”：请从服务器根节点写出完整路径，例如 /Objects/plc:PLC_1/plc:DB_Track/plc:Ring",
  },
  "jobs-need-events": {
    en: "writeBack: jobs needs events, by which a machine reports its jobs; set events: true beside it",
    zh: "writeBack: jobs 需要事件，机器通过事件报告其作业；请同时设置 events: true",
  },
} as const satisfies ConfigTextTable;

export const { sentence } = configTexts(OPCUA);
